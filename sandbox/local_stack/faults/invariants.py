"""The invariants of docs/guarantees.md, as they are asked of the control planes and not of the workflow."""

from typing import Any

from local_stack import told_state
from local_stack.executions import Executions, object_of
from local_stack.faults.cases import BROKEN, Case
from local_stack.ledger import Entry, Ledger
from local_stack.simulator import Resource, Simulator
from local_stack.stack import Stack

# The four counts of the FAULTS line.
ORPHANED, FOREIGN_TOUCHED, WRONG_STATUS, MISREPORTED = "orphaned", "foreignTouched", "wrongStatus", "misreported"
COUNTS = (ORPHANED, FOREIGN_TOUCHED, WRONG_STATUS, MISREPORTED)

# What a rollback lists that could not look often enough: something may remain.
UNKNOWN = "unknown"

# What is broken, in words, and the count that it belongs to.
Broken = tuple[str, str]


def end_of(described: dict[str, Any]) -> tuple[str, str | None]:
    """Status and error name of an execution that ended; a stopped one's error is the stopper's."""
    return described["status"], described.get("error") if described["status"] == "FAILED" else None


def right_end(executions: Executions, case: Case, described: dict[str, Any]) -> list[Broken]:
    """The execution ended as the case allows, and says what failed; a success is of a network that is locked."""
    broken: list[Broken] = []
    end = end_of(described)
    if end not in case.allowed():
        reported = f"ended {end}, must be one of {case.allowed()}: {described.get('cause', '')[:600]}"
        error = executions.last_error(described["executionArn"], case.state)[:1500]
        broken.append((WRONG_STATUS, f"{reported}; {case.state} failed with {error}"))
    if described["status"] == "FAILED" and end != BROKEN:
        failure = object_of(described.get("cause")).get("failure") or {}
        wanted = case.failing_states()
        if wanted and failure.get("state") not in wanted:
            broken.append((WRONG_STATUS, f"the original error is not reported: {failure}, must be of {', '.join(sorted(wanted))}"))
    if described["status"] == "SUCCEEDED":
        verdict = object_of(described.get("output")).get("egress", {}).get("verdict")
        if verdict != "LOCKED":
            broken.append((MISREPORTED, f"succeeded with the verdict {verdict}"))
    return broken


def resources_as_reported(simulator: Simulator, name: str, described: dict[str, Any], entry: Entry | None) -> list[Broken]:
    """What the result of an ended execution says exists is what exists; or what the ledger says, of one that was stopped."""
    existing = simulator.of(name)
    reported: set[str]
    on_their_way_out: set[str] = set()
    if described["status"] == "SUCCEEDED":
        result = object_of(described.get("output"))
        named = (result.get("fileSystemId"), result.get("clusterArn") and result.get("clusterName"))
        reported = {name for name in named if name is not None}
    elif entry and entry.committed:
        reported = set(entry.made)
    else:
        remaining = [*(object_of(described.get("cause")).get("remaining") or []), *(entry.remaining if entry else ())]
        reported = {found["id"] for found in remaining} - {UNKNOWN}
        on_their_way_out = {found["id"] for found in remaining if found["status"].upper() == "DELETING"}
    return [
        *((ORPHANED, f"{id} is {existing[id].status} and not in the result") for id in sorted(set(existing) - reported)),
        *((MISREPORTED, f"{id} is in the result and does not exist") for id in sorted(reported - set(existing) - on_their_way_out)),
    ]


def may_remain(entry: Entry | None) -> bool:
    """Whether the last rollback listed something that nobody has looked at since: on its way out, or not looked at often enough."""
    return entry is not None and not entry.closed and bool(entry.remaining)


def truly_told(stack: Stack, cluster_name: str, true: str) -> list[Broken]:
    """The API tells what is, and not how the newest execution ended."""
    told = told_state.told(stack, cluster_name, true)
    return [] if told == true else [(MISREPORTED, f"GET /clusters/{cluster_name} says {told}, and it is {true}")]


def ledger_is_closed(ledger: Ledger, name: str) -> list[Broken]:
    """After all was taken back, the ledger says so, and no lock is held for the execution."""
    entry = ledger.entry(name)
    held = [lock for lock, holder in ledger.locks().items() if holder == name]
    return [
        *((MISREPORTED, "the ledger's entry is open although nothing remains") for _ in [entry] if entry and not entry.closed),
        *((ORPHANED, f"the lock {lock} is held by an execution of which nothing remains") for lock in held),
    ]


def strangers_untouched(simulator: Simulator, strangers: dict[str, Resource]) -> list[Broken]:
    """What others own is as it was: there, with the same tags, and not being deleted."""
    now = simulator.resources()
    broken = []
    for id, before in strangers.items():
        after = now.get(id)
        if after is None or after.tags != before.tags or after.status in ("Deleting", "DELETING"):
            broken.append((FOREIGN_TOUCHED, f"the stranger's {id} was {before.status}, is {after and after.status}"))
    return broken
