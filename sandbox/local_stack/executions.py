"""The executions of a deployment's two state machines: started, looked at, stopped and waited for."""

import json
from collections.abc import Iterator, Mapping
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

    def start_rollback(self, arn: str) -> str:
        """Starts a rollback of all that an execution created, as a person who confirms it does."""
        given = {"executionArn": arn, "artifactsSynchronised": True}
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
        """The rollbacks of an execution, whether they run or have ended."""
        return [found for found in self._listed(self.rollback) if object_of(self.described(found)["input"]).get("executionArn") == arn]

    def last_error(self, arn: str, state: str) -> str:
        """What the state's task failed with last: a function's error with its stack trace."""
        entered, error = "", ""
        for event in self.events(arn):
            entered = event.get("stateEnteredEventDetails", {}).get("name", entered)
            if entered == state and (failed := event.get("taskFailedEventDetails")):
                error = f"{failed['error']}: {failed.get('cause', '')}"
        return error

    def _listed(self, machine: str, **filters: str) -> list[str]:
        pages = self._states.get_paginator("list_executions").paginate(stateMachineArn=machine, **filters)
        return [listed["executionArn"] for page in pages for listed in page["executions"]]

    def _start(self, **given: str) -> str:
        arn: str = self._states.start_execution(**given)["executionArn"]
        return arn
