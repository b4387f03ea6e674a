"""Every grant of the deployed template against AWS's Service Authorization Reference: it names what exists, and what belongs to it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import service_authorization
from service_authorization import intersect, key_matches
from translated_template import TranslatedTemplate, listed

from local_stack import layout

TEMPLATE = TranslatedTemplate()
STATEMENTS = TEMPLATE.statements()
DOCUMENTED: dict[str, Any] = json.loads((Path(__file__).parent / "companions.json").read_text())

# Resource "*" although AWS knows resources for the action: why.
ON_ALL = {
    "ec2:GetSecurityGroupsForVpc": "called by FSx alone, on the VPC of a subnet that the request names; AmazonFSxFullAccess has it so",
    "servicequotas:GetServiceQuota": "quotas are no secret, and their list, read beside it, has no resource",
}


def of_all() -> list[Any]:
    return [pytest.param(statement, id=str(statement)) for statement in STATEMENTS]


def test_all_roles_are_read() -> None:
    assert len({statement.of for statement in STATEMENTS}) >= 16
    assert len(STATEMENTS) > 80


@pytest.mark.parametrize("statement", of_all())
def test_actions_exist(statement: Any) -> None:
    assert [action for action in statement.actions if service_authorization.action(action) is None] == []


@pytest.mark.parametrize("statement", of_all())
def test_actions_take_the_resources_that_they_are_granted_on(statement: Any) -> None:
    for name in statement.actions:
        action = service_authorization.action(name)
        assert action is not None
        if not action.resources:
            assert statement.resources == ("*",), f"{name} has no resource type: on anything but * it is never allowed"
        elif statement.resources == ("*",):
            assert name in ON_ALL or name.startswith("ec2:Describe"), f"{name} takes {action.resources}: name them"
        else:
            assert any(action.takes(resource) for resource in statement.resources), f"{name} takes {action.resources}"


@pytest.mark.parametrize("statement", of_all())
def test_resources_are_of_use(statement: Any) -> None:
    actions = [service_authorization.action(name) for name in statement.actions]
    for resource in statement.resources:
        assert resource == "*" or any(action and action.takes(resource) for action in actions), (
            f"no action of the statement takes {resource}"
        )


@pytest.mark.parametrize("statement", of_all())
def test_condition_keys_are_in_the_requests_of_the_actions(statement: Any) -> None:
    for name in statement.actions:
        action = service_authorization.action(name)
        assert action is not None
        on = tuple(resource for resource in statement.resources if action.takes(resource)) or ("*",)
        assert [key for key in statement.condition_keys if not action.knows(key, on)] == [], name


@pytest.mark.parametrize("statement", of_all())
def test_keys_of_several_values_are_compared_by_set_operators(statement: Any) -> None:
    assert [
        f"{operator} {key}"
        for operator, key in statement.comparisons
        if service_authorization.has_several_values(key) and not operator.startswith("For")
    ] == []


def test_the_keys_of_several_values_are_known() -> None:
    assert service_authorization.has_several_values("events:source")
    assert service_authorization.has_several_values("aws:CalledVia")
    assert not service_authorization.has_several_values("sagemaker:TaggingAction")
    assert not service_authorization.has_several_values("aws:RequestTag/hyperpod-rig:application")


def roles() -> list[str]:
    return sorted({statement.of for statement in STATEMENTS})


@pytest.mark.parametrize("role", roles())
def test_what_an_action_needs_besides_is_granted_with_it(role: str) -> None:
    granted = {action for statement in STATEMENTS if statement.of == role and statement.effect == "Allow" for action in statement.actions}
    for name in granted:
        action = service_authorization.action(name)
        assert action is not None
        needed = set(action.dependent)
        needed |= {one for entry in DOCUMENTED["companions"] if entry["action"] == name for one in entry["needs"]}
        needed -= {one for entry in DOCUMENTED["not needed"] if entry["action"] == name for one in entry["without"]}
        assert needed - granted == set(), f"{name} needs them too"


def test_the_documented_companions_are_of_actions_that_are_granted() -> None:
    granted = {action for statement in STATEMENTS for action in statement.actions}
    entries = DOCUMENTED["companions"] + DOCUMENTED["not needed"]
    assert [entry["action"] for entry in entries if entry["action"] not in granted] == []
    assert all(entry["source"].startswith("https://docs.aws.amazon.com/") for entry in entries)


def test_no_action_is_a_wildcard() -> None:
    assert [str(statement) for statement in STATEMENTS if any("*" in action for action in statement.actions)] == []


def test_translation_adds_no_wildcard_that_the_source_does_not_show() -> None:
    """SAM makes roles and policies of its own, and a translated grant may be wider than it reads."""
    shown = len(re.findall(r"Resource: [\"']\*[\"']", layout.TEMPLATE.read_text()))
    on_all = [statement for statement in STATEMENTS if "*" in statement.resources]
    keys = [one for key in TEMPLATE.of_type("AWS::KMS::Key").values() for one in listed(key["KeyPolicy"]["Statement"])]
    assert len(on_all) + len([one for one in keys if one["Resource"] == "*"]) == shown


def test_whoever_starts_executions_has_no_role_passed_but_those_that_were_named() -> None:
    passing = [statement for statement in STATEMENTS if "iam:PassRole" in statement.actions]
    assert [statement.resources for statement in passing] == [("arn:aws:iam::111122223333:role/nova-*",)]
    parameter = TEMPLATE_PARAMETERS["ExecutionRoleResource"]
    assert "Default" not in parameter
    assert re.fullmatch(parameter["AllowedPattern"], "role/nova-*")
    assert not re.fullmatch(parameter["AllowedPattern"], "role/*")


TEMPLATE_PARAMETERS: dict[str, Any] = TEMPLATE.source["Parameters"]


def test_the_api_has_one_stage() -> None:
    """SAM adds one named Stage, which everybody with the API's identifier could call too."""
    stages = TEMPLATE.of_type("AWS::ApiGateway::Stage")
    assert [stage["StageName"] for stage in stages.values()] == ["v1"]
    assert [deployment.get("StageName") for deployment in TEMPLATE.of_type("AWS::ApiGateway::Deployment").values()] == [None]


def test_the_bucket_of_evidence_keeps_its_policy() -> None:
    """A bucket that outlives its stack without it may be read without TLS."""
    bucket, policy = (TEMPLATE.resources[name] for name in ("EvidenceBucket", "EvidenceBucketPolicy"))
    for attribute in ("DeletionPolicy", "UpdateReplacePolicy"):
        assert policy[attribute] == bucket[attribute] != "Delete"


def test_evidence_is_locked_as_long_as_it_is_kept_and_nobody_here_can_unlock_it() -> None:
    """The lock is on from the bucket's creation, because it cannot be turned off again: the parameter decides about its default alone."""
    bucket = TEMPLATE.resources["EvidenceBucket"]["Properties"]
    kept = {"Ref": "EvidenceRetentionDays"}
    assert bucket["ObjectLockEnabled"] is True
    condition, locked, _ = bucket["ObjectLockConfiguration"]["Rule"]["Fn::If"]
    assert (condition, locked["DefaultRetention"]["Days"]) == ("EvidenceIsLocked", kept)
    assert TEMPLATE_PARAMETERS["EvidenceObjectLock"]["Default"] != "off"
    assert bucket["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] in (kept, TEMPLATE_PARAMETERS[kept["Ref"]]["Default"])
    unlocking = {"s3:BypassGovernanceRetention", "s3:PutBucketObjectLockConfiguration", "s3:PutObjectRetention", "s3:PutObjectLegalHold"}
    assert [str(statement) for statement in STATEMENTS if unlocking & set(statement.actions)] == []


def test_events_that_start_something_are_this_accounts() -> None:
    """Other accounts may send to a bus that is shared with them; AWS's own events need no account."""
    own = [
        rule for rule in TEMPLATE.of_type("AWS::Events::Rule").values() if "hyperpod.rig" in rule.get("EventPattern", {}).get("source", [])
    ]
    assert len(own) > 3
    assert [rule["EventPattern"].get("account") for rule in own] == [["111122223333"]] * len(own)


def test_rules_send_what_they_cannot_deliver_by_the_key_that_aws_documents() -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"""
    policies = TEMPLATE.of_type("AWS::SQS::QueuePolicy").items()
    assert {name: [one["Condition"] for one in policy["PolicyDocument"]["Statement"]] for name, policy in policies} == {
        "UndeliveredEventsPolicy": [{"ArnLike": {"aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/*"}}],
        "NetworkChangesPolicy": [{"ArnEquals": {"aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/NetworkChangedRule"}}],
    }


OWN_EVENTS = {
    "AuditDriftRole": "Egress Verdict Worsened",
    "ReportClusterHealthRole": "Standing Cluster Unhealthy",
    "SweepRole": ["Disputed Resources Found", "Orphaned Resources Found"],
}


def test_all_roles_that_publish_are_known() -> None:
    assert {statement.of for statement in STATEMENTS if "events:PutEvents" in statement.actions} == set(OWN_EVENTS)


@pytest.mark.parametrize(("role", "detail_type"), OWN_EVENTS.items())
def test_functions_publish_their_own_events_alone(role: str, detail_type: str | list[str]) -> None:
    """An event of the detail-type Provision Requested would start an execution."""
    document = TEMPLATE.of_type("AWS::IAM::Role")[role]["Policies"][0]["PolicyDocument"]
    publishing = [one for one in document["Statement"] if "events:PutEvents" in listed(one["Action"])]
    assert [one["Condition"] for one in publishing] == [
        {"ForAllValues:StringEquals": {"events:source": "hyperpod.rig", "events:detail-type": detail_type}}
    ]


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("arn:aws:fsx:us-east-1:1:association/*", "arn:${Partition}:fsx:${Region}:${Account}:association/${File}/${Id}", True),
        ("arn:aws:fsx:us-east-1:1:file-system/*", "arn:${Partition}:fsx:${Region}:${Account}:association/${File}/${Id}", False),
        ("arn:aws:s3:::nova", "arn:${Partition}:s3:::${BucketName}/${ObjectName}", False),
        ("arn:aws:s3:::nova/*", "arn:${Partition}:s3:::${BucketName}/${ObjectName}", True),
        ("arn:aws:iam::1:role/a*c", "arn:aws:iam::1:role/ab*", True),
        ("arn:aws:iam::1:role/ab", "arn:aws:iam::1:role/abc", False),
        ("arn:aws:iam::1:role/*", "arn:aws:iam::2:role/*", False),
        ("*", "arn:aws:iam::1:role/*", True),
    ],
)
def test_patterns_meet(one: str, other: str, meet: bool) -> None:
    assert intersect(one, other) is meet


def test_condition_keys_are_known_by_their_form() -> None:
    assert key_matches("aws:RequestTag/${TagKey}", "aws:RequestTag/hyperpod-rig:application")
    assert not key_matches("aws:RequestTag/${TagKey}", "aws:ResourceTag/hyperpod-rig:application")
    assert not key_matches("events:source", "events:detail-type")


def granting(role: str, action: str) -> list[dict[str, Any]]:
    document = TEMPLATE.of_type("AWS::IAM::Role")[role]["Policies"][0]["PolicyDocument"]
    return [one for one in document["Statement"] if action in listed(one["Action"])]


OWN_REQUEST = {"StringEquals": {"aws:RequestTag/hyperpod-rig:application": "hyperpod-rig"}}
OWN_RESOURCE = {"StringEquals": {"aws:ResourceTag/hyperpod-rig:application": "hyperpod-rig"}}


@pytest.mark.parametrize(
    ("role", "action", "on", "condition"),
    [
        ("CreateClusterRole", "sagemaker:CreateCluster", "cluster", OWN_REQUEST),
        # SageMaker asks for CreateCluster on a training plan and its capacity too; these alone create nothing.
        ("CreateClusterRole", "sagemaker:CreateCluster", "training-plan", None),
        ("CreateClusterRole", "sagemaker:CreateCluster", "reserved-capacity", None),
        ("CreateFileSystemRole", "fsx:CreateFileSystem", "file-system", OWN_REQUEST),
        ("CreateFileSystemRole", "fsx:TagResource", "file-system", OWN_REQUEST),
        ("LinkFileSystemRole", "fsx:CreateDataRepositoryAssociation", "association", OWN_REQUEST),
        ("LinkFileSystemRole", "fsx:CreateDataRepositoryAssociation", "file-system", OWN_RESOURCE),
        ("LinkFileSystemRole", "fsx:TagResource", "association", OWN_REQUEST),
        ("DeleteClusterRole", "sagemaker:DeleteCluster", "cluster", OWN_RESOURCE),
        ("DeleteClusterRole", "sagemaker:DeleteComputeQuota", "compute-quota", OWN_RESOURCE),
        ("DeleteFileSystemRole", "fsx:DeleteFileSystem", "file-system", OWN_RESOURCE),
    ],
)
def test_what_is_created_bears_the_tag_by_which_it_may_be_deleted(
    role: str, action: str, on: str, condition: dict[str, Any] | None
) -> None:
    statements = [one for one in granting(role, action) if any(f":{on}/" in resource for resource in listed(one["Resource"]))]
    assert [one.get("Condition") for one in statements] == [condition]


def test_no_role_may_put_the_tag_on_a_cluster_that_stands() -> None:
    """Whoever may, may have any cluster deleted."""
    tagging = [statement for statement in STATEMENTS if "sagemaker:AddTags" in statement.actions]
    assert [statement.of for statement in tagging] == ["CreateClusterRole"]
    (statement,) = granting("CreateClusterRole", "sagemaker:AddTags")
    assert statement["Condition"]["StringEquals"]["sagemaker:TaggingAction"] == "CreateCluster"


def test_who_creates_clusters_makes_nobody_an_administrator_of_kubernetes() -> None:
    (entries,) = granting("CreateClusterRole", "eks:CreateAccessEntry")
    assert entries["Condition"] == {
        "ArnLike": {
            "eks:principalArn": [
                "arn:aws:iam::111122223333:role/nova-*",
                "arn:aws:iam::111122223333:role/aws-service-role/hyperpod.sagemaker.amazonaws.com/*",
            ]
        }
    }
    (policies,) = granting("CreateClusterRole", "eks:AssociateAccessPolicy")
    assert policies["Condition"] == {"ArnLike": {"eks:policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonSagemakerHyperpod*"}}


@pytest.mark.parametrize("role", ["CreateClusterRole", "DeleteClusterRole"])
def test_an_access_entry_that_is_not_there_yet_may_be_looked_for(role: str) -> None:
    """eks:principalArn is a key of the entry: of one that does not exist, AWS may have none to compare, and refuse instead of saying so."""
    (reading,) = granting(role, "eks:DescribeAccessEntry")
    assert "Condition" not in reading
    (deleting,) = granting(role, "eks:DeleteAccessEntry")
    assert list(deleting["Condition"]["ArnLike"]) == ["eks:principalArn"]


def test_the_key_may_be_administered_and_used_as_the_services_need_it() -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"""
    (key,) = TEMPLATE.of_type("AWS::KMS::Key").values()
    allowed = {one["Sid"]: set(one["Action"]) for one in key["KeyPolicy"]["Statement"]}
    assert allowed["AccountAdministers"] >= {
        "kms:CreateAlias",
        "kms:ListGrants",
        "kms:RevokeGrant",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
    }
    assert allowed["LogsEncrypt"] >= {
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyPair",
        "kms:GenerateDataKeyPairWithoutPlaintext",
        "kms:GenerateDataKeyWithoutPlaintext",
    }
    for actions in allowed.values():
        assert [name for name in actions if service_authorization.action(name) is None] == []
