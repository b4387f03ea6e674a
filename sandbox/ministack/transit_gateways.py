"""Transit gateways and VPC Block Public Access, which MiniStack's EC2 does not know: as much of them as an egress audit reads.

A gateway has one route table, with which every attachment is associated and into which it propagates its VPC's block, as a
transit gateway with AWS's defaults does. Block Public Access is off until it is modified.
"""

import itertools
from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import ec2

_gateways: dict[str, dict[str, Any]] = {}
_attachments: dict[str, dict[str, Any]] = {}
_routes: dict[str, list[dict[str, Any]]] = {}
_block_public_access = {"mode": "off"}
_numbers = itertools.count(1)

Parameters = dict[str, Any]


def _id(prefix: str) -> str:
    return f"{prefix}-{next(_numbers):017x}"


def _one(parameters: Parameters, name: str) -> str:
    return str(ec2._p(parameters, name))


def _tag(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>"


def _answer(action: str, inner: str) -> Any:
    return ec2._xml(200, f"{action}Response", inner)


def _list(action: str, name: str, items: Iterable[str]) -> Any:
    return _answer(action, f"<{name}>{''.join(f'<item>{item}</item>' for item in items)}</{name}>")


def _filtered(parameters: Parameters, things: Iterable[dict[str, Any]], known: dict[str, str]) -> Any:
    filters = ec2._parse_filters(parameters)
    return [thing for thing in things if all(str(thing[known[name]]) in values for name, values in filters.items())]


def create_transit_gateway(parameters: Parameters) -> Any:
    gateway = {"id": _id("tgw"), "table": _id("tgw-rtb")}
    _gateways[gateway["id"]] = gateway
    _routes[gateway["table"]] = []
    return _answer(
        "CreateTransitGateway",
        "<transitGateway>"
        + _tag("transitGatewayId", gateway["id"])
        + _tag("state", "available")
        + "<options>"
        + _tag("associationDefaultRouteTableId", gateway["table"])
        + "</options></transitGateway>",
    )


def create_transit_gateway_vpc_attachment(parameters: Parameters) -> Any:
    gateway = _gateways[_one(parameters, "TransitGatewayId")]
    vpc_id = _one(parameters, "VpcId")
    subnets = ec2._parse_member_list(parameters, "SubnetIds") or ec2._parse_member_list(parameters, "SubnetId")
    attachment = {"id": _id("tgw-attach"), "gateway": gateway["id"], "vpc": vpc_id, "subnets": subnets, "table": gateway["table"]}
    _attachments[attachment["id"]] = attachment
    _routes[gateway["table"]].append(
        {"block": ec2._vpcs[vpc_id]["CidrBlock"], "attachment": attachment["id"], "type": "propagated", "state": "active"}
    )
    return _answer(
        "CreateTransitGatewayVpcAttachment", f"<transitGatewayVpcAttachment>{_vpc_attachment(attachment)}</transitGatewayVpcAttachment>"
    )


def create_transit_gateway_route(parameters: Parameters) -> Any:
    route = {
        "block": _one(parameters, "DestinationCidrBlock"),
        "attachment": ec2._p(parameters, "TransitGatewayAttachmentId"),
        "type": "static",
        "state": "blackhole" if _one(parameters, "Blackhole") == "true" else "active",
    }
    _routes[_one(parameters, "TransitGatewayRouteTableId")].append(route)
    return _answer("CreateTransitGatewayRoute", f"<route>{_route(route)}</route>")


def _vpc_attachment(attachment: dict[str, Any]) -> str:
    return (
        _tag("transitGatewayAttachmentId", attachment["id"])
        + _tag("transitGatewayId", attachment["gateway"])
        + _tag("vpcId", attachment["vpc"])
        + _tag("state", "available")
        + "<subnetIds>"
        + "".join(_tag("item", subnet) for subnet in attachment["subnets"])
        + "</subnetIds>"
    )


def _attachment(attachment: dict[str, Any]) -> str:
    return (
        _tag("transitGatewayAttachmentId", attachment["id"])
        + _tag("transitGatewayId", attachment["gateway"])
        + _tag("resourceType", "vpc")
        + _tag("resourceId", attachment["vpc"])
        + _tag("state", "available")
        + "<association>"
        + _tag("transitGatewayRouteTableId", attachment["table"])
        + _tag("state", "associated")
        + "</association>"
    )


def _route(route: dict[str, Any]) -> str:
    attachment = _attachments.get(route["attachment"])
    target = (
        ""
        if attachment is None
        else (
            "<item>"
            + _tag("resourceId", attachment["vpc"])
            + _tag("transitGatewayAttachmentId", attachment["id"])
            + _tag("resourceType", "vpc")
            + "</item>"
        )
    )
    return (
        _tag("destinationCidrBlock", route["block"])
        + f"<transitGatewayAttachments>{target}</transitGatewayAttachments>"
        + _tag("type", route["type"])
        + _tag("state", route["state"])
    )


def describe_attachments(parameters: Parameters) -> Any:
    found = _filtered(parameters, _attachments.values(), {"transit-gateway-id": "gateway", "resource-id": "vpc"})
    return _list("DescribeTransitGatewayAttachments", "transitGatewayAttachments", map(_attachment, found))


def describe_vpc_attachments(parameters: Parameters) -> Any:
    found = _filtered(parameters, _attachments.values(), {"transit-gateway-id": "gateway", "vpc-id": "vpc"})
    return _list("DescribeTransitGatewayVpcAttachments", "transitGatewayVpcAttachments", map(_vpc_attachment, found))


def describe_peering_attachments(_: Parameters) -> Any:
    return _list("DescribeTransitGatewayPeeringAttachments", "transitGatewayPeeringAttachments", [])


def describe_route_tables(parameters: Parameters) -> Any:
    found = _filtered(parameters, _gateways.values(), {"transit-gateway-id": "id"})
    return _list(
        "DescribeTransitGatewayRouteTables",
        "transitGatewayRouteTables",
        (
            _tag("transitGatewayRouteTableId", gateway["table"]) + _tag("transitGatewayId", gateway["id"]) + _tag("state", "available")
            for gateway in found
        ),
    )


def search_routes(parameters: Parameters) -> Any:
    routes = _routes.get(_one(parameters, "TransitGatewayRouteTableId"))
    if routes is None:
        return ec2._error("InvalidRouteTableID.NotFound", "Transit Gateway Route Table was deleted or does not exist.", 400)
    items = "".join(f"<item>{_route(route)}</item>" for route in routes)
    return _answer(
        "SearchTransitGatewayRoutes", f"<routeSet>{items}</routeSet><additionalRoutesAvailable>false</additionalRoutesAvailable>"
    )


def _options() -> str:
    return (
        "<vpcBlockPublicAccessOptions>"
        + _tag("awsAccountId", ec2.get_account_id())
        + _tag("awsRegion", ec2.get_region())
        + _tag("state", "default-state" if _block_public_access["mode"] == "off" else "update-complete")
        + _tag("internetGatewayBlockMode", _block_public_access["mode"])
        + "</vpcBlockPublicAccessOptions>"
    )


def describe_block_public_access(_: Parameters) -> Any:
    return _answer("DescribeVpcBlockPublicAccessOptions", _options())


def modify_block_public_access(parameters: Parameters) -> Any:
    _block_public_access["mode"] = _one(parameters, "InternetGatewayBlockMode")
    return _answer("ModifyVpcBlockPublicAccessOptions", _options())


def describe_block_public_access_exclusions(_: Parameters) -> Any:
    return _list("DescribeVpcBlockPublicAccessExclusions", "vpcBlockPublicAccessExclusionSet", [])


ACTIONS: dict[str, Callable[[Parameters], Any]] = {
    "CreateTransitGateway": create_transit_gateway,
    "CreateTransitGatewayVpcAttachment": create_transit_gateway_vpc_attachment,
    "CreateTransitGatewayRoute": create_transit_gateway_route,
    "DescribeTransitGatewayAttachments": describe_attachments,
    "DescribeTransitGatewayVpcAttachments": describe_vpc_attachments,
    "DescribeTransitGatewayPeeringAttachments": describe_peering_attachments,
    "DescribeTransitGatewayRouteTables": describe_route_tables,
    "SearchTransitGatewayRoutes": search_routes,
    "DescribeVpcBlockPublicAccessOptions": describe_block_public_access,
    "ModifyVpcBlockPublicAccessOptions": modify_block_public_access,
    "DescribeVpcBlockPublicAccessExclusions": describe_block_public_access_exclusions,
}


def install() -> None:
    ec2._ACTION_MAP.update(ACTIONS)
