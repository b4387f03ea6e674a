"""One run: what the steps share, and how a step says what it is before it is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from first_run.account import Account
from first_run.progress import Progress, Taken
from first_run.settings import FirstRunError, Settings
from first_run.watch import Watch
from local_stack.console import Console, Retitle
from local_stack.executions import Executions


@dataclass(frozen=True)
class Run:
    settings: Settings
    account: Account
    progress: Progress
    console: Console
    save: Callable[[], None]

    @property
    def facts(self) -> dict[str, Any]:
        return self.progress.facts

    @property
    def outputs(self) -> dict[str, str]:
        """Of the deployed stack.

        Raises:
            FirstRunError: nothing is deployed by this run
        """
        outputs: dict[str, str] | None = self.facts.get("outputs")
        if outputs is None:
            raise FirstRunError("this run has deployed nothing: ./first-run --from deploy")
        return outputs

    @property
    def executions(self) -> Executions:
        return Executions(self.outputs, self.account.client("stepfunctions"))

    def watch(self, taken: Taken, retitle: Retitle) -> Watch:
        """Says each state and each status as a line, and the last one beside the seconds that pass."""

        def say(text: str) -> None:
            self.console.timed(text)
            retitle(text)

        return Watch(self.account, self.executions, self.progress.recording, taken, self.facts["request"]["clusterName"], say)

    def note(self, taken: Taken, what: str, found: Any) -> None:
        """Notes what AWS did, and says where the simulator promised otherwise."""
        if not taken.found(what, found):
            difference = taken.differences[-1]
            self.console.line(
                self.console.colour(f"  otherwise than promised: {what} is {found!r}, promised {difference['promised']}", "yellow")
            )


@dataclass(frozen=True)
class Step:
    """Attributes:
    does: what happens
    costs: in words and dollars
    shows: what must be seen
    otherwise: what to do if it is not
    asks: whether a person must agree first
    """

    name: str
    does: str
    costs: str
    shows: str
    otherwise: str
    asks: bool
    take: Callable[[Run, Taken], None]
