"""Several things that go wrong at once: which can meet, that a seed draws the same, and that a name is found again."""

from local_stack.fault_proxy.book import Book, Rule
from local_stack.faults import cases, combinations
from local_stack.faults.campaign import choose
from local_stack.faults.cases import AROUND, FAILING, HAPPY, INCOMPLETE, SEVERAL, STOPPED, SUCCEEDED, TAKEN_BACK, Case, Disturbance

DENIED = Disturbance("happy", "access-denied", "CreateCluster", "sagemaker:CreateCluster")
THROTTLED = Disturbance("happy", "throttled", "DescribeCluster", "sagemaker:DescribeCluster")
DELETION_DENIED = Disturbance("failing", "access-denied", "DeleteCluster", "sagemaker:DeleteCluster")


def call(state: str, operation: str, invocation: str = "1") -> dict[str, object]:
    return {"state": state, "operation": operation, "occurrence": 1, "invocation": invocation}


SINGLES = [
    *cases.of_calls(HAPPY, [call("CreateCluster", "sagemaker:CreateCluster"), call("RecordSuccess", "dynamodb:UpdateItem")]),
    *cases.of_calls(FAILING, [call("DeleteCluster", "sagemaker:DeleteCluster"), call("LookUpExecution", "task:lambda")]),
    *cases.of_world(),
]


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    drawn = list(combinations.draw(SINGLES, 50, seed=1))
    assert len(drawn) == len({case.name for case in drawn}) == 50
    assert drawn == list(combinations.draw(list(reversed(SINGLES)), 50, seed=1))
    assert drawn != list(combinations.draw(SINGLES, 50, seed=2))


def test_two_or_three_meet_of_which_one_at_most_is_around_the_execution() -> None:
    drawn = list(combinations.draw(SINGLES, 100, seed=1))
    assert {len(case.parts) for case in drawn} == {2, 3}
    for case in drawn:
        assert sum(part.kind in AROUND for part in case.parts) <= 1
        calls = [(part.state, part.operation, part.occurrence) for part in case.parts]
        assert len(set(calls)) == len(calls)


def test_a_rollback_that_goes_wrong_meets_an_execution_that_goes_wrong_alone() -> None:
    for case in combinations.draw(SINGLES, 100, seed=1):
        if case.base is HAPPY and any(part.base == "failing" for part in case.parts):
            assert not all(part.absorbed for part in case.parts if part.base == "happy")


def test_a_case_is_found_by_its_name_whatever_seed_drew_it() -> None:
    for case in combinations.draw(SINGLES, 20, seed=7):
        assert combinations.named(case.name, SINGLES) == [case]
    assert combinations.named("happy/CreateCluster/stopped+no/such/thing", SINGLES) == []
    assert combinations.named("happy/CreateCluster/stopped", SINGLES) == []


def test_a_sample_takes_a_quarter_of_several_things() -> None:
    every = [Case((single,)) for single in SINGLES] + list(combinations.draw(SINGLES, 50, seed=1))
    chosen = choose(every, 48, 1, None)
    assert len(chosen) == 48
    assert sum(case.kind == SEVERAL for case in chosen) == 12


def test_what_is_absorbed_changes_no_end_and_what_is_not_brings_about_its_own() -> None:
    assert Case((THROTTLED,)).allowed() == [SUCCEEDED]
    assert Case((THROTTLED, DENIED)).allowed() == [SUCCEEDED, TAKEN_BACK]
    assert Case((THROTTLED, DENIED)).failing_states() == {"CreateCluster"}
    assert INCOMPLETE in Case((DENIED, DELETION_DENIED)).allowed()
    assert STOPPED not in Case((DENIED, DELETION_DENIED)).allowed()


def test_each_rule_of_an_execution_meets_its_own_call() -> None:
    book = Book()
    book.impose("e", Rule("A", "s:One", 1, "throttled"))
    book.impose("e", Rule("B", "s:Two", 2, "lost-response"))
    assert book.enter("e", "A", "s:One", "first").fault == "throttled"
    assert book.enter("e", "A", "s:One", "first").fault == "throttled"  # a burst lasts as long as the invocation
    assert book.enter("e", "A", "s:One", "second").fault is None
    assert book.enter("e", "B", "s:Two", "third").fault is None
    assert book.enter("e", "B", "s:Two", "third").fault == "lost-response"
    assert book.enter("other", "B", "s:Two", "third").fault is None


def test_rules_that_are_lifted_meet_nothing_and_the_calls_stay_known() -> None:
    book = Book()
    book.impose("e", Rule("A", "s:One", 2, "throttled"))
    book.enter("e", "A", "s:One", "first")
    book.lift("e")
    assert book.enter("e", "A", "s:One", "second").fault is None
    assert len(book.calls("e")) == 2


def test_calls_that_no_execution_makes_are_told_once() -> None:
    book = Book()
    book.note("dynamodb:GetItem")
    assert book.others() == ["dynamodb:GetItem"]
    assert book.others() == []
