"""Follows an execution of provision, the nested rollback included, while it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local_stack.executions import RUNNING, Executions, object_of
from local_stack.stack import StackError
from local_stack.waiting import wait_for

POLL_SECONDS = 0.25
# Longer than any deadline of the local deployment together.
LIMIT_SECONDS = 300.0
ROLLBACK_START_SECONDS = 5.0


@dataclass(frozen=True)
class Step:
    """A state that was entered, with its input, or left, with its output."""

    machine: str
    state: str
    entered: bool
    data: dict[str, Any]


class Follower:
    """Says each step of one execution, and of the rollback that it starts, to a watcher."""

    def __init__(self, executions: Executions, arn: str, watcher: Callable[[Step], None]) -> None:
        self._executions = executions
        self._arn = arn
        self._watcher = watcher
        self._seen: dict[str, int] = {}
        self._rollback = ""

    def follow(self) -> dict[str, Any]:
        """Returns when the execution has ended: what DescribeExecution says of it."""
        ended = wait_for(self._look, seconds=LIMIT_SECONDS, every=POLL_SECONDS)
        if not ended:
            raise StackError(f"{self._arn} still runs after {LIMIT_SECONDS:.0f} s")
        return ended

    def _look(self) -> dict[str, Any]:
        """What is new is said; the description of the execution if it has ended."""
        described = self._executions.described(self._arn)
        # Asked in this order and said in the other, so that the rollback's end comes before what follows it.
        provision = list(self._executions.events(self._arn))
        if self._rollback:
            self._say("rollback", list(self._executions.events(self._rollback)))
        self._say("provision", provision)
        return {} if described["status"] in RUNNING else described

    def _say(self, machine: str, events: list[dict[str, Any]]) -> None:
        for event in events:
            if event["id"] <= self._seen.get(machine, 0):
                continue
            self._seen[machine] = event["id"]
            if details := event.get("stateEnteredEventDetails"):
                self._watcher(Step(machine, details["name"], True, object_of(details.get("input"))))
                if details["name"] == "RollBack":
                    self._rollback = self._started_rollback()
            elif details := event.get("stateExitedEventDetails"):
                self._watcher(Step(machine, details["name"], False, object_of(details.get("output"))))

    def _started_rollback(self) -> str:
        """The nested execution is there a moment after the state was entered; none if it ended before it was found."""
        found = wait_for(lambda: self._executions.rollbacks_of(self._arn), seconds=ROLLBACK_START_SECONDS, every=POLL_SECONDS)
        return found[-1] if found else ""
