"""The simulator of the SageMaker HyperPod and FSx control planes, asked beside its AWS APIs: what exists, and what is to go wrong."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from local_stack import web
from local_stack.stack import APPLICATION, Stack

EXECUTION_TAG = "hyperpod-rig:execution"
APPLICATION_TAG = "hyperpod-rig:application"
# As CloudFormation names them.
CLUSTER, FILE_SYSTEM = "AWS::SageMaker::Cluster", "AWS::FSx::FileSystem"


@dataclass(frozen=True)
class Resource:
    """A cluster or a file system, in any status.

    Attributes:
        id: a cluster's name, a file system's id
        type: as CloudFormation names it
        status: as SageMaker or FSx names it
        description: all that the control plane says of it but the tags, as JSON
    """

    id: str
    type: str
    status: str
    subnet_ids: tuple[str, ...]
    tags: dict[str, str]
    description: str

    @property
    def arn(self) -> str:
        """Empty if its description has none."""
        described = json.loads(self.description)
        return str(described.get("ClusterArn") or described.get("ResourceARN") or "")

    @property
    def shown(self) -> dict[str, str]:
        """As results of an execution name it."""
        return {"type": self.type, "id": self.id, "status": self.status}


class Simulator:
    """The control planes of one stack."""

    def __init__(self, stack: Stack) -> None:
        self._url = f"{stack.facts()['endpoints']['simulator']}/_simulator"

    def resources(self, subnet_ids: Collection[str] | None = None) -> dict[str, Resource]:
        """What exists, by id; with subnets, what is in one of them, whatever tags it carries."""
        state = self._state()
        found = [
            _resource(c["ClusterName"], CLUSTER, c["ClusterStatus"], c.get("VpcConfig", {}).get("Subnets", []), c)
            for c in state["clusters"]
        ]
        found += [_resource(f["FileSystemId"], FILE_SYSTEM, f["Lifecycle"], f["SubnetIds"], f) for f in state["fileSystems"]]
        return {resource.id: resource for resource in found if subnet_ids is None or set(resource.subnet_ids) & set(subnet_ids)}

    def of(self, execution: str) -> dict[str, Resource]:
        """What carries the execution's tag and the application's."""
        return {
            name: resource
            for name, resource in self.resources().items()
            if resource.tags.get(EXECUTION_TAG) == execution and resource.tags.get(APPLICATION_TAG) == APPLICATION
        }

    def throttled_calls(self) -> int:
        """How many calls exceeded the rate of their operation."""
        throttled: int = self._state()["throttledCalls"]
        return throttled

    def problems(self) -> list[str]:
        """The simulator's own responses that break the service model."""
        problems: list[str] = self._state()["problems"]
        return problems

    def abandoned_environments(self) -> list[str]:
        """The file systems that SageMaker managed for clusters which are gone."""
        state = self._state()
        clusters = {cluster["ClusterArn"] for cluster in state["clusters"]}
        return [f"{made['For']} of {made['ClusterName']}" for made in state["environmentFileSystems"] if made["ClusterArn"] not in clusters]

    def impose(self, subnet_ids: list[str], scenario: dict[str, Any]) -> None:
        """From now on this happens to resources in these subnets."""
        web.ask("PUT", f"{self._url}/scenarios", {"subnetIds": subnet_ids, "scenario": scenario})

    def free(self, subnet_ids: list[str]) -> None:
        """Nothing unusual happens in these subnets any more."""
        web.ask("DELETE", f"{self._url}/scenarios", {"subnetIds": subnet_ids})

    def populate(self, strangers: int) -> None:
        """So many clusters, and as many file systems, are there as well, which are nobody's that a stack knows."""
        web.ask("PUT", f"{self._url}/strangers", {"clusters": strangers, "fileSystems": strangers})

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = web.ask("GET", f"{self._url}/state")
        return state


def _resource(name: str, kind: str, status: str, subnet_ids: list[str], described: dict[str, Any]) -> Resource:
    tags = {tag["Key"]: tag["Value"] for tag in described.get("Tags", [])}
    rest = {key: value for key, value in described.items() if key != "Tags"}
    return Resource(name, kind, status, tuple(subnet_ids), tags, json.dumps(rest, sort_keys=True))
