"""MiniStack lets nobody do what AWS would refuse: each test is a caller with a part of the rights and a call that needs more."""

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from local_stack import engines, layout, web
from local_stack.waiting import wait_for

ACCOUNT = "000000000000"
TRUST_OF_STATES = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}
DIGITS = "AWS4-HMAC-SHA256 Credential=111122223333/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0"
_numbers = itertools.count()

Json = dict[str, Any]
# Types of boto3 clients are made while the program runs; Any is the honest annotation.
Client = Any
SESSION: Any = boto3.Session(region_name=engines.REGION)


@dataclass(frozen=True)
class Caller:
    """Who signs with a key pair."""

    endpoint: str
    key: str
    secret: str

    def __call__(self, service: str) -> Client:
        keys = {"aws_access_key_id": self.key, "aws_secret_access_key": self.secret}
        config = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}, proxies={})
        return SESSION.client(service, endpoint_url=self.endpoint, config=config, **keys)


def name() -> str:
    """One that nothing has yet."""
    return f"one-{next(_numbers)}"


def document(*statements: Json) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def grant(action: str | list[str], resource: str = "*", effect: str = "Allow") -> Json:
    return {"Effect": effect, "Action": action, "Resource": resource}


@pytest.fixture
def root(ministack: str) -> Caller:
    return Caller(ministack, engines.ROOT_ACCESS_KEY, engines.ROOT_SECRET_KEY)


def user(root: Caller, *statements: Json) -> tuple[str, Caller]:
    """A new user, and with what it signs."""
    user_name = name()
    root("iam").create_user(UserName=user_name)
    if statements:
        root("iam").put_user_policy(UserName=user_name, PolicyName="rights", PolicyDocument=document(*statements))
    made = root("iam").create_access_key(UserName=user_name)["AccessKey"]
    return user_name, Caller(root.endpoint, made["AccessKeyId"], made["SecretAccessKey"])


def role(root: Caller, trust: Json, *statements: Json) -> str:
    role_name = name()
    arn: str = root("iam").create_role(RoleName=role_name, AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    root("iam").put_role_policy(RoleName=role_name, PolicyName="rights", PolicyDocument=document(*statements))
    return arn


def refused(call: Callable[[], Any], what: str) -> None:
    """The service refuses, and the refusal says what is missing."""
    with pytest.raises(ClientError) as failure:
        call()
    assert failure.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 403)
    assert f"not authorized to perform: {what} on resource" in failure.value.response["Error"]["Message"]


@pytest.mark.parametrize("authorization", ["Bearer token", "Basic dGVzdDp0ZXN0", DIGITS])
@pytest.mark.parametrize("target", ["AmazonSQS.ListQueues", "AWSStepFunctions.ListStateMachines"])
def test_only_the_key_of_root_is_root(ministack: str, authorization: str, target: str) -> None:
    headers = {"Authorization": authorization, "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"}
    assert web.send("POST", ministack, headers=headers, json={}).status_code in (400, 403)


def test_a_key_of_twelve_digits_is_not_root_for_s3_either(root: Caller) -> None:
    with pytest.raises(ClientError):
        Caller(root.endpoint, "111122223333", "test")("s3").list_buckets()


def of_control_planes(root: Caller, key: str) -> Json:
    """What the simulator hears of a call that somebody with this key makes."""
    question = {"accessKeyId": key, "permissions": [{"action": "fsx:DescribeFileSystems", "resource": "*", "context": {}}]}
    answer: Json = web.send("POST", f"{root.endpoint}/_sandbox/authorization", json=question).json()
    return answer


def test_the_control_planes_hear_who_has_a_key(root: Caller) -> None:
    invalid = {"allowed": False, "code": "UnrecognizedClientException", "message": "The security token included in the request is invalid."}
    user_name, caller = user(root, grant("fsx:DescribeFileSystems"))
    assert of_control_planes(root, root.key) == {"allowed": True}
    assert of_control_planes(root, caller.key) == {"allowed": True}
    root("iam").update_access_key(UserName=user_name, AccessKeyId=caller.key, Status="Inactive")
    for key in (caller.key, "", ACCOUNT, "111122223333", "AKIANOBODY"):
        assert of_control_planes(root, key) == invalid


def test_the_rights_of_a_group_are_those_of_its_users(root: Caller) -> None:
    bucket, group = name(), name()
    root("s3").create_bucket(Bucket=bucket)
    user_name, caller = user(root)
    root("iam").create_group(GroupName=group)
    root("iam").add_user_to_group(GroupName=group, UserName=user_name)
    root("iam").put_group_policy(GroupName=group, PolicyName="rights", PolicyDocument=document(grant("s3:ListBucket")))
    caller("s3").list_objects_v2(Bucket=bucket)
    root("iam").put_user_policy(UserName=user_name, PolicyName="rights", PolicyDocument=document(grant("s3:*")))
    root("iam").put_group_policy(GroupName=group, PolicyName="rights", PolicyDocument=document(grant("s3:*", effect="Deny")))
    refused(lambda: caller("s3").list_objects_v2(Bucket=bucket), "s3:ListBucket")


@pytest.fixture
def key(root: Caller) -> str:
    own = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    arn: str = root("kms").create_key(Policy=document(own))["KeyMetadata"]["Arn"]
    return arn


def test_an_encrypted_topic_is_used_with_its_key(root: Caller, key: str) -> None:
    topic = root("sns").create_topic(Name=name(), Attributes={"KmsMasterKeyId": key})["TopicArn"]
    _, caller = user(root, grant("sns:Publish"))
    refused(lambda: caller("sns").publish(TopicArn=topic, Message="text"), "kms:Decrypt")
    _, caller = user(root, grant("sns:Publish"), grant("kms:Decrypt", key))
    refused(lambda: caller("sns").publish(TopicArn=topic, Message="text"), "kms:GenerateDataKey")
    _, caller = user(root, grant("sns:Publish"), grant(["kms:Decrypt", "kms:GenerateDataKey"], key))
    caller("sns").publish(TopicArn=topic, Message="text")


def test_an_encrypted_queue_is_used_with_its_key(root: Caller, key: str) -> None:
    queue = root("sqs").create_queue(QueueName=name(), Attributes={"KmsMasterKeyId": key})["QueueUrl"]
    _, caller = user(root, grant("sqs:*"))
    refused(lambda: caller("sqs").send_message(QueueUrl=queue, MessageBody="text"), "kms:Decrypt")
    refused(lambda: caller("sqs").receive_message(QueueUrl=queue), "kms:Decrypt")
    _, caller = user(root, grant("sqs:*"), grant("kms:Decrypt", key))
    caller("sqs").receive_message(QueueUrl=queue)
    refused(lambda: caller("sqs").send_message(QueueUrl=queue, MessageBody="text"), "kms:GenerateDataKey")


def test_an_object_is_encrypted_with_the_key_that_its_writer_names(root: Caller, key: str) -> None:
    bucket = name()
    root("s3").create_bucket(Bucket=bucket)
    encrypted = {"Bucket": bucket, "Key": "encrypted", "Body": b"", "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    root("s3").put_object(**encrypted)
    _, caller = user(root, grant("s3:*"))
    refused(lambda: caller("s3").put_object(**encrypted), "kms:GenerateDataKey")
    refused(lambda: caller("s3").get_object(Bucket=bucket, Key="encrypted"), "kms:Decrypt")
    caller("s3").put_object(Bucket=bucket, Key="plain", Body=b"")
    caller("s3").get_object(Bucket=bucket, Key="plain")


def test_an_upload_in_parts_reads_them_again(root: Caller, key: str) -> None:
    bucket = name()
    root("s3").create_bucket(Bucket=bucket)
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    root("s3").put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rules)
    _, caller = user(root, grant("s3:*"), grant("kms:GenerateDataKey", key))
    caller("s3").put_object(Bucket=bucket, Key="whole", Body=b"")
    refused(lambda: caller("s3").create_multipart_upload(Bucket=bucket, Key="in-parts"), "kms:Decrypt")


@pytest.mark.parametrize(
    ("more", "action"),
    [
        ({"Tagging": "a=b"}, "s3:PutObjectTagging"),
        ({"ACL": "private"}, "s3:PutObjectAcl"),
        ({"GrantRead": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'}, "s3:PutObjectAcl"),
    ],
)
def test_an_object_is_put_with_nothing_that_its_writer_has_no_right_to(root: Caller, more: Json, action: str) -> None:
    bucket = name()
    root("s3").create_bucket(Bucket=bucket)
    _, caller = user(root, grant("s3:PutObject"))
    caller("s3").put_object(Bucket=bucket, Key="a", Body=b"")
    refused(lambda: caller("s3").put_object(Bucket=bucket, Key="a", Body=b"", **more), action)


def executed(root: Caller, role_arn: str, state: Json) -> Json:
    """How an execution of a machine with one task ends."""
    definition = {"QueryLanguage": "JSONata", "StartAt": "Only", "States": {"Only": {"Type": "Task", "End": True} | state}}
    states = root("stepfunctions")
    machine = states.create_state_machine(name=name(), definition=json.dumps(definition), roleArn=role_arn)["stateMachineArn"]
    execution = states.start_execution(stateMachineArn=machine)["executionArn"]
    assert wait_for(lambda: states.describe_execution(executionArn=execution)["status"] != "RUNNING", seconds=20, every=0.05)
    ended: Json = states.describe_execution(executionArn=execution)
    return ended


def test_a_role_is_that_of_its_account_and_path(root: Caller) -> None:
    topic = root("sns").create_topic(Name=name())["TopicArn"]
    arn = role(root, TRUST_OF_STATES, grant("sns:Publish"))
    publish = {"Resource": "arn:aws:states:::sns:publish", "Arguments": {"TopicArn": topic, "Message": "text"}}
    assert executed(root, arn, publish)["status"] == "SUCCEEDED"
    for other in (arn.replace(ACCOUNT, "111122223333"), arn.replace("role/", "role/path/")):
        ended = executed(root, other, publish)
        assert ended["error"] == "SNS.AuthorizationErrorException"
        assert "no such role" in ended["cause"]


def test_a_task_that_waits_for_its_token_does_nothing_that_nobody_has_judged(root: Caller) -> None:
    queue = root("sqs").create_queue(QueueName=name())["QueueUrl"]
    send = {"QueueUrl": queue, "MessageBody": "{% $states.context.Task.Token %}"}
    task = {"Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Arguments": send, "TimeoutSeconds": 5}
    ended = executed(root, role(root, TRUST_OF_STATES, grant("lambda:InvokeFunction")), task)
    assert "does not know which permissions" in ended["cause"]
    assert "Messages" not in root("sqs").receive_message(QueueUrl=queue)


def tasks() -> Iterator[Json]:
    """Those of the state machines that call a service, one of each kind, with arguments that name nothing."""
    arn = f"arn:aws:states:us-east-1:{ACCOUNT}:"
    arguments = {"TopicArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:none", "Message": "text", "Namespace": "none", "MetricData": []}
    executions = {"StateMachineArn": f"{arn}stateMachine:none", "ExecutionArn": f"{arn}execution:none:none"}
    found = set()
    for file in sorted(layout.STATE_MACHINES.glob("*.asl.json")):
        found |= {state["Resource"] for state in json.loads(file.read_text())["States"].values() if state["Type"] == "Task"}
    yield from ({"Resource": resource, "Arguments": arguments | executions} for resource in sorted(found) if ":states:::" in resource)


@pytest.mark.parametrize("task", list(tasks()), ids=lambda task: task["Resource"].partition(":states:::")[2])
def test_what_each_task_of_the_state_machines_needs_is_known(root: Caller, task: Json) -> None:
    ended = executed(root, role(root, TRUST_OF_STATES, grant("ec2:DescribeVpcs")), task)
    assert "not authorized to perform: " in ended["cause"]
    assert "no identity-based policy allows" in ended["cause"]


def api(root: Caller, integration: Json, policy: str = "") -> str:
    """The address of a new API that asks for a signature."""
    gateway = root("apigateway")
    made = gateway.create_rest_api(name=name(), **({"policy": policy} if policy else {}))["id"]
    [top] = gateway.get_resources(restApiId=made)["items"]
    only = gateway.create_resource(restApiId=made, parentId=top["id"], pathPart="only")["id"]
    method = {"restApiId": made, "resourceId": only, "httpMethod": "GET"}
    gateway.put_method(**method, authorizationType="AWS_IAM")
    gateway.put_method_response(**method, statusCode="200")
    gateway.put_integration(**method, **integration)
    gateway.put_integration_response(**method, statusCode="200")
    gateway.create_deployment(restApiId=made, stageName="v1")
    return f"{root.endpoint}/_aws/execute-api/{made}/v1/only"


def answered(caller: Caller, url: str) -> int:
    request = AWSRequest("GET", url)
    SigV4Auth(Credentials(caller.key, caller.secret), "execute-api", engines.REGION).add_auth(request)
    return web.send("GET", url, headers=dict(request.headers)).status_code


def test_the_policy_of_an_api_counts(root: Caller) -> None:
    nothing = {"type": "MOCK", "requestTemplates": {"application/json": '{"statusCode": 200}'}}
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    nobody = everybody | {"Effect": "Deny", "Resource": "execute-api:/v1/GET/*"}
    _, caller = user(root, grant("execute-api:Invoke"))
    assert answered(caller, api(root, nothing)) == 200
    assert answered(caller, api(root, nothing, document(everybody))) == 200
    assert answered(caller, api(root, nothing, document(everybody, nobody))) == 403


def test_an_api_calls_what_it_may(root: Caller) -> None:
    queue = root("sqs").create_queue(QueueName=name())["QueueUrl"]
    sends = role(root, {**TRUST_OF_STATES, "Principal": {"Service": "apigateway.amazonaws.com"}}, grant("sqs:ListQueues"))
    uri = f"arn:aws:apigateway:us-east-1:sqs:path/{ACCOUNT}/{queue.rpartition('/')[2]}"
    template = {"application/json": "Action=SendMessage&MessageBody=text"}
    form = {"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"}
    integration = {"type": "AWS", "integrationHttpMethod": "POST", "uri": uri, "credentials": sends}
    url = api(root, integration | {"requestTemplates": template, "requestParameters": form})
    _, caller = user(root, grant("execute-api:Invoke"))
    assert answered(caller, url) == 500
    assert "Messages" not in root("sqs").receive_message(QueueUrl=queue)
    root("iam").put_role_policy(RoleName=sends.rpartition("/")[2], PolicyName="rights", PolicyDocument=document(grant("sqs:SendMessage")))
    assert answered(caller, url) == 200
    assert "Messages" in root("sqs").receive_message(QueueUrl=queue)
