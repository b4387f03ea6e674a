"""sandbox/scenario: runs one scenario on a stack that is up, or lists them."""

import argparse
import sys

from local_stack import scenario, stack
from local_stack.console import Console
from local_stack.stack import StackError
from local_stack.trial.narrator import conclude
from local_stack.trial.trial import Trial


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/scenario", description="Runs one scenario on a stack that is up.")
    parser.add_argument("name", nargs="?", help="without a name the scenarios are listed")
    parser.add_argument("--stack", "--id", metavar="ID", help="the stack to use; not needed if only one is up")
    arguments = parser.parse_args()
    console = Console()
    if arguments.name is None:
        for name in scenario.names():
            print(f"{name:<20} {scenario.load(name).description}")
        return 0
    try:
        tried = scenario.load(arguments.name)
        return conclude(console, *Trial(stack.find_up(arguments.stack), tried, console).run())
    except StackError as failure:
        console.line(f"scenario: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
