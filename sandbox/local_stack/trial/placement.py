"""Where the nodes of a cluster are."""

from collections.abc import Iterable

from local_stack.clients import Clients

NO_INTERFACE = "no subnet"


def subnets_of_groups(clients: Clients, cluster_names: Iterable[str], subnet_ids: list[str]) -> dict[str, list[str]]:
    """The subnets in which each group has interfaces of its nodes, of those that are given, by `<cluster>/<group>`.

    An interface's description ends with its node's instance id, as SageMaker's do. A node without an interface counts as NO_INTERFACE.
    """
    filters = [{"Name": "subnet-id", "Values": subnet_ids}]
    interfaces = clients.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
    subnets = {interface["Description"].rpartition(" ")[2]: interface["SubnetId"] for interface in interfaces}
    groups: dict[str, set[str]] = {}
    for cluster in cluster_names:
        for page in clients.sagemaker.get_paginator("list_cluster_nodes").paginate(ClusterName=cluster):
            for node in page["ClusterNodeSummaries"]:
                group = groups.setdefault(f"{cluster}/{node['InstanceGroupName']}", set())
                group.add(subnets.get(node["InstanceId"], NO_INTERFACE))
    return {group: sorted(found) for group, found in groups.items()}
