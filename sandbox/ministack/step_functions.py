"""What Step Functions does and MiniStack's does not: runs in MiniStack's own environment.

Input and output of a task, a state and an execution have 256 KiB at most, a cause 32,768 characters; no States.ALL takes the errors of
exceeding that; retries have jitter and a maximum delay; a Succeed state has an Output; and whoever waits for an execution that fails
gets States.TaskFailed, whoever cannot start it StepFunctions' own error.
https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html
https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import json
import random
from typing import Any

from ministack.services import stepfunctions

DATA_BYTES = 262_144
CAUSE_CHARACTERS = 32_768
MAX_DELAY_SECONDS = 31_622_400
NESTED = "arn:aws:states:::states:startExecution.sync"
# Why StartExecution refuses, in the API's own words; all else that a nested execution fails with is its own.
NOT_STARTED = {
    "ExecutionLimitExceeded",
    "InvalidArn",
    "InvalidExecutionInput",
    "InvalidName",
    "StateMachineDeleting",
    "StateMachineDoesNotExist",
}

_execute_task = stepfunctions._execute_task
_invoke_resource = stepfunctions._invoke_resource
_fail_state_error = stepfunctions._fail_state_error
_find_matching_retrier = stepfunctions._find_matching_retrier
_error_matches = stepfunctions._error_matches
_apply_state_assign = stepfunctions._apply_state_assign
_apply_output_path = stepfunctions._apply_output_path
_register_functions = stepfunctions._register_sfn_jsonata_functions


def check(what: str, value: Any) -> None:
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    if size > DATA_BYTES:
        raise stepfunctions._ExecutionError("States.DataLimitExceeded", f"{what} has {size} bytes, more than the {DATA_BYTES} of a state")


def invoke_resource(resource: str, given: Any) -> Any:
    check(f"the input of {resource}", given)
    try:
        result = _invoke_resource(resource, given)
    except stepfunctions._ExecutionError as failure:
        if resource.startswith(NESTED):
            if failure.error in NOT_STARTED:
                failure.error = f"StepFunctions.{failure.error}"
            if failure.error.startswith("StepFunctions."):
                raise
            ended = json.dumps({"Error": failure.error, "Cause": failure.cause, "Status": "FAILED"})
            raise stepfunctions._ExecutionError("States.TaskFailed", ended[:CAUSE_CHARACTERS]) from failure
        failure.cause = (failure.cause or "")[:CAUSE_CHARACTERS]
        if failure.error == "Lambda.Unknown" and "TooManyRequestsException" in failure.cause:
            failure.error = "Lambda.TooManyRequestsException"
        raise
    check(f"the result of {resource}", result)
    return result


def execute_task(state: dict[str, Any], raw_input: Any, execution: Any, context: dict[str, Any]) -> Any:
    output, following = _execute_task(state, raw_input, execution, context)
    check(f"the output of {context['State']['Name']}", output)
    for name, value in context["variables"].items():
        check(f"the variable {name}", value)
    return output, following


def apply_state_assign(state: dict[str, Any], given: Any, context: dict[str, Any] | None, **more: Any) -> None:
    """MiniStack would show to each expression what those before it have assigned."""
    assigned = state.get("Assign")
    if context is None or not isinstance(assigned, dict):
        return
    before = context.setdefault("variables", {})
    after: dict[str, Any] = {}
    for name in assigned:
        alone = context | {"variables": dict(before)}
        _apply_state_assign(state | {"Assign": {name: assigned[name]}}, given, alone, **more)
        if name in alone["variables"]:
            after[name] = alone["variables"][name]
    before.update(after)


def apply_output_path(state: dict[str, Any], data: Any, context: dict[str, Any] | None = None) -> Any:
    """MiniStack asks a Succeed state for its OutputPath alone, which one of JSONata does not have."""
    if state.get("Type") == "Succeed" and stepfunctions._state_query_language(state, context) == "JSONata":
        return stepfunctions._apply_jsonata_output(state, data, context, default=data)
    return _apply_output_path(state, data, context)


def fail_state_error(*given: Any) -> tuple[str, str]:
    error, cause = _fail_state_error(*given)
    if len(cause) > CAUSE_CHARACTERS:
        raise stepfunctions._ExecutionError("States.Runtime", f"a cause of {len(cause)} characters, more than {CAUSE_CHARACTERS}")
    return error, cause


def find_matching_retrier(retriers: list[dict[str, Any]], error: str, counts: dict[int, int]) -> tuple[dict[str, Any] | None, int]:
    """MiniStack waits the interval times the backoff to the power of the count: the interval is made to give MaxDelaySeconds and jitter."""
    retrier, index = _find_matching_retrier(retriers, error, counts)
    if retrier is None:
        return None, index
    backoff = retrier.get("BackoffRate", 2.0) ** counts.get(index, 0)
    delay = min(retrier.get("IntervalSeconds", 1) * backoff, retrier.get("MaxDelaySeconds", MAX_DELAY_SECONDS))
    if retrier.get("JitterStrategy") == "FULL":
        delay = random.uniform(0, delay)
    return retrier | {"IntervalSeconds": delay / backoff}, index


def error_matches(named: list[str], error: str) -> bool:
    return error in named if error in ("States.DataLimitExceeded", "States.Runtime") else _error_matches(named, error)


def refuse_eval(*given: Any) -> None:
    raise ValueError("T1006: Attempted to invoke a non-function: Step Functions has no $eval")


def register_functions(expression: Any) -> None:
    _register_functions(expression)
    expression.register_lambda("eval", refuse_eval)


def install() -> None:
    stepfunctions._register_sfn_jsonata_functions = register_functions
    stepfunctions._apply_state_assign = apply_state_assign
    stepfunctions._apply_output_path = apply_output_path
    stepfunctions._execute_task = execute_task
    stepfunctions._invoke_resource = invoke_resource
    stepfunctions._fail_state_error = fail_state_error
    stepfunctions._find_matching_retrier = find_matching_retrier
    stepfunctions._error_matches = error_matches
