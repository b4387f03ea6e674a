"""What a principal needs for what it does, each judged as AWS would: runs in MiniStack's own environment.

A permission is an action on a resource with condition keys. Some uses need several: a message to an encrypted topic needs its key too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import principals
from judge import Context, Document, Principal, reason_to_refuse
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import kms, s3, sns, sqs, tagging

# Clients use TLS on AWS; the local engines do not speak it.
ALWAYS: Context = {"aws:SecureTransport": "true"}
KEY_USES = ("kms:Decrypt", "kms:GenerateDataKey")


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
    found = iam_evaluator._resource_policy(service, resource)
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


def with_objects_key(permission: Permission) -> list[Permission]:
    """An action of S3, and the use of the bucket's key if its objects are encrypted with one.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    uses = {"s3:GetObject": "kms:Decrypt", "s3:PutObject": "kms:GenerateDataKey"}
    if permission.action not in uses:
        return [permission]
    bucket_arn = permission.resource.partition("/")[0]
    encryption = s3._bucket_default_sse_headers(bucket_arn.rpartition(":")[2])
    return [
        permission,
        *_using_key(
            encryption.get("x-amz-server-side-encryption-aws-kms-key-id"),
            "s3",
            {"kms:EncryptionContext:aws:s3:arn": bucket_arn},
            (uses[permission.action],),
        ),
    ]


def _using_key(key: str | None, service: str, encryption: Context, uses: tuple[str, ...] = KEY_USES) -> list[Permission]:
    if not key:
        return []
    via: Context = {"kms:ViaService": f"{service}.{get_region()}.amazonaws.com", "kms:CallerAccount": get_account_id()}
    return [Permission(use, key_arn(key), via | encryption) for use in uses]
