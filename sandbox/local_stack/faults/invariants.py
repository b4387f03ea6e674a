"""The invariants of docs/guarantees.md, as they are asked of the control planes and not of the workflow."""

from typing import Any

from local_stack.execution import object_of
from local_stack.faults.control_planes import ControlPlanes, Resource

# The four counts of the FAULTS line.
ORPHANED, FOREIGN_TOUCHED, WRONG_STATUS, MISREPORTED = "orphaned", "foreignTouched", "wrongStatus", "misreported"
COUNTS = (ORPHANED, FOREIGN_TOUCHED, WRONG_STATUS, MISREPORTED)

# What is broken, in words, and the count that it belongs to.
Broken = tuple[str, str]


def resources_as_told(planes: ControlPlanes, name: str, described: dict[str, Any]) -> list[Broken]:
    """What the result of an ended execution says exists is what exists."""
    existing = planes.of(name)
    on_their_way_out: set[str] = set()
    if described["status"] == "SUCCEEDED":
        result = object_of(described.get("output"))
        told = {result.get("fileSystemId"), (result.get("clusterArn") and result.get("clusterName"))} - {None}
    else:
        remaining = object_of(described.get("cause")).get("remaining") or []
        told = {found["id"] for found in remaining}
        on_their_way_out = {found["id"] for found in remaining if found["status"].upper() == "DELETING"}
    return [
        *((ORPHANED, f"{id} is {existing[id].status} and not in the result") for id in sorted(set(existing) - told)),
        *((MISREPORTED, f"{id} is in the result and does not exist") for id in sorted(told - set(existing) - on_their_way_out)),
    ]


def strangers_untouched(planes: ControlPlanes, strangers: dict[str, Resource]) -> list[Broken]:
    """What others own is as it was: there, with the same tags, and not being deleted."""
    now = planes.resources()
    broken = []
    for id, before in strangers.items():
        after = now.get(id)
        if after is None or after.tags != before.tags or after.status in ("Deleting", "DELETING"):
            broken.append((FOREIGN_TOUCHED, f"the stranger's {id} was {before.status}, is {after and after.status}"))
    return broken
