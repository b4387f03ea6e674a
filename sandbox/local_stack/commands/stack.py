"""sandbox/stack: starts, shows, uses, stops and removes local stacks."""

import argparse
import json
import sys

from local_stack import deployment, environment, launch, messages, processes, samples, stack
from local_stack.console import Console
from local_stack.stack import Stack, StackError


def main() -> int:
    arguments = _arguments()
    console = Console(sys.stderr)
    processes.heed_interrupts()
    try:
        match arguments.command:
            case "up":
                started = launch.launch(console, name=arguments.id, owner=arguments.owner, time_scale=arguments.time_scale)
                print(started.run / "stack.json")
            case "deploy":
                print(json.dumps(deployment.deploy_as(stack.find_up(arguments.id), arguments.application, {})))
            case "env":
                used = stack.find_up(arguments.id)
                with console.live("a world to provision in"):
                    sample = samples.request(used)
                print(environment.for_shell(used, str(sample.path), sample.world))
            case "messages":
                for message in messages.received(stack.find_up(arguments.id)):
                    shown = {"time": message.time, "subject": message.subject, "text": message.sentences, "message": message.content}
                    print(json.dumps(shown, indent=None if arguments.lines else 2))
            case "down":
                for run in _all_up() if arguments.all else [stack.find(arguments.id)]:
                    run.stop()
            case "clean":
                for directory in stack.clean():
                    print(f"removed {directory}")
            case "list":
                for run in stack.runs():
                    print(f"{'up  ' if run.running else 'down'}  {run.run}")
    except StackError as failure:
        console.line(f"stack: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox/stack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start a stack with the application; prints the path of its stack.json last")
    up.add_argument("--id", help="name of the run")
    up.add_argument("--owner", type=int, metavar="PID", help="end the stack when this process ends")
    up.add_argument("--time-scale", type=float, default=launch.TIME_SCALE, help="of AWS's durations (default %(default)s)")
    beside = commands.add_parser("deploy", help="deploy the application once more, under another name, or update it; prints its outputs")
    beside.add_argument("application", help="name of the CloudFormation stack")
    env = commands.add_parser("env", help='for eval "$(sandbox/stack env)": has the AWS CLI and SDKs of this shell use the stack')
    shown = commands.add_parser("messages", help="the notifications of the result topic, oldest first, whole")
    shown.add_argument("--lines", action="store_true", help="a line a message")
    down = commands.add_parser("down", help="stop a stack; what it wrote stays")
    which = down.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="all that are up")
    for command in (beside, env, shown, which):
        command.add_argument("--id", help="name of the run; not needed if only one is up")
    commands.add_parser("clean", help="remove what runs that are not up have left in sandbox/run")
    commands.add_parser("list", help="the runs, and which are up")
    return parser.parse_args()


def _all_up() -> list[Stack]:
    return [run for run in stack.runs() if run.running]


if __name__ == "__main__":
    sys.exit(main())
