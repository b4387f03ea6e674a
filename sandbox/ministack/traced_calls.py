"""Makes MiniStack's Step Functions and Lambda say to the fault proxy whose calls are whose: runs in MiniStack's own environment.

Each invocation by a state machine gets a trace header with the execution's name, the state and the invocation; AWS's runtime client
and SDK pass it on with every call. A task of a state machine, which is no HTTP call here, asks the proxy before it runs.
"""

import contextvars
import json
import os
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import stepfunctions
from task_errors import ACCESS_DENIED, service_of

PROXY = os.environ["SANDBOX_FAULT_PROXY"]
TRACE = "Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0;Execution={};State={};Invocation={}"
SERVICES = ("lambda", "sns", "states", "sfn", "cloudwatch")
# Errors by which Step Functions reports what became of a task.
ERRORS = {
    "throttled": {
        "lambda": "Lambda.TooManyRequestsException",
        "sns": "SNS.ThrottledException",
        "states": "StepFunctions.ExecutionLimitExceeded",
        "sfn": "Sfn.SfnException",
        "cloudwatch": "CloudWatch.LimitExceededException",
    },
    "server-error": {
        "lambda": "Lambda.ServiceException",
        "sns": "SNS.InternalErrorException",
        "states": "StepFunctions.AWSStepFunctionsException",
        "sfn": "Sfn.SfnException",
        "cloudwatch": "CloudWatch.CloudWatchException",
    },
    "lost-response": {
        "lambda": "Lambda.SdkClientException",
        "sns": "SNS.SdkClientException",
        "states": "StepFunctions.SdkClientException",
        "sfn": "Sfn.SdkClientException",
        "cloudwatch": "CloudWatch.SdkClientException",
    },
    "timed-out": dict.fromkeys(SERVICES, "States.Timeout"),
    "too-large": dict.fromkeys(SERVICES, "States.DataLimitExceeded"),
    "access-denied": ACCESS_DENIED,
}
BEFORE_THE_EFFECT = {"throttled", "server-error", "access-denied"}


@dataclass(frozen=True)
class Where:
    """The task that runs."""

    execution: str = ""
    state: str = ""


_where: contextvars.ContextVar[Where] = contextvars.ContextVar("where", default=Where())  # noqa: B039 - frozen
_execute_task = stepfunctions._execute_task
_invoke_resource = stepfunctions._invoke_resource
_invoke = lambda_runtime.ProvidedWorker.invoke


def provisioning(context: dict[str, Any]) -> str:
    """The execution of provision that a state machine works for: a rollback's is in its input."""
    execution = context["Execution"]
    given = execution.get("Input") or {}
    if isinstance(given, str):
        given = json.loads(given)
    arn = given.get("executionArn") or (given.get("detail") or {}).get("executionArn") or execution["Id"]
    return str(arn).rpartition(":")[2]


def execute_task(state: dict[str, Any], raw_input: Any, execution: Any, context: dict[str, Any]) -> Any:
    token = _where.set(Where(provisioning(context), context["State"]["Name"]))
    try:
        return _execute_task(state, raw_input, execution, context)
    finally:
        _where.reset(token)


def invoke_resource(resource: str, given: Any) -> Any:
    where = _where.get()
    service = service_of(resource)
    body = json.dumps(
        {"execution": where.execution, "state": where.state, "operation": f"task:{service}", "invocation": f"{time.monotonic_ns()}"}
    )
    call = urllib.request.Request(f"{PROXY}/_faults/tasks", data=body.encode(), method="POST")
    with urllib.request.urlopen(call, timeout=10) as answer:
        fault = json.load(answer)["fault"]
    if fault is None:
        return _invoke_resource(resource, given)
    if fault not in BEFORE_THE_EFFECT:
        _invoke_resource(resource, given)
    if fault == "repeated":
        return _invoke_resource(resource, given)
    raise stepfunctions._ExecutionError(ERRORS[fault][service], f"injected: {fault}")


def invoke(worker: Any, event: Any, request_id: str, **more: Any) -> Any:
    where = _where.get()
    if where.execution:
        more["trace_id"] = TRACE.format(where.execution, where.state, request_id)
    return _invoke(worker, event, request_id, **more)


def install() -> None:
    stepfunctions._execute_task = execute_task
    stepfunctions._invoke_resource = invoke_resource
    lambda_runtime.ProvidedWorker.invoke = invoke
