"""What a run keeps in its directory, so that it can be interrupted and taken up again; and the one report."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from first_run import expectations
from first_run.recording import Recording, plain
from first_run.redaction import Redaction
from first_run.settings import Settings

FORMAT = 1
REPORT = "first-run-report.json"
PASSED, FAILED, INTERRUPTED, RUNNING = "passed", "failed", "interrupted", "running"


class Progress:
    """`progress.json` in the directory: what was found so far, whole, for this account alone. `first-run-report.json`: the same to send.

    Attributes:
        facts: what later steps need: the stack's outputs, the execution, what must be removed
    """

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = directory / "progress.json"
        self.report = directory / REPORT
        kept: dict[str, Any] = json.loads(self._file.read_text()) if self._file.exists() else {}
        self.facts: dict[str, Any] = kept.get("facts", {})
        self._steps: list[dict[str, Any]] = kept.get("steps", [])
        self.recording = Recording(kept.get("calls", []))

    def outcome(self, step: str) -> str:
        """Of the last time that this step ran; empty if it never did."""
        return next((taken["outcome"] for taken in reversed(self._steps) if taken["step"] == step), "")

    @property
    def differences(self) -> list[dict[str, Any]]:
        """Where AWS did otherwise than the simulator promises, over all steps as they ran last."""
        last = {taken["step"]: taken for taken in self._steps}
        return [difference for taken in last.values() for difference in taken["differences"]]

    def begin(self, step: str) -> "Taken":
        """Takes a step; what an earlier attempt of the same step found stays in the report before it."""
        self.recording.step = step
        self._steps.append(
            {
                "step": step,
                "begun": datetime.now(UTC).isoformat(timespec="seconds"),
                "outcome": RUNNING,
                "seconds": 0.0,
                "observations": {},
                "differences": [],
                "refusals": [],
                "events": [],
            }
        )
        return Taken(self._steps[-1], self.facts)

    def save(self, settings: Settings, tools: dict[str, str], caller: str) -> None:
        """Writes both files; `caller` is the ARN of who runs this."""
        whole = {"facts": self.facts, "steps": self._steps, "calls": self.recording.calls}
        _replace(self._file, whole)
        content = {
            "format": FORMAT,
            "recordedOn": settings.recordedOn,
            "region": settings.region,
            "pollSeconds": settings.pollSeconds,
            "tools": tools,
            "request": self.facts.get("request", {}),
            "steps": self._steps,
            "calls": self.recording.calls,
        }
        _replace(self.report, Redaction([*settings.names(), *caller.split("/")[1:]]).of(content))


class Taken:
    """One step as it is being taken."""

    def __init__(self, entry: dict[str, Any], facts: dict[str, Any]) -> None:
        self._entry = entry
        self._since = time.monotonic()
        self._promises = expectations.table().get(entry["step"], {})
        self.facts = facts

    def found(self, what: str, value: Any) -> bool:
        """Notes what AWS did; returns whether it is what the simulator promises. Without a promise nothing differs."""
        value = plain(value)
        self._entry["observations"][what] = value
        promise = self._promises.get(what)
        kept = promise is None or expectations.holds(promise, value)
        if not kept:
            self._entry["differences"].append({"step": self._entry["step"], "what": what, "promised": promise, "found": value})
        return kept

    def refused(self, refusal: dict[str, str]) -> None:
        """Notes that IAM refused something."""
        if refusal not in self._entry["refusals"]:
            self._entry["refusals"].append(refusal)

    def happened(self, what: str, **details: Any) -> None:
        """Notes an event with its second of the step."""
        self._entry["events"].append({"at": round(time.monotonic() - self._since, 2), "what": what, **plain(details)})

    def end(self, outcome: str, reason: str = "") -> None:
        self._entry["outcome"] = outcome
        self._entry["seconds"] = round(time.monotonic() - self._since, 1)
        if reason:
            self._entry["reason"] = reason

    @property
    def differences(self) -> list[dict[str, Any]]:
        differences: list[dict[str, Any]] = self._entry["differences"]
        return differences

    @property
    def refusals(self) -> list[dict[str, str]]:
        refusals: list[dict[str, str]] = self._entry["refusals"]
        return refusals


def _replace(path: Path, content: dict[str, Any]) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    draft.replace(path)
