"""Whether the account has what a run needs, and whether the caller may do it. Nothing is created."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from first_run import rights
from first_run.progress import Taken
from first_run.run import Run, Step
from first_run.settings import FirstRunError

NOBODYS_NAME = "first-run-nobody-has-this"
NOBODYS_ID = "00000000000000000"


def take(run: Run, taken: Taken) -> None:
    settings = run.settings
    if missing := settings.missing():
        raise FirstRunError(
            f"not given: {', '.join(missing)}. Write them into a settings file; ./first-run --find shows what this account has"
        )
    caller = run.account.caller
    run.console.timed(f"account {caller['Account']}, {caller['Arn']}, Region {settings.region}")
    _rights(run, taken)
    wrong = [*_network(run, taken), *_eks_cluster(run, taken), *_role(run, taken)]
    _quotas(run, taken)
    _probes(run, taken)
    if wrong:
        raise FirstRunError("the account is not ready:\n  - " + "\n  - ".join(wrong))


def _rights(run: Run, taken: Taken) -> None:
    try:
        missing = rights.missing(run.account, run.settings)
    except ClientError as error:
        run.console.timed(f"your rights could not be asked for ({error.response['Error']['Code']}); go on, IAM will say what is missing")
        taken.found("rights that are missing", "unknown")
        return
    taken.found("rights that are missing", [str(right) for right in missing])
    for right in missing:
        run.console.line(f"  missing right: {right}")
    if certain := [right for right in missing if right.certain]:
        raise FirstRunError(f"{len(certain)} rights are missing; ./first-run --policy prints the policies that hold them")
    run.console.timed("your rights are enough, as far as IAM's simulation knows")


def _network(run: Run, taken: Taken) -> list[str]:
    ec2, settings = run.account.client("ec2"), run.settings
    try:
        subnets = ec2.describe_subnets(SubnetIds=settings.subnetIds)["Subnets"]
        groups = ec2.describe_security_groups(GroupIds=settings.securityGroupIds)["SecurityGroups"]
    except ClientError as error:
        return [f"{error.response['Error']['Message']}: correct subnetIds and securityGroupIds"]
    vpcs = sorted({found["VpcId"] for found in (*subnets, *groups)})
    taken.found("Availability Zones", sorted({subnet["AvailabilityZone"] for subnet in subnets}))
    run.facts["vpcId"] = vpcs[0]
    return [] if len(vpcs) == 1 else [f"subnets and security groups lie in several VPCs: {', '.join(vpcs)}"]


def _eks_cluster(run: Run, taken: Taken) -> list[str]:
    eks, name = run.account.client("eks"), run.settings.eksClusterArn.rpartition("/")[2]
    try:
        cluster = eks.describe_cluster(name=name)["cluster"]
        addons = eks.list_addons(clusterName=name)["addons"]
    except ClientError as error:
        return [f"{error.response['Error']['Message']}: correct eksClusterArn"]
    taken.found("EKS version", cluster.get("version", "-"))
    mode = cluster.get("accessConfig", {}).get("authenticationMode", "-")
    wrong = []
    if cluster["status"] != "ACTIVE":
        wrong.append(f"EKS cluster {name} is {cluster['status']}: wait until it is ACTIVE")
    if mode not in ("API", "API_AND_CONFIG_MAP"):
        wrong.append(f"authentication mode of EKS cluster {name} is {mode}: change it to API_AND_CONFIG_MAP")
    wrong += [f"EKS cluster {name} lacks the add-on {addon}: install it" for addon in ("vpc-cni", "coredns") if addon not in addons]
    return wrong + _other_clusters(run)


def _other_clusters(run: Run) -> list[str]:
    """SageMaker takes one HyperPod cluster for one EKS cluster."""
    sagemaker, wrong = run.account.client("sagemaker"), []
    with run.account.unrecorded_answers():
        pages = sagemaker.get_paginator("list_clusters").paginate()
        for listed in (summary for page in pages for summary in page["ClusterSummaries"]):
            found = sagemaker.describe_cluster(ClusterName=listed["ClusterName"])
            taken_by = found.get("Orchestrator", {}).get("Eks", {}).get("ClusterArn")
            if taken_by == run.settings.eksClusterArn and listed["ClusterName"] != run.facts.get("request", {}).get("clusterName"):
                wrong.append(f"HyperPod cluster {listed['ClusterName']} uses the EKS cluster already: take another EKS cluster")
    return wrong


def _role(run: Run, taken: Taken) -> list[str]:
    name = run.settings.executionRoleArn.rpartition("/")[2]
    try:
        role = run.account.client("iam").get_role(RoleName=name)["Role"]
    except ClientError as error:
        return [f"{error.response['Error']['Message']}: correct executionRoleArn"]
    trusted = "sagemaker.amazonaws.com" in str(role["AssumeRolePolicyDocument"])
    return [] if trusted else [f"role {name} is not trusted by sagemaker.amazonaws.com: correct its trust policy"]


def _quotas(run: Run, taken: Taken) -> None:
    try:
        limit = run.account.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    except ClientError:
        return
    taken.found("concurrent executions of Lambda", limit)
    if limit < 100:
        run.console.timed(f"Lambda allows {limit} concurrent executions; it is enough for this run, ask for more before a real one")


def _probes(run: Run, taken: Taken) -> None:
    """Calls about what does not exist: the codes of AWS's errors, at no cost."""
    sagemaker, fsx = run.account.client("sagemaker"), run.account.client("fsx")
    probes: dict[str, Callable[[], Any]] = {
        "DescribeCluster of a name that nobody has": lambda: sagemaker.describe_cluster(ClusterName=NOBODYS_NAME),
        "ListClusterNodes of a name that nobody has": lambda: sagemaker.list_cluster_nodes(ClusterName=NOBODYS_NAME),
        "DescribeFileSystems of an id that nobody has": lambda: fsx.describe_file_systems(FileSystemIds=[f"fs-{NOBODYS_ID}"]),
        "DescribeDataRepositoryAssociations of an id that nobody has": lambda: fsx.describe_data_repository_associations(
            AssociationIds=[f"dra-{NOBODYS_ID}"]
        ),
    }
    for what, probe in probes.items():
        try:
            probe()
        except ClientError as error:
            run.note(taken, what, error.response["Error"]["Code"])
        else:
            run.note(taken, what, "answered")


STEP = Step(
    name="check",
    does="looks whether the account has what a run needs and whether you may do it; creates nothing",
    costs="nothing",
    shows="your account and Region; no missing right; no line that says otherwise",
    otherwise="do what the line says; ./first-run --policy prints the rights that you need, ./first-run --find what the account has",
    asks=False,
    take=take,
)
