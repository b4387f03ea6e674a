"""Several things that go wrong with one execution: drawn at random, and found again by their name."""

import hashlib
import random
from collections.abc import Iterator, Sequence

from local_stack.faults.cases import AROUND, FAILING, HAPPY, ORDERS, ROLLBACK_STATES, STOPS, TOGETHER, Case, Disturbance

# What can happen beside something else; the others take an execution apart that is like no other.
BESIDE = (*STOPS, *ORDERS, "stranger-tags")
# Of three cases one has three parts, the others two.
SHARE_OF_THREE = 1 / 3
# Draws for each case that is wanted: some draw what cannot meet, or what was drawn before.
ATTEMPTS = 20


def draw(singles: Sequence[Disturbance], count: int, seed: int) -> Iterator[Case]:
    """So many cases of two or three things. The same seed draws the same, as long as the singles are the same."""
    random_ = random.Random(seed)
    eligible = sorted((single for single in singles if _may_be_one_of_several(single)), key=lambda single: single.name)
    drawn: set[frozenset[Disturbance]] = set()
    for _ in range(count * ATTEMPTS if eligible else 0):
        if len(drawn) == count:
            return
        parts = _together(random_, eligible)
        if parts and frozenset(parts) not in drawn:
            drawn.add(frozenset(parts))
            yield Case(parts)


def named(name: str, singles: Sequence[Disturbance]) -> list[Case]:
    """The case of several things that has this name, whatever seed drew it; none if it names what does not exist."""
    known = {single.name: single for single in singles}
    parts = [known.get(part) for part in name.split(TOGETHER)]
    return [Case(tuple(part for part in parts if part))] if len(parts) > 1 and all(parts) else []


def order_of(seed: int, name: str) -> bytes:
    """By name, so that a seed means the same order although a recorded run has a call more or less."""
    return hashlib.sha256(f"{seed} {name}".encode()).digest()


def _may_be_one_of_several(single: Disturbance) -> bool:
    return bool(single.operation) or single.kind in BESIDE


def _together(random_: random.Random, eligible: Sequence[Disturbance]) -> tuple[Disturbance, ...]:
    """Two or three that can meet; fewer if what was drawn cannot."""
    parts = [random_.choice(eligible)]
    for _ in range(2 if random_.random() < SHARE_OF_THREE else 1):
        candidates = [single for single in eligible if all(_can_meet(part, single) for part in parts) and _fits(parts, single)]
        if candidates:
            parts.append(random_.choice(candidates))
    return tuple(parts) if len(parts) > 1 else ()


def _can_meet(one: Disturbance, other: Disturbance) -> bool:
    """One call has one fault, and one thing happens around an execution."""
    same_call = (one.state, one.operation, one.occurrence) == (other.state, other.operation, other.occurrence)
    return not same_call and not (one.kind in AROUND and other.kind in AROUND)


def _fits(parts: Sequence[Disturbance], single: Disturbance) -> bool:
    """Of the same run; or of the rollback of a run that goes wrong only because of the first thing."""
    if single.base == parts[0].base:
        return True
    unexpected = parts[0].base == HAPPY.name and not all(part.absorbed for part in parts)
    return unexpected and single.base == FAILING.name and single.state in ROLLBACK_STATES
