"""Requests that must be refused at once: nothing starts."""

import copy
import json
from typing import Any

from first_run.progress import Taken
from first_run.run import Run, Step
from first_run.settings import FirstRunError

WRONG_SIZE = 1201


def take(run: Run, taken: Taken) -> None:
    before = _executions(run)
    status, _ = run.account.call_api(run.outputs, "POST", "/clusters", "{}", signed=False)
    run.note(taken, "POST /clusters without a signature", status)
    status, _ = run.account.call_api(run.outputs, "GET", "/clusters/first-run-nobody-asked-for-this")
    run.note(taken, "GET /clusters of a name that nobody asked for", status)
    request = copy.deepcopy(run.facts["request"])
    request["restrictedInstanceGroups"][0]["fileSystem"]["sizeGiB"] = WRONG_SIZE
    status, answer = run.account.call_api(run.outputs, "POST", "/clusters", json.dumps(request))
    run.note(taken, "POST /clusters with a size that FSx does not offer", status)
    run.note(taken, "fields that the answer names", _fields(answer))
    run.console.timed(f"answer {status}: {json.dumps(answer)[:300]}")
    started = _executions(run) - before
    run.note(taken, "executions started", started)
    if status in (403, 500, 502, 503, 504):
        raise FirstRunError(
            f"the API answered {status}: {json.dumps(answer)[:500]}. 403: your policy lacks execute-api:Invoke; "
            "5xx: the log group /aws/lambda/<stack>/StartProvisioning says why"
        )
    if started:
        raise FirstRunError(
            "a request that must be refused started an execution; stop it in the Step Functions console, and send the report"
        )


def _fields(answer: Any) -> list[str]:
    return [violation.get("path", "") for violation in answer.get("violations", [])] if isinstance(answer, dict) else []


def _executions(run: Run) -> int:
    pages = (
        run.account.client("stepfunctions")
        .get_paginator("list_executions")
        .paginate(stateMachineArn=run.outputs["ProvisionStateMachineArn"])
    )
    return sum(len(page["executions"]) for page in pages)


STEP = Step(
    name="refuse",
    does="sends requests that the API must refuse: one without a signature, one with a size that FSx does not offer",
    costs="less than a cent",
    shows="403 without a signature, 400 that names the field, and no execution started",
    otherwise="5xx: the log groups under /aws/lambda/<stack>/ say why; 403 for signed calls: your rights lack execute-api:Invoke",
    asks=False,
    take=take,
)
