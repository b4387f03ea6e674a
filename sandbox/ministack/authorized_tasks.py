"""What a state machine does in a task, judged by its role as AWS would: runs in MiniStack's own environment.

https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
"""

from contextvars import ContextVar
from typing import Any

import principals
from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions
from permissions import NotAuthorizedError, Permission, assuming, publishing, require, starting
from task_errors import ACCESS_DENIED, service_of

# EventBridge tells Step Functions by this rule that a nested execution ended.
MANAGED_RULE = "StepFunctionsGetEventsForStepFunctionsExecutionRule"

_machine: ContextVar[str] = ContextVar("machine", default="")
_execute_task = stepfunctions._execute_task
_invoke_resource = stepfunctions._invoke_resource


def execute_task(state: dict[str, Any], raw_input: Any, execution: Any, context: dict[str, Any]) -> Any:
    token = _machine.set(execution["stateMachineArn"])
    try:
        return _execute_task(state, raw_input, execution, context)
    finally:
        _machine.reset(token)


def invoke_resource(resource: str, given: Any) -> Any:
    machine = _machine.get()
    role = stepfunctions._state_machines[machine]["roleArn"]
    source = {"aws:SourceArn": machine, "aws:SourceAccount": get_account_id()}
    try:
        assuming(role, "states.amazonaws.com", source)
        require(principals.of_role(role, machine.rpartition(":")[2]), permissions_for(resource, given))
    except NotAuthorizedError as failure:
        raise stepfunctions._ExecutionError(ACCESS_DENIED[service_of(resource)], str(failure)) from failure
    return _invoke_resource(resource, given)


def invoke_with_callback(resource: str, *given: Any) -> Any:
    """MiniStack does such a task by another way."""
    unknown = f"the local stack does not know which permissions a task {resource.partition(':states:::')[2] or resource} needs"
    raise stepfunctions._ExecutionError("States.TaskFailed", unknown)


def permissions_for(resource: str, given: Any) -> list[Permission]:
    """What the role of a state machine needs for a task.

    Raises:
        NotAuthorizedError: nobody has said here what this kind of task needs
    """
    integration = resource.partition(":states:::")[2]
    match integration:
        case "":
            return [Permission("lambda:InvokeFunction", resource)]
        case "lambda:invoke":
            return [Permission("lambda:InvokeFunction", given["FunctionName"])]
        case "sns:publish":
            return publishing(given["TopicArn"])
        case "states:startExecution":
            return [starting(given["StateMachineArn"])]
        case "states:startExecution.sync" | "states:startExecution.sync:2":
            return _starting_and_waiting(given["StateMachineArn"])
        case "aws-sdk:cloudwatch:putMetricData":
            return [Permission("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": given["Namespace"]})]
        case "aws-sdk:sfn:describeExecution":
            return [Permission("states:DescribeExecution", given["ExecutionArn"])]
        case "aws-sdk:sfn:getExecutionHistory":
            return [Permission("states:GetExecutionHistory", given["ExecutionArn"])]
        case _:
            raise NotAuthorizedError(f"the local stack does not know which permissions a task {integration} needs")


def _starting_and_waiting(machine: str) -> list[Permission]:
    started = f"arn:aws:states:{get_region()}:{get_account_id()}:execution:{machine.split(':')[6]}:*"
    rule = f"arn:aws:events:{get_region()}:{get_account_id()}:rule/{MANAGED_RULE}"
    return [
        starting(machine),
        *(Permission(action, started) for action in ("states:DescribeExecution", "states:StopExecution")),
        *(Permission(action, rule) for action in ("events:PutTargets", "events:PutRule", "events:DescribeRule")),
    ]


def install() -> None:
    stepfunctions._execute_task = execute_task
    stepfunctions._invoke_resource = invoke_resource
    stepfunctions._invoke_with_callback = invoke_with_callback
