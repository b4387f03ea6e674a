"""A network of any size as the AWS CLI prints it, for the benchmarks: the same for the same size."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

INTERFACES_A_SUBNET = 10
SUBNETS_A_GROUP = 2
SUBNETS_A_TABLE = 20
SUBNETS_A_VPC = 100
ENTRIES_A_LIST = 100
ACCOUNT = "111122223333"
SEED = 20_260_101


def write(directory: Path, subnets: int) -> dict[str, Any]:
    """Writes the documents; returns the number of interfaces and a security group to audit with."""
    directory.mkdir(parents=True)
    chance = random.Random(SEED + subnets)
    vpcs = max(1, subnets // SUBNETS_A_VPC)
    lists = max(1, subnets // 500)
    interfaces = subnets * INTERFACES_A_SUBNET
    groups = max(1, subnets // SUBNETS_A_GROUP)
    documents: dict[str, Iterator[dict[str, Any]]] = {
        "Vpcs": (_vpc(i) for i in range(vpcs)),
        "Subnets": (_subnet(i) for i in range(subnets)),
        "RouteTables": (_table(i, subnets, lists) for i in range(-(-subnets // SUBNETS_A_TABLE))),
        "NetworkAcls": (_acl(i, subnets) for i in range(vpcs)),
        "SecurityGroups": (_group(i, lists, chance) for i in range(groups)),
        "NetworkInterfaces": (_interface(i, groups) for i in range(interfaces)),
        "InternetGateways": (
            {"InternetGatewayId": f"igw-{i}", "Attachments": [{"VpcId": f"vpc-{i}", "State": "available"}]} for i in range(vpcs)
        ),
        "EgressOnlyInternetGateways": iter(()),
        "NatGateways": (
            {
                "NatGatewayId": f"nat-{i}",
                "VpcId": f"vpc-{i}",
                "SubnetId": f"subnet-{i * SUBNETS_A_VPC}",
                "State": "available",
                "ConnectivityType": "public",
            }
            for i in range(vpcs)
        ),
        "VpcEndpoints": (_endpoint(i, service) for i in range(vpcs) for service in ("s3", "sts", "logs")),
        "VpcPeeringConnections": iter(()),
        "DhcpOptions": iter(
            [
                {
                    "DhcpOptionsId": "dopt-1",
                    "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}],
                }
            ]
        ),
        "ResolverRuleAssociations": (
            {
                "Id": f"rslvr-rrassoc-{i}",
                "ResolverRuleId": "rslvr-autodefined-rr-internet-resolver",
                "VPCId": f"vpc-{i}",
                "Status": "COMPLETE",
            }
            for i in range(vpcs)
        ),
        "InstanceConnectEndpoints": (
            {
                "InstanceConnectEndpointId": f"eice-{i}",
                "VpcId": f"vpc-{i}",
                "SubnetId": f"subnet-{i * SUBNETS_A_VPC}",
                "State": "create-complete",
                "SecurityGroupIds": ["sg-0"],
                "NetworkInterfaceIds": [],
            }
            for i in range(vpcs)
        ),
        **{
            key: iter(())
            for key in (
                "ClientVpnEndpoints",
                "ClientVpnTargetNetworks",
                "FirewallConfigs",
                "FirewallRuleGroupAssociations",
                "FirewallRules",
                "ProfileAssociations",
                "ResolverEndpoints",
                "ResolverRules",
                "RouteServers",
                "ServiceConfigurations",
                "ServiceNetworkVpcAssociations",
                "TrafficMirrorSessions",
                "TrafficMirrorTargets",
                "VerifiedAccessEndpoints",
                "VpnConnections",
                "VpnGateways",
            )
        },
        "PrefixLists": (
            {"PrefixListId": f"pl-{i}", "Cidrs": [f"{100 + i}.{j}.{chance.randrange(256)}.0/24" for j in range(ENTRIES_A_LIST)]}
            for i in range(lists)
        ),
        "TransitGatewayAttachments": (
            {
                "TransitGatewayAttachmentId": f"tgw-attach-{i}",
                "TransitGatewayId": "tgw-1",
                "ResourceType": "vpc",
                "ResourceId": f"vpc-{i}",
                "State": "available",
                "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"},
            }
            for i in range(vpcs)
        ),
        "TransitGatewayVpcAttachments": (
            {
                "TransitGatewayAttachmentId": f"tgw-attach-{i}",
                "TransitGatewayId": "tgw-1",
                "VpcId": f"vpc-{i}",
                "State": "available",
                "SubnetIds": [f"subnet-{i * SUBNETS_A_VPC}"],
            }
            for i in range(vpcs)
        ),
        "TransitGatewayRouteTables": iter([{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1"}]),
        "FlowLogs": (
            {"FlowLogId": f"fl-{i}", "ResourceId": f"vpc-{i}", "FlowLogStatus": "ACTIVE", "TrafficType": "ALL"} for i in range(vpcs)
        ),
    }
    for key, elements in documents.items():
        _write(directory / f"{key}.json", key, elements)
    _write(directory / "routes-tgw-rtb-1.json", "Routes", (_transit_route(i) for i in range(vpcs)))
    return {"interfaces": interfaces, "securityGroup": "sg-0"}


def _write(file: Path, key: str, elements: Iterator[dict[str, Any]]) -> None:
    with file.open("w") as output:
        output.write(f'{{"{key}": [')
        for i, element in enumerate(elements):
            output.write((",\n" if i else "\n") + json.dumps(element))
        output.write("]}\n")


def _block(i: int) -> str:
    return f"10.{i // 256 % 256}.{i % 256}.0/24"


def _vpc(i: int) -> dict[str, Any]:
    return {
        "VpcId": f"vpc-{i}",
        "OwnerId": ACCOUNT,
        "DhcpOptionsId": "dopt-1",
        "CidrBlock": "10.0.0.0/8",
        "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/8", "CidrBlockState": {"State": "associated"}}],
    }


def _subnet(i: int) -> dict[str, Any]:
    return {
        "SubnetId": f"subnet-{i}",
        "VpcId": f"vpc-{i // SUBNETS_A_VPC}",
        "OwnerId": ACCOUNT,
        "CidrBlock": _block(i),
        "AvailabilityZone": f"us-east-1{'abc'[i % 3]}",
        "MapPublicIpOnLaunch": False,
        "Ipv6CidrBlockAssociationSet": [],
    }


def _route(destination: str, **target: str) -> dict[str, Any]:
    field = "DestinationPrefixListId" if destination.startswith("pl-") else "DestinationCidrBlock"
    return {field: destination, **target, "Origin": "CreateRoute", "State": "active"}


def _table(i: int, subnets: int, lists: int) -> dict[str, Any]:
    first = i * SUBNETS_A_TABLE
    vpc = first // SUBNETS_A_VPC
    public = first % SUBNETS_A_VPC == 0
    ways = (
        [_route("0.0.0.0/0", GatewayId=f"igw-{vpc}")]
        if public
        else [
            _route("0.0.0.0/0", NatGatewayId=f"nat-{vpc}"),
            _route("8.0.0.0/7", TransitGatewayId="tgw-1"),
            _route(f"pl-{i % lists}", TransitGatewayId="tgw-1"),
        ]
    )
    return {
        "RouteTableId": f"rtb-{i}",
        "VpcId": f"vpc-{vpc}",
        "Associations": [{"Main": False, "SubnetId": f"subnet-{s}"} for s in range(first, min(first + SUBNETS_A_TABLE, subnets))],
        "Routes": [{"DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}, *ways],
    }


def _acl(i: int, subnets: int) -> dict[str, Any]:
    rules: list[dict[str, Any]] = [
        {
            "Egress": n % 2 == 0,
            "RuleNumber": 100 + n,
            "Protocol": "6",
            "RuleAction": "deny",
            "CidrBlock": f"{n + 20}.0.0.0/8",
            "PortRange": {"From": n, "To": n + 10},
        }
        for n in range(15)
    ]
    allow = {"Egress": True, "RuleNumber": 1000, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    last = min((i + 1) * SUBNETS_A_VPC, subnets)
    return {
        "NetworkAclId": f"acl-{i}",
        "VpcId": f"vpc-{i}",
        "IsDefault": True,
        "Associations": [{"SubnetId": f"subnet-{s}"} for s in range(i * SUBNETS_A_VPC, last)],
        "Entries": [*rules, allow, allow | {"Egress": False}],
    }


def _group(i: int, lists: int, chance: random.Random) -> dict[str, Any]:
    rules = [
        {"IpProtocol": "tcp", "FromPort": 443 + n, "ToPort": 443 + n, "IpRanges": [{"CidrIp": f"{chance.randrange(1, 200)}.0.0.0/8"}]}
        for n in range(5)
    ]
    return {
        "GroupId": f"sg-{i}",
        "VpcId": f"vpc-{i * SUBNETS_A_GROUP // SUBNETS_A_VPC}",
        "OwnerId": ACCOUNT,
        "IpPermissions": [
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": f"sg-{i}", "UserId": ACCOUNT}]},
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "within"}]},
        ],
        "IpPermissionsEgress": [
            *rules,
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [{"PrefixListId": f"pl-{i % lists}"}]},
        ],
    }


def _interface(i: int, groups: int) -> dict[str, Any]:
    """With every member that EC2 prints of an instance's interface; the last of a subnet's is a VPC endpoint's."""
    subnet = i // INTERFACES_A_SUBNET
    group = min(subnet // SUBNETS_A_GROUP, groups - 1)
    of_service = i % INTERFACES_A_SUBNET == INTERFACES_A_SUBNET - 1
    address = f"10.{subnet // 256 % 256}.{subnet % 256}.{i % INTERFACES_A_SUBNET + 4}"
    name = f"ip-{address.replace('.', '-')}.ec2.internal"
    return {
        "Attachment": {
            "AttachTime": "2026-01-01T00:00:00+00:00",
            "AttachmentId": f"eni-attach-{i:017x}",
            "DeleteOnTermination": True,
            "DeviceIndex": 0 if not of_service else 1,
            "NetworkCardIndex": 0,
            **({"InstanceOwnerId": "amazon-aws"} if of_service else {"InstanceId": f"i-{i}", "InstanceOwnerId": ACCOUNT}),
            "Status": "attached",
        },
        "AvailabilityZone": f"us-east-1{'abc'[subnet % 3]}",
        "Description": f"VPC Endpoint Interface vpce-{subnet // SUBNETS_A_VPC}-sts" if of_service else "",
        "Groups": [{"GroupName": f"group-{group}", "GroupId": f"sg-{group}"}],
        "InterfaceType": "vpc_endpoint" if of_service else "interface",
        "Ipv6Addresses": [],
        "MacAddress": f"0a:{i >> 24 & 255:02x}:{i >> 16 & 255:02x}:{i >> 8 & 255:02x}:{i & 255:02x}:01",
        "NetworkInterfaceId": f"eni-{i}",
        "OwnerId": ACCOUNT,
        "PrivateDnsName": name,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": True, "PrivateDnsName": name, "PrivateIpAddress": address}],
        "RequesterId": "727180483921" if of_service else f"AIDA{i:016X}",
        "RequesterManaged": of_service,
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": f"subnet-{subnet}",
        "TagSet": [{"Key": "Name", "Value": f"node-{i}"}, {"Key": "aws:eks:cluster-name", "Value": "nova"}],
        "VpcId": f"vpc-{subnet // SUBNETS_A_VPC}",
    }


def _endpoint(i: int, service: str) -> dict[str, Any]:
    policy = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:ResourceAccount": ACCOUNT}},
            }
        ]
    }
    return {
        "VpcEndpointId": f"vpce-{service}-{i}",
        "VpcEndpointType": "Gateway" if service == "s3" else "Interface",
        "VpcId": f"vpc-{i}",
        "ServiceName": f"com.amazonaws.us-east-1.{service}",
        "State": "available",
        "PolicyDocument": json.dumps(policy),
        "RouteTableIds": [],
        "SubnetIds": [],
        "Groups": [],
        "PrivateDnsEnabled": True,
    }


def _transit_route(i: int) -> dict[str, Any]:
    destination = "0.0.0.0/0" if i == 0 else f"11.{i % 256}.0.0/16"
    return {
        "DestinationCidrBlock": destination,
        "Type": "static",
        "State": "active",
        "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": f"tgw-attach-{i}", "ResourceType": "vpc", "ResourceId": f"vpc-{i}"}],
    }
