"""The network of a seeded world: private, with endpoints for what the nodes need, and a way to open it."""

import ipaddress
import json
from dataclasses import dataclass
from typing import Any

from local_stack.clients import Client
from local_stack.stack import StackError
from local_stack.waiting import wait_for

INTERFACE_ENDPOINTS = (
    "ecr.api",
    "ecr.dkr",
    "sts",
    "logs",
    "monitoring",
    "ec2",
    "eks",
    "eks-auth",
    "sagemaker.api",
    "ssm",
    "ssmmessages",
    "ec2messages",
)
LUSTRE_PORTS = ((988, 988), (1018, 1023))
HTTPS = 443
NAT_GATEWAY_SECONDS = 30.0


@dataclass(frozen=True)
class Network:
    vpcId: str
    cidr: str
    privateSubnetIds: list[str]
    controlPlaneSubnetIds: list[str]
    availabilityZones: list[str]
    privateRouteTableId: str
    clusterSecurityGroupId: str
    endpointSecurityGroupId: str

    @property
    def strangers_subnet_id(self) -> str:
        """A subnet of the VPC that is not for nodes of a request of this world."""
        return self.controlPlaneSubnetIds[-1]

    def interfaces(self, ec2: Client) -> list[str]:
        """The ids of the network interfaces in the private subnets."""
        filters = [{"Name": "subnet-id", "Values": self.privateSubnetIds}]
        found = ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
        return [interface["NetworkInterfaceId"] for interface in found]


def create(ec2: Client, world: str, cidr: str, account: str, region: str) -> Network:
    """A VPC without a way out: routes to S3 alone, interface endpoints, restricted egress.

    Two private subnets for nodes lie in one Availability Zone, where a group's nodes and their file system belong; a third, in another
    zone, is the EKS control plane's, which demands two zones.
    """
    vpc = ec2.create_vpc(CidrBlock=cidr, TagSpecifications=_named("vpc", world))["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport={"Value": True})
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"][:2]]
    routes = ec2.create_route_table(VpcId=vpc, TagSpecifications=_named("route-table", f"{world}-private"))
    route_table = routes["RouteTable"]["RouteTableId"]
    subnets = []
    for zone, block in zip([zones[0], *zones], ipaddress.ip_network(cidr).subnets(new_prefix=20), strict=False):
        subnet = ec2.create_subnet(
            VpcId=vpc, CidrBlock=str(block), AvailabilityZone=zone, TagSpecifications=_named("subnet", f"{world}-private-{zone}")
        )["Subnet"]["SubnetId"]
        # EC2's default for a subnet that is not a default one, which the local engine may see otherwise.
        ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": False})
        ec2.associate_route_table(RouteTableId=route_table, SubnetId=subnet)
        subnets.append(subnet)
    endpoint_group = _security_group(ec2, vpc, f"{world}-endpoints", "Interface endpoints, reached from the VPC alone")
    ec2.authorize_security_group_ingress(
        GroupId=endpoint_group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": HTTPS, "ToPort": HTTPS, "IpRanges": [{"CidrIp": cidr}]},
        ],
    )
    _endpoints(ec2, world, vpc, route_table, subnets, endpoint_group, account, region)
    cluster_group = _security_group(ec2, vpc, f"{world}-cluster", "Nodes, control plane and file systems of the cluster")
    _restrict_cluster_group(ec2, cluster_group, endpoint_group, region)
    return Network(vpc, cidr, subnets[:2], subnets[1:], zones, route_table, cluster_group, endpoint_group)


def open_by_nat_route(ec2: Client, world: str, network: Network) -> None:
    """Gives the private subnets the usual way out: a NAT gateway in a public subnet and a default route to it."""
    subnet = _public_subnet(ec2, world, network)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address, TagSpecifications=_named("natgateway", world))["NatGateway"][
        "NatGatewayId"
    ]
    _await_nat_gateway(ec2, nat)
    ec2.create_route(RouteTableId=network.privateRouteTableId, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    # Whoever opens a network so does it for the traffic that a security group lets through.
    ec2.authorize_security_group_egress(
        GroupId=network.clusterSecurityGroupId,
        IpPermissions=[
            {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
        ],
    )


def open_by_proxy(ec2: Client, world: str, network: Network) -> None:
    """Puts a machine with a public address beside the nodes, into their security group and one that lets it out.

    No route of the nodes changes.
    """
    subnet = _public_subnet(ec2, world, network)
    open_group = _security_group(ec2, network.vpcId, f"{world}-proxy", "What the proxy fetches for others")
    ec2.authorize_security_group_egress(GroupId=open_group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    groups = [network.clusterSecurityGroupId, open_group]
    proxy = ec2.create_network_interface(SubnetId=subnet, Groups=groups, Description=f"{world}-proxy")["NetworkInterface"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=address, NetworkInterfaceId=proxy["NetworkInterfaceId"])


def _public_subnet(ec2: Client, world: str, network: Network) -> str:
    """A subnet of the VPC whose default route leads to a new internet gateway."""
    gateway = ec2.create_internet_gateway(TagSpecifications=_named("internet-gateway", world))
    internet_gateway = gateway["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=internet_gateway, VpcId=network.vpcId)
    *_, last_block = ipaddress.ip_network(network.cidr).subnets(new_prefix=20)
    subnet: str = ec2.create_subnet(
        VpcId=network.vpcId,
        CidrBlock=str(last_block),
        AvailabilityZone=network.availabilityZones[0],
        TagSpecifications=_named("subnet", f"{world}-public"),
    )["Subnet"]["SubnetId"]
    routes = ec2.create_route_table(VpcId=network.vpcId, TagSpecifications=_named("route-table", f"{world}-public"))
    public_table = routes["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=public_table, DestinationCidrBlock="0.0.0.0/0", GatewayId=internet_gateway)
    ec2.associate_route_table(RouteTableId=public_table, SubnetId=subnet)
    return subnet


CHANGES = {"nat-route": open_by_nat_route, "proxy": open_by_proxy}


def _security_group(ec2: Client, vpc: str, name: str, description: str) -> str:
    """A group that lets nothing out; a new one of EC2's lets everything out."""
    created = ec2.create_security_group(
        GroupName=name, Description=description, VpcId=vpc, TagSpecifications=_named("security-group", name)
    )
    group: str = created["GroupId"]
    shown = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    if shown["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=shown["IpPermissionsEgress"])
    return group


def _restrict_cluster_group(ec2: Client, group: str, endpoint_group: str, region: str) -> None:
    among_themselves = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}
    lustre = [
        {"IpProtocol": "tcp", "FromPort": first, "ToPort": last, "UserIdGroupPairs": [{"GroupId": group, "Description": "Lustre"}]}
        for first, last in LUSTRE_PORTS
    ]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[among_themselves, *lustre])
    ec2.authorize_security_group_egress(
        GroupId=group,
        IpPermissions=[
            among_themselves,
            *lustre,
            {"IpProtocol": "tcp", "FromPort": HTTPS, "ToPort": HTTPS, "UserIdGroupPairs": [{"GroupId": endpoint_group}]},
            {
                "IpProtocol": "tcp",
                "FromPort": HTTPS,
                "ToPort": HTTPS,
                "PrefixListIds": [{"PrefixListId": _s3_prefix_list(ec2, region), "Description": "Amazon S3"}],
            },
        ],
    )


def _s3_prefix_list(ec2: Client, region: str) -> str:
    lists = ec2.describe_prefix_lists()["PrefixLists"]
    found: str = next(shown["PrefixListId"] for shown in lists if shown["PrefixListName"] == f"com.amazonaws.{region}.s3")
    return found


def _endpoints(ec2: Client, world: str, vpc: str, route_table: str, subnets: list[str], group: str, account: str, region: str) -> None:
    policy = _endpoint_policy(account)
    ec2.create_vpc_endpoint(
        VpcEndpointType="Gateway",
        VpcId=vpc,
        ServiceName=f"com.amazonaws.{region}.s3",
        RouteTableIds=[route_table],
        PolicyDocument=json.dumps(policy | {"Statement": [*policy["Statement"], _image_layers(region)]}),
        TagSpecifications=_named("vpc-endpoint", f"{world}-s3"),
    )
    for service in INTERFACE_ENDPOINTS:
        ec2.create_vpc_endpoint(
            VpcEndpointType="Interface",
            VpcId=vpc,
            ServiceName=f"com.amazonaws.{region}.{service}",
            SubnetIds=subnets,
            SecurityGroupIds=[group],
            PrivateDnsEnabled=True,
            PolicyDocument=json.dumps(policy),
            TagSpecifications=_named("vpc-endpoint", f"{world}-{service}"),
        )


def _endpoint_policy(account: str) -> dict[str, Any]:
    """Only principals of this account, and only to resources of this account: no data leaves to another one."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "WithinTheAccount",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "*",
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:PrincipalAccount": account, "aws:ResourceAccount": account}},
            }
        ],
    }


def _image_layers(region: str) -> dict[str, Any]:
    """ECR keeps the layers of images in a bucket of its own account, which nodes read with its signature."""
    return {
        "Sid": "ImageLayers",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::prod-{region}-starport-layer-bucket/*",
    }


def _await_nat_gateway(ec2: Client, nat_gateway: str) -> None:
    def available() -> bool:
        shown = ec2.describe_nat_gateways(NatGatewayIds=[nat_gateway])["NatGateways"][0]
        return bool(shown["State"] == "available")

    if not wait_for(available, seconds=NAT_GATEWAY_SECONDS):
        raise StackError(f"NAT gateway {nat_gateway} is not available after {NAT_GATEWAY_SECONDS:.0f} s")


def _named(kind: str, name: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]
