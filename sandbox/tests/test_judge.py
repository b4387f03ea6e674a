"""The judge of permissions answers as AWS does: each row is a policy, a question and the answer."""

from typing import Any

import pytest

from local_stack import web

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/nova"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/nova/session"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:results"
RULE = f"arn:aws:events:us-east-1:{ACCOUNT}:rule/worsened"
BUS = f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default"
OWN = {"aws:ResourceTag/hyperpod-rig:application": "rig"}
FOREIGN = {"aws:ResourceTag/hyperpod-rig:application": "other"}
MINE = {"StringEquals": {"aws:ResourceTag/hyperpod-rig:application": "rig"}}
MARKED = {"StringEquals": {"aws:RequestTag/hyperpod-rig:application": "rig"}}

Json = dict[str, Any]


def fsx(resource: str) -> str:
    return f"arn:aws:fsx:us-east-1:{ACCOUNT}:{resource}"


def sagemaker(resource: str) -> str:
    return f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:{resource}"


def grant(action: str | list[str], resource: str | list[str], condition: Json | None = None, effect: str = "Allow") -> Json:
    return {"Effect": effect, "Action": action, "Resource": resource} | ({"Condition": condition} if condition else {})


def grant_to(service: str, action: str | list[str], resource: str, condition: Json | None = None) -> Json:
    return grant(action, resource, condition) | {"Principal": {"Service": service}}


def key_policy(condition: Json | None) -> list[Json]:
    administrators = grant(["kms:Decrypt", "kms:GenerateDataKey"], "*") | {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
    return [administrators, grant_to("events.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], "*", condition)]


def policy(statements: list[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": statements}


def asked(judge: str, question: Json) -> Json:
    answer = web.send("POST", f"{judge}/judge", json={"account": ACCOUNT, "context": {}, "identityPolicies": []} | question)
    verdict: Json = answer.json()
    return {"status": answer.status_code} | verdict


def of_role(judge: str, action: str, resource: str, statements: list[Json], context: Json | None = None, **more: Any) -> Json:
    identity = [{"name": "inline", "policy": policy(statements)}]
    question = {"principal": SESSION, "action": action, "resource": resource, "context": context or {}, "identityPolicies": identity}
    return asked(judge, question | more)


@pytest.mark.parametrize(
    ("action", "resource", "statement", "context", "allowed"),
    [
        # An action without a resource is granted on all resources or not at all.
        ("fsx:DescribeFileSystems", "*", grant("fsx:DescribeFileSystems", "*"), {}, True),
        ("fsx:DescribeFileSystems", "*", grant("fsx:DescribeFileSystems", fsx("file-system/*")), {}, False),
        ("fsx:DescribeFileSystems", fsx("file-system/fs-1"), grant("fsx:DescribeFileSystems", fsx("file-system/*")), {}, False),
        ("fsx:DescribeDataRepositoryAssociations", "*", grant("fsx:Describe*", "*"), {}, True),
        ("sagemaker:ListClusters", "*", grant("sagemaker:ListClusters", sagemaker("cluster/*")), {}, False),
        ("ec2:DescribeSubnets", "*", grant("ec2:DescribeSubnets", f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/*"), {}, False),
        # A call that names no resource, though its action knows some.
        (
            "cloudwatch:PutMetricData",
            "*",
            grant("cloudwatch:PutMetricData", f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:dataset/*"),
            {},
            False,
        ),
        (
            "cloudwatch:PutMetricData",
            "*",
            grant("cloudwatch:PutMetricData", "*", {"StringEquals": {"cloudwatch:namespace": "HyperPodRig"}}),
            {"cloudwatch:namespace": "HyperPodRig"},
            True,
        ),
        (
            "cloudwatch:PutMetricData",
            "*",
            grant("cloudwatch:PutMetricData", "*", {"StringEquals": {"cloudwatch:namespace": "HyperPodRig"}}),
            {"cloudwatch:namespace": "AWS/States"},
            False,
        ),
        # Each resource of a call counts by itself.
        ("sagemaker:CreateCluster", sagemaker("training-plan/plan"), grant("sagemaker:CreateCluster", sagemaker("cluster/*")), {}, False),
        (
            "sagemaker:CreateCluster",
            sagemaker("training-plan/plan"),
            grant("sagemaker:CreateCluster", sagemaker("training-plan/*")),
            {},
            True,
        ),
        (
            "sagemaker:CreateCluster",
            sagemaker("reserved-capacity/*"),
            grant("sagemaker:CreateCluster", sagemaker("training-plan/*")),
            {},
            False,
        ),
        # What does not exist yet is matched by a wildcard alone.
        ("fsx:TagResource", fsx("association/fs-1/*"), grant("fsx:TagResource", fsx("association/*")), {}, True),
        ("fsx:TagResource", fsx("association/fs-1/*"), grant("fsx:TagResource", fsx("association/fs-*/dra-*")), {}, False),
        # Tags that a request puts on, and tags that a resource has.
        ("fsx:CreateFileSystem", fsx("file-system/*"), grant("fsx:CreateFileSystem", fsx("file-system/*"), MARKED), {}, False),
        (
            "fsx:CreateFileSystem",
            fsx("file-system/*"),
            grant("fsx:CreateFileSystem", fsx("file-system/*"), MARKED),
            {"aws:RequestTag/hyperpod-rig:application": "rig", "aws:TagKeys": ["hyperpod-rig:application"]},
            True,
        ),
        ("sagemaker:DeleteCluster", sagemaker("cluster/a1"), grant("sagemaker:DeleteCluster", sagemaker("cluster/*"), MINE), OWN, True),
        (
            "sagemaker:DeleteCluster",
            sagemaker("cluster/a1"),
            grant("sagemaker:DeleteCluster", sagemaker("cluster/*"), MINE),
            FOREIGN,
            False,
        ),
        ("sagemaker:DeleteCluster", sagemaker("cluster/a1"), grant("sagemaker:DeleteCluster", sagemaker("cluster/*"), MINE), {}, False),
        # A condition key that an action does not have is never there.
        (
            "sagemaker:DeleteCluster",
            sagemaker("cluster/a1"),
            grant("sagemaker:DeleteCluster", sagemaker("cluster/*"), MARKED),
            {"aws:RequestTag/hyperpod-rig:application": "rig"},
            False,
        ),
        # A role for one service is passed to no other.
        (
            "iam:PassRole",
            ROLE,
            grant("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/n*", {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}),
            {"iam:PassedToService": "sagemaker.amazonaws.com"},
            True,
        ),
        (
            "iam:PassRole",
            ROLE,
            grant("iam:PassRole", ROLE, {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}),
            {"iam:PassedToService": "ec2.amazonaws.com"},
            False,
        ),
        ("iam:PassRole", ROLE, grant("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/lab-*"), {}, False),
        # Keys with several values are compared by a set operator; AWS promises nothing for others.
        (
            "events:PutEvents",
            BUS,
            grant("events:PutEvents", BUS, {"ForAllValues:StringEquals": {"events:source": "hyperpod.rig"}}),
            {"events:source": ["hyperpod.rig"]},
            True,
        ),
        (
            "events:PutEvents",
            BUS,
            grant("events:PutEvents", BUS, {"StringEquals": {"events:source": "hyperpod.rig"}}),
            {"events:source": ["hyperpod.rig"]},
            False,
        ),
        (
            "events:PutEvents",
            BUS,
            grant("events:PutEvents", BUS, {"ForAllValues:StringEquals": {"events:source": "hyperpod.rig"}}),
            {"events:source": ["aws.states"]},
            False,
        ),
        # Called through another service, or not.
        (
            "ec2:DescribeSubnets",
            "*",
            grant("ec2:DescribeSubnets", "*", {"ForAnyValue:StringEquals": {"aws:CalledVia": ["fsx.amazonaws.com"]}}),
            {"aws:CalledVia": ["fsx.amazonaws.com"]},
            True,
        ),
        (
            "ec2:DescribeSubnets",
            "*",
            grant("ec2:DescribeSubnets", "*", {"ForAnyValue:StringEquals": {"aws:CalledVia": ["fsx.amazonaws.com"]}}),
            {},
            False,
        ),
        # Buckets and their objects are not the same, and a wildcard ends where it stands.
        ("s3:ListBucket", "arn:aws:s3:::data", grant("s3:ListBucket", "arn:aws:s3:::data/*"), {}, False),
        ("s3:GetObject", "arn:aws:s3:::data/a/b", grant("s3:GetObject", "arn:aws:s3:::data/*"), {}, True),
        ("s3:GetObject", "arn:aws:s3:::data-2/a", grant("s3:GetObject", "arn:aws:s3:::data/*"), {}, False),
        (
            "states:DescribeExecution",
            f"arn:aws:states:us-east-1:{ACCOUNT}:execution:rollback:1",
            grant("states:DescribeExecution", f"arn:aws:states:us-east-1:{ACCOUNT}:execution:provision:*"),
            {},
            False,
        ),
        # A function's alias is another resource than the function.
        (
            "lambda:InvokeFunction",
            f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f:live",
            grant("lambda:InvokeFunction", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"),
            {},
            False,
        ),
    ],
)
def test_a_statement_allows(judge: str, action: str, resource: str, statement: Json, context: Json, allowed: bool) -> None:
    answer = of_role(judge, action, resource, [statement], context)
    assert answer == {
        "status": 200,
        "allowed": allowed,
        "reason": "" if allowed else f"because no identity-based policy allows the {action} action",
    }


def test_a_refusal_wins_over_a_grant_and_says_so(judge: str) -> None:
    both = [grant("s3:*", "*"), grant("s3:GetObject", "arn:aws:s3:::data/secret", effect="Deny")]
    assert of_role(judge, "s3:GetObject", "arn:aws:s3:::data/a", both)["allowed"]
    assert of_role(judge, "s3:GetObject", "arn:aws:s3:::data/secret", both)["reason"] == "with an explicit deny in an identity-based policy"


@pytest.mark.parametrize(
    ("refused", "allowed"),
    [
        ({"Resource": "*"}, False),
        ({"Resource": "**"}, False),
        ({"Resource": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:dataset/*"}, True),
        ({"NotResource": "arn:aws:s3:::data"}, False),
        ({"NotResource": "*"}, True),
    ],
)
def test_a_refusal_of_all_resources_is_one_of_a_call_that_names_none(judge: str, refused: Json, allowed: bool) -> None:
    both = [grant("cloudwatch:*", "*"), {"Effect": "Deny", "Action": "cloudwatch:*"} | refused]
    assert of_role(judge, "cloudwatch:PutMetricData", "*", both)["allowed"] is allowed


def test_a_bucket_may_ask_for_tls(judge: str) -> None:
    only_tls = grant("s3:PutObject", ["arn:aws:s3:::data", "arn:aws:s3:::data/*"], {"Bool": {"aws:SecureTransport": "false"}}, "Deny")
    bucket = {"resourcePolicy": policy([only_tls | {"Principal": "*"}])}
    mine = [grant("s3:PutObject", "arn:aws:s3:::data/*")]
    assert of_role(judge, "s3:PutObject", "arn:aws:s3:::data/a", mine, {"aws:SecureTransport": "true"}, **bucket)["allowed"]
    plain = of_role(judge, "s3:PutObject", "arn:aws:s3:::data/a", mine, {"aws:SecureTransport": "false"}, **bucket)
    assert plain["reason"] == "with an explicit deny in a resource-based policy"


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        (None, True),
        # EventBridge names no source to a key.
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}}, False),
        ({"ArnLike": {"aws:SourceArn": RULE}}, False),
    ],
)
def test_a_key_is_used_by_eventbridge(judge: str, condition: Json | None, allowed: bool) -> None:
    question = {"principal": "events.amazonaws.com", "action": "kms:GenerateDataKey", "resource": KEY}
    answer = asked(judge, question | {"resourcePolicy": policy(key_policy(condition))})
    assert answer["allowed"] is allowed
    assert allowed or answer["reason"] == "because no resource-based policy allows the kms:GenerateDataKey action"


@pytest.mark.parametrize(("group", "allowed"), [("/aws/lambda/rig/Sweep", True), ("/somebody/elses", False)])
@pytest.mark.parametrize("operator", ["ArnLike", "StringLike"])
def test_a_key_is_used_for_what_it_encrypts(judge: str, operator: str, group: str, allowed: bool) -> None:
    groups = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:"
    statement = grant_to(
        "logs.us-east-1.amazonaws.com", "kms:Encrypt", "*", {operator: {"kms:EncryptionContext:aws:logs:arn": groups + "/aws/*"}}
    )
    context = {"kms:EncryptionContext:aws:logs:arn": groups + group}
    question = {"principal": "logs.us-east-1.amazonaws.com", "action": "kms:Encrypt", "resource": KEY, "context": context}
    assert asked(judge, question | {"resourcePolicy": policy([statement])})["allowed"] is allowed


def test_a_key_needs_both_its_own_policy_and_the_roles(judge: str) -> None:
    key = {"resourcePolicy": policy(key_policy(None))}
    mine = [grant("kms:GenerateDataKey", KEY)]
    assert of_role(judge, "kms:GenerateDataKey", KEY, mine, **key)["allowed"]
    assert not of_role(judge, "kms:Decrypt", KEY, mine, **key)["allowed"]
    closed = of_role(judge, "kms:GenerateDataKey", KEY, mine, resourcePolicy=policy(key_policy(None)[1:]))
    assert closed["reason"] == "because no resource-based policy allows the kms:GenerateDataKey action"


@pytest.mark.parametrize(
    ("service", "source", "allowed"),
    [("events.amazonaws.com", RULE, True), ("events.amazonaws.com", RULE + "-2", False), ("cloudwatch.amazonaws.com", RULE, False)],
)
def test_a_service_publishes_for_the_rule_that_the_topic_names(judge: str, service: str, source: str, allowed: bool) -> None:
    topic = policy([grant_to("events.amazonaws.com", "sns:Publish", TOPIC, {"ArnEquals": {"aws:SourceArn": RULE}})])
    question = {"principal": service, "action": "sns:Publish", "resource": TOPIC, "context": {"aws:SourceArn": source}}
    assert asked(judge, question | {"resourcePolicy": topic})["allowed"] is allowed


@pytest.mark.parametrize(
    ("service", "context", "allowed"),
    [
        ("states.amazonaws.com", {"aws:SourceAccount": ACCOUNT}, True),
        ("states.amazonaws.com", {"aws:SourceAccount": "444455556666"}, False),
        ("lambda.amazonaws.com", {"aws:SourceAccount": ACCOUNT}, False),
    ],
)
def test_a_role_is_assumed_by_whom_it_trusts(judge: str, service: str, context: Json, allowed: bool) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}
    question = {"principal": service, "action": "sts:AssumeRole", "resource": ROLE, "context": context}
    trusted = policy([trust | {"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}])
    assert asked(judge, question | {"resourcePolicy": trusted})["allowed"] is allowed


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("fsx:DescribeFilesystem", "*"),
        ("fsxx:DescribeFileSystems", "*"),
        ("fsx:DeleteFileSystem", "arn:aws:s3:::data"),
        ("fsx:DeleteFileSystem", "fs-0123"),
    ],
)
def test_what_aws_does_not_know_has_no_answer(judge: str, action: str, resource: str) -> None:
    assert of_role(judge, action, resource, [grant("*", "*")])["status"] == 422


def test_a_policy_that_aws_would_not_take_has_no_answer(judge: str) -> None:
    assert of_role(judge, "fsx:DescribeFileSystems", "*", [grant("fsx:DescribeFileSystems", "*") | {"Principel": "*"}])["status"] == 422


@pytest.mark.parametrize("operator", ["StringEqualz", "StringEqualsIfExist", "ForSomeValues:StringEquals", "NullIfExists"])
def test_a_condition_operator_that_aws_does_not_know_has_no_answer(judge: str, operator: str) -> None:
    spared = grant("s3:*", "*", {operator: {"aws:RequestedRegion": "us-east-1"}}, "Deny")
    assert of_role(judge, "s3:GetObject", "arn:aws:s3:::data/a", [grant("*", "*"), spared])["status"] == 422
