"""sandbox/load: many executions at once, a quarter of them failing, under throttling; ends with LOAD {json}."""

import argparse
import json
import sys

from local_stack import processes
from local_stack.console import Console
from local_stack.faults.invariants import COUNTS
from local_stack.load_test.load import Load
from local_stack.stack import StackError


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/load", description=__doc__)
    parser.add_argument("--executions", type=int, default=100, metavar="N", help="how many (default %(default)s)")
    arguments = parser.parse_args()
    console = Console()
    processes.heed_interrupts()
    try:
        figures, table = Load(console, arguments.executions).run()
    except StackError as failure:
        console.line(f"load: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    for line in table:
        console.line(line)
    console.line(f"LOAD {json.dumps(figures)}")
    return 1 if any(figures[count] for count in COUNTS) else 0


if __name__ == "__main__":
    sys.exit(main())
