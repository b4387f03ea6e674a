"""What people see of a trial: each state once, what its loops find whenever it changes, and how it ended."""

import json
import re
import textwrap
from typing import Any

from local_stack.console import Console, Retitle
from local_stack.executions import object_of
from local_stack.follower import Step
from local_stack.trial.outcome import Outcome

WIDTH = 130
REQUEST_ID = re.compile(r", request [0-9a-f-]+")
STATE_COLOURS = {"RollBack": "yellow", "Provisioned": "green", "ProvisioningFailed": "red", "RollbackIncomplete": "red"}
VERDICT_COLOURS = {"LOCKED": "green", "WEAKENED": "yellow", "UNPROVEN": "yellow", "OPEN": "red"}
# States whose output says how far something is.
LOOKING = ("Describe", "Delete", "Verify")


class Narrator:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: set[tuple[str, str]] = set()
        self._progress = ""

    def step(self, step: Step, retitle: Retitle) -> None:
        """One step of the execution; the live line names the state."""
        indent = "    " if step.machine == "rollback" else ""
        if not step.entered:
            if step.state.startswith(LOOKING):
                self._notice(step.data, indent)
        elif (step.machine, step.state) not in self._shown:
            self._shown.add((step.machine, step.state))
            self._console.timed(indent + self._console.colour(step.state, STATE_COLOURS.get(step.state, "cyan")))
        if step.entered:
            retitle(step.state)

    def changed(self, change: str) -> None:
        self._console.timed(self._console.colour(f"changed meanwhile: {change}", "yellow"))

    def end(self, outcome: Outcome) -> None:
        """How it ended, and what stands."""
        if not outcome.succeeded:
            self._failure(outcome)
        self._console.line()
        self._console.heading("In the account now, created by this execution:")
        for found in outcome.existing:
            self._console.line(f"  {found.type}  {found.id}  {found.status}")
        if outcome.interfaces:
            self._console.line(f"  AWS::EC2::NetworkInterface  {len(outcome.interfaces)} in the private subnets")
        if not outcome.existing and not outcome.interfaces:
            self._console.line("  nothing")

    def _failure(self, outcome: Outcome) -> None:
        self._console.line()
        failure = object_of(outcome.cause).get("failure", {"state": "a state without rollback", "message": outcome.cause})
        self._console.heading(f"{outcome.ended.get('error') or outcome.ended['status']}, because {failure['state']} failed:")
        for said in failure.get("violations") or [failure["message"]]:
            self._say(said)
        if remedy := failure.get("remedy"):
            self._say(remedy)

    def _say(self, text: str) -> None:
        filled = textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        self._console.line(filled)

    def _notice(self, output: dict[str, Any], indent: str) -> None:
        progress = output.get("summary") or ": ".join(output[key] for key in ("status", "reason") if key in output)
        progress = REQUEST_ID.sub("", progress)
        if progress and progress != self._progress:
            self._progress = progress
            self._console.timed(f"{indent}  {self._console.colour(progress, 'dim')}")


def conclude(console: Console, result: dict[str, Any], problems: list[str]) -> int:
    """Ends with what is not as it must be, the verdict and where to read more, and the result as the last line; returns the exit status."""
    for problem in problems:
        console.line(console.colour(f"NOT AS EXPECTED: {problem}", "red"))
    verdict = result["egressVerdict"] or "not judged"
    ended = "as the scenario says it must" if not problems else "not as the scenario says it must"
    console.line()
    console.heading(f"{result['status']}, {ended}; the network is {console.colour(verdict, VERDICT_COLOURS.get(verdict, 'yellow'))}")
    console.line(f"  report: {result['report']}")
    console.line(f"RESULT {json.dumps(result)}")
    return 1 if problems else 0
