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
SAY = {
    "QueryLanguage": "JSONata",
    "StartAt": "Take",
    "States": {
        "Take": {"Type": "Pass", "Assign": {"reason": "{% $states.input.because %}"}, "Next": "Say"},
        "Say": {"Type": "Succeed", "Output": {"status": "LEFT_ALONE", "reason": "{% $reason %}"}},
    },
}


def client(service: str, endpoint: str) -> Any:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=endpoint, region_name="us-east-1", **keys)  # type: ignore[call-overload]


def output(endpoint: str, name: str, definition: dict[str, Any], given: str = "{}") -> Any:
    """What an execution of a state machine of this definition ends with."""
    role = client("iam", endpoint).create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    states = client("stepfunctions", endpoint)
    machine = states.create_state_machine(name=name, definition=json.dumps(definition), roleArn=role)["stateMachineArn"]
    arn = states.start_execution(stateMachineArn=machine, input=given)["executionArn"]

    def ended() -> dict[str, Any] | None:
        described: dict[str, Any] = states.describe_execution(executionArn=arn)
        return described if described["status"] != "RUNNING" else None

    described = wait_for(ended, seconds=10)
    assert described is not None
    return json.loads(described["output"])


def test_what_a_state_assigns_is_worked_out_from_the_variables_before_it(ministack: str) -> None:
    assert output(ministack, "swap", SWAP) == {"one": 1, "other": 1, "sum": 3}


def test_a_state_that_succeeds_says_what_the_definition_wants(ministack: str) -> None:
    assert output(ministack, "say", SAY, '{"because": "it succeeded"}') == {"status": "LEFT_ALONE", "reason": "it succeeded"}
