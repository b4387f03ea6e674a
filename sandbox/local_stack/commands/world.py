"""sandbox/world: builds a world to provision in and prints it."""

import argparse
import dataclasses
import json
import sys

from local_stack import layout, stack, world
from local_stack.clients import Clients
from local_stack.stack import StackError


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/world", description="Builds a world to provision in on a stack that is up.")
    parser.add_argument("--stack", "--id", metavar="ID", help="the stack to use; not needed if only one is up")
    parser.add_argument("--request", metavar="CLUSTER_NAME", help="print a whole request for this world instead")
    arguments = parser.parse_args()
    try:
        running = stack.find(arguments.stack)
        made = world.create(running, Clients(running))
    except StackError as failure:
        print(f"world: {failure}", file=sys.stderr)
        return 1
    shown = dataclasses.asdict(made)
    if arguments.request:
        event = json.loads(layout.PROVISION_EVENT.read_text())
        shown = made.request(json.loads(event["body"]), arguments.request)
    print(json.dumps(shown))
    return 0


if __name__ == "__main__":
    sys.exit(main())
