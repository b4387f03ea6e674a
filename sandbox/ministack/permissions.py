"""What a principal needs for what it does, each judged as AWS would: runs in MiniStack's own environment.

A permission is an action on a resource with condition keys. Some uses need several: a message to an encrypted topic needs its key too.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

import principals
from judge import Context, Document, Principal, reason_to_refuse
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import kms, s3, sns, sqs, tagging

# Clients use TLS on AWS; the local engines do not speak it.
ALWAYS: Context = {"aws:SecureTransport": "true"}
KEY_USES = ("kms:Decrypt", "kms:GenerateDataKey")
ENCRYPTION = "x-amz-server-side-encryption"
ENCRYPTION_KEY = "x-amz-server-side-encryption-aws-kms-key-id"
# Headers by which PutObject does more than put an object, and the action for it; one that ends with a dash is the beginning of several.
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
BESIDE_AN_OBJECT = {
    "x-amz-tagging": "s3:PutObjectTagging",
    "x-amz-acl": "s3:PutObjectAcl",
    "x-amz-grant-": "s3:PutObjectAcl",
    "x-amz-object-lock-mode": "s3:PutObjectRetention",
    "x-amz-object-lock-legal-hold": "s3:PutObjectLegalHold",
}


@dataclass(frozen=True)
class Permission:
    """An action on a resource: an ARN, in which `*` stands for what does not exist yet, or `*` for an action on none."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)


class NotAuthorizedError(Exception):
    """AWS would refuse; the message is AWS's."""


def require(principal: Principal, permissions: Iterable[Permission]) -> None:
    """Raises NotAuthorizedError for the first permission that the principal does not have."""
    for permission in permissions:
        reason = refusal(principal, permission)
        if reason is not None:
            raise NotAuthorizedError(
                f"User: {principal.arn} is not authorized to perform: {permission.action} on resource: {permission.resource} {reason}"
            )


def refusal(principal: Principal, permission: Permission) -> str | None:
    """Why AWS would refuse; none if it would allow."""
    service, resource = permission.action.partition(":")[0], permission.resource
    tags = {f"aws:ResourceTag/{name}": value for name, value in (tagging.resource_tags(resource) or {}).items()}
    context: Context = ALWAYS | {"aws:RequestedRegion": get_region()} | tags | permission.context
    return reason_to_refuse(principal, permission.action, resource, _account(resource), context, _resource_policy(service, resource))


def _account(resource: str) -> str:
    named = resource.split(":")[4] if resource.startswith("arn:") else ""
    return named if named.isdigit() else get_account_id()


def _resource_policy(service: str, resource: str) -> Document | None:
    found = iam_evaluator._resource_policy("apigateway" if service == "execute-api" else service, resource)
    return None if found is None else principals.document(found[0])


def assuming(role: str, service: str, context: Context) -> None:
    """Raises NotAuthorizedError unless the role's trust policy lets the service assume it."""
    trust = principals.trust_policy(role)
    principal = principals.of_service(service, context)
    reason = (
        reason_to_refuse(principal, "sts:AssumeRole", role, _account(role), dict(ALWAYS), trust)
        if trust
        else "because there is no such role"
    )
    if reason is not None:
        raise NotAuthorizedError(f"{service} is not authorized to perform: sts:AssumeRole on resource: {role} {reason}")


def key_arn(key: str) -> str:
    """The ARN of a KMS key, given by ARN, id or alias."""
    found = kms._resolve_key(key)
    return str(found["Arn"]) if found else key


def publishing(topic_arn: str) -> list[Permission]:
    """For a message to a topic: the topic, and its key if it has one.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    topic = sns._topic_by_arn_any_scope(topic_arn) or {}
    return [
        Permission("sns:Publish", topic_arn),
        *_using_key(topic.get("attributes", {}).get("KmsMasterKeyId"), "sns", {"kms:EncryptionContext:aws:sns:topicArn": topic_arn}),
    ]


def sending(queue_arn: str) -> list[Permission]:
    """For a message to a queue: the queue, and its key if it has one.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    """
    queue = sqs._queue_by_arn(queue_arn) or {}
    return [
        Permission("sqs:SendMessage", queue_arn),
        *_using_key(queue.get("attributes", {}).get("KmsMasterKeyId"), "sqs", {"kms:EncryptionContext:aws:sqs:arn": queue_arn}),
    ]


def starting(machine: str) -> Permission:
    """For an execution of a state machine; an alias or a version is a condition on the state machine itself.

    https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html
    """
    unqualified = ":".join(machine.split(":")[:7])
    qualifier = machine[len(unqualified) + 1 :]
    return Permission("states:StartExecution", unqualified, {"states:StateMachineQualifier": qualifier} if qualifier else {})


def of_call(permission: Permission, headers: Mapping[str, str], parameters: Container[str]) -> list[Permission]:
    """What a caller needs for an action: the key of the topic or queue besides, or what S3 asks for.

    Args:
        permission: the action and its resource
        headers: of the request, by lower-case name
        parameters: names of those in the query
    """
    match permission.action:
        case "sns:Publish":
            return [permission, *publishing(permission.resource)[1:]]
        case "sqs:SendMessage":
            return [permission, *sending(permission.resource)[1:]]
        case "sqs:ReceiveMessage":
            return [permission, *(each for each in sending(permission.resource) if each.action == "kms:Decrypt")]
        case "s3:GetObject" | "s3:GetObjectVersion":
            return [permission, *_using_objects_key(permission.resource, _key_of_object(permission.resource), ("kms:Decrypt",))]
        case "s3:PutObject":
            # The parts of an upload are read again when they are put together.
            in_parts = "uploads" in parameters or "uploadId" in parameters
            uses = KEY_USES if in_parts else ("kms:GenerateDataKey",)
            besides = [Permission(action, permission.resource) for header, action in BESIDE_AN_OBJECT.items() if _has(headers, header)]
            return [permission, *besides, *_using_objects_key(permission.resource, _key_to_put_with(permission.resource, headers), uses)]
        case _:
            return [permission]


def _has(headers: Mapping[str, str], name: str) -> bool:
    return any(header.startswith(name) if name.endswith("-") else header == name for header in headers)


def _using_objects_key(resource: str, key: str | None, uses: tuple[str, ...]) -> list[Permission]:
    """With an S3 bucket key, the encryption context is the bucket.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    return _using_key(key, "s3", {"kms:EncryptionContext:aws:s3:arn": resource.partition("/")[0]}, uses)


def _key_to_put_with(resource: str, headers: Mapping[str, str]) -> str | None:
    bucket = resource.partition("/")[0].rpartition(":")[2]
    chosen: Mapping[str, str] = headers if ENCRYPTION in headers else s3._bucket_default_sse_headers(bucket)
    return chosen.get(ENCRYPTION_KEY)


def _key_of_object(resource: str) -> str | None:
    """Of an object that is not there, the bucket's key stands for its own."""
    bucket, _, name = resource.partition(":::")[2].partition("/")
    stored = (s3._buckets.get(bucket) or {}).get("objects", {}).get(name)
    encryption: Mapping[str, str] = s3._stored_sse_headers(stored) if stored else s3._bucket_default_sse_headers(bucket)
    return encryption.get(ENCRYPTION_KEY)


def _using_key(key: str | None, service: str, encryption: Context, uses: tuple[str, ...] = KEY_USES) -> list[Permission]:
    if not key:
        return []
    via: Context = {"kms:ViaService": f"{service}.{get_region()}.amazonaws.com", "kms:CallerAccount": get_account_id()}
    return [Permission(use, key_arn(key), via | encryption) for use in uses]
