"""What EKS does in a cluster's VPC and MiniStack does not: it knows the VPC by the subnets, and makes a cluster security group there.

And a call about one add-on is a call on that add-on, not on its cluster.
https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
"""

import re
from typing import Any

from ministack.core import iam_actions
from ministack.services import ec2, eks

ADD_ON = re.compile(r"/clusters/([^/]+)/addons/([^/]+)")

_create_cluster = eks._create_cluster
_resource_arn = iam_actions.extract_resource_arn


def create_cluster(body: dict[str, Any], *given: Any) -> Any:
    config = body.get("resourcesVpcConfig", {})
    subnets = [ec2._subnets[known] for known in config.get("subnetIds", []) if known in ec2._subnets]
    vpc = {"vpcId": subnets[0]["VpcId"]} if subnets else {}
    answer = _create_cluster(body | {"resourcesVpcConfig": config | vpc}, *given)
    cluster = eks._clusters.get(body.get("name", ""))
    if answer[0] < 400 and cluster and vpc:
        cluster["resourcesVpcConfig"]["clusterSecurityGroupId"] = _cluster_security_group(body["name"], vpc["vpcId"])
    return answer


def _cluster_security_group(name: str, vpc: str) -> str:
    """Lets its members reach one another, and everything out."""
    known = set(ec2._security_groups.keys())
    ec2._create_security_group(
        {"GroupName": f"eks-cluster-sg-{name}", "GroupDescription": "EKS created security group applied to ENI", "VpcId": vpc}
    )
    group: str = (set(ec2._security_groups.keys()) - known).pop()
    rule = {"GroupId": group, "IpPermissions.1.IpProtocol": "-1", "IpPermissions.1.Groups.1.GroupId": group}
    ec2._authorize_sg_ingress({key: [value] for key, value in rule.items()})
    return group


def resource_arn(service: str, method: str, path: str, *given: Any) -> str:
    *_, region, account = given
    if service == "eks" and (named := ADD_ON.fullmatch(path)):
        return f"arn:aws:eks:{region}:{account}:addon/{named[1]}/{named[2]}/0"
    return str(_resource_arn(service, method, path, *given))


def install() -> None:
    iam_actions.extract_resource_arn = resource_arn
    eks._create_cluster = create_cluster
