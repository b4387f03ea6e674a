"""The rights of the person who takes the first run: actions that exist, on resources that they take, for every call that was recorded."""

import json
from typing import Any

import pytest
import service_authorization
from translated_template import listed

from first_run import rights
from first_run.settings import Settings
from local_stack import layout

ACCOUNT = "111122223333"
POLICIES = rights.policies(Settings(), ACCOUNT)
# Non-white-space characters of a managed policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MANAGED_POLICY = 6144
# Resource "*" although AWS knows resources for the action: why.
ON_ALL = {
    "iam:ListRoles": "finds candidates before any is known",
    "eks:ListClusters": "finds candidates before any is known",
    "sagemaker:ListClusters": "looks for another cluster on the same EKS cluster",
    "cloudformation:GetTemplateSummary": "asked for a template that is no stack yet",
    **dict.fromkeys(
        [f"lambda:{verb}EventSourceMapping" for verb in ("Delete", "Get", "Update")],
        "a mapping's name is a UUID that Lambda chooses; the condition says of which functions",
    ),
}
# Resources that AWS documents for these actions elsewhere than in the data, and where.
DOCUMENTED = {
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html
    "SamTransform": "arn:aws:cloudformation:us-east-1:aws:transform/Serverless-2016-10-31",
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html; the data has version 2 alone
    "Api": "arn:aws:apigateway:us-east-1::/restapis",
}
# Operations of the APIs whose permission has another name.
ACTIONS = {
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:DeleteObjects": "s3:DeleteObjectVersion",
}
PREFIXES = {"stepfunctions": "states"}
# Needs no permission.
FREE = {"sts:GetCallerIdentity"}


def statements() -> list[Any]:
    return [
        pytest.param(statement, id=f"{name}-{statement['Sid']}") for name, policy in POLICIES.items() for statement in policy["Statement"]
    ]


@pytest.mark.parametrize("statement", statements())
def test_actions_take_the_resources_that_they_are_granted_on(statement: dict[str, Any]) -> None:
    resources = listed(statement["Resource"])
    for name in listed(statement["Action"]):
        action = service_authorization.action(name)
        assert action is not None, f"AWS knows no {name}"
        if not action.resources:
            assert resources == ["*"], f"{name} has no resource type: on anything but * it is never allowed"
        elif resources == ["*"]:
            assert name in ON_ALL or name.startswith("ec2:Describe"), f"{name} takes {action.resources}: name them"
        elif documented := DOCUMENTED.get(statement["Sid"]):
            assert documented in resources
        else:
            assert any(action.takes(resource) for resource in resources), f"{name} takes {action.resources}"
        for keys in statement.get("Condition", {}).values():
            assert all(action.knows(key, tuple(resources)) for key in keys)


@pytest.mark.parametrize("statement", statements())
def test_a_caller_is_asked_for_every_action_on_the_resources_of_its_own_service(statement: dict[str, Any]) -> None:
    asked = list(rights.questions(statement))
    assert sorted(name for names, _ in asked for name in names) == sorted(listed(statement["Action"]))
    assert {resource for _, resources in asked for resource in resources} == set(listed(statement["Resource"]))
    for names, resources in asked:
        services = {name.partition(":")[0] for name in names} | {one.split(":")[2] for one in resources if one != "*"}
        assert (len(services), bool(resources)) == (1, True)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_fits_into_a_managed_policy(policy: str) -> None:
    longest = rights.policies(Settings(stackName="a-stack-with-a-long-name-of-40-characters"), ACCOUNT)[policy]
    assert len("".join(json.dumps(longest).split())) <= MANAGED_POLICY


def test_the_policies_allow_every_call_that_was_recorded() -> None:
    report = json.loads((layout.SANDBOX / "recorded-runs" / "local.json").read_text())
    made = {f"{PREFIXES.get(call['service'], call['service'])}:{call['operation']}" for call in report["calls"] if call["by"] == "caller"}
    allowed = {action for policy in POLICIES.values() for statement in policy["Statement"] for action in listed(statement["Action"])}
    assert len(made) > 25
    assert {ACTIONS.get(call, call) for call in made} - FREE - allowed == set()


def test_the_api_alone_may_be_called_once_it_is_known() -> None:
    of_api = [one["Resource"] for one in rights.policies(Settings(), ACCOUNT, "abc123")["run"]["Statement"] if one["Sid"] == "CallApi"]
    assert of_api == [f"arn:aws:execute-api:us-east-1:{ACCOUNT}:abc123/v1/*"]


def test_whoever_only_runs_may_change_nothing_but_by_starting_the_state_machines() -> None:
    reading = ("Describe", "Get", "List", "Search", "Simulate", "Invoke")
    actions = {action for statement in POLICIES["run"]["Statement"] for action in listed(statement["Action"])}
    assert {action for action in actions if not action.partition(":")[2].startswith(reading)} == {"states:StartExecution"}
