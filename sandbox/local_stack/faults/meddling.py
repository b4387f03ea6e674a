"""What people and strangers do to an execution while it runs."""

from local_stack.executions import POLL_SECONDS, Executions, name_of
from local_stack.faults.cases import Disturbance
from local_stack.faults.invariants import WRONG_STATUS, Broken, end_of
from local_stack.faults.proxy_client import ProxyClient
from local_stack.faults.strangers import Stranger
from local_stack.simulator import APPLICATION_TAG, EXECUTION_TAG, Resource, Simulator
from local_stack.stack import APPLICATION
from local_stack.waiting import wait_for
from local_stack.world import World

CAUSE = "by the campaign"
# Of a rollback that nobody confirmed.
REFUSED = "ConfirmationMissing"


class Meddler:
    """Waits for the moment that a case names and does what it says; knows what of the strangers' is there then."""

    def __init__(self, executions: Executions, proxy: ProxyClient, simulator: Simulator, stranger: Stranger, world: World) -> None:
        self._executions = executions
        self._proxy = proxy
        self._simulator = simulator
        self._stranger = stranger
        self._world = world
        self._created: list[str] = []
        self.strangers: dict[str, Resource] = {}
        self.broken: list[Broken] = []

    def meddle(self, what: Disturbance, arn: str, seconds: float) -> None:
        wait_for(lambda: self._is_the_moment(what, arn), seconds=seconds, every=POLL_SECONDS / 3)
        match what.kind:
            case "stopped" | "stopped-in-flight":
                self._executions.stop(arn, CAUSE)
            case "rollback-stopped":
                for rollback in self._executions.rollbacks_of(arn):
                    self._executions.stop(rollback, CAUSE)
            case "rollback-meanwhile" | "rollback-confirmed":
                self._order(arn, seconds, confirmed=what.kind == "rollback-confirmed")
            case "stranger-cluster" | "stranger-tags":
                self._create_strangers(what, name_of(arn))
                known = self._simulator.resources()
                # One that is gone already was touched, and is found missing.
                self.strangers = {name: known.get(name) or Resource(name, "", "created", (), {}, "") for name in self._created}

    def clean_up(self) -> None:
        """The strangers take away what is theirs, whatever became of it."""
        while self._created:
            self._stranger.remove(self._created[-1])
            self._created.pop()

    def _is_the_moment(self, what: Disturbance, arn: str) -> bool:
        """The execution or its rollback has come to the state or call, or the execution has ended without."""
        running = self._executions.is_running(arn)
        calls = self._proxy.calls(name_of(arn))
        if any(call["state"] == what.state and (call["fault"] or not what.operation) for call in calls):
            return True
        return not running or (not what.operation and self._executions.has_entered(arn, what.state))

    def _order(self, arn: str, seconds: float, *, confirmed: bool) -> None:
        """A person orders a rollback; without a confirmation it must be refused as long as the execution runs."""
        ordered = self._executions.end(self._executions.start_rollback(arn, confirmed=confirmed), seconds)
        if not confirmed and self._executions.is_running(arn) and ordered.get("error") != REFUSED:
            self.broken.append((WRONG_STATUS, f"a rollback without confirmation ended {end_of(ordered)} while the execution runs"))

    def _create_strangers(self, what: Disturbance, name: str) -> None:
        theirs = {APPLICATION_TAG: APPLICATION, EXECUTION_TAG: f"{name}-other"}
        alike = {APPLICATION_TAG: f"{APPLICATION}-other", EXECUTION_TAG: name}
        if what.kind == "stranger-cluster":
            self._cluster(name, theirs)
            return
        self._cluster(f"{name}-x", alike)
        for tags in (theirs, alike, {"Name": name}):
            self._created.append(self._stranger.create_file_system(self._world, tags))

    def _cluster(self, name: str, tags: dict[str, str]) -> None:
        if self._stranger.create_cluster(self._world, name, tags):
            self._created.append(name)
