"""sandbox/demo: a stack of its own, one scenario on it, and nothing left running."""

import argparse
import os
import sys

from local_stack import processes, scenario
from local_stack.console import Console
from local_stack.launch import launch
from local_stack.stack import StackError
from local_stack.trial.narrator import conclude
from local_stack.trial.trial import Trial


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/demo", description="Shows one scenario on a local stack of its own.")
    parser.add_argument("--scenario", default="happy", help=f"one of {', '.join(scenario.names())} (default %(default)s)")
    arguments = parser.parse_args()
    console = Console()
    processes.heed_interrupts()
    try:
        tried = scenario.load(arguments.scenario)
        console.heading(f"{tried.name}: {tried.description}")
        stack = launch(console, owner=os.getpid())
        try:
            result, problems = Trial(stack, tried, console).run()
        finally:
            with console.step("stopping the stack"):
                stack.stop()
        return conclude(console, result, problems)
    except StackError as failure:
        console.line(f"demo: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
