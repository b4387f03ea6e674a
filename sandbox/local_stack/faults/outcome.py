"""What became of a case."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from local_stack.faults.cases import Case
from local_stack.faults.invariants import WRONG_STATUS, Broken


@dataclass
class Outcome:
    """What broke, in words, by the count that it belongs to.

    Attributes:
        met: false if the call that something was to happen to was not made this time
        judged: false if the campaign's own work failed, so that nobody knows whether the case would have passed; it has not
    """

    name: str
    kind: str
    state: str
    seconds: float = 0.0
    broken: list[Broken] = field(default_factory=list)
    met: bool = True
    judged: bool = True

    @classmethod
    def of(cls, case: Case) -> "Outcome":
        return cls(case.name, case.kind, case.state)

    @property
    def passed(self) -> bool:
        return not self.broken

    @contextmanager
    def reporting(self, doing: str) -> Iterator[None]:
        """Whatever fails within is a failure of this case and ends nothing else."""
        try:
            yield
        except Exception as failure:  # noqa: BLE001 - one case of hundreds must not take the others with it
            where = traceback.extract_tb(failure.__traceback__)[-1]
            self.judged = False
            self.broken.append((WRONG_STATUS, f"not judged, {doing} failed: {failure!r} at {where.filename}:{where.lineno}"))
