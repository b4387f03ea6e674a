"""What the judge of a scenario's trial finds wrong with what came of it."""

import json
from typing import Any

from local_stack.follower import Step
from local_stack.network import Network
from local_stack.scenario import Scenario
from local_stack.simulator import EXECUTION_TAG, Resource
from local_stack.trial.judge import Judge
from local_stack.trial.outcome import Outcome
from local_stack.world import World

NETWORK = Network("vpc-1", "10.0.0.0/16", ["subnet-a", "subnet-b"], ["subnet-b", "subnet-c"], ["az1", "az2"], "rtb-1", "sg-1", "sg-2")
WORLD = World("rig-1", "111122223333", "us-east-1", NETWORK, "eks", "eks-role", "role", "in", "out")
OURS = Resource("nova", "AWS::SageMaker::Cluster", "InService", ("subnet-a",), {EXECUTION_TAG: "run"}, "{}")
THEIRS = Resource("theirs", "AWS::SageMaker::Cluster", "InService", ("subnet-c",), {}, '{"ClusterArn": "arn:aws:x1"}')
FAILED = {"status": "FAILED", "error": "ProvisioningFailed"}


def problems(expect: dict[str, Any], ended: dict[str, Any], existing: list[Resource], *steps: Step, **found: Any) -> list[str]:
    more: dict[str, Any] = {"groups": {}, "strangers": {}, "strangers_now": {}} | found
    states = {"true_state": "GONE", "told_state": "GONE"} | {key: more.pop(key) for key in list(more) if key.endswith("_state")}
    shown = [(0.0, step) for step in steps]
    outcome = Outcome(WORLD, {"name": "run"} | ended, shown, existing, [], report=None, **states, **more)
    return Judge(Scenario("tried", "", expect), outcome).problems()


def stands(groups: dict[str, list[str]]) -> list[str]:
    expect = {"status": "SUCCEEDED", "remaining": [OURS.type]}
    return problems(expect, {"status": "SUCCEEDED", "output": "{}"}, [OURS], groups=groups)


def refused(cause: str, now: list[Resource]) -> list[str]:
    return problems(
        FAILED | {"remaining": []}, FAILED | {"cause": cause}, [], strangers={"theirs": THEIRS}, strangers_now={r.id: r for r in now}
    )


def test_the_nodes_of_a_group_are_in_one_subnet() -> None:
    assert stands({"nova/rig-1": ["subnet-a"], "nova/rig-2": ["subnet-b"]}) == []
    assert stands({"nova/rig-1": ["subnet-a", "subnet-b"]}) == [
        "the nodes of nova/rig-1 must be in one subnet, and are in subnet-a, subnet-b"
    ]


def test_what_somebody_else_has_is_named_and_untouched() -> None:
    assert refused("theirs is in the way", [THEIRS]) == []
    assert refused("arn:aws:x1 is in the way", [THEIRS]) == []
    assert "the cause does not name theirs" in refused("taken", [THEIRS])[0]
    assert "somebody else's theirs is None" in refused("theirs is in the way", [])[0]
    marked = Resource("theirs", THEIRS.type, "Deleting", THEIRS.subnet_ids, {}, "{}")
    assert "status='Deleting'" in refused("theirs is in the way", [marked])[0]


def test_the_execution_says_why_something_remains() -> None:
    expect = FAILED | {"remaining": [OURS.type], "reason": "the role may not"}

    def said(**reason: str) -> list[str]:
        return problems(expect, FAILED | {"cause": json.dumps({"remaining": [{"id": "nova", **reason}]})}, [OURS])

    assert said(reason="still being deleted: the role may not ec2:DeleteNetworkInterface") == []
    assert said(reason="still being deleted") == ["no reason of what remains says 'the role may not': ['still being deleted']"]
    assert said() == ["no reason of what remains says 'the role may not': ['']"]


def test_the_api_tells_what_is() -> None:
    ended = FAILED | {"cause": "{}"}
    assert problems(FAILED | {"remaining": []}, ended, []) == []
    assert problems(FAILED | {"remaining": []}, ended, [], told_state="STANDS") == [
        "the state that the API tells is 'STANDS', must be 'GONE'"
    ]
