"""A campaign's strangers take away what is theirs, however long it refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local_stack.clients import Clients
from local_stack.faults.strangers import Stranger
from local_stack.stack import Stack

ROLLING_BACK = {"__type": "ConflictException", "message": "Cluster theirs is RollingBack and cannot be deleted now"}


class ControlPlane:
    """Answers deletions one after the other; the last answer again and again."""

    def __init__(self, *answers: tuple[int, dict[str, Any]]) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)

    def __call__(self, operation: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(operation)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def test_a_cluster_that_rolls_back_is_asked_again_until_it_can_be_deleted(stack_with: Callable[..., Stack]) -> None:
    plane = ControlPlane((400, ROLLING_BACK), (400, ROLLING_BACK), (200, {"ClusterArn": "arn:aws:sagemaker:::cluster/c"}))
    Stranger(Clients(stack_with(plane))).remove("theirs")
    assert plane.asked == ["DeleteCluster"] * 3


def test_a_file_system_that_is_being_created_is_asked_again(stack_with: Callable[..., Stack]) -> None:
    plane = ControlPlane(
        (400, {"__type": "BadRequest", "message": "CREATING"}), (200, {"FileSystemId": "fs-0123456789abcdef0", "Lifecycle": "DELETING"})
    )
    Stranger(Clients(stack_with(plane))).remove("fs-0123456789abcdef0")
    assert plane.asked == ["DeleteFileSystem"] * 2


def test_what_somebody_else_deleted_is_gone(stack_with: Callable[..., Stack]) -> None:
    plane = ControlPlane((400, {"__type": "ResourceNotFound", "message": "no such cluster"}))
    Stranger(Clients(stack_with(plane))).remove("theirs")
    assert plane.asked == ["DeleteCluster"]


def test_what_refuses_for_ever_is_named(stack_with: Callable[..., Stack]) -> None:
    stranger = Stranger(Clients(stack_with(ControlPlane((400, ROLLING_BACK)))))
    with pytest.raises(TimeoutError, match="theirs still refuses"):
        stranger.remove("theirs", seconds=0.0)


def test_a_refusal_that_waiting_does_not_mend_is_raised(stack_with: Callable[..., Stack]) -> None:
    stranger = Stranger(Clients(stack_with(ControlPlane((400, {"__type": "AccessDeniedException", "message": "no"})))))
    with pytest.raises(ClientError, match="AccessDeniedException"):
        stranger.remove("theirs")
