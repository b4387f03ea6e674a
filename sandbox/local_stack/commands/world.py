"""sandbox/world: builds a world to provision in, or shows one that was built, as JSON."""

import argparse
import dataclasses
import json
import sys

from local_stack import samples, stack, world
from local_stack.clients import Clients
from local_stack.stack import StackError


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/world", description=__doc__)
    parser.add_argument("--stack", "--id", metavar="ID", help="the stack to use; not needed if only one is up")
    parser.add_argument("--world", metavar="NAME", help="a world that was built before, instead of a new one")
    parser.add_argument("--list", action="store_true", help="print the names of the worlds that were built, the newest last")
    parser.add_argument("--request", metavar="CLUSTER_NAME", help="print a whole request for a cluster in the world instead")
    arguments = parser.parse_args()
    try:
        running = stack.find_up(arguments.stack)
        if arguments.list:
            print("\n".join(world.names(running)))
            return 0
        shown = world.load(running, arguments.world) if arguments.world else world.create(running, Clients(running))
    except StackError as failure:
        print(f"world: {failure}", file=sys.stderr)
        return 1
    print(json.dumps(samples.request_in(shown, arguments.request) if arguments.request else dataclasses.asdict(shown)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
