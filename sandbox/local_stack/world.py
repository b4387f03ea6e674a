"""A world to provision in: what a careful team has in its account before it asks for a HyperPod cluster."""

import dataclasses
import json
import random
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_stack import execution_role, layout, network
from local_stack.clients import Clients
from local_stack.network import Network
from local_stack.stack import Stack, StackError
from local_stack.waiting import wait_for

KUBERNETES_VERSION = "1.33"
EKS_SECONDS = 30.0
ADDONS = {"vpc-cni": "v1.19.6-eksbuild.7", "coredns": "v1.12.2-eksbuild.4"}


@dataclass(frozen=True)
class World:
    name: str
    account: str
    region: str
    network: Network
    eksClusterArn: str
    eksRoleArn: str
    executionRoleArn: str
    inputBucket: str
    outputBucket: str

    def change(self, clients: Clients, name: str) -> None:
        """Changes the network as one of `network.CHANGES` says."""
        network.CHANGES[name](clients.ec2, self.name, self.network)

    def with_eks_cluster(self, clients: Clients) -> "World":
        """The same world with another EKS cluster in the place of its own, for one more HyperPod cluster."""
        arn = _eks_cluster(clients, f"{self.name}-{secrets.token_hex(3)}", self.eksRoleArn, self.network)
        return dataclasses.replace(self, eksClusterArn=arn)

    def request(self, template: dict[str, Any], cluster_name: str) -> dict[str, Any]:
        """A request like the template, with this world's resources in the place of its own."""
        request = template | {
            "clusterName": cluster_name,
            "eksClusterArn": self.eksClusterArn,
            "network": {"subnetIds": self.network.privateSubnetIds, "securityGroupIds": [self.network.clusterSecurityGroupId]},
            "restrictedInstanceGroups": [
                group | {"executionRoleArn": self.executionRoleArn} for group in template["restrictedInstanceGroups"]
            ],
        }
        if "s3" in template:
            request["s3"] = {"inputBucket": self.inputBucket, "outputBucket": self.outputBucket}
        if shared := template.get("sharedFileSystem"):
            request["sharedFileSystem"] = shared | ({"s3": shared["s3"] | {"bucket": self.inputBucket}} if shared.get("s3") else {})
        return request


def create(stack: Stack, clients: Clients) -> World:
    """Builds a world of its own through the APIs; a stack can hold many, none touches another."""
    name = f"rig-{secrets.token_hex(3)}"
    account = clients.sts.get_caller_identity()["Account"]
    region = stack.facts()["region"]
    vpc_network = network.create(clients.ec2, name, f"10.{random.randint(16, 250)}.0.0/16", account, region)
    buckets = [_bucket(clients, f"{name}-{use}-{account}") for use in ("input", "output")]
    clients.s3.put_object(Bucket=buckets[0], Key="nova/manifest.json", Body=b'{"records": []}\n')
    eks_role = _eks_role(clients, name)
    eks_cluster = _eks_cluster(clients, name, eks_role, vpc_network)
    role = execution_role.create(
        clients, f"{name}-execution", eks_cluster_arn=f"{eks_cluster}*", input_bucket=buckets[0], output_bucket=buckets[1]
    )
    world = World(name, account, region, vpc_network, eks_cluster, eks_role, role, *buckets)
    file = _directory(stack) / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(dataclasses.asdict(world), indent=2) + "\n")
    return world


def names(stack: Stack) -> list[str]:
    """The worlds that were made on the stack, the newest last."""
    return [file.stem for file in sorted(_directory(stack).glob("*.json"), key=lambda file: file.stat().st_mtime_ns)]


def load(stack: Stack, name: str) -> World:
    """A world that was made before."""
    file = _directory(stack) / f"{name}.json"
    if name not in names(stack):
        raise StackError(f"{stack.id} has no world '{name}'; it has {', '.join(names(stack)) or 'none'}")
    known = json.loads(file.read_text())
    return World(**(known | {"network": Network(**known["network"])}))


def sample_request(*, deep_health_checks: bool = True) -> dict[str, Any]:
    """The request of the sample for the API; its resources are nobody's. Deep health checks take AWS an hour and make no call."""
    request: dict[str, Any] = json.loads(json.loads(layout.PROVISION_EVENT.read_text())["body"])
    if not deep_health_checks:
        for group in request["restrictedInstanceGroups"]:
            group.pop("deepHealthChecks", None)
    return request


def _directory(stack: Stack) -> Path:
    return stack.run / "worlds"


def _bucket(clients: Clients, name: str) -> str:
    clients.s3.create_bucket(Bucket=name)
    clients.s3.put_bucket_encryption(
        Bucket=name,
        ServerSideEncryptionConfiguration={
            "Rules": [
                {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True},
            ]
        },
    )
    clients.s3.put_public_access_block(
        Bucket=name,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    return name


def _eks_role(clients: Clients, world: str) -> str:
    role = clients.iam.create_role(RoleName=f"{world}-eks", AssumeRolePolicyDocument=execution_role.trust("eks.amazonaws.com"))["Role"]
    clients.iam.attach_role_policy(RoleName=f"{world}-eks", PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")
    arn: str = role["Arn"]
    return arn


def _eks_cluster(clients: Clients, name: str, role: str, vpc_network: Network) -> str:
    clients.eks.create_cluster(
        name=name,
        version=KUBERNETES_VERSION,
        roleArn=role,
        accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"},
        resourcesVpcConfig={
            "subnetIds": vpc_network.controlPlaneSubnetIds,
            "securityGroupIds": [vpc_network.clusterSecurityGroupId],
            "endpointPublicAccess": False,
            "endpointPrivateAccess": True,
        },
    )
    for addon, version in ADDONS.items():
        clients.eks.create_addon(clusterName=name, addonName=addon, addonVersion=version)
    return _await_eks_cluster(clients, name)


def _await_eks_cluster(clients: Clients, name: str) -> str:
    def active() -> str | None:
        cluster = clients.eks.describe_cluster(name=name)["cluster"]
        arn: str = cluster["arn"]
        return arn if cluster["status"] == "ACTIVE" else None

    arn = wait_for(active, seconds=EKS_SECONDS)
    if arn is None:
        raise StackError(f"EKS cluster {name} is not ACTIVE after {EKS_SECONDS:.0f} s")
    return arn
