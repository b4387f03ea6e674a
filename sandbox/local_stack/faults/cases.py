"""What can go wrong with an execution, alone or together, and how an execution must end then."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local_stack.fault_proxy.book import FUNCTION_FAULTS

TASK_FAULTS = ("throttled", "server-error", "lost-response", "timed-out", "access-denied", "repeated", "too-large")
# Worth repeating: the transaction absorbs it, so that the execution ends as it would have without.
ABSORBED = {*FUNCTION_FAULTS, *TASK_FAULTS} - {"access-denied", "too-large"}

# Status and error name.
End = tuple[str, str | None]

SUCCEEDED: End = ("SUCCEEDED", None)
TAKEN_BACK: End = ("FAILED", "ProvisioningFailed")
INCOMPLETE: End = ("FAILED", "RollbackIncomplete")
# Its rollback was stopped or broke; the rule for executions that failed starts another.
INTERRUPTED: End = ("FAILED", "RollbackInterrupted")
STOPPED: End = ("ABORTED", None)
# Step Functions refused to start it; the same rule starts one.
NOT_STARTED: End = ("FAILED", "RollbackNotStarted")
# What happens around an execution: it is stopped, with or without a call under way; its rollback is stopped, or another one ordered
# while it runs, with or without the confirmation; strangers create a cluster of its name or resources with look-alike tags; it is started
# twice; two want one name.
STOPS = ("stopped", "stopped-in-flight", "rollback-stopped")
ORDERS = ("rollback-meanwhile", "rollback-confirmed")
AROUND = (*STOPS, *ORDERS, "stranger-cluster", "stranger-tags", "twice", "rivals")
# No Catch takes it; the rule for executions that failed starts the rollback.
BROKEN: End = ("FAILED", "States.DataLimitExceeded")
# What the audit reads a network from.
NETWORK_READS = ("ec2:", "route53resolver:", "route53profiles:", "vpc-lattice:")
# Between the names of things that go wrong together, and the kind of such a case.
TOGETHER = "+"
SEVERAL = "several"
# What stands then is taken back by the rollback that the rule starts.
LEFT_TO_THE_RULE = (INTERRUPTED, NOT_STARTED, BROKEN, STOPPED)


# What is made, tagged or deleted is seen so much later: by the local deployment's clock, whose `LocalListLagSeconds` is longer.
LAG: dict[str, Any] = {"lag": {"lists": 0.7, "tags": 0.7, "describes": 0.3}}


@dataclass(frozen=True)
class Base:
    """A run without faults of ours: what its control planes do, and how it ends."""

    name: str
    ends: End
    control_plane: dict[str, Any]
    failed_state: str | None = None


HAPPY = Base("happy", SUCCEEDED, LAG)
# The dearest rollback: file system and cluster are there, and the cluster ends Failed.
FAILING = Base("failing", TAKEN_BACK, LAG | {"cluster": {"createOutcome": "Failed"}}, "DescribeCluster")
# FSx gives up before there is a cluster.
EARLY = Base("early", TAKEN_BACK, LAG | {"fileSystem": {"createOutcome": "FAILED"}}, "DescribeFileSystem")
BASES = {base.name: base for base in (HAPPY, FAILING, EARLY)}


@dataclass(frozen=True)
class Disturbance:
    """One thing that goes wrong with an execution.

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

    @property
    def absorbed(self) -> bool:
        """Whether the execution ends as it would have without."""
        if self.operation == "task:states" and self.kind == "timed-out":
            return False
        return self.kind in ("none", "twice", "rivals", "stranger-tags", "rollback-meanwhile") or bool(
            self.operation and self.kind in ABSORBED
        )

    def allowed(self) -> list[End]:
        """The ends that are right."""
        base = BASES[self.base]
        if self.operation == "task:states" and self.kind == "timed-out":
            return [INTERRUPTED, TAKEN_BACK]  # by then the rollback may have come to its end
        if self.absorbed:
            return [base.ends]
        if self.kind == "stopped":
            return [STOPPED, base.ends]
        if self.kind == "stopped-in-flight":
            return [STOPPED]
        if self.kind == "rollback-stopped":
            return [TAKEN_BACK, INTERRUPTED]
        if self.kind == "rollback-confirmed":
            return [TAKEN_BACK, base.ends]
        if self.kind == "too-large":
            return self._broken_by_its_result()
        if self.kind == "stranger-cluster":
            return [base.ends, TAKEN_BACK]
        return self._denied(base)

    def _broken_by_its_result(self) -> list[End]:
        if self.state in ("CheckNothingRemains", "PublishRolledBack"):
            return [TAKEN_BACK]  # by then the ledger says that nothing remains
        return [INTERRUPTED] if self.state in NESTED_STATES else [BROKEN]

    def _denied(self, base: Base) -> list[End]:
        if self.operation in ("task:sns", "task:cloudwatch", "task:lambda"):
            return [base.ends]  # an announcement does not undo a cluster; Step Functions words a refused invocation as a fault
        if (self.state, self.operation) == ("VerifyEgressLockdown", "s3:HEAD"):
            return [TAKEN_BACK]  # S3 says the same of a bucket that is another account's by now
        if self.operation.startswith("s3:") and self.state == "VerifyEgressLockdown":
            return [base.ends]  # nor does a report that cannot be stored
        if self.operation == "task:states":
            return [TAKEN_BACK]  # by the next attempt; who is refused again and again ends NOT_STARTED
        if self.state == "RecordFailure":
            return [TAKEN_BACK, *LEFT_TO_THE_RULE]  # that the execution gave up is not on record, and so must be seen to have ended
        if self.state == "LookUpExecution":
            return [TAKEN_BACK, INCOMPLETE, *LEFT_TO_THE_RULE]  # a rollback whose begin is not on record counts as not started
        if self.state in ROLLBACK_STATES:
            return [TAKEN_BACK, INCOMPLETE, INTERRUPTED]
        if self.operation.startswith("servicequotas:") or (self.state, self.operation) == ("ValidateRequest", "s3:HEAD"):
            return [base.ends]  # a quota that cannot be read is warned of; whose bucket it is, the list of buckets tells too
        if self.operation.startswith((*NETWORK_READS, "iam:Simulate")):
            return [TAKEN_BACK, base.ends]  # what cannot be read may not be needed, or is read again until two readings agree
        return [TAKEN_BACK]


@dataclass(frozen=True)
class Case:
    """One execution with one thing that goes wrong, or with several.

    Attributes:
        parts: at most one of them is of AROUND
    """

    parts: tuple[Disturbance, ...]

    @classmethod
    def of(cls, base: str, kind: str, state: str, operation: str = "", occurrence: int = 1) -> "Case":
        """With one thing alone."""
        return cls((Disturbance(base, kind, state, operation, occurrence),))

    @property
    def name(self) -> str:
        return TOGETHER.join(part.name for part in self.parts)

    @property
    def base(self) -> Base:
        """What its control planes do."""
        return BASES[self.parts[0].base]

    @property
    def kind(self) -> str:
        return self.parts[0].kind if len(self.parts) == 1 else SEVERAL

    @property
    def state(self) -> str:
        return self.parts[0].state

    @property
    def around(self) -> Disturbance | None:
        """What happens around the execution, if something does."""
        return next((part for part in self.parts if part.kind in AROUND), None)

    @property
    def rules(self) -> list[dict[str, Any]]:
        return [rule for part in self.parts if (rule := part.rule)]

    def allowed(self) -> list[End]:
        """The ends that are right: of several things, what one of them brings about."""
        if all(part.absorbed for part in self.parts):
            return [self.base.ends]
        return list(dict.fromkeys(end for part in self.parts for end in part.allowed()))

    def failing_states(self) -> set[str]:
        """The states of which one must be reported as the first that failed; none if nothing need be."""
        if self.base.failed_state:
            return {self.base.failed_state} | {part.state for part in self.parts[1:] if part.operation}
        return {part.state for part in self.parts if part.operation and not part.absorbed}


# Of the rollback that provision waits for.
NESTED_STATES = ("LookUpExecution", "DeleteCluster", "DeleteFileSystem", "CheckNothingRemains", "PublishRolledBack")
ROLLBACK_STATES = ("RollBack", *NESTED_STATES)
# Of provision, once something has failed.
FAILURE_STATES = ("RecordFailure", "PublishFailure")
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
    "RecordSuccess",
    "PublishResult",
)


def of_calls(base: Base, recorded: list[dict[str, Any]]) -> Iterator[Disturbance]:
    """A case for each fault at each call of a recorded run. What later visits of a state or its second reading repeat is the same call."""
    first: dict[tuple[str, str], str] = {}
    calls = Counter((call["state"], call["operation"], call["invocation"]) for call in recorded)
    for call in recorded:
        state, operation = call["state"], call["operation"]
        if _second_reading(call, calls[state, operation, call["invocation"]]):
            continue
        if first.setdefault((state, operation), call["invocation"]) != call["invocation"] and not _last_look(state, call):
            continue
        if base is not HAPPY and state not in (*FAILURE_STATES, *ROLLBACK_STATES):
            continue
        for fault in TASK_FAULTS if operation.startswith("task:") else FUNCTION_FAULTS:
            if _possible(fault, operation):
                yield Disturbance(base.name, fault, state, operation, call["occurrence"])


def _possible(fault: str, operation: str) -> bool:
    service, _, action = operation.partition(":")
    match fault:
        case "repeated":
            return operation == "task:lambda"
        case "late" | "killed-after":  # of a call without effect they are no other than `slow` and `killed-before`
            return action.startswith(("Create", "Delete", "Put", "PUT", "Update", "Transact"))
        case "hollow-body":  # in EC2's XML nothing but the reader's good will parts an empty list from a missing one
            return service in ("sagemaker", "fsx")
    return True


def _second_reading(call: dict[str, Any], calls: int) -> bool:
    """The audit reads a network until two readings agree; of the second one operation stands for all."""
    operation: str = call["operation"]
    of_audit = call["state"].startswith("Verify") and operation.startswith(NETWORK_READS)
    return of_audit and operation != "ec2:DescribeRouteTables" and call["occurrence"] > calls / 2


def _last_look(state: str, call: dict[str, Any]) -> bool:
    """The second look of a deletion sees another world than the first: what it deleted is on its way out."""
    return state in ("DeleteCluster", "DeleteFileSystem") and call["occurrence"] == 2


def of_world() -> Iterator[Disturbance]:
    """What happens around an execution and not to one of its calls."""
    for state in PROVISION_STATES:
        yield Disturbance("happy", "stopped", state)
        yield Disturbance("happy", "stranger-cluster", state)
        yield Disturbance("happy", "stranger-tags", state)
    for state, operation in CREATING_CALLS.items():
        yield Disturbance("happy", "stopped-in-flight", state, operation)
    for kind in ORDERS:
        for state in ("WaitForFileSystem", "LinkFileSystem", "WaitForCluster", "RecordSuccess"):
            yield Disturbance("happy", kind, state)
    for state in (*FAILURE_STATES, *ROLLBACK_STATES):
        yield Disturbance("failing", "stopped", state)
    for state in NESTED_STATES:
        yield Disturbance("failing", "rollback-stopped", state)
    for state in ("WaitForCluster", *ROLLBACK_STATES):
        yield Disturbance("failing", "stranger-tags", state)
    yield Disturbance("happy", "twice", "start")
    yield Disturbance("happy", "rivals", "start")
    yield from (Disturbance(name, "none", "start") for name in BASES)
