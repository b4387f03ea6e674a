"""The outcomes of a campaign, a line each as they come, so that it can go on after an interruption."""

import json
import threading
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from local_stack.faults.outcome import Outcome


class Journal:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Forgets earlier campaigns."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text("")

    def add(self, outcome: Outcome) -> None:
        with self._lock, self._path.open("a") as journal:
            journal.write(json.dumps(asdict(outcome)) + "\n")

    def known(self, names: Iterable[str]) -> list[Outcome]:
        """What earlier campaigns found out about these cases."""
        wanted = set(names)
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        known = [Outcome(**json.loads(line)) for line in lines]
        for outcome in known:
            outcome.broken = [(count, what) for count, what in outcome.broken]
        return [outcome for outcome in known if outcome.name in wanted]
