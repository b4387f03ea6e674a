"""Many cases on several stacks at once: progress, a journal to resume from, a table and the FAULTS line."""

import hashlib
import json
import os
import queue
import threading
import time
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path

from local_stack import keeper, world
from local_stack.clients import Clients
from local_stack.commands import stack as stack_command
from local_stack.console import Console
from local_stack.faults import cases
from local_stack.faults.attempt import Attempt, Outcome
from local_stack.faults.cases import BASES, Case
from local_stack.faults.invariants import COUNTS

# Of AWS's durations: fifteen minutes are nine tenths of a second.
TIME_SCALE = 0.001
REPORT_SECONDS = 10.0


class Campaign:
    """Runs cases on `stacks` stacks with `lanes` worlds each."""

    def __init__(self, console: Console, stacks: int, lanes: int, journal: Path) -> None:
        self._console = console
        self._stacks = stacks
        self._lanes = lanes
        self._journal = journal
        self._outcomes: list[Outcome] = []
        self._lock = threading.Lock()
        self._todo: queue.SimpleQueue[Case] = queue.SimpleQueue()
        self._failure: BaseException | None = None

    def run(self, *, sample: int | None, seed: int, only: str | None, resume: bool) -> list[Outcome]:
        began = time.monotonic()
        started = [stack_command.start(self._console, None, os.getpid(), TIME_SCALE, mode=keeper.FAULTS) for _ in range(self._stacks)]
        try:
            lanes = [self._lane(stack) for stack in started for _ in range(self._lanes)]
            # One after the other: a run looks at the tags of every cluster that it meets, others' too.
            with self._console.step("recording the runs without faults"):
                recorded = [lanes[0].record(base) for base in BASES]
            every = [case for base, calls in zip(BASES.values(), recorded, strict=True) for case in cases.of_calls(base, calls)]
            every += cases.of_world()
            chosen = self._choose(every, sample, seed, only)
            done = self._resume(chosen) if resume else set()
            if not resume:
                self._journal.parent.mkdir(parents=True, exist_ok=True)
                self._journal.write_text("")
            left = [case for case in chosen if case.name not in done]
            for case in left:
                self._todo.put(case)
            self._console.timed(f"{len(left)} cases of {len(every)} on {self._stacks} stacks with {self._lanes} worlds each, seed {seed}")
            threads = [threading.Thread(target=self._work, args=(lane,), daemon=True) for lane in lanes]
            for thread in threads:
                thread.start()
            self._watch(threads, len(left), time.monotonic())
            if self._failure:
                raise self._failure
        finally:
            for stack in started:
                stack.stop()
        self._console.timed(f"{len(self._outcomes)} cases in {time.monotonic() - began:.0f} s")
        return self._outcomes

    def _lane(self, stack: stack_command.stack.Stack) -> Attempt:
        clients = Clients(stack)
        return Attempt(stack, clients, world.create(stack, clients))

    @staticmethod
    def _choose(every: list[Case], sample: int | None, seed: int, only: str | None) -> list[Case]:
        """In random order, so that the time left can be told from the time gone. A sample takes of each kind in turn."""
        # By name, so that a seed means the same cases although a recorded run has a call more or less.
        shuffled = sorted(every, key=lambda case: hashlib.sha256(f"{seed} {case.name}".encode()).digest())
        if only:
            return [case for case in shuffled if only in case.name]
        if sample is None:
            return shuffled
        by_kind: dict[str, list[Case]] = defaultdict(list)
        for case in shuffled:
            by_kind[case.kind].append(case)
        chosen: list[Case] = []
        while len(chosen) < min(sample, len(every)):
            chosen += [kind.pop() for kind in by_kind.values() if kind]
        return chosen[:sample]

    def _resume(self, chosen: list[Case]) -> set[str]:
        names = {case.name for case in chosen}
        lines = self._journal.read_text().splitlines() if self._journal.exists() else []
        for line in lines:
            known = json.loads(line)
            if known["name"] in names:
                self._outcomes.append(Outcome(**(known | {"broken": [tuple(broken) for broken in known["broken"]]})))
        return {outcome.name for outcome in self._outcomes}

    def _work(self, lane: Attempt) -> None:
        while self._failure is None:
            try:
                case = self._todo.get_nowait()
            except queue.Empty:
                return
            try:
                outcome = lane.run(case)
            except Exception as failure:  # noqa: BLE001 - a lane that dies silently would look like a case that passed
                self._failure = failure
                return
            with self._lock:
                self._outcomes.append(outcome)
                with self._journal.open("a") as journal:
                    journal.write(json.dumps(asdict(outcome)) + "\n")
                for count, what in outcome.broken:
                    self._console.timed(self._console.colour(f"BROKEN {outcome.name}: {count}: {what}", "red"))

    def _watch(self, threads: list[threading.Thread], total: int, began: float) -> None:
        before = len(self._outcomes)
        reported = began
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.2)
            now = time.monotonic()
            if now - reported > REPORT_SECONDS:
                reported = now
                done = len(self._outcomes) - before
                left = f"{(now - began) / done * (total - done):.0f} s left" if done else "..."
                broken = sum(not outcome.passed for outcome in self._outcomes)
                self._console.timed(f"{done} of {total} cases, {broken} broken, {left}")


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
