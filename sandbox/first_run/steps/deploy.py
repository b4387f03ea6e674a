"""Deploys the application with the SAM CLI, by the project's samconfig.toml."""

import os
import subprocess
import sys
from typing import Any

from first_run.progress import Taken
from first_run.run import Run, Step
from first_run.settings import FirstRunError, Settings
from local_stack import deployment, layout
from local_stack.console import Retitle

RETAINED = ("EvidenceBucket", "DataKey", "Ledger")
TAIL_LINES = 25


def take(run: Run, taken: Taken) -> None:
    with run.console.live("sam deploy") as retitle:
        ended, tail = _sam(run.settings, taken, retitle)
    stack = _stack(run)
    status = str(stack.get("StackStatus", "not there"))
    run.note(taken, "stack", status)
    if ended or not stack:
        _reasons(run, taken)
        raise FirstRunError(
            f"sam deploy ended with {ended}, the stack is {status}:\n{tail}\n"
            "Remedy what the first failed resource says. A stack in ROLLBACK_COMPLETE must be deleted before the next attempt: "
            f"aws cloudformation delete-stack --stack-name {run.settings.stackName}"
        )
    run.facts["outputs"] = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    resources = run.account.client("cloudformation").describe_stack_resources(StackName=run.settings.stackName)["StackResources"]
    run.facts["retained"] = {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources if resource["LogicalResourceId"] in RETAINED
    }
    run.facts["stackId"] = stack["StackId"]
    taken.found("resources", len(resources))
    taken.found("parameters", {given["ParameterKey"]: given["ParameterValue"] for given in stack.get("Parameters", [])})
    run.console.timed(f"stack {run.settings.stackName} is {status} with {len(resources)} resources")


def parameters(settings: Settings) -> dict[str, str]:
    """The template's parameters: what the settings say, and what follows from them."""
    derived = {
        "ExecutionRoleResource": settings.executionRoleArn.rpartition(":")[2],
        "AllowedRegions": settings.region,
        "EvidenceObjectLock": "off",  # all that a first run makes is removed at its end
    }
    if settings.linkedBucket:
        derived["LinkedBucketArns"] = f"arn:aws:s3:::{settings.linkedBucket}"
    return derived | settings.parameters


def _sam(settings: Settings, taken: Taken, retitle: Retitle) -> tuple[int, str]:
    """SAM's exit status, and the end of what it printed."""
    lines: list[str] = []
    with subprocess.Popen(
        _command(settings),
        cwd=layout.ROOT,
        env=os.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            if any(letter.isalpha() for letter in line):
                retitle(f"sam deploy: {line.strip()[:80]}")
    if process.returncode != 0:
        taken.happened("sam", output="\n".join(lines[-TAIL_LINES:]))
    return process.returncode, "\n".join(lines[-TAIL_LINES:])


def _command(settings: Settings) -> list[str]:
    bucket = ["--s3-bucket", settings.packageBucket] if settings.packageBucket else []
    return [
        str(layout.TOOLS_VENV / "bin" / "sam"),
        "deploy",
        "--config-file",
        str(layout.SAM_CONFIG),
        "--config-env",
        settings.configEnvironment,
        "--template-file",
        settings.template,
        "--stack-name",
        settings.stackName,
        "--region",
        settings.region,
        "--no-confirm-changeset",
        "--no-fail-on-empty-changeset",
        *bucket,
        "--parameter-overrides",
        *deployment.overrides(settings.configEnvironment, parameters(settings)),
    ]


def _stack(run: Run) -> dict[str, Any]:
    cloudformation = run.account.client("cloudformation")
    try:
        found: dict[str, Any] = cloudformation.describe_stacks(StackName=run.settings.stackName)["Stacks"][0]
    except cloudformation.exceptions.ClientError as error:
        print(error, file=sys.stderr)
        return {}
    return found


def _reasons(run: Run, taken: Taken) -> None:
    """What CloudFormation says of each resource that failed."""
    cloudformation = run.account.client("cloudformation")
    try:
        events = cloudformation.describe_stack_events(StackName=run.settings.stackName)["StackEvents"]
    except cloudformation.exceptions.ClientError:
        return
    for event in reversed(events):
        if event["ResourceStatus"].endswith("_FAILED"):
            reason = event.get("ResourceStatusReason", "")
            taken.happened("failed", resource=event["LogicalResourceId"], type=event["ResourceType"], cause=reason)
            run.console.line(f"  {event['LogicalResourceId']} ({event['ResourceType']}): {reason}")


STEP = Step(
    name="deploy",
    does="deploys the application: functions, state machines, API, roles, a key, a bucket, a topic, a queue, alarms. It creates no cluster",
    costs="$1 a month for the key and $0.10 for each alarm, by the hour; calls cost cents",
    shows="the stack is CREATE_COMPLETE or UPDATE_COMPLETE",
    otherwise="failed resources are shown with CloudFormation's reason, most often a missing right; remedy it, ./first-run --from deploy",
    asks=True,
    take=take,
)
