"""What can go wrong with an execution, one case each, and how an execution must end then."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local_stack.fault_proxy.book import FUNCTION_FAULTS

TASK_FAULTS = ("throttled", "server-error", "lost-response", "timed-out", "access-denied", "repeated", "too-large")
# Worth repeating: the transaction absorbs it, so that the execution ends as it would have without.
ABSORBED = {*FUNCTION_FAULTS, *TASK_FAULTS} - {"access-denied", "too-large"}

SUCCEEDED = ("SUCCEEDED", None)
TAKEN_BACK = ("FAILED", "ProvisioningFailed")
INCOMPLETE = ("FAILED", "RollbackIncomplete")
# Its rollback was stopped or broke; the rule for executions that failed starts another.
INTERRUPTED = ("FAILED", "RollbackInterrupted")
STOPPED = ("ABORTED", None)
# What happens around an execution: it is stopped, with or without a call under way; its rollback is stopped, or another one started
# while it runs; strangers create a cluster of its name or resources with look-alike tags; it is started twice; two want one name.
AROUND = ("stopped", "stopped-in-flight", "rollback-stopped", "rollback-meanwhile", "stranger-cluster", "stranger-tags", "twice", "rivals")
# No Catch takes it; the rule for executions that failed starts the rollback.
BROKEN = ("FAILED", "States.DataLimitExceeded")


@dataclass(frozen=True)
class Base:
    """A run without faults of ours: what its control planes do, and how it ends."""

    name: str
    ends: tuple[str, str | None]
    control_plane: dict[str, Any]
    failed_state: str | None = None


HAPPY = Base("happy", SUCCEEDED, {})
# The dearest rollback: file system and cluster are there, and the cluster ends Failed.
FAILING = Base("failing", TAKEN_BACK, {"cluster": {"createOutcome": "Failed"}}, "DescribeCluster")
# FSx gives up before there is a cluster.
EARLY = Base("early", TAKEN_BACK, {"fileSystem": {"createOutcome": "FAILED"}}, "DescribeFileSystem")
BASES = {base.name: base for base in (HAPPY, FAILING, EARLY)}


@dataclass(frozen=True)
class Case:
    """One execution with one thing that goes wrong.

    Attributes:
        base: the run it is made from
        kind: the fault, or what else happens: one of AROUND
        state: where it happens
        operation: the call that it happens to, if it is a call
        occurrence: which of the state's calls of the operation
    """

    base: str
    kind: str
    state: str
    operation: str = ""
    occurrence: int = 1

    @property
    def name(self) -> str:
        call = f"/{self.operation}#{self.occurrence}" if self.operation else ""
        return f"{self.base}/{self.state}{call}/{self.kind}"

    @property
    def rule(self) -> dict[str, Any] | None:
        """What the fault proxy is asked to do; none if nothing goes wrong with a call."""
        if not self.operation:
            return None
        fault = "held" if self.kind == "stopped-in-flight" else self.kind
        return {"state": self.state, "operation": self.operation, "occurrence": self.occurrence, "fault": fault}

    def allowed(self) -> list[tuple[str, str | None]]:
        """The ends, status and error name, that are right."""
        base = BASES[self.base]
        if self.operation == "task:states" and self.kind == "timed-out":
            return [INTERRUPTED]
        if self.kind in ("none", "twice", "rivals", "stranger-tags") or (self.operation and self.kind in ABSORBED):
            return [base.ends]
        if self.kind == "stopped":
            return [STOPPED, base.ends]
        if self.kind == "stopped-in-flight":
            return [STOPPED]
        if self.kind == "rollback-stopped":
            return [TAKEN_BACK, INTERRUPTED]
        if self.kind == "rollback-meanwhile":
            return [TAKEN_BACK, base.ends]
        if self.kind == "too-large":
            return [INTERRUPTED] if self.state in NESTED_STATES else [BROKEN]
        if self.kind == "stranger-cluster":
            return [base.ends, TAKEN_BACK]
        return self._denied(base)

    def _denied(self, base: Base) -> list[tuple[str, str | None]]:
        if self.operation in ("task:sns", "task:cloudwatch", "task:lambda"):
            return [base.ends]  # an announcement does not undo a cluster; Step Functions words a refused invocation as a fault
        if self.operation.startswith("s3:") and self.state == "VerifyEgressLockdown":
            return [base.ends]  # nor does a report that cannot be stored
        if self.state in ROLLBACK_STATES:
            return [TAKEN_BACK, INCOMPLETE]
        if self.operation.startswith(("ec2:", "iam:Simulate")):
            return [TAKEN_BACK, base.ends]  # what cannot be read may not be needed: no route leads there
        return [TAKEN_BACK]


# Of the rollback that provision waits for.
NESTED_STATES = ("DeleteCluster", "DeleteFileSystem", "CheckNothingRemains", "PublishRolledBack")
ROLLBACK_STATES = ("RollBack", *NESTED_STATES)
CREATING_CALLS = {
    "CreateFileSystem": "fsx:CreateFileSystem",
    "LinkFileSystem": "fsx:CreateDataRepositoryAssociation",
    "CreateCluster": "sagemaker:CreateCluster",
}
PROVISION_STATES = (
    "ValidateRequest",
    "VerifyNetworkBeforeSpending",
    "CreateFileSystem",
    "WaitForFileSystem",
    "DescribeFileSystem",
    "LinkFileSystem",
    "CreateCluster",
    "WaitForCluster",
    "DescribeCluster",
    "ConfirmFileSystem",
    "VerifyEgressLockdown",
    "PublishResult",
)


def of_calls(base: Base, recorded: list[dict[str, Any]]) -> Iterator[Case]:
    """A case for each fault at each call of a recorded run. What a state's later visits call again is the same call."""
    first: dict[tuple[str, str], str] = {}
    for call in recorded:
        state, operation = call["state"], call["operation"]
        if first.setdefault((state, operation), call["invocation"]) != call["invocation"] and not _last_look(state, call):
            continue
        if base is not HAPPY and state not in ROLLBACK_STATES and state not in ("PublishFailure",):
            continue
        for fault in TASK_FAULTS if operation.startswith("task:") else FUNCTION_FAULTS:
            if _possible(fault, operation):
                yield Case(base.name, fault, state, operation, call["occurrence"])


def _possible(fault: str, operation: str) -> bool:
    service, _, action = operation.partition(":")
    match fault:
        case "repeated":
            return operation == "task:lambda"
        case "late":  # of a call without effect it is no other than `slow`
            return action.startswith(("Create", "Delete", "Put"))
        case "hollow-body":  # in EC2's XML nothing but the reader's good will parts an empty list from a missing one
            return service in ("sagemaker", "fsx")
    return True


def _last_look(state: str, call: dict[str, Any]) -> bool:
    """The second look of a deletion sees another world than the first: what it deleted is on its way out."""
    return state in ("DeleteCluster", "DeleteFileSystem") and call["occurrence"] == 2


def of_world() -> Iterator[Case]:
    """What happens around an execution and not to one of its calls."""
    for state in PROVISION_STATES:
        yield Case("happy", "stopped", state)
        yield Case("happy", "stranger-cluster", state)
        yield Case("happy", "stranger-tags", state)
    for state, operation in CREATING_CALLS.items():
        yield Case("happy", "stopped-in-flight", state, operation)
    for state in ("WaitForFileSystem", "LinkFileSystem", "WaitForCluster"):
        yield Case("happy", "rollback-meanwhile", state)
    for state in ("RollBack", *NESTED_STATES, "PublishFailure"):
        yield Case("failing", "stopped", state)
    for state in NESTED_STATES:
        yield Case("failing", "rollback-stopped", state)
    for state in ("WaitForCluster", *ROLLBACK_STATES):
        yield Case("failing", "stranger-tags", state)
    yield Case("happy", "twice", "start")
    yield Case("happy", "rivals", "start")
    yield from (Case(name, "none", "start") for name in BASES)
