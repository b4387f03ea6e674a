"""sandbox/stack: starts, lists and stops local stacks."""

import argparse
import sys

from local_stack import deployment, keeper, processes, stack
from local_stack.console import Console
from local_stack.stack import StackError

# Of what AWS takes: fifteen minutes of creation become two seconds, deep health checks nine.
TIME_SCALE = 0.002


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/stack", description="Starts, lists and stops local stacks.")
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start a stack with the application; prints the path of its stack.json last")
    up.add_argument("--id", help="name of the run")
    up.add_argument("--owner", type=int, metavar="PID", help="end the stack when this process ends")
    up.add_argument("--time-scale", type=float, default=TIME_SCALE, help="of AWS's durations (default %(default)s)")
    down = commands.add_parser("down", help="stop a stack; what it wrote stays")
    which = down.add_mutually_exclusive_group()
    which.add_argument("--id", help="name of the run; not needed if only one is up")
    which.add_argument("--all", action="store_true", help="all that are up")
    commands.add_parser("list", help="the runs, and which are up")
    arguments = parser.parse_args()
    console = Console(sys.stderr)
    processes.heed_interrupts()
    try:
        match arguments.command:
            case "up":
                print(start(console, arguments.id, arguments.owner, arguments.time_scale).run / "stack.json")
            case "down":
                for run in _all_up() if arguments.all else [stack.find(arguments.id)]:
                    run.stop()
            case "list":
                for run in stack.runs():
                    print(f"{'up  ' if run.running else 'down'}  {run.run}")
    except StackError as failure:
        console.line(f"stack: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _all_up() -> list[stack.Stack]:
    return [run for run in stack.runs() if run.running]


def start(
    console: Console,
    name: str | None,
    owner: int | None,
    time_scale: float = TIME_SCALE,
    *,
    mode: str = keeper.CALM,
    parameters: dict[str, str] | None = None,
) -> stack.Stack:
    """A stack with the application deployed, with these template parameters beside the local ones; stopped again if that fails."""
    with console.step("MiniStack and the simulator"):
        started = stack.start(owner, time_scale, name, mode)
    try:
        with console.step("deploying template.yaml with the SAM CLI"):
            deployment.deploy(started, parameters or {})
    except BaseException:
        started.stop()
        raise
    return started


if __name__ == "__main__":
    sys.exit(main())
