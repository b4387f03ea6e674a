"""What the account has that a first run could use: a settings file to begin with."""

from typing import Any

from botocore.exceptions import ClientError

from first_run.account import Account
from first_run.settings import FirstRunError, Settings

TRUSTED = "sagemaker.amazonaws.com"


def find(account: Account, settings: Settings) -> dict[str, Any]:
    """Settings for the first ACTIVE EKS cluster, with what else could be chosen under keys that begin with `other`.

    Raises:
        FirstRunError: there is no EKS cluster, or the account cannot be read
    """
    try:
        with account.unrecorded_answers():
            return _find(account, settings)
    except ClientError as error:
        raise FirstRunError(f"{error}; ./first-run --policy prints the rights that you need") from error


def _find(account: Account, settings: Settings) -> dict[str, Any]:
    eks = account.client("eks")
    names = [name for page in eks.get_paginator("list_clusters").paginate() for name in page["clusters"]]
    clusters = [eks.describe_cluster(name=name)["cluster"] for name in names]
    usable = [cluster for cluster in clusters if cluster["status"] == "ACTIVE"]
    if not usable:
        raise FirstRunError(f"no ACTIVE EKS cluster in {settings.region}: docs/first-run.md says what must exist")
    network = usable[0]["resourcesVpcConfig"]
    roles = [
        role["Arn"]
        for page in account.client("iam").get_paginator("list_roles").paginate()
        for role in page["Roles"]
        if TRUSTED in str(role["AssumeRolePolicyDocument"])
    ]
    return {
        "region": settings.region,
        "eksClusterArn": usable[0]["arn"],
        "subnetIds": network["subnetIds"],
        "securityGroupIds": network.get("securityGroupIds") or [network.get("clusterSecurityGroupId", "")],
        "executionRoleArn": roles[0] if roles else "",
        "inputBucket": "",
        "outputBucket": "",
        "otherEksClusters": [cluster["arn"] for cluster in usable[1:]],
        "otherExecutionRoles": roles[1:],
    }
