"""What came of a trial, by the execution and by the control planes."""

from dataclasses import dataclass
from typing import Any

from local_stack.executions import object_of
from local_stack.follower import Step
from local_stack.simulator import Resource
from local_stack.trial.evidence import Report
from local_stack.world import World


@dataclass(frozen=True)
class Outcome:
    """Attributes:
    ended: what DescribeExecution says
    steps: all that was entered and left, each with the second of the trial
    existing: what stands in the world, whether it carries the execution's tag or not
    interfaces: network interfaces in the world's private subnets
    groups: the subnets in which each group's nodes have interfaces, by `<cluster>/<group>`
    strangers: what somebody else had in this world before the request, by name
    strangers_now: what of that there is now, and as it is now
    report: of the last audit
    true_state: what `GET /clusters/{clusterName}` must say
    told_state: what it says
    """

    world: World
    ended: dict[str, Any]
    steps: list[tuple[float, Step]]
    existing: list[Resource]
    interfaces: list[str]
    groups: dict[str, list[str]]
    strangers: dict[str, Resource]
    strangers_now: dict[str, Resource]
    report: Report | None
    true_state: str
    told_state: str

    @property
    def succeeded(self) -> bool:
        return bool(self.ended["status"] == "SUCCEEDED")

    @property
    def output(self) -> dict[str, Any]:
        return object_of(self.ended.get("output"))

    @property
    def cause(self) -> str:
        return self.ended.get("cause") or ""

    @property
    def reasons(self) -> list[str]:
        """Why what remains remains, as the execution says it."""
        return [found.get("reason") or "" for found in object_of(self.cause).get("remaining") or []]

    @property
    def verdict(self) -> str | None:
        """Of the last audit that was reached."""
        return self.report.verdict if self.report else None

    def result(self, report: str) -> dict[str, Any]:
        """What the RESULT line says; `report` is the path of the page or of the record."""
        return {
            "status": self.ended["status"],
            "executionArn": self.ended["executionArn"],
            "clusterArn": self.output.get("clusterArn"),
            "egressVerdict": self.verdict,
            "remaining": [resource.shown for resource in self.existing],
            "report": report,
        }
