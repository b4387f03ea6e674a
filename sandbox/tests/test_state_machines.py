"""MiniStack's Step Functions, with what this project adds, does as AWS documents where the state machines depend on it."""

import json
from typing import Any

import boto3

from local_stack.waiting import wait_for

TRUST = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
SWAP = {
    "QueryLanguage": "JSONata",
    "StartAt": "First",
    "States": {
        "First": {"Type": "Pass", "Assign": {"one": 1, "other": 2}, "Next": "Swap"},
        "Swap": {"Type": "Pass", "Assign": {"one": "{% $other %}", "other": "{% $one %}"}, "Next": "Choose"},
        "Choose": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $one = 2 %}", "Assign": {"one": "{% $other %}", "sum": "{% $one + $other %}"}, "Next": "Last"}],
        },
        "Last": {"Type": "Pass", "Output": "{% {'one': $one, 'other': $other, 'sum': $sum} %}", "End": True},
    },
}


def client(service: str, endpoint: str) -> Any:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=endpoint, region_name="us-east-1", **keys)  # type: ignore[call-overload]


def test_what_a_state_assigns_is_worked_out_from_the_variables_before_it(ministack: str) -> None:
    role = client("iam", ministack).create_role(RoleName="swap", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    states = client("stepfunctions", ministack)
    machine = states.create_state_machine(name="swap", definition=json.dumps(SWAP), roleArn=role)["stateMachineArn"]
    arn = states.start_execution(stateMachineArn=machine)["executionArn"]

    def ended() -> dict[str, Any] | None:
        described: dict[str, Any] = states.describe_execution(executionArn=arn)
        return described if described["status"] != "RUNNING" else None

    described = wait_for(ended, seconds=10)
    assert described is not None
    assert json.loads(described["output"]) == {"one": 1, "other": 1, "sum": 3}
