"""API Gateway's calls of functions and queues, judged as AWS would: runs in MiniStack's own environment.

It calls as itself, which the function's policy must allow, or with a role, or with the credentials of the API's caller.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
"""

from collections.abc import Awaitable, Callable
from typing import Any

import principals
from judge import Principal
from ministack.core.arn import execute_api_arn
from ministack.core.responses import get_account_id, get_region
from ministack.core.router import extract_access_key_id
from ministack.services import apigateway_v1
from permissions import NotAuthorizedError, Permission, assuming, require, sending

GATEWAY = "apigateway.amazonaws.com"
CALLER_CREDENTIALS = "arn:aws:iam::*:user/*"

_import_operation = apigateway_v1._import_operation


Invocation = Callable[..., Awaitable[Any]]


def judged(invoke: Invocation, needed: Callable[[str], list[Permission]]) -> Invocation:
    """An invocation that needs permissions, which the integration's URI says."""

    async def invoke_if_allowed(
        integration: dict[str, Any],
        api_id: str,
        stage_name: str,
        stage: Any,
        resource: Any,
        path: str,
        method: str,
        headers: Any,
        body: Any,
        query: Any,
        *more: Any,
        **named: Any,
    ) -> Any:
        endpoint = execute_api_arn(get_region(), get_account_id(), api_id, stage_name, method, path)
        credentials = integration.get("credentials") or ""
        try:
            principal = _caller(headers, query) if credentials == CALLER_CREDENTIALS else _gateway(credentials, endpoint)
            if principal is not None:
                require(principal, needed(integration["uri"]))
        except NotAuthorizedError as failure:
            if credentials == CALLER_CREDENTIALS:
                return apigateway_v1._gw_error("ACCESS_DENIED", str(failure))
            apigateway_v1.logger.warning("%s does not call %s: %s", endpoint, integration["uri"], failure)
            return apigateway_v1._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
        return await invoke(integration, api_id, stage_name, stage, resource, path, method, headers, body, query, *more, **named)

    return invoke_if_allowed


def calling(uri: str) -> list[Permission]:
    return [Permission("lambda:InvokeFunction", apigateway_v1._extract_lambda_ref_from_integration_uri(uri))]


def sending_to(uri: str) -> list[Permission]:
    """To the queue of `arn:aws:apigateway:REGION:sqs:path/ACCOUNT/QUEUE`."""
    region, account, queue = uri.split(":")[3], *uri.split("/")[1:3]
    return sending(f"arn:aws:sqs:{region}:{account}:{queue}")


def import_operation(api_id: str, resource_id: str, method: str, operation: dict[str, Any], *more: Any) -> None:
    """MiniStack forgets the credentials of an integration that an OpenAPI definition brings."""
    _import_operation(api_id, resource_id, method, operation, *more)
    credentials = (operation or {}).get("x-amazon-apigateway-integration", {}).get("credentials")
    if credentials:
        apigateway_v1._resources[api_id][resource_id]["resourceMethods"][method]["methodIntegration"]["credentials"] = credentials


def _caller(headers: Any, query: Any) -> Principal | None:
    """None for root, who may do everything."""
    try:
        return principals.of_access_key(extract_access_key_id(headers, query))
    except principals.AccessKeyError as failure:
        raise NotAuthorizedError(str(failure)) from failure


def _gateway(role: str, endpoint: str) -> Principal:
    if role:
        assuming(role, GATEWAY, {})
        return principals.of_role(role, "BackplaneAssumeRoleSession")
    return principals.of_service(GATEWAY, {"aws:SourceArn": endpoint, "aws:SourceAccount": get_account_id()})


def install() -> None:
    apigateway_v1._invoke_lambda_proxy_v1 = judged(apigateway_v1._invoke_lambda_proxy_v1, calling)
    apigateway_v1._invoke_lambda_custom_v1 = judged(apigateway_v1._invoke_lambda_custom_v1, calling)
    apigateway_v1._invoke_sqs_v1 = judged(apigateway_v1._invoke_sqs_v1, sending_to)
    apigateway_v1._import_operation = import_operation
