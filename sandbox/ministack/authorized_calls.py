"""Calls that a function, or a user of the API, makes to MiniStack, judged as AWS would: runs in MiniStack's own environment.

MiniStack finds the caller by the signature, the action and most resources; the judge answers in the place of MiniStack's own
evaluation. Root is not judged.
"""

import json
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import principals
from judge import Context
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.core.router import extract_access_key_id
from permissions import NotAuthorizedError, Permission, of_call, require

from ministack import app


@dataclass(frozen=True)
class Request:
    """What a query or JSON request of MiniStack's says beyond action and resource."""

    headers: dict[str, str]
    parameters: dict[str, Any]
    body: bytes

    def parameter(self, name: str) -> str:
        value = self.parameters.get(name, "")
        return str(value[0] if isinstance(value, list) else value)


_request: ContextVar[Request | None] = ContextVar("request", default=None)
# Whether MiniStack is asking for a call, and not for IAM's own simulation of policies.
_enforcing: ContextVar[bool] = ContextVar("enforcing", default=False)
_refusal: ContextVar[str] = ContextVar("refusal", default="")

_dispatch = app._dispatch_service_request
_enforce = iam_evaluator.enforce
_evaluate = iam_evaluator.evaluate
_combine = iam_evaluator.combine_resource_policy
_access_denied = iam_actions.access_denied_response
_authenticate_only = app._authenticate_only


async def dispatch(method: str, path: str, headers: Any, body: bytes, query_params: Any, request_id: str) -> Any:
    _request.set(Request(headers, app._routing_params(method, path, headers, body, query_params), body))
    return await _dispatch(method, path, headers, body, query_params, request_id)


def enforce(key: str, action: str, service: str, *given: Any, **named: Any) -> Any:
    if _passes_for_root(key, service):
        return iam_evaluator.AuthError("UnrecognizedClientException", "The security token included in the request is invalid.")
    _refusal.set("")
    token = _enforcing.set(True)
    try:
        return _enforce(key, action, service, *given, **named)
    finally:
        _enforcing.reset(token)


def _passes_for_root(key: str, service: str) -> bool:
    """Whether MiniStack would take for root a call that is not root's: one with a key of twelve digits, or one signed in another way.

    Of a request without credentials it knows who answers it; and S3 itself refuses what is not public.
    """
    if key:
        return key != principals.ROOT_ACCESS_KEY and iam_evaluator.is_root_access_key(key)
    return service != "s3" and not iam_evaluator._anonymous.get()


def evaluate(asked: Any, policies: Any, *limits: Any) -> Any:
    if not _enforcing.get():
        return _evaluate(asked, policies, *limits)
    principal = principals.of_arn(asked.principal_arn)
    request = _request.get() or Request({}, {}, b"")
    try:
        for permission in _permissions(asked):
            require(principal, of_call(permission, request.headers, request.parameters))
    except NotAuthorizedError as failure:
        _refusal.set(str(failure))
        decision = "Deny" if " explicit deny " in str(failure) else "ImplicitDeny"
        return iam_evaluator.EvalResult(decision, asked.principal_arn, reason=str(failure))
    return iam_evaluator.EvalResult("Allow", asked.principal_arn)


def combine(identity: Any, *given: Any, **named: Any) -> Any:
    """The judge has heard the resource's policy already."""
    return identity if _enforcing.get() else _combine(identity, *given, **named)


def access_denied(*given: Any, **named: Any) -> Any:
    if not named.get("error_code") and _refusal.get():
        named["message"] = _refusal.get()
    return _access_denied(*given, **named)


def authenticate_only(service: str, headers: Any, query_params: Any, request_id: str) -> Any:
    """MiniStack's answer to a call of which it knows no action; what nobody has judged must not pass."""
    failure = _authenticate_only(service, headers, query_params, request_id)
    key = extract_access_key_id(headers, query_params)
    if failure is not None or (not _passes_for_root(key, service) and (not key or key == principals.ROOT_ACCESS_KEY)):
        return failure
    unknown = f"The local stack does not know which permission this call of {service} needs."
    return _access_denied(service, "", "", request_id, headers=headers, message=unknown)


def _permissions(asked: Any) -> list[Permission]:
    context: Context = {
        name: [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
        for name, value in asked.service_context.items()
        if value is not None
    }
    if asked.action == "events:PutEvents":
        return [Permission(asked.action, bus, context | keys) for bus, keys in _events()]
    return [Permission(asked.action, _resource(asked), context)]


def _resource(asked: Any) -> str:
    """The resource that a call names where MiniStack does not see it."""
    request = _request.get()
    if request is not None:
        ec2 = f"arn:aws:ec2:{asked.region}:{get_account_id()}"
        match asked.action:
            case "iam:SimulatePrincipalPolicy":
                return request.parameter("PolicySourceArn")
            case "ec2:GetManagedPrefixListEntries":
                return f"{ec2}:prefix-list/{request.parameter('PrefixListId')}"
            case "ec2:SearchTransitGatewayRoutes":
                return f"{ec2}:transit-gateway-route-table/{request.parameter('TransitGatewayRouteTableId')}"
            case "ec2:DescribeVpcAttribute":
                return f"{ec2}:vpc/{request.parameter('VpcId')}"
            case "ec2:GetRouteServerAssociations" | "ec2:GetRouteServerPropagations":
                return f"{ec2}:route-server/{request.parameter('RouteServerId')}"
            case "ec2:DescribeClientVpnTargetNetworks":
                return f"{ec2}:client-vpn-endpoint/{request.parameter('ClientVpnEndpointId')}"
            case "ec2:GetSubnetCidrReservations":
                return f"{ec2}:subnet/{request.parameter('SubnetId')}"
    return str(asked.resource_arn)


def _events() -> list[tuple[str, Context]]:
    """Each event's bus, and the condition keys that EventBridge has for it."""
    request = _request.get()
    entries = json.loads(request.body).get("Entries", []) if request is not None else []
    default = f"arn:aws:events:{get_region()}:{get_account_id()}:event-bus/"
    return [
        (
            bus if (bus := entry.get("EventBusName") or "default").startswith("arn:") else default + bus,
            {"events:source": [entry.get("Source", "")], "events:detail-type": [entry.get("DetailType", "")]},
        )
        for entry in entries
    ]


def install() -> None:
    app._dispatch_service_request = dispatch
    iam_evaluator.enforce = enforce
    iam_evaluator.evaluate = evaluate
    iam_evaluator.combine_resource_policy = combine
    iam_actions.access_denied_response = access_denied
    app._authenticate_only = authenticate_only
