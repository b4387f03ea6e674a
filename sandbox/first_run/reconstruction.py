"""The call that made a resource, by what AWS shows of the resource: the application's own calls cannot be seen from outside."""

from typing import Any

# Of a group as DescribeCluster shows it, what CreateCluster takes under the same name.
GROUP = (
    "InstanceGroupName",
    "InstanceType",
    "ExecutionRole",
    "ThreadsPerCore",
    "InstanceStorageConfigs",
    "OnStartDeepHealthChecks",
    "TrainingPlanArn",
    "OverrideVpcConfig",
    "ScheduledUpdateConfig",
)
LUSTRE = ("DeploymentType", "PerUnitStorageThroughput", "DataCompressionType")
ASSOCIATION = ("FileSystemId", "FileSystemPath", "DataRepositoryPath", "BatchImportMetaDataOnCreate", "ImportedFileChunkSize", "S3")

Call = tuple[dict[str, Any], dict[str, Any]]


def create_cluster(shown: dict[str, Any], tags: list[dict[str, str]]) -> Call:
    """Parameters and answer of CreateCluster."""
    parameters = {
        "ClusterName": shown["ClusterName"],
        **_some(shown, ("Orchestrator", "VpcConfig", "NodeRecovery")),
        "RestrictedInstanceGroups": [_group(group) for group in shown.get("RestrictedInstanceGroups", [])],
        "Tags": tags,
    }
    return parameters, {"ClusterArn": shown["ClusterArn"]}


def _group(shown: dict[str, Any]) -> dict[str, Any]:
    environment = shown.get("EnvironmentConfig", {})
    return {
        **_some(shown, GROUP),
        "InstanceCount": shown["TargetCount"],
        "EnvironmentConfig": _some(environment, ("FSxLustreConfig",)),
    }


def create_file_system(shown: dict[str, Any]) -> Call:
    """Parameters and answer of CreateFileSystem. FSx shows neither the security groups nor the client's token."""
    parameters = {
        **_some(shown, ("FileSystemType", "StorageCapacity", "StorageType", "SubnetIds", "FileSystemTypeVersion", "Tags")),
        "LustreConfiguration": _some(shown.get("LustreConfiguration", {}), LUSTRE),
    }
    return parameters, {"FileSystem": {"FileSystemId": shown["FileSystemId"], "ResourceARN": shown["ResourceARN"]}}


def create_association(shown: dict[str, Any]) -> Call:
    """Parameters and answer of CreateDataRepositoryAssociation."""
    return _some(shown, (*ASSOCIATION, "Tags")), {"Association": _some(shown, ("AssociationId", "ResourceARN"))}


def _some(shown: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: shown[name] for name in names if shown.get(name) not in (None, [], {})}
