"""Plans without creating: a request with a subnet that does not exist, then an audit of the real network."""

import copy
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from first_run import rights
from first_run.progress import Taken
from first_run.run import Run, Step
from first_run.settings import FirstRunError
from local_stack import layout
from local_stack.executions import object_of

WRONG_SUBNET = "subnet-00000000000000000"
SECONDS_BETWEEN_LOOKS = 5.0


def take(run: Run, taken: Taken) -> None:
    _wrong_subnet(run, taken)
    _audit(run, taken)


def _wrong_subnet(run: Run, taken: Taken) -> None:
    request = copy.deepcopy(run.facts["request"])
    request["network"]["subnetIds"] = [WRONG_SUBNET]
    status, answer = run.account.call_api(run.outputs, "POST", "/clusters", json.dumps(request))
    run.note(taken, "POST /clusters with a subnet that does not exist", status)
    if status != 202:
        raise FirstRunError(f"the API answered {status}: {json.dumps(answer)[:500]}")
    with run.console.live("waiting for the execution") as retitle:
        ended = run.watch(taken, retitle).follow(answer["executionArn"], min(run.settings.pollSeconds, SECONDS_BETWEEN_LOOKS))
    cause = object_of(ended.get("cause"))
    failure: dict[str, Any] = cause.get("failure", {})
    for refusal in rights.refusals(ended.get("cause") or ""):
        taken.refused(refusal)
    run.note(taken, "execution", ended["status"])
    run.note(taken, "error", ended.get("error"))
    run.note(taken, "failure", failure.get("error"))
    run.note(taken, "what is wrong", " ".join(failure.get("violations") or [_said(failure, ended)]))
    run.note(taken, "remaining", cause.get("remaining"))
    run.console.timed(f"{ended['status']}: {_said(failure, ended)[:400]}")
    if taken.refusals:
        raise FirstRunError(
            f"IAM refuses the application's own functions {', '.join(each['action'] for each in taken.refusals)}: send the report"
        )
    if ended["status"] != "FAILED" or cause.get("remaining") != []:
        raise FirstRunError(f"the execution must fail and leave nothing, but is {ended['status']}: {answer['executionArn']}")


def _said(failure: dict[str, Any], ended: dict[str, Any]) -> str:
    return str(failure.get("message") or ended.get("cause") or "")


def _audit(run: Run, taken: Taken) -> None:
    with tempfile.TemporaryDirectory() as directory, run.console.live("auditing the network"):
        report = Path(directory) / "report.json"
        ended = subprocess.run(_command(run, report), env=_environment(run), capture_output=True, text=True, check=False)
        if ended.returncode not in (0, 1):
            for refusal in rights.refusals(ended.stderr):
                taken.refused(refusal)
            raise FirstRunError(f"the audit could not be made: {ended.stderr.strip()[-1000:]}")
        audit = json.loads(report.read_text())
    run.note(taken, "audit of the network", audit["verdict"])
    taken.found("controls that found something", sorted({finding["control"] for finding in audit["findings"]}))
    run.console.timed(
        f"the network is {audit['verdict']}; the policy {run.settings.egressMode} {'holds' if audit['policyHolds'] else 'does not hold'}"
    )
    if not audit["policyHolds"]:
        for finding in audit["findings"]:
            run.console.line(f"  {finding['control']} {finding['resourceId']}: {finding['message']} {finding['remediation']}")
        raise FirstRunError("a creation would be refused, because the network has a way out: remedy what the lines above say")


def _command(run: Run, report: Path) -> list[str]:
    settings = run.settings
    subnets = [argument for subnet in settings.subnetIds for argument in ("--subnet", subnet)]
    groups = [argument for group in settings.securityGroupIds for argument in ("--security-group", group)]
    shown = ["--policy", settings.egressMode, "--format", "json", "--output", str(report)]
    return [str(layout.ROOT / "egress-audit"), "--vpc", run.facts["vpcId"], *subnets, *groups, *shown]


def _environment(run: Run) -> dict[str, str]:
    return dict(os.environ) | {"AWS_REGION": run.settings.region}


STEP = Step(
    name="plan",
    does="sends a request whose subnet does not exist, which the first state must refuse, then audits your VPC as it is; creates nothing",
    costs="less than a cent",
    shows="the execution fails in ValidateRequest and names network.subnetIds[0]; nothing remains; the network is LOCKED",
    otherwise="a network with a way out: each line names the finding, docs/egress-controls.md its remedy; then ./first-run --from plan",
    asks=False,
    take=take,
)
