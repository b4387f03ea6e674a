"""Strangers, who own some of what is in the account."""

from botocore.exceptions import ClientError

from local_stack.clients import Clients
from local_stack.waiting import wait_for
from local_stack.world import World

# Longer than any transition of a cluster in a campaign.
REMOVAL_SECONDS = 60.0
REFUSED_FOR_NOW = ("ConflictException", "BadRequest", "ThrottlingException")


class Stranger:
    """Somebody else in the account, whose resources look much like those of an execution."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._eks_clusters: dict[str, str] = {}
        self._sagemaker = clients.sagemaker
        self._fsx = clients.fsx

    def create_cluster(self, world: World, name: str, tags: dict[str, str]) -> str:
        """A cluster of that name on an EKS cluster of their own; empty if the name is taken."""
        if world.name not in self._eks_clusters:
            self._eks_clusters[world.name] = world.with_eks_cluster(self._clients).eksClusterArn
        try:
            self._create(world, name, self._eks_clusters[world.name], world.network.privateSubnetIds, tags)
        except self._sagemaker.exceptions.ResourceInUse:
            return ""
        return name

    def take_eks_cluster(self, world: World, name: str) -> None:
        """A cluster of that name, without tags, on the EKS cluster of the world, in the subnet for strangers."""
        self._create(world, name, world.eksClusterArn, [world.network.strangers_subnet_id], {})

    def _create(self, world: World, name: str, eks_cluster: str, subnet_ids: list[str], tags: dict[str, str]) -> None:
        self._sagemaker.create_cluster(
            ClusterName=name,
            Orchestrator={"Eks": {"ClusterArn": eks_cluster}},
            VpcConfig={"Subnets": subnet_ids, "SecurityGroupIds": [world.network.clusterSecurityGroupId]},
            RestrictedInstanceGroups=[
                {
                    "InstanceGroupName": "theirs",
                    "InstanceType": "ml.p5.48xlarge",
                    "InstanceCount": 1,
                    "ExecutionRole": world.executionRoleArn,
                    "EnvironmentConfig": {"FSxLustreConfig": {"SizeInGiB": 1200, "PerUnitStorageThroughput": 125}},
                }
            ],
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )

    def create_file_system(self, world: World, tags: dict[str, str]) -> str:
        created = self._fsx.create_file_system(
            FileSystemType="LUSTRE",
            StorageType="SSD",
            StorageCapacity=1200,
            SubnetIds=world.network.privateSubnetIds[:1],
            SecurityGroupIds=[world.network.clusterSecurityGroupId],
            LustreConfiguration={"DeploymentType": "PERSISTENT_2", "PerUnitStorageThroughput": 125},
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )
        name: str = created["FileSystem"]["FileSystemId"]
        return name

    def remove(self, name: str, seconds: float = REMOVAL_SECONDS) -> None:
        """Takes its own resource away, if nobody else has.

        A cluster that is Creating, Updating or RollingBack refuses its deletion with a ConflictException, a file system that has a data
        repository association being created with a BadRequest: it is asked again until it is taken.

        Raises:
            TimeoutError: it still refuses after so long
        """
        if not wait_for(lambda: self._deleted(name), seconds=seconds, every=0.3):
            raise TimeoutError(f"the stranger's {name} still refuses to be deleted after {seconds:.0f} s")

    def _deleted(self, name: str) -> bool:
        try:
            if name.startswith("fs-"):
                self._fsx.delete_file_system(FileSystemId=name)
            else:
                self._sagemaker.delete_cluster(ClusterName=name)
        except (self._fsx.exceptions.FileSystemNotFound, self._sagemaker.exceptions.ResourceNotFound):
            pass
        except ClientError as refusal:
            if refusal.response["Error"]["Code"] not in REFUSED_FOR_NOW:
                raise
            return False
        return True
