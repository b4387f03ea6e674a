"""sandbox/calls: the calls to AWS of each operation, in an account of ours alone and among strangers; ends with CALLS {json}."""

import argparse
import json
import sys

from local_stack import processes
from local_stack.call_count.count import STRANGERS, count
from local_stack.call_count.counts import differences, table
from local_stack.console import Console
from local_stack.stack import StackError


def main() -> int:
    argparse.ArgumentParser(prog="sandbox/calls", description=__doc__).parse_args()
    console = Console()
    processes.heed_interrupts()
    try:
        few, many = count(console)
    except StackError as failure:
        console.line(f"calls: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    for line in table(few, many, STRANGERS):
        console.line(line)
    different = differences(few, many)
    for line in different:
        console.line(console.colour(f"DIFFERENT {line}", "red"))
    figures = {operation: {"0": few[operation].total(), str(STRANGERS): many[operation].total()} for operation in few}
    console.line(f"CALLS {json.dumps({'strangers': STRANGERS, 'different': len(different), 'operations': figures})}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
