"""What exists, by the control planes themselves; and strangers, who own some of it."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from local_stack.clients import Clients
from local_stack.stack import Stack
from local_stack.world import World

EXECUTION_TAG = "hyperpod-rig:execution"
APPLICATION_TAG = "hyperpod-rig:application"


@dataclass(frozen=True)
class Resource:
    id: str
    status: str
    tags: dict[str, str]
    description: str


class ControlPlanes:
    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._url = stack.facts()["endpoints"]["simulator"]

    def resources(self) -> dict[str, Resource]:
        """Clusters by name and file systems by id, in any status."""
        state = self._state()
        found = [self._resource(c["ClusterName"], c["ClusterStatus"], c) for c in state["clusters"]]
        found += [self._resource(f["FileSystemId"], f["Lifecycle"], f) for f in state["fileSystems"]]
        return {resource.id: resource for resource in found}

    def throttled_calls(self) -> int:
        """How many calls exceeded the rate of their operation."""
        throttled: int = self._state()["throttledCalls"]
        return throttled

    def _state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self._url}/_simulator/state", timeout=20) as answer:
            state: dict[str, Any] = json.load(answer)
            return state

    @staticmethod
    def _resource(name: str, status: str, described: dict[str, Any]) -> Resource:
        tags = {tag["Key"]: tag["Value"] for tag in described.get("Tags", [])}
        return Resource(name, status, tags, json.dumps({k: v for k, v in described.items() if k != "Tags"}, sort_keys=True))

    def of(self, execution: str) -> dict[str, Resource]:
        """What carries the execution's tag and the application's."""
        return {
            name: resource
            for name, resource in self.resources().items()
            if resource.tags.get(EXECUTION_TAG) == execution and resource.tags.get(APPLICATION_TAG) == "hyperpod-rig"
        }

    def impose(self, world: World, scenario: dict[str, Any]) -> None:
        self._call("PUT", {"subnetIds": world.network.privateSubnetIds, "scenario": scenario})

    def free(self, world: World) -> None:
        self._call("DELETE", {"subnetIds": world.network.privateSubnetIds})

    def _call(self, method: str, body: dict[str, Any]) -> None:
        call = urllib.request.Request(f"{self._url}/_simulator/scenarios", data=json.dumps(body).encode(), method=method)
        with urllib.request.urlopen(call, timeout=20):
            pass


class Stranger:
    """Somebody else in the account, whose resources look much like those of an execution."""

    def __init__(self, clients: Clients) -> None:
        self._sagemaker = clients.sagemaker
        self._fsx = clients.fsx

    def create_cluster(self, world: World, name: str, tags: dict[str, str]) -> str:
        """A cluster of that name; empty if the name is taken."""
        try:
            self._sagemaker.create_cluster(
                ClusterName=name,
                Orchestrator={"Eks": {"ClusterArn": world.eksClusterArn}},
                VpcConfig={"Subnets": world.network.privateSubnetIds, "SecurityGroupIds": [world.network.clusterSecurityGroupId]},
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
        except self._sagemaker.exceptions.ResourceInUse:
            return ""
        return name

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

    def remove(self, name: str) -> None:
        """Takes its own resource away, if nobody else has."""
        try:
            if name.startswith("fs-"):
                self._fsx.delete_file_system(FileSystemId=name)
            else:
                self._sagemaker.delete_cluster(ClusterName=name)
        except (self._fsx.exceptions.FileSystemNotFound, self._sagemaker.exceptions.ResourceNotFound):
            pass
