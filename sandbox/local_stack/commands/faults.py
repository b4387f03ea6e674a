"""sandbox/faults: the fault campaign, a part of it, or one case of it by its name."""

import argparse
import json
import random
import sys

from local_stack import layout, processes
from local_stack.console import Console
from local_stack.faults.campaign import SEVERAL_CASES, Campaign, summary, table
from local_stack.faults.invariants import COUNTS
from local_stack.stack import StackError


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/faults", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="N cases, spread over all kinds, instead of all")
    parser.add_argument("--only", metavar="TEXT", help="the cases whose name holds this; a whole name replays one case")
    parser.add_argument(
        "--several", type=int, default=SEVERAL_CASES, metavar="N", help="cases of two or three faults at once (default %(default)s)"
    )
    parser.add_argument("--resume", action="store_true", help="go on with the campaign that was interrupted")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="of the order and of the sample")
    parser.add_argument("--stacks", type=int, default=2, help="local stacks side by side (default %(default)s)")
    parser.add_argument("--lanes", type=int, default=3, help="executions at once on each (default %(default)s)")
    arguments = parser.parse_args()
    console = Console()
    processes.heed_interrupts()
    campaign = Campaign(console, arguments.stacks, arguments.lanes, layout.FAULTS_RUN / "journal.jsonl")
    try:
        outcomes = campaign.run(
            sample=arguments.sample, seed=arguments.seed, only=arguments.only, resume=arguments.resume, several=arguments.several
        )
    except StackError as failure:
        console.line(f"faults: {failure}")
        return 1
    except KeyboardInterrupt:
        console.line("interrupted; sandbox/faults --resume goes on")
        return 130
    for line in table(outcomes):
        console.line(line)
    result = summary(outcomes, arguments.seed)
    console.line(f"FAULTS {json.dumps(result)}")
    return 1 if any(result[count] for count in COUNTS) or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
