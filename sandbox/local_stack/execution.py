"""Starts an execution through the HTTP API and follows it, the nested rollback included, while it runs."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local_stack.clients import Clients
from local_stack.stack import Stack, StackError

POLL_SECONDS = 0.25
# Longer than any deadline of the local deployment together.
LIMIT_SECONDS = 300.0
ROLLBACK_START_SECONDS = 5.0

# Told of each state: the name of the machine, the state, its input or output, and whether it was entered or left.
Watcher = Callable[[str, str, str, str], None]


def call_api(
    stack: Stack, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Calls the application's API as the user who may do only that, signed as AWS demands; returns status and body."""
    facts = stack.facts()
    url = facts["apiUrl"] + path
    request = AWSRequest(method, url, data=body, headers={"Content-Type": "application/json", **(headers or {})})
    credentials = Credentials(facts["apiCaller"]["accessKeyId"], facts["apiCaller"]["secretAccessKey"])
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


def object_of(text: str | None) -> dict[str, Any]:
    """The JSON object that a result or a cause is; empty if it is something else, as causes of Step Functions' own may be."""
    try:
        value = json.loads(text or "")
    except json.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


class Follower:
    """Follows one execution of provision, and the rollback that it starts."""

    def __init__(self, clients: Clients, execution_arn: str, rollback_machine_arn: str, watcher: Watcher) -> None:
        self._states = clients.stepfunctions
        self._execution = execution_arn
        self._rollback_machine = rollback_machine_arn
        self._watcher = watcher
        self._seen: dict[str, int] = {}
        self._rollback = ""

    def follow(self) -> dict[str, Any]:
        """Returns when the execution has ended: what DescribeExecution says of it."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while True:
            described: dict[str, Any] = self._states.describe_execution(executionArn=self._execution)
            # Asked in this order and told in the other, so that the rollback's end comes before what follows it.
            provision = list(self._events(self._execution))
            if self._rollback:
                self._tell("rollback", self._events(self._rollback))
            self._tell("provision", provision)
            if described["status"] != "RUNNING":
                return described
            if time.monotonic() > deadline:
                raise StackError(f"{self._execution} still runs after {LIMIT_SECONDS:.0f} s")
            time.sleep(POLL_SECONDS)

    def _tell(self, machine: str, events: Iterable[dict[str, Any]]) -> None:
        for event in events:
            if event["id"] <= self._seen.get(machine, 0):
                continue
            self._seen[machine] = event["id"]
            if details := event.get("stateEnteredEventDetails"):
                self._watcher(machine, details["name"], details.get("input") or "", "entered")
                if details["name"] == "RollBack":
                    self._rollback = self._started_rollback()
            elif details := event.get("stateExitedEventDetails"):
                self._watcher(machine, details["name"], details.get("output") or "", "left")

    def _events(self, execution: str) -> Iterator[dict[str, Any]]:
        for page in self._states.get_paginator("get_execution_history").paginate(executionArn=execution):
            yield from page["events"]

    def _started_rollback(self) -> str:
        """The nested execution is there a moment after the state was entered."""
        deadline = time.monotonic() + ROLLBACK_START_SECONDS
        while time.monotonic() < deadline:
            listed = self._states.list_executions(stateMachineArn=self._rollback_machine)["executions"]
            for execution in listed:
                described = self._states.describe_execution(executionArn=execution["executionArn"])
                if json.loads(described["input"]).get("executionArn") == self._execution:
                    arn: str = execution["executionArn"]
                    return arn
            time.sleep(POLL_SECONDS)
        return ""
