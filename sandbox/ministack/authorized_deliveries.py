"""What services deliver by themselves, judged as AWS would: runs in MiniStack's own environment.

EventBridge's rules and schedules to their targets, and to a dead-letter queue what they may not deliver, which MiniStack does not
know; alarms of CloudWatch to topics; queues to functions; Lambda what a function did not finish; and the role that Lambda assumes for a
function.
"""

import logging
from typing import Any

import principals
from judge import Context
from ministack.core import lambda_runtime
from ministack.core.arn import parse_arn
from ministack.core.responses import get_account_id
from ministack.services import cloudwatch, eventbridge, lambda_svc
from permissions import NotAuthorizedError, Permission, assuming, publishing, require, sending, starting

EVENTS = "events.amazonaws.com"

_log = logging.getLogger("authorization")
_invoke_target = eventbridge._invoke_target
_dispatch_alarm_actions = cloudwatch._dispatch_alarm_actions
_route_async_failure = lambda_svc._route_async_failure
_dispatch_esm_batch = lambda_svc._dispatch_esm_batch
_execution_credentials = lambda_runtime.execution_credentials


def invoke_target(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> None:
    try:
        _may_deliver(rule["Arn"], target["Arn"], target.get("RoleArn", ""))
    except NotAuthorizedError as failure:
        _log.warning("rule %s does not deliver to %s: %s", rule["Arn"], target["Arn"], failure)
        _keep_undelivered(target, event, rule, view)
        return
    _invoke_target(target, event, rule, view)


def _may_deliver(rule_arn: str, target_arn: str, role: str) -> None:
    source: Context = {"aws:SourceArn": rule_arn, "aws:SourceAccount": get_account_id()}
    match parse_arn(target_arn).service:
        case "lambda":
            require(principals.of_service(EVENTS, source), [Permission("lambda:InvokeFunction", target_arn)])
        case "sns":
            _as_events(source, publishing(target_arn))
        case "sqs":
            _as_events(source, sending(target_arn))
        case "states":
            _with_role(role, source, starting(target_arn))
        case "events":
            _with_role(role, source, Permission("events:PutEvents", target_arn))
        case service:
            raise NotAuthorizedError(f"the local stack does not know which permissions a rule needs for a target of {service}")


def _as_events(source: Context, permissions: list[Permission]) -> None:
    """To a key, EventBridge does not say for which rule or account it works.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    require(principals.of_service(EVENTS, source), permissions[:1])
    require(principals.of_service(EVENTS, {}), permissions[1:])


def _with_role(role: str, source: Context, permission: Permission) -> None:
    assuming(role, EVENTS, source)
    require(principals.of_role(role, "events"), [permission])


def _keep_undelivered(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any) -> None:
    """What lacks a permission goes to the dead-letter queue at once, without a repetition.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """
    queue = (target.get("DeadLetterConfig") or {}).get("Arn")
    if not queue:
        return
    try:
        _may_deliver(rule["Arn"], queue, "")
    except NotAuthorizedError as failure:
        _log.warning("rule %s does not deliver to its dead-letter queue: %s", rule["Arn"], failure)
        return
    _invoke_target({"Id": target["Id"], "Arn": queue}, event, rule, view)


def dispatch_alarm_actions(alarm: dict[str, Any], *transition: Any) -> None:
    source: Context = {"aws:SourceArn": alarm["AlarmArn"], "aws:SourceAccount": get_account_id()}
    cloudwatch_itself = principals.of_service("cloudwatch.amazonaws.com", source)

    def allowed(topic: str) -> bool:
        try:
            require(cloudwatch_itself, publishing(topic))
        except NotAuthorizedError as failure:
            _log.warning("alarm %s does not tell %s: %s", alarm["AlarmArn"], topic, failure)
            return False
        return True

    actions = {
        kind: [action for action in alarm.get(kind) or [] if ":sns:" not in action or allowed(action)]
        for kind in ("AlarmActions", "OKActions", "InsufficientDataActions")
    }
    _dispatch_alarm_actions(alarm | actions, *transition)


def route_async_failure(target_arn: str, function: str, event: Any, result: Any) -> None:
    """Lambda sends with the role of the function."""
    try:
        kinds = {"sqs": sending, "sns": publishing}
        needed = kinds[parse_arn(target_arn).service](target_arn)
        require(principals.of_role(lambda_svc._functions[function]["config"]["Role"], function), needed)
    except NotAuthorizedError as failure:
        _log.warning("function %s: what failed is not kept in %s: %s", function, target_arn, failure)
        return
    _route_async_failure(target_arn, function, event, result)


def dispatch_esm_batch(esm_id: str, run: Any, esm: dict[str, Any], function: dict[str, Any], *batch: Any) -> None:
    """Lambda takes messages from a queue with the role of the function; those that it may not take stay there.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """
    source = esm["EventSourceArn"]
    if parse_arn(source).service == "sqs":
        actions = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
        key = [each for each in sending(source) if each.action == "kms:Decrypt"]
        try:
            require(principals.of_role(function["config"]["Role"], esm["FunctionName"]), [*(Permission(a, source) for a in actions), *key])
        except NotAuthorizedError as failure:
            _log.warning("function %s does not take messages from %s: %s", esm["FunctionName"], source, failure)
            return
    _dispatch_esm_batch(esm_id, run, esm, function, *batch)


def execution_credentials(config: dict[str, Any]) -> dict[str, str]:
    assuming(config["Role"], "lambda.amazonaws.com", {"aws:SourceArn": config["FunctionArn"], "aws:SourceAccount": get_account_id()})
    return dict(_execution_credentials(config))


def install() -> None:
    eventbridge._invoke_target = invoke_target
    cloudwatch._dispatch_alarm_actions = dispatch_alarm_actions
    lambda_svc._route_async_failure = route_async_failure
    lambda_svc._dispatch_esm_batch = dispatch_esm_batch
    lambda_runtime.execution_credentials = execution_credentials
