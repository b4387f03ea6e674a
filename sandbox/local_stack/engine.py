"""MiniStack with what its EC2 lacks and an egress audit needs: runs in MiniStack's own environment.

Its DescribeVpcEndpoints prints no policy, private DNS or groups and knows no filter, its gateway endpoints put no route into their
route tables, its DescribeNetworkInterfaces knows no filter, and it has no transit gateways. An audit would judge another network than
the one that was asked for.
"""

import os
from typing import Any
from xml.sax.saxutils import escape

import step_functions  # beside this file, which MiniStack's Python runs as a script
import transit_gateways
from ministack.app import main
from ministack.services import ec2

# EC2 gives an endpoint without a policy of its own full access.
DEFAULT_POLICY = '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'

_create = ec2._ACTION_MAP["CreateVpcEndpoint"]
_fields = ec2._vpce_fields_xml


def create_vpc_endpoint(parameters: dict[str, Any]) -> Any:
    known = set(ec2._vpc_endpoints.keys())
    answer = _create(parameters)
    for endpoint_id in set(ec2._vpc_endpoints.keys()) - known:
        endpoint = ec2._vpc_endpoints[endpoint_id]
        endpoint["PolicyDocument"] = ec2._p(parameters, "PolicyDocument") or DEFAULT_POLICY
        endpoint["PrivateDnsEnabled"] = ec2._p(parameters, "PrivateDnsEnabled") or "false"
        endpoint["SecurityGroupIds"] = ec2._parse_member_list(parameters, "SecurityGroupId")
        if endpoint["VpcEndpointType"] == "Gateway":
            for route_table_id in endpoint["RouteTableIds"]:
                ec2._route_tables[route_table_id]["Routes"].append(
                    {
                        "DestinationPrefixListId": ec2._aws_pl_id_from_name(endpoint["ServiceName"]),
                        "GatewayId": endpoint_id,
                        "State": "active",
                        "Origin": "CreateRoute",
                    }
                )
    return answer


def fields(endpoint: dict[str, Any], tag: str = "item") -> str:
    policy = f"<policyDocument>{escape(endpoint.get('PolicyDocument', DEFAULT_POLICY))}</policyDocument>"
    groups = "".join(f"<item><groupId>{group}</groupId></item>" for group in endpoint.get("SecurityGroupIds", []))
    dns = f"<privateDnsEnabled>{endpoint.get('PrivateDnsEnabled', 'false')}</privateDnsEnabled>"
    closing = f"</{tag}>"
    head, _, _ = _fields(endpoint, tag).rpartition(closing)
    return f"{head}{policy}{dns}<groupSet>{groups}</groupSet>{closing}"


def describe_vpc_endpoints(parameters: dict[str, Any]) -> Any:
    ids = ec2._parse_member_list(parameters, "VpcEndpointId")
    vpc_ids = ec2._parse_filters(parameters).get("vpc-id", [])
    items = "".join(
        fields(endpoint)
        for endpoint in ec2._vpc_endpoints.values()
        if (not ids or endpoint["VpcEndpointId"] in ids) and (not vpc_ids or endpoint["VpcId"] in vpc_ids)
    )
    return ec2._xml(200, "DescribeVpcEndpointsResponse", f"<vpcEndpointSet>{items}</vpcEndpointSet>")


INTERFACE_FILTERS = {
    "vpc-id": lambda interface: [interface["VpcId"]],
    "subnet-id": lambda interface: [interface["SubnetId"]],
    "group-id": lambda interface: [group["GroupId"] for group in interface["Groups"]],
}


def describe_network_interfaces(parameters: dict[str, Any]) -> Any:
    ids = ec2._parse_member_list(parameters, "NetworkInterfaceId")
    filters = ec2._parse_filters(parameters)
    if unknown := set(filters) - set(INTERFACE_FILTERS):
        return ec2._error("InvalidParameterValue", f"The filter '{unknown.pop()}' is invalid", 400)
    items = "".join(
        ec2._eni_fields_xml(interface)
        for interface in ec2._network_interfaces.values()
        if (not ids or interface["NetworkInterfaceId"] in ids)
        and all(set(INTERFACE_FILTERS[name](interface)) & set(values) for name, values in filters.items())
    )
    return ec2._xml(200, "DescribeNetworkInterfacesResponse", f"<networkInterfaceSet>{items}</networkInterfaceSet>")


ec2._vpce_fields_xml = fields
ec2._ACTION_MAP["CreateVpcEndpoint"] = create_vpc_endpoint
ec2._ACTION_MAP["DescribeVpcEndpoints"] = describe_vpc_endpoints
ec2._ACTION_MAP["DescribeNetworkInterfaces"] = describe_network_interfaces
ec2._ACTION_MAP.update(transit_gateways.ACTIONS)
step_functions.install()

if "SANDBOX_FAULT_PROXY" in os.environ:
    import traced_calls

    traced_calls.install()

if __name__ == "__main__":
    main()
