"""Many cases on several stacks at once: progress, a table and the FAULTS line."""

import math
import os
import time
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path

from local_stack import world
from local_stack.clients import Clients
from local_stack.console import Console
from local_stack.engines import Mode
from local_stack.faults import cases, combinations
from local_stack.faults.attempt import Attempt
from local_stack.faults.cases import BASES, SEVERAL, Case, Disturbance
from local_stack.faults.invariants import COUNTS
from local_stack.faults.journal import Journal
from local_stack.faults.lanes import Lanes
from local_stack.faults.outcome import Outcome
from local_stack.launch import launch
from local_stack.stack import Stack
from local_stack.waiting import wait_for

# Of AWS's durations: fifteen minutes are nine tenths of a second.
TIME_SCALE = 0.001
REPORT_SECONDS = 10.0
# Cases of two or three things that go wrong at once, in a whole campaign.
SEVERAL_CASES = 200


class Campaign:
    """Runs cases on `stacks` stacks with `lanes` worlds each."""

    def __init__(self, console: Console, stacks: int, lanes: int, journal: Path) -> None:
        self._console = console
        self._stacks = stacks
        self._lanes = lanes
        self._journal = Journal(journal)
        self._outcomes: list[Outcome] = []

    def run(self, *, sample: int | None, seed: int, only: str | None, resume: bool, several: int = SEVERAL_CASES) -> list[Outcome]:
        """Runs the cases that are chosen and, unless one is named, so many of several things that go wrong at once."""
        began = time.monotonic()
        stacks: list[Stack] = []
        try:
            for _ in range(self._stacks):
                stacks.append(launch(self._console, owner=os.getpid(), time_scale=TIME_SCALE, mode=Mode.FAULTS))
            singles = self._record(stacks[0])
            every = [Case((single,)) for single in singles] + list(combinations.draw(singles, several, seed))
            chosen = choose(every, sample, seed, only) or combinations.named(only or "", singles)
            if resume:
                self._outcomes += self._journal.known(case.name for case in chosen)
            else:
                self._journal.begin()
            done = {outcome.name for outcome in self._outcomes}
            left = [case for case in chosen if case.name not in done]
            self._console.timed(f"{len(left)} cases of {len(every)} on {self._stacks} stacks with {self._lanes} worlds each, seed {seed}")
            self._try(left, stacks)
        finally:
            for stack in stacks:
                stack.stop()
        self._console.timed(f"{len(self._outcomes)} cases in {time.monotonic() - began:.0f} s")
        return self._outcomes

    def _record(self, stack: Stack) -> list[Disturbance]:
        """Every thing that can go wrong, by the calls of runs without faults."""
        attempt = _attempt(stack)
        with self._console.step("recording the runs without faults"):
            recorded = [attempt.record(base) for base in BASES]
        of_calls = [single for base, calls in zip(BASES.values(), recorded, strict=True) for single in cases.of_calls(base, calls)]
        return of_calls + list(cases.of_world())

    def _try(self, left: list[Case], stacks: list[Stack]) -> None:
        lanes = Lanes([partial(_attempt, stack) for stack in stacks for _ in range(self._lanes)], self._note)
        began = reported = time.monotonic()
        before = len(self._outcomes)

        def finished() -> bool:
            nonlocal reported
            now = time.monotonic()
            if now - reported > REPORT_SECONDS:
                reported = now
                self._report(len(self._outcomes) - before, len(left), now - began)
            return not lanes.working

        lanes.start(left)
        wait_for(finished, seconds=math.inf)

    def _note(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._journal.add(outcome)
        for count, what in outcome.broken:
            self._console.timed(self._console.colour(f"BROKEN {outcome.name}: {count}: {what}", "red"))

    def _report(self, done: int, total: int, seconds: float) -> None:
        left = f"{seconds / done * (total - done):.0f} s left" if done else "..."
        broken = sum(not outcome.passed for outcome in self._outcomes)
        self._console.timed(f"{done} of {total} cases, {broken} broken, {left}")


def _attempt(stack: Stack) -> Attempt:
    """In a world of its own."""
    clients = Clients(stack)
    return Attempt(stack, clients, world.create(stack, clients))


def choose(every: list[Case], sample: int | None, seed: int, only: str | None) -> list[Case]:
    """In random order, so that the time gone says how much is left. A sample takes of each kind in turn, a quarter of several."""
    shuffled = sorted(every, key=lambda case: combinations.order_of(seed, case.name))
    if only:
        return [case for case in shuffled if only in case.name]
    if sample is None:
        return shuffled
    by_kind: dict[str, list[Case]] = defaultdict(list)
    for case in shuffled:
        by_kind[case.kind].append(case)
    several = by_kind.pop(SEVERAL, [])[: sample // 4]
    of_one: list[Case] = []
    while any(by_kind.values()) and len(of_one) < sample - len(several):
        of_one += [kind.pop() for kind in by_kind.values() if kind]
    return several + of_one[: sample - len(several)]


def table(outcomes: list[Outcome]) -> list[str]:
    """Fault kind by step: passed of cases."""
    cells: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        cells[outcome.state, outcome.kind].update(cases=1, passed=int(outcome.passed))
    kinds = sorted({kind for _, kind in cells})
    states = sorted({state for state, _ in cells})
    width = max((len(state) for state in states), default=0)
    rows = [f"{'':{width}}  " + "  ".join(kinds)]
    for state in states:
        row = []
        for kind in kinds:
            cell = cells[state, kind]
            row.append((f"{cell['passed']}/{cell['cases']}" if cell else "").rjust(len(kind)))
        rows.append(f"{state:{width}}  " + "  ".join(row))
    return rows


def summary(outcomes: list[Outcome], seed: int) -> dict[str, int]:
    """What the FAULTS line says: cases that broke each invariant."""
    counts = {count: sum(any(kind == count for kind, _ in outcome.broken) for outcome in outcomes) for count in COUNTS}
    return {"cases": len(outcomes), **counts, "seed": seed}
