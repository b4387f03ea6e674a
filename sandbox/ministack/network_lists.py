"""Lists of ways into and out of a VPC besides routes that MiniStack does not know: of EC2, Route 53 Resolver and Profiles, and VPC Lattice.

Nothing of this can be made here but EC2 Instance Connect endpoints; every other list is empty, as that of an account which has none.
"""

import itertools
import json
from collections.abc import Iterable
from functools import partial
from typing import Any

from ministack.core import iam_actions, router
from ministack.services import ec2

from ministack import app

RESOLVER = "route53resolver"
RESOLVER_TARGET = "Route53Resolver."
# Services of REST lists, which are all empty: by path the member that holds the list.
PROFILES = "route53profiles"
LATTICE = "vpc-lattice"
REST_LISTS = {"/profileassociations": "ProfileAssociations", "/servicenetworkvpcassociations": "items"}

# The names of the lists in EC2's XML, by operation.
EMPTY_LISTS = {
    "DescribeClientVpnEndpoints": "clientVpnEndpoint",
    "DescribeRouteServerEndpoints": "routeServerEndpointSet",
    "DescribeRouteServerPeers": "routeServerPeerSet",
    "DescribeRouteServers": "routeServerSet",
    "DescribeTrafficMirrorSessions": "trafficMirrorSessionSet",
    "DescribeTrafficMirrorTargets": "trafficMirrorTargetSet",
    "DescribeVpcEndpointServiceConfigurations": "serviceConfigurationSet",
}
# What EC2 is asked of one resource that nobody can have made here, and the error's code.
UNKNOWN = {
    "DescribeClientVpnTargetNetworks": ("ClientVpnEndpointId", "InvalidClientVpnEndpointId.NotFound"),
    "GetRouteServerAssociations": ("RouteServerId", "InvalidRouteServerID.NotFound"),
    "GetRouteServerPropagations": ("RouteServerId", "InvalidRouteServerID.NotFound"),
}
RESOLVER_LISTS = (
    "FirewallConfigs",
    "FirewallDomainLists",
    "FirewallRuleGroupAssociations",
    "ResolverEndpoints",
    "ResolverRuleAssociations",
    "ResolverRules",
)

Parameters = dict[str, Any]
_instance_connect_endpoints: dict[str, dict[str, Any]] = {}
_numbers = itertools.count(1)


def _list(operation: str, name: str, items: Iterable[str] = ()) -> Any:
    return ec2._xml(200, f"{operation}Response", f"<{name}>{''.join(f'<item>{item}</item>' for item in items)}</{name}>")


def empty(operation: str, _: Parameters) -> Any:
    return _list(operation, EMPTY_LISTS[operation])


def unknown(operation: str, parameters: Parameters) -> Any:
    parameter, code = UNKNOWN[operation]
    return ec2._error(code, f"The ID '{ec2._p(parameters, parameter)}' does not exist", 400)


def create_instance_connect_endpoint(parameters: Parameters) -> Any:
    subnet = ec2._subnets.get(str(ec2._p(parameters, "SubnetId")))
    if subnet is None:
        return ec2._error("InvalidSubnetID.NotFound", f"The subnet ID '{ec2._p(parameters, 'SubnetId')}' does not exist", 400)
    endpoint = {
        "id": f"eice-{next(_numbers):017x}",
        "vpc": subnet["VpcId"],
        "subnet": subnet["SubnetId"],
        "groups": ec2._parse_member_list(parameters, "SecurityGroupId"),
    }
    _instance_connect_endpoints[endpoint["id"]] = endpoint
    return ec2._xml(
        200, "CreateInstanceConnectEndpointResponse", f"<instanceConnectEndpoint>{_endpoint(endpoint)}</instanceConnectEndpoint>"
    )


def describe_instance_connect_endpoints(parameters: Parameters) -> Any:
    filters = ec2._parse_filters(parameters)
    known = {"vpc-id": "vpc", "subnet-id": "subnet", "instance-connect-endpoint-id": "id"}
    found = (one for one in _instance_connect_endpoints.values() if all(one[known[name]] in values for name, values in filters.items()))
    return _list("DescribeInstanceConnectEndpoints", "instanceConnectEndpointSet", map(_endpoint, found))


def delete_instance_connect_endpoint(parameters: Parameters) -> Any:
    endpoint = _instance_connect_endpoints.pop(str(ec2._p(parameters, "InstanceConnectEndpointId")), None)
    if endpoint is None:
        return ec2._error("InvalidInstanceConnectEndpointId.NotFound", "The endpoint does not exist", 400)
    return ec2._xml(
        200, "DeleteInstanceConnectEndpointResponse", f"<instanceConnectEndpoint>{_endpoint(endpoint)}</instanceConnectEndpoint>"
    )


def _endpoint(endpoint: dict[str, Any]) -> str:
    arn = f"arn:aws:ec2:{ec2.get_region()}:{ec2.get_account_id()}:instance-connect-endpoint/{endpoint['id']}"
    return (
        f"<ownerId>{ec2.get_account_id()}</ownerId><instanceConnectEndpointId>{endpoint['id']}</instanceConnectEndpointId>"
        f"<instanceConnectEndpointArn>{arn}</instanceConnectEndpointArn><state>create-complete</state>"
        f"<vpcId>{endpoint['vpc']}</vpcId><subnetId>{endpoint['subnet']}</subnetId><preserveClientIp>false</preserveClientIp>"
        f"<securityGroupIdSet>{''.join(f'<item>{group}</item>' for group in endpoint['groups'])}</securityGroupIdSet>"
    )


def _json(status: int, content: Any, media_type: str) -> Any:
    return status, {"Content-Type": media_type}, json.dumps(content).encode()


async def resolver(method: str, path: str, headers: dict[str, str], body: bytes, query_params: Any) -> Any:
    asked = headers.get("x-amz-target", "").removeprefix(RESOLVER_TARGET).removeprefix("List")
    media_type = "application/x-amz-json-1.1"
    if asked in RESOLVER_LISTS:
        return _json(200, {asked: []}, media_type)
    return _json(400, {"__type": "UnknownOperationException", "Message": f"List{asked} is not imitated"}, media_type)


async def rest(method: str, path: str, headers: dict[str, str], body: bytes, query_params: Any) -> Any:
    if method == "GET" and path in REST_LISTS:
        return _json(200, {REST_LISTS[path]: []}, "application/json")
    return _json(404, {"message": f"{method} {path} is not imitated"}, "application/json")


def install() -> None:
    ec2._ACTION_MAP.update({operation: partial(empty, operation) for operation in EMPTY_LISTS})
    ec2._ACTION_MAP.update({operation: partial(unknown, operation) for operation in UNKNOWN})
    ec2._ACTION_MAP["CreateInstanceConnectEndpoint"] = create_instance_connect_endpoint
    ec2._ACTION_MAP["DescribeInstanceConnectEndpoints"] = describe_instance_connect_endpoints
    ec2._ACTION_MAP["DeleteInstanceConnectEndpoint"] = delete_instance_connect_endpoint
    for service, handler, pattern in (
        (RESOLVER, resolver, {"target_prefixes": [RESOLVER_TARGET], "credential_scope": RESOLVER}),
        (PROFILES, rest, {"credential_scope": PROFILES}),
        (LATTICE, rest, {"credential_scope": LATTICE}),
    ):
        app.SERVICE_HANDLERS[service] = handler
        router.SERVICE_PATTERNS[service] = pattern
        iam_actions.SERVICE_TO_IAM_NAMESPACE[service] = service
    iam_actions._BOTOCORE_SERVICE_MAP.update({PROFILES: [PROFILES], LATTICE: [LATTICE]})
