"""./first-run: the first run in an AWS account, in steps that cost from nothing to a few dollars; each can be taken alone."""

import argparse
import dataclasses
import json
import secrets
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from first_run import candidates, rights, settings
from first_run.account import Account
from first_run.progress import FAILED, INTERRUPTED, PASSED, Progress, Taken
from first_run.run import Run, Step
from first_run.settings import FirstRunError, Settings
from first_run.steps import check, create, deploy, plan, refuse, remove, take_back
from local_stack import layout, processes
from local_stack.console import Console
from local_stack.stack import StackError

STEPS = [check.STEP, deploy.STEP, refuse.STEP, plan.STEP, create.STEP, take_back.STEP, remove.STEP]
TOOLS = ("boto3", "botocore", "aws-sam-cli")


def main() -> int:
    arguments = _arguments()
    console = Console()
    if arguments.list:
        _list(console)
        return 0
    processes.heed_interrupts()
    try:
        return _do(arguments, console)
    except (FirstRunError, StackError) as failure:
        console.line(f"first-run: {failure}")
        return 1
    except (ClientError, BotoCoreError) as failure:
        console.line(f"first-run: AWS refuses: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130


def _do(arguments: argparse.Namespace, console: Console) -> int:
    progress = Progress(arguments.directory)
    chosen = _settings(arguments, progress)
    account = Account(chosen, progress.recording)
    if arguments.find:
        console.line(json.dumps(candidates.find(account, chosen), indent=2))
        return 0
    if arguments.policy:
        console.line(
            json.dumps(
                rights.policies(chosen, account.caller["Account"], progress.facts.get("outputs", {}).get("ApiId", ""))[arguments.policy],
                indent=2,
            )
        )
        return 0
    caller = _the_same_account(progress, account)
    progress.facts.setdefault("request", chosen.request())
    if not progress.facts.get("executionArn"):
        progress.facts["request"] = chosen.request()

    def save() -> None:
        progress.save(chosen, {tool: version(tool) for tool in TOOLS}, caller)

    run = Run(chosen, account, progress, console, save)
    for step in _chosen(arguments):
        if not _take(run, step, arguments.yes):
            return _conclude(run, 1)
    return _conclude(run, 0)


def _the_same_account(progress: Progress, account: Account) -> str:
    """The caller's ARN. What one account's run has made is not looked for in another."""
    kept = progress.facts.setdefault("account", account.caller["Account"])
    if kept != account.caller["Account"]:
        raise FirstRunError(
            f"this run belongs to account {kept}, your credentials are of {account.caller['Account']}; --directory begins another run"
        )
    return account.caller["Arn"]


def _take(run: Run, step: Step, agreed: bool) -> bool:
    """Whether the step was taken and passed."""
    console = run.console
    console.heading(f"\n{step.name}")
    for title, text in (("does", step.does), ("costs", step.costs), ("must show", step.shows), ("otherwise", step.otherwise)):
        console.line(f"  {title + ':':<11}{text}")
    if step.asks and not agreed and not _agrees(step):
        console.line(f"not taken; go on with ./first-run --from {step.name}")
        return False
    taken = run.progress.begin(step.name)
    try:
        step.take(run, taken)
    except KeyboardInterrupt:
        taken.end(INTERRUPTED)
        console.line(f"\ninterrupted in {step.name}. {_standing(run)}\nGo on with ./first-run --from {step.name}")
        raise
    except (FirstRunError, ClientError, BotoCoreError) as failure:
        _failed(run, step, taken, failure)
        return False
    else:
        taken.end(PASSED)
        told = f", {len(taken.differences)} differences" if taken.differences else ""
        console.timed(f"{step.name}: {console.colour('passed', 'green')}{told}")
        return True
    finally:
        run.save()


def _failed(run: Run, step: Step, taken: Taken, failure: Exception) -> None:
    for refusal in rights.refusals(str(failure)):
        taken.refused(refusal)
    taken.end(FAILED, str(failure))
    run.console.line(
        f"{run.console.colour(step.name + ' failed', 'red')}: {failure}\n{_standing(run)}\nThen go on with ./first-run --from {step.name}"
    )


def _standing(run: Run) -> str:
    """What this run has made that is still there, and how to remove it."""
    facts = run.facts
    lines = []
    if arn := facts.get("executionArn"):
        made = ", ".join(str(facts[each]) for each in ("clusterArn", "fileSystemId") if facts.get(each))
        lines.append(
            f"what {arn} created stands ({made or 'nothing that is known yet'}) and costs money; ./first-run --step take-back removes it"
        )
    if facts.get("outputs"):
        lines.append(f"the stack {run.settings.stackName} is deployed; ./first-run --step remove removes it")
    return "\n".join(lines) or "Nothing of this run stands."


def _agrees(step: Step) -> bool:
    try:
        return input(f"take step {step.name}? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _conclude(run: Run, status: int) -> int:
    outcomes = {step.name: run.progress.outcome(step.name) for step in STEPS}
    run.console.line(f"\n{_standing(run)}\nThe report, without account numbers and names: {run.progress.report}")
    result: dict[str, Any] = {
        "passed": [name for name, outcome in outcomes.items() if outcome == PASSED],
        "failed": [name for name, outcome in outcomes.items() if outcome == FAILED],
        "differences": len(run.progress.differences),
        "stands": bool(run.facts.get("executionArn")) or bool(run.facts.get("outputs")),
        "report": str(run.progress.report),
    }
    run.console.line(f"FIRST-RUN {json.dumps(result)}")
    return status


def _chosen(arguments: argparse.Namespace) -> list[Step]:
    if arguments.step:
        return [step for step in STEPS if step.name == arguments.step]
    names = [step.name for step in STEPS]
    return STEPS[names.index(arguments.begin) :]


def _settings(arguments: argparse.Namespace, progress: Progress) -> Settings:
    """The file's, over which those of the command line win; the same as before where a run is taken up again."""
    given: dict[str, Any] = dict(progress.facts.get("settings", {}))
    if arguments.settings:
        given |= settings.read(arguments.settings)
    given |= {each.name: value for each in dataclasses.fields(Settings) if (value := getattr(arguments, each.name, None)) is not None}
    if not given.get("clusterName"):
        given["clusterName"] = f"first-run-{secrets.token_hex(3)}"
    progress.facts["settings"] = given
    return Settings(**given)


def _list(console: Console) -> None:
    for step in STEPS:
        console.heading(step.name)
        console.line(f"  does:      {step.does}\n  costs:     {step.costs}")


def _arguments() -> argparse.Namespace:
    names = [step.name for step in STEPS]
    parser = argparse.ArgumentParser(prog="./first-run", description=__doc__)
    parser.add_argument("--list", action="store_true", help="the steps, what each does and costs")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--from", dest="begin", choices=names, default=names[0], metavar="STEP", help="begin here, where an earlier run ended"
    )
    which.add_argument("--step", choices=names, metavar="NAME", help="take this step alone")
    parser.add_argument("--yes", action="store_true", help="ask nothing; the steps cost what --list says")
    parser.add_argument("--find", action="store_true", help="print settings with what this account has, to choose from")
    parser.add_argument("--policy", choices=("run", "deploy", "store"), help="print the least rights for this, with your names")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="JSON with the settings below, by their names there")
    parser.add_argument(
        "--directory", type=Path, default=layout.ROOT / "first-run-state", help="where a run keeps what it found (default %(default)s)"
    )
    for each in dataclasses.fields(Settings):
        option = "--" + "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in each.name)
        if each.type is str or each.type == "str":
            parser.add_argument(option, dest=each.name, metavar="TEXT", help=argparse.SUPPRESS if each.default else f"as {each.name}")
        elif each.name in ("subnetIds", "securityGroupIds"):
            parser.add_argument(option, dest=each.name, nargs="+", metavar="ID", help=f"as {each.name}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
