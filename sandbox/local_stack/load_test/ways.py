"""How the executions of a load test go, and how each of them must end."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from local_stack.executions import name_of, object_of
from local_stack.faults.cases import STOPPED, SUCCEEDED, TAKEN_BACK
from local_stack.faults.invariants import WRONG_STATUS, Broken, end_of, resources_as_reported
from local_stack.ledger import Ledger
from local_stack.simulator import Simulator


@dataclass(frozen=True)
class Way:
    """How some of the executions go.

    Attributes:
        ends: status and error name that they must end with
        failed_state: the state whose failure their result must report
        control_plane: what the simulator does in their world
        change: of their network, before they start
        request: what is wrong with their request
        stopped: whether somebody stops them when they wait for the cluster
    """

    name: str
    ends: tuple[str, str | None]
    failed_state: str | None = None
    control_plane: dict[str, Any] = field(default_factory=dict)
    change: str | None = None
    request: dict[str, Any] = field(default_factory=dict)
    stopped: bool = False


HAPPY = Way("happy", SUCCEEDED)
FAILING = (
    Way("no capacity", TAKEN_BACK, "DescribeCluster", {"cluster": {"createOutcome": "Failed"}}),
    Way("file system fails", TAKEN_BACK, "DescribeFileSystem", {"fileSystem": {"createOutcome": "FAILED"}}),
    Way("link fails", TAKEN_BACK, "DescribeFileSystem", {"fileSystem": {"associationMisconfigured": True}}),
    Way("open network", TAKEN_BACK, "VerifyNetworkBeforeSpending", change="nat-route"),
    Way("no EKS cluster", TAKEN_BACK, "ValidateRequest", request={"eksClusterArn": "arn:aws:eks:us-east-1:000000000000:cluster/none"}),
    Way("stopped", STOPPED, stopped=True),
)


@dataclass
class Run:
    """One of the executions, and what of it is not as it must be."""

    way: Way
    arn: str
    described: dict[str, Any] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.arn)

    @property
    def seconds(self) -> float:
        took: timedelta = self.described["stopDate"] - self.described["startDate"]
        return took.total_seconds()

    def judge(self, simulator: Simulator, ledger: Ledger) -> None:
        """By how it was described when it had ended."""
        end = end_of(self.described)
        if end != self.way.ends:
            self.broken.append((WRONG_STATUS, f"ended {end}, must be {self.way.ends}: {self.described.get('cause', '')[:600]}"))
        failed = (object_of(self.described.get("cause")).get("failure") or {}).get("state")
        if end == self.way.ends and failed != self.way.failed_state:
            self.broken.append((WRONG_STATUS, f"the result reports a failure of {failed}, must be of {self.way.failed_state}"))
        self.broken += resources_as_reported(simulator, self.name, self.described, ledger.entry(self.name))


def table(runs: list[Run]) -> list[str]:
    """Way by way: how many went right, and how long they took."""
    lines = [f"{'':18}  executions  right  seconds: median  longest"]
    for name in dict.fromkeys(run.way.name for run in runs):
        of = [run for run in runs if run.way.name == name]
        took = sorted(run.seconds for run in of if "stopDate" in run.described) or [0.0]
        right = sum(not run.broken for run in of)
        lines.append(f"{name:18}  {len(of):10}  {right:5}  {took[len(took) // 2]:15.0f}  {took[-1]:7.0f}")
    return lines
