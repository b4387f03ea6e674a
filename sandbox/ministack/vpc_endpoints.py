"""What VPC endpoints of EC2 have and MiniStack's lack: policy, private DNS, groups, a filter, and the routes of gateway endpoints.

Without them an audit would judge another network than the one that was asked for.
"""

from typing import Any
from xml.sax.saxutils import escape

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


def install() -> None:
    ec2._vpce_fields_xml = fields
    ec2._ACTION_MAP["CreateVpcEndpoint"] = create_vpc_endpoint
    ec2._ACTION_MAP["DescribeVpcEndpoints"] = describe_vpc_endpoints
