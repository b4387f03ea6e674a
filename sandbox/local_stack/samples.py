"""Requests that a stack can fulfil, ready to send."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_stack import world
from local_stack.clients import Clients
from local_stack.stack import Stack
from local_stack.world import World

CLUSTER_NAME = "nova-local"


@dataclass(frozen=True)
class Sample:
    path: Path
    world: str


def request_in(where: World, cluster_name: str) -> dict[str, Any]:
    """The sample request for a cluster in this world."""
    return where.request(world.sample_request(), cluster_name)


def request(stack: Stack) -> Sample:
    """A file with a request for the stack's newest world, which is made if there is none."""
    known = world.names(stack)
    where = world.load(stack, known[-1]) if known else world.create(stack, Clients(stack))
    path = stack.run / "request.json"
    path.write_text(json.dumps(request_in(where, CLUSTER_NAME), indent=2) + "\n")
    return Sample(path, where.name)
