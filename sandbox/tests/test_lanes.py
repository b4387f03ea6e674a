"""Whatever happens to a case, to its world or to a stack, a campaign tries every other case and says what failed."""

from local_stack.faults.cases import Case
from local_stack.faults.invariants import WRONG_STATUS
from local_stack.faults.lanes import Lanes
from local_stack.faults.outcome import Outcome
from local_stack.waiting import wait_for

CASES = [Case.of("happy", "stopped", state) for state in ("ValidateRequest", "CreateCluster", "WaitForCluster")]


class World:
    """A lane that cannot do one of the cases."""

    def __init__(self, breaks_at: str) -> None:
        self._breaks_at = breaks_at

    def run(self, case: Case) -> Outcome:
        outcome = Outcome.of(case)
        with outcome.reporting("removing the strangers"):
            if case.state == self._breaks_at:
                raise ConnectionError("the cluster is RollingBack")
        return outcome


def outcomes_of(*breaks_at: str) -> tuple[dict[str, Outcome], int]:
    """What is noted of each case, and how many worlds were needed; each name is a world, and a name that is missing is none."""
    noted: list[Outcome] = []
    left = list(breaks_at)
    opened = 0

    def opener() -> World:
        nonlocal opened
        opened += 1
        return World(left.pop(0))

    lanes = Lanes([opener], noted.append)
    lanes.start(CASES)
    assert wait_for(lambda: not lanes.working, seconds=30, every=0.01)
    return {outcome.state: outcome for outcome in noted}, opened


def test_every_case_is_tried_in_one_world_if_nothing_fails() -> None:
    noted, opened = outcomes_of("")
    assert [outcome.passed for outcome in noted.values()] == [True, True, True]
    assert opened == 1


def test_a_case_whose_clean_up_fails_is_reported_and_the_next_gets_a_fresh_world() -> None:
    noted, opened = outcomes_of("CreateCluster", "")
    assert [state for state, outcome in noted.items() if outcome.passed] == ["ValidateRequest", "WaitForCluster"]
    [(count, what)] = noted["CreateCluster"].broken
    assert count == WRONG_STATUS
    assert what.startswith("not judged, removing the strangers failed: ConnectionError('the cluster is RollingBack') at ")
    assert opened == 2


def test_a_world_that_cannot_be_made_fails_the_case_and_not_the_campaign() -> None:
    noted, _ = outcomes_of()
    assert [(outcome.passed, outcome.judged) for outcome in noted.values()] == [(False, False)] * 3
