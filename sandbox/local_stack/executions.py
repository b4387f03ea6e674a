"""The executions of a deployment's two state machines: started, looked at, stopped and waited for."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import takewhile
from typing import Any

from local_stack.clients import Client
from local_stack.waiting import wait_for

POLL_SECONDS = 0.3
RUNNING = ("RUNNING", "PENDING_REDRIVE")


def object_of(text: str | None) -> dict[str, Any]:
    """The JSON object that a result or a cause is; empty if it is something else, as causes of Step Functions' own may be."""
    try:
        value = json.loads(text or "")
    except json.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def name_of(arn: str) -> str:
    """The execution's name: the last part of its ARN."""
    return arn.rpartition(":")[2]


class Executions:
    """Those of provision and of rollback of one deployment. An execution is known by its ARN.

    Args:
        outputs: of the deployed template
    """

    def __init__(self, outputs: Mapping[str, str], stepfunctions: Client) -> None:
        self._states = stepfunctions
        self.provision: str = outputs["ProvisionStateMachineArn"]
        self.rollback: str = outputs["RollbackStateMachineArn"]

    def start(self, name: str, request: dict[str, Any]) -> str:
        """Starts provision."""
        return self._start(stateMachineArn=self.provision, name=name, input=json.dumps(request))

    def start_rollback(self, arn: str, *, confirmed: bool = True) -> str:
        """Starts a rollback of all that an execution created, as a person does, who confirms it or does not."""
        given = {"executionArn": arn} | ({"artifactsSynchronised": True} if confirmed else {})
        return self._start(stateMachineArn=self.rollback, input=json.dumps(given))

    def described(self, arn: str) -> dict[str, Any]:
        """What DescribeExecution says."""
        described: dict[str, Any] = self._states.describe_execution(executionArn=arn)
        return described

    def is_running(self, arn: str) -> bool:
        return self.described(arn)["status"] in RUNNING

    def end(self, arn: str, seconds: float) -> dict[str, Any]:
        """What DescribeExecution says when the execution has ended, or after so long."""
        wait_for(lambda: not self.is_running(arn), seconds=seconds, every=POLL_SECONDS)
        return self.described(arn)

    def stop(self, arn: str, cause: str) -> None:
        """Stops an execution, unless it ends before it can be stopped."""
        try:
            self._states.stop_execution(executionArn=arn, error="Stopped", cause=cause)
        except self._states.exceptions.ClientError:
            if self.is_running(arn):
                raise

    def events(self, arn: str) -> Iterator[dict[str, Any]]:
        """The execution's history so far, oldest first."""
        for page in self._states.get_paginator("get_execution_history").paginate(executionArn=arn):
            yield from page["events"]

    def has_entered(self, arn: str, state: str) -> bool:
        return any(event.get("stateEnteredEventDetails", {}).get("name") == state for event in self.events(arn))

    def running(self, machine: str) -> list[str]:
        """The executions of a state machine that run."""
        return self._listed(machine, statusFilter="RUNNING")

    def rollbacks_of(self, arn: str) -> list[str]:
        """The rollbacks of an execution, whether they run or have ended; the newest first."""
        began = self.described(arn)["startDate"]
        return [found for found in self._listed(self.rollback, since=began) if self._works_for(found, arn)]

    def _works_for(self, rollback: str, arn: str) -> bool:
        """By its input, which is a person's or provision's, or Step Functions' event."""
        given = object_of(self.described(rollback)["input"])
        return arn in (given.get("executionArn"), (given.get("detail") or {}).get("executionArn"))

    def last_error(self, arn: str, state: str) -> str:
        """What the state's task failed with last: a function's error with its stack trace."""
        entered, error = "", ""
        for event in self.events(arn):
            entered = event.get("stateEnteredEventDetails", {}).get("name", entered)
            if entered == state and (failed := event.get("taskFailedEventDetails")):
                error = f"{failed['error']}: {failed.get('cause', '')}"
        return error

    def _listed(self, machine: str, since: datetime | None = None, **filters: str) -> list[str]:
        """The newest first, as ListExecutions lists them; those that began before a moment are not asked for."""
        pages = self._states.get_paginator("list_executions").paginate(stateMachineArn=machine, **filters)
        listed = (found for page in pages for found in page["executions"])
        return [found["executionArn"] for found in takewhile(lambda found: since is None or found["startDate"] >= since, listed)]

    def _start(self, **given: str) -> str:
        arn: str = self._states.start_execution(**given)["executionArn"]
        return arn
