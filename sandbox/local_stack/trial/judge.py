"""Whether what came of a trial is what its scenario says must come of it."""

from typing import Any

from jsonpointer import resolve_pointer

from local_stack.clients import Client
from local_stack.executions import object_of
from local_stack.scenario import Scenario
from local_stack.simulator import EXECUTION_TAG
from local_stack.trial.outcome import Outcome
from local_stack.waiting import wait_for

ALARM_SECONDS = 15.0
CREATING_STATES = ("CreateFileSystem", "CreateCluster")


class Judge:
    """Collects what is not as it must be."""

    def __init__(self, scenario: Scenario, outcome: Outcome) -> None:
        self._expect = scenario.expect
        self._outcome = outcome
        self._problems: list[str] = []

    def problems(self) -> list[str]:
        """In words; empty if all is right but what `alarm` and `simulator` look at."""
        expect, outcome = self._expect, self._outcome
        self._check("status", expect["status"], outcome.ended["status"])
        self._check("error", expect.get("error"), outcome.ended.get("error"))
        if "egressVerdict" in expect:
            self._check("egressVerdict", expect["egressVerdict"], outcome.verdict)
        self._resources()
        self._strangers()
        self._check("the state that the API tells", outcome.true_state, outcome.told_state)
        if expect.get("cause", "") not in outcome.cause:
            self._problems.append(f"the cause does not say '{expect['cause']}': {outcome.cause}")
        if not any(expect.get("reason", "") in reason for reason in outcome.reasons or [""]):
            self._problems.append(f"no reason of what remains says '{expect['reason']}': {outcome.reasons}")
        if outcome.succeeded:
            self._check("the verdict of the result", outcome.output.get("egress", {}).get("verdict"), outcome.verdict)
        for pointer, wanted in expect.get("output", {}).items():
            self._check(f"{pointer} of the output", wanted, resolve_pointer(outcome.output, pointer, None))
        if "created" in expect:
            entered = [step.state for _, step in outcome.steps if step.entered]
            self._check("creating states", expect["created"], [state for state in entered if state in CREATING_STATES])
        return self._problems

    def alarm(self, cloudwatch: Client, name: str) -> None:
        """The alarm for incomplete rollbacks has, within a while, the state that is expected, if one is."""
        if wanted := self._expect.get("alarm"):

            def state() -> Any:
                return cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]

            wait_for(lambda: state() == wanted, seconds=ALARM_SECONDS, every=0.5)
            self._check("alarm", wanted, state())

    def simulator(self, problems: list[str], abandoned: list[str]) -> None:
        """The simulator broke no service model, and no service-managed file system outlived its cluster."""
        self._check("the simulator's own problems", [], problems)
        self._check("service-managed file systems without a cluster", [], abandoned)

    def _resources(self) -> None:
        existing = self._outcome.existing
        self._check("remaining", sorted(self._expect["remaining"]), sorted(resource.type for resource in existing))
        for resource in existing:
            if resource.type in self._expect.get("untagged", []):
                self._check(f"the tag {EXECUTION_TAG} of {resource.id}", None, resource.tags.get(EXECUTION_TAG))
                continue
            self._check(f"the tag {EXECUTION_TAG} of {resource.id}", self._outcome.ended["name"], resource.tags.get(EXECUTION_TAG))
        if self._expect["status"] == "FAILED":
            reported = sorted(found["id"] for found in object_of(self._outcome.cause).get("remaining", []))
            self._check("remaining as the execution reports it", sorted(resource.id for resource in existing), reported)
        if not existing:
            self._check("network interfaces in the private subnets", [], self._outcome.interfaces)

        for group, subnets in self._outcome.groups.items():
            if len(subnets) != 1:
                self._problems.append(f"the nodes of {group} must be in one subnet, and are in {', '.join(subnets)}")

    def _strangers(self) -> None:
        """What somebody else has is as it was, and is named as what is in the way."""
        for name, before in self._outcome.strangers.items():
            self._check(f"somebody else's {name}", before, self._outcome.strangers_now.get(name))
            if name not in self._outcome.cause and (before.arn or name) not in self._outcome.cause:
                self._problems.append(f"the cause does not name {name}: {self._outcome.cause}")

    def _check(self, what: str, expected: Any, actual: Any) -> None:
        if expected != actual:
            self._problems.append(f"{what} is {actual!r}, must be {expected!r}")
