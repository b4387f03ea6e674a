"""The execution role of restricted instance groups in a seeded world, with the permissions that AWS's guide lists."""

import json
from typing import Any

from local_stack.clients import Clients

POLICY_NAME = "restricted-instance-group"
NETWORK_INTERFACES = "NetworkInterfacesOfTheNodes"
INSTANCE_ROLE_POLICY = "arn:aws:iam::aws:policy/AmazonSageMakerClusterInstanceRolePolicy"


def trust(service: str) -> str:
    """A trust policy that lets one AWS service assume the role."""
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"},
            ],
        }
    )


def create(clients: Clients, name: str, *, eks_cluster_arn: str, input_bucket: str, output_bucket: str) -> str:
    """Creates the role and returns its ARN."""
    role = clients.iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=trust("sagemaker.amazonaws.com"), Description="Nodes of restricted instance groups"
    )["Role"]
    clients.iam.attach_role_policy(RoleName=name, PolicyArn=INSTANCE_ROLE_POLICY)
    clients.iam.put_role_policy(
        RoleName=name,
        PolicyName=POLICY_NAME,
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": _statements(eks_cluster_arn, f"arn:aws:s3:::{input_bucket}", f"arn:aws:s3:::{output_bucket}"),
            }
        ),
    )
    arn: str = role["Arn"]
    return arn


def weaken(clients: Clients, role_arn: str) -> dict[str, Any]:
    """Takes the rights to network interfaces, which SageMaker uses to delete those of the nodes; returns the whole policy."""
    role = role_arn.rpartition("/")[2]
    whole: dict[str, Any] = clients.iam.get_role_policy(RoleName=role, PolicyName=POLICY_NAME)["PolicyDocument"]
    rest = [statement for statement in whole["Statement"] if statement["Sid"] != NETWORK_INTERFACES]
    restore(clients, role_arn, whole | {"Statement": rest})
    return whole


def restore(clients: Clients, role_arn: str, policy: dict[str, Any]) -> None:
    """Gives the role this policy."""
    clients.iam.put_role_policy(RoleName=role_arn.rpartition("/")[2], PolicyName=POLICY_NAME, PolicyDocument=json.dumps(policy))


def _statements(eks_cluster: str, input_bucket: str, output_bucket: str) -> list[dict[str, Any]]:
    return [
        {
            "Sid": NETWORK_INTERFACES,
            "Effect": "Allow",
            "Action": [
                "ec2:AssignPrivateIpAddresses",
                "ec2:AttachNetworkInterface",
                "ec2:CreateNetworkInterface",
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission",
                "ec2:DescribeInstances",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeTags",
                "ec2:DescribeVpcs",
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeSubnets",
                "ec2:DescribeSecurityGroups",
                "ec2:DetachNetworkInterface",
                "ec2:ModifyNetworkInterfaceAttribute",
                "ec2:UnassignPrivateIpAddresses",
            ],
            "Resource": "*",
        },
        {
            "Sid": "Images",
            "Effect": "Allow",
            "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer"],
            "Resource": "*",
        },
        {"Sid": "PodIdentity", "Effect": "Allow", "Action": "eks-auth:AssumeRoleForPodIdentity", "Resource": eks_cluster},
        {
            "Sid": "TrainingData",
            "Effect": "Allow",
            "Action": ["s3:ListBucket", "s3:GetObject"],
            "Resource": [input_bucket, f"{input_bucket}/*"],
        },
        {
            "Sid": "Results",
            "Effect": "Allow",
            "Action": ["s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
            "Resource": [output_bucket, f"{output_bucket}/*"],
        },
    ]
