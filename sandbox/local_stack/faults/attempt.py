"""One case, tried: a whole execution on a stack with the fault proxy, and what of the invariants it broke."""

import json
import secrets
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from local_stack import execution, layout
from local_stack.clients import Clients
from local_stack.faults.cases import AROUND, BASES, BROKEN, SUCCEEDED, TAKEN_BACK, Case
from local_stack.faults.control_planes import (
    APPLICATION_TAG,
    EXECUTION_TAG,
    ControlPlanes,
    Resource,
    Stranger,
)
from local_stack.faults.invariants import (
    MISREPORTED,
    ORPHANED,
    WRONG_STATUS,
    Broken,
    resources_as_told,
    strangers_untouched,
)
from local_stack.stack import Stack
from local_stack.world import World

APPLICATION = "hyperpod-rig"
# Longer than the deadlines of the local deployment together, with every retry.
DEADLINE_SECONDS = 240.0
POLL_SECONDS = 0.3
RUNNING = "RUNNING", "PENDING_REDRIVE"


@dataclass
class Outcome:
    """What became of a case: what broke, in words, by the count that it belongs to."""

    name: str
    kind: str
    state: str
    seconds: float = 0.0
    broken: list[Broken] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.broken


class FaultProxy:
    def __init__(self, stack: Stack) -> None:
        self._url = f"http://127.0.0.1:{stack.facts()['ports']['faultProxy']}/_faults"

    def call(self, method: str, path: str, body: Any = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(urllib.request.Request(f"{self._url}/{path}", data=data, method=method), timeout=30) as answer:
            return json.load(answer)

    def calls(self, name: str) -> list[dict[str, Any]]:
        recorded: list[dict[str, Any]] = self.call("GET", f"calls/{name}")
        return recorded


class Attempt:
    """Runs cases one after the other in one world of a stack; other attempts may run beside it in other worlds."""

    def __init__(self, stack: Stack, clients: Clients, world: World) -> None:
        self._stack = stack
        self._states = clients.stepfunctions
        self._ec2 = clients.ec2
        self._world = world
        self._planes = ControlPlanes(stack)
        self._proxy = FaultProxy(stack)
        self._stranger = Stranger(clients)
        outputs = stack.facts()["outputs"]
        self._provision: str = outputs["ProvisionStateMachineArn"]
        self._rollback: str = outputs["RollbackStateMachineArn"]
        template = json.loads(json.loads(layout.PROVISION_EVENT.read_text())["body"])
        for group in template["restrictedInstanceGroups"]:
            group.pop("deepHealthChecks", None)  # they take AWS an hour and make no call
        self._template = template

    def run(self, case: Case) -> Outcome:
        """One execution, its end, the invariants, the rollback of everything, the invariants again."""
        began = time.monotonic()
        outcome = Outcome(case.name, case.kind, case.state)
        name = f"f{secrets.token_hex(6)}"
        strangers: dict[str, Resource] = {}
        self._planes.impose(self._world, BASES[case.base].control_plane)
        try:
            if case.kind in ("twice", "rivals"):
                self._two_at_once(case, name, outcome)
            else:
                self._one(case, name, strangers, outcome)
        finally:
            self._planes.free(self._world)
            for stranger in strangers:
                self._stranger.remove(stranger)
            self._proxy.call("DELETE", f"executions/{name}")
        self._await_empty(outcome)
        outcome.seconds = round(time.monotonic() - began, 1)
        return outcome

    def record(self, base: str) -> list[dict[str, Any]]:
        """The calls of a run without faults."""
        name = f"r{secrets.token_hex(6)}"
        self._planes.impose(self._world, BASES[base].control_plane)
        try:
            arn = self._start(name, name)
            described = self._end(arn)
            recorded = self._proxy.calls(name)
            if (described["status"], described.get("error")) != BASES[base].ends:
                raise RuntimeError(f"the run without faults '{base}' ended {described['status']}: {described.get('cause')}")
            self._roll_back(arn)
        finally:
            self._planes.free(self._world)
        self._await_empty(Outcome(base, "", ""))
        return recorded

    def _one(self, case: Case, name: str, strangers: dict[str, Resource], outcome: Outcome) -> None:
        if case.rule:
            self._proxy.call("PUT", f"rules/{name}", case.rule)
        arn = self._start(name, name)
        if case.kind in AROUND:
            self._await(arn, name, case)
        match case.kind:
            case "stopped" | "stopped-in-flight":
                self._stop(arn)
            case "rollback-stopped":
                self._stop_rollback_of(arn)
            case "rollback-meanwhile":
                self._roll_back(arn)
            case "stranger-cluster" | "stranger-tags":
                self._interfere(case, name, strangers)
        described = self._end(arn)
        if described["status"] == "ABORTED" or described.get("error") == BROKEN[1]:
            self._await_rollback(name, outcome)
        if case.rule and not any(call["fault"] for call in self._proxy.calls(name)):
            outcome.broken.append((MISREPORTED, "the fault never happened: the call was not made"))
        self._judge_end(case, described, outcome)
        told = resources_as_told(self._planes, name, described)
        if case.kind == "rollback-meanwhile":
            # Whoever orders a rollback of an execution that then succeeds gets it: what the result names is gone by order.
            told = [broken for broken in told if broken[0] != MISREPORTED]
        outcome.broken += told
        outcome.broken += strangers_untouched(self._planes, strangers)
        self._roll_back_again(arn, name, outcome)
        outcome.broken += strangers_untouched(self._planes, strangers)

    def _two_at_once(self, case: Case, name: str, outcome: Outcome) -> None:
        """The same request twice by the API, or two executions for one cluster name."""
        arns: list[str] = []

        def post() -> None:
            body = json.dumps(self._world.request(self._template, name))
            status, answer = execution.call_api(self._stack, "POST", "/clusters", body, {"Idempotency-Key": name})
            arns.append(answer["executionArn"] if status == 202 else f"HTTP {status}")

        def start() -> None:
            arns.append(self._start(f"{name}-{secrets.token_hex(3)}", name))

        threads = [threading.Thread(target=post if case.kind == "twice" else start) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if case.kind == "twice" and len(set(arns)) != 1:
            outcome.broken.append((WRONG_STATUS, f"the same request twice is not one execution: {arns}"))
        ends = []
        for arn in sorted(set(arns)):
            described = self._end(arn)
            ends.append((described["status"], described.get("error")))
            outcome.broken += resources_as_told(self._planes, described["name"], described)
        wanted = [SUCCEEDED] if case.kind == "twice" else [TAKEN_BACK, SUCCEEDED]
        if sorted(ends, key=str) != sorted(wanted, key=str):
            outcome.broken.append((WRONG_STATUS, f"ended {ends}, must be {wanted}"))
        for arn in sorted(set(arns)):
            self._roll_back_again(arn, arn.rpartition(":")[2], outcome)

    def _start(self, name: str, cluster_name: str) -> str:
        arn: str = self._states.start_execution(
            stateMachineArn=self._provision,
            name=name,
            input=json.dumps(self._world.request(self._template, cluster_name)),
        )["executionArn"]
        return arn

    def _end(self, arn: str) -> dict[str, Any]:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            described: dict[str, Any] = self._states.describe_execution(executionArn=arn)
            if described["status"] not in RUNNING or time.monotonic() > deadline:
                return described
            time.sleep(POLL_SECONDS)

    def _await(self, arn: str, name: str, case: Case) -> None:
        """Returns when the execution or its rollback has come to the case's state or call, or the execution has ended without."""
        while True:
            described = self._states.describe_execution(executionArn=arn)
            calls = self._proxy.calls(name)
            if any(call["state"] == case.state and (call["fault"] or not case.operation) for call in calls):
                return
            if not case.operation and self._has_entered(arn, case.state):
                return
            if described["status"] not in RUNNING:
                return
            time.sleep(POLL_SECONDS / 3)

    def _has_entered(self, arn: str, state: str) -> bool:
        pages = self._states.get_paginator("get_execution_history").paginate(executionArn=arn)
        return any(event.get("stateEnteredEventDetails", {}).get("name") == state for page in pages for event in page["events"])

    def _stop_rollback_of(self, arn: str) -> None:
        for page in self._states.get_paginator("list_executions").paginate(stateMachineArn=self._rollback, statusFilter="RUNNING"):
            for listed in page["executions"]:
                given = json.loads(self._states.describe_execution(executionArn=listed["executionArn"])["input"])
                if given.get("executionArn") == arn:
                    self._stop(listed["executionArn"])

    def _stop(self, arn: str) -> None:
        try:
            self._states.stop_execution(executionArn=arn, error="Stopped", cause="by the campaign")
        except self._states.exceptions.ClientError:
            if self._states.describe_execution(executionArn=arn)["status"] in RUNNING:
                raise  # else it ended before it could be stopped, which is right too

    def _last_error(self, arn: str, state: str) -> str:
        """What the state's task failed with last: a function's error with its stack trace."""
        entered, error = "", ""
        for page in self._states.get_paginator("get_execution_history").paginate(executionArn=arn):
            for event in page["events"]:
                entered = event.get("stateEnteredEventDetails", {}).get("name", entered)
                if entered == state and (failed := event.get("taskFailedEventDetails")):
                    error = f"{failed['error']}: {failed.get('cause', '')}"
        return error

    def _await_rollback(self, name: str, outcome: Outcome) -> None:
        """A stopped execution is rolled back by the rule, which starts within seconds."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while time.monotonic() < deadline:
            if any(call["state"].startswith(("PublishRolledBack", "PublishRollbackIncomplete")) for call in self._proxy.calls(name)):
                return
            time.sleep(POLL_SECONDS)
        outcome.broken.append((ORPHANED, "nothing rolled back the stopped execution"))

    def _interfere(self, case: Case, name: str, strangers: dict[str, Resource]) -> None:
        theirs = {APPLICATION_TAG: APPLICATION, EXECUTION_TAG: f"{name}-other"}
        alike = {APPLICATION_TAG: "hyperpod-rig-other", EXECUTION_TAG: name}
        created = []
        if case.kind == "stranger-cluster":
            created.append(self._stranger.create_cluster(self._world, name, theirs))
        else:
            created.append(self._stranger.create_cluster(self._world, f"{name}-x", alike))
            created.append(self._stranger.create_file_system(self._world, theirs))
            created.append(self._stranger.create_file_system(self._world, alike))
            created.append(self._stranger.create_file_system(self._world, {"Name": name}))
        known = self._planes.resources()
        strangers.update({stranger: known[stranger] for stranger in created if stranger})

    def _judge_end(self, case: Case, described: dict[str, Any], outcome: Outcome) -> None:
        end = (described["status"], described.get("error") if described["status"] == "FAILED" else None)
        if end not in case.allowed():
            told = f"ended {end}, must be one of {case.allowed()}: {described.get('cause', '')[:600]}"
            error = self._last_error(described["executionArn"], case.state)[:1500]
            outcome.broken.append((WRONG_STATUS, f"{told}; {case.state} failed with {error}"))
        if described["status"] == "FAILED" and end != BROKEN:
            failure = execution.object_of(described.get("cause")).get("failure") or {}
            wanted = BASES[case.base].failed_state or (case.state if case.operation else None)
            if wanted and failure.get("state") != wanted:
                outcome.broken.append((WRONG_STATUS, f"the original error is not told: {failure}, must be of {wanted}"))
        if described["status"] == "SUCCEEDED":
            verdict = execution.object_of(described.get("output")).get("egress", {}).get("verdict")
            if verdict != "LOCKED":
                outcome.broken.append((MISREPORTED, f"succeeded with the verdict {verdict}"))

    def _roll_back_again(self, arn: str, name: str, outcome: Outcome) -> None:
        described = self._roll_back(arn)
        if described["status"] != "SUCCEEDED":
            outcome.broken.append((WRONG_STATUS, f"rollback, run again, ended {described['status']}: {described.get('cause', '')[:600]}"))
        for id, left in self._planes.of(name).items():
            outcome.broken.append((ORPHANED, f"{id} is {left.status} after another rollback"))

    def _roll_back(self, arn: str) -> dict[str, Any]:
        given = {"executionArn": arn, "artifactsSynchronised": True}
        started = self._states.start_execution(stateMachineArn=self._rollback, input=json.dumps(given))
        return self._end(started["executionArn"])

    def _await_empty(self, outcome: Outcome) -> None:
        """The world is used again: its subnets must be free of interfaces, as they must for its owner."""
        deadline = time.monotonic() + 30
        while True:
            found = self._ec2.describe_network_interfaces(Filters=[{"Name": "subnet-id", "Values": self._world.network.privateSubnetIds}])[
                "NetworkInterfaces"
            ]
            if not found:
                return
            if time.monotonic() > deadline:
                outcome.broken.append((ORPHANED, f"{len(found)} network interfaces stay in the subnets"))
                return
            time.sleep(POLL_SECONDS)
