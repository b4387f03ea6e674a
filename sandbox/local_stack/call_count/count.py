"""Counts the calls of each operation on a stack with the fault proxy, which sees every call of a function."""

import json
import os
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Any

from local_stack import api, world
from local_stack.call_count.counts import Calls, of_executions
from local_stack.clients import Clients
from local_stack.console import Console
from local_stack.engines import Mode
from local_stack.executions import Executions, name_of
from local_stack.faults.campaign import TIME_SCALE
from local_stack.faults.proxy_client import ProxyClient
from local_stack.launch import launch
from local_stack.simulator import Simulator
from local_stack.stack import Stack, StackError
from local_stack.world import World

STRANGERS = 500
DEADLINE_SECONDS = 120.0
UNKNOWN = "nobody-has-this-name"
# Of AWS's seconds: every status is met by a look, also by one that the machine delays.
LONG_ENOUGH = {"cluster": {"seconds": {"creating": 4000, "deleting": 5000}}}


def count(console: Console) -> tuple[dict[str, Calls], dict[str, Calls]]:
    """The calls of each operation by its name, without strangers and with STRANGERS clusters and file systems of theirs."""
    stack = launch(console, owner=os.getpid(), time_scale=TIME_SCALE, mode=Mode.FAULTS)
    try:
        clients = Clients(stack)
        with console.step("a world to provision in"):
            where = world.create(stack, clients)
            Simulator(stack).impose(where.network.privateSubnetIds, LONG_ENOUGH)
        counting = Counting(stack, clients, where)
        with console.step("each operation, without strangers"):
            few = counting.calls()
        with console.step(f"each operation, with {STRANGERS} clusters and file systems of strangers"):
            Simulator(stack).populate(STRANGERS)
            many = counting.calls()
        return few, many
    finally:
        stack.stop()


class Counting:
    """One operation after the other, in one world, from an account in which nothing of the application's stands to the same again."""

    def __init__(self, stack: Stack, clients: Clients, where: World) -> None:
        self._stack = stack
        self._outputs: dict[str, str] = stack.facts()["outputs"]
        self._lambda = clients.lambda_
        self._executions = Executions(self._outputs, clients.stepfunctions)
        self._proxy = ProxyClient(stack)
        self._world = where

    def calls(self) -> dict[str, Calls]:
        name = f"calls-{secrets.token_hex(4)}"
        request = self._world.request(world.sample_request(deep_health_checks=False), name)
        self._proxy.others()
        calls: dict[str, Calls] = {}
        started: dict[str, Any] = {}

        def measure(operation: str, does: Callable[[], Any]) -> None:
            does()
            calls[operation] = Counter(self._proxy.others())

        def start() -> None:
            started.update(self._ask("POST", "/clusters", 202, json.dumps(request)))

        measure("POST /clusters", start)
        arn = started["executionArn"]
        calls["provision"] = self._of_execution(arn, "SUCCEEDED")
        measure("GET /clusters/{clusterName}", lambda: self._ask("GET", f"/clusters/{name}", 200))
        measure("GET /clusters/{clusterName}, unknown", lambda: self._ask("GET", f"/clusters/{UNKNOWN}", 404))
        measure("GET /clusters", lambda: self._ask("GET", "/clusters", 200))
        measure("AuditDrift", lambda: self._invoke("AuditDriftFunctionName"))
        measure("Sweep", lambda: self._invoke("SweepFunctionName"))
        self._proxy.forget(name_of(arn))

        def delete() -> None:
            started.update(self._ask("DELETE", f"/clusters/{name}?artifactsSynchronised=true", 202))

        measure("DELETE /clusters/{clusterName}", delete)
        rollback = self._executions.end(started["rollbackArn"], DEADLINE_SECONDS)
        if rollback["status"] != "SUCCEEDED":
            raise StackError(f"the rollback ended {rollback['status']}: {rollback.get('cause')}")
        calls["rollback"] = of_executions(self._proxy.calls(name_of(arn)))
        return calls

    def _of_execution(self, arn: str, status: str) -> Calls:
        ended = self._executions.end(arn, DEADLINE_SECONDS)
        if ended["status"] != status:
            raise StackError(f"{arn} ended {ended['status']}: {ended.get('cause')}")
        return of_executions(self._proxy.calls(name_of(arn)))

    def _ask(self, method: str, path: str, status: int, body: str | None = None) -> dict[str, Any]:
        answered, answer = api.call(self._stack, method, path, body)
        if answered != status:
            raise StackError(f"{method} {path} answered {answered}, must be {status}: {json.dumps(answer)}")
        return answer

    def _invoke(self, output: str) -> None:
        answer = self._lambda.invoke(FunctionName=self._outputs[output], Payload=b"{}")
        if "FunctionError" in answer:
            raise StackError(f"{self._outputs[output]}: {answer['Payload'].read().decode()}")
