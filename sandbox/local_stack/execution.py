"""Starts an execution through the HTTP API and follows it, the nested rollback included, while it runs."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local_stack import keeper
from local_stack.clients import Clients
from local_stack.stack import Stack, StackError

POLL_SECONDS = 0.25
# Longer than any deadline of the local deployment together.
LIMIT_SECONDS = 300.0

# Told of each state: the name of the machine, the state, its input or output, and whether it was entered or left.
Watcher = Callable[[str, str, str, str], None]


def call_api(stack: Stack, method: str, path: str, body: str | None = None,
             headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """Calls the application's API, signed as AWS demands; returns status and body."""
    facts = stack.facts()
    url = facts["apiUrl"] + path
    request = AWSRequest(method, url, data=body, headers={"Content-Type": "application/json", **(headers or {})})
    credentials = Credentials(keeper.ROOT_ACCESS_KEY, keeper.ROOT_SECRET_KEY)
    SigV4Auth(credentials, "execute-api", facts["region"]).add_auth(request)
    call = urllib.request.Request(url, data=body.encode() if body else None, method=method, headers=dict(request.headers))
    try:
        with urllib.request.urlopen(call, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        text = refused.read().decode(errors="replace")
        try:
            return refused.code, json.loads(text)
        except json.JSONDecodeError:
            return refused.code, {"message": text}


class Follower:
    """Follows one execution of provision, and the rollback that it starts."""

    def __init__(self, clients: Clients, execution_arn: str, rollback_machine_arn: str, watcher: Watcher) -> None:
        self._states = clients.stepfunctions
        self._execution = execution_arn
        self._rollback_machine = rollback_machine_arn
        self._watcher = watcher
        self._seen: dict[str, int] = {}
        self._rollback: str | None = None

    def follow(self) -> dict[str, Any]:
        """Returns when the execution has ended: what DescribeExecution says of it."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while True:
            described: dict[str, Any] = self._states.describe_execution(executionArn=self._execution)
            self._tell(self._execution, "provision")
            if self._rollback:
                self._tell(self._rollback, "rollback")
            if described["status"] != "RUNNING":
                return described
            if time.monotonic() > deadline:
                raise StackError(f"{self._execution} still runs after {LIMIT_SECONDS:.0f} s")
            time.sleep(POLL_SECONDS)

    def _tell(self, execution: str, machine: str) -> None:
        last = self._seen.get(execution, 0)
        for event in self._events(execution):
            if event["id"] <= last:
                continue
            self._seen[execution] = event["id"]
            if details := event.get("stateEnteredEventDetails"):
                if details["name"] == "RollBack":
                    self._rollback = self._rollback or ""
                self._watcher(machine, details["name"], details.get("input") or "", "entered")
            elif details := event.get("stateExitedEventDetails"):
                self._watcher(machine, details["name"], details.get("output") or "", "left")
        if machine == "provision" and self._rollback == "":
            self._rollback = self._started_rollback()

    def _events(self, execution: str) -> Iterator[dict[str, Any]]:
        for page in self._states.get_paginator("get_execution_history").paginate(executionArn=execution):
            yield from page["events"]

    def _started_rollback(self) -> str:
        listed = self._states.list_executions(stateMachineArn=self._rollback_machine)["executions"]
        for execution in listed:
            described = self._states.describe_execution(executionArn=execution["executionArn"])
            if json.loads(described["input"]).get("executionArn") == self._execution:
                arn: str = execution["executionArn"]
                return arn
        return ""
