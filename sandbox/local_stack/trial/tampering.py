"""What somebody does to the resources of an execution behind its back, by the APIs that he may call."""

from local_stack.clients import Clients


def delete_links(clients: Clients, file_system_id: str) -> None:
    """Deletes the links of a file system to S3, and none of its files."""
    filters = [{"Name": "file-system-id", "Values": [file_system_id]}]
    for link in clients.fsx.describe_data_repository_associations(Filters=filters)["Associations"]:
        clients.fsx.delete_data_repository_association(AssociationId=link["AssociationId"], DeleteDataInFileSystem=False)


def remove_tag(clients: Clients, cluster_name: str, key: str) -> None:
    """Takes a tag from a cluster."""
    arn = clients.sagemaker.describe_cluster(ClusterName=cluster_name)["ClusterArn"]
    clients.sagemaker.delete_tags(ResourceArn=arn, TagKeys=[key])
