"""Lanes side by side take cases from one queue until none is left, whatever happens to a case, to a lane or to a stack."""

import queue
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from local_stack.faults.cases import Case
from local_stack.faults.outcome import Outcome


class Lane(Protocol):
    """A world in which cases run one after the other; `Attempt` is one."""

    def run(self, case: Case) -> Outcome: ...


class Lanes:
    """Each lane is opened where it runs, and opened anew after a case that could not be judged: nobody knows what that left behind."""

    def __init__(self, openers: Sequence[Callable[[], Lane]], note: Callable[[Outcome], None]) -> None:
        self._openers = openers
        self._note = note
        self._todo: queue.SimpleQueue[Case] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def start(self, cases: Sequence[Case]) -> None:
        for case in cases:
            self._todo.put(case)
        self._threads = [threading.Thread(target=self._work, args=(opener,), daemon=True) for opener in self._openers]
        for thread in self._threads:
            thread.start()

    @property
    def working(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def _work(self, opener: Callable[[], Lane]) -> None:
        lane: Lane | None = None
        while True:
            try:
                case = self._todo.get_nowait()
            except queue.Empty:
                return
            outcome = Outcome.of(case)
            with outcome.reporting("a world for the case"):
                lane = lane or opener()
                outcome = lane.run(case)
            if not outcome.judged:
                lane = None
            self._note(outcome)
