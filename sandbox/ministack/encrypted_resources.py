"""Encryption of what CloudFormation makes, which MiniStack's leaves out: runs in MiniStack's own environment.

A bucket keeps the key that its objects are encrypted with, a topic that of its messages, and a log group is not made with a key that
CloudWatch Logs may not use.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

from typing import Any
from xml.sax.saxutils import escape

import principals
from ministack.core.responses import get_region
from ministack.services import s3, sns
from ministack.services.cloudformation import provisioners
from permissions import Permission, key_arn, require

_configure_bucket = provisioners._s3_apply_configurations
_configure_log_group = provisioners._cwlogs_sync_resource_policy
_topics = provisioners._RESOURCE_HANDLERS["AWS::SNS::Topic"]
_create_topic, _update_topic = _topics["create"], _topics["update"]


def configure_bucket(name: str, properties: dict[str, Any], *before: Any) -> None:
    _configure_bucket(name, properties, *before)
    for rule in properties.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", []):
        default = rule["ServerSideEncryptionByDefault"]
        key = f"<KMSMasterKeyID>{escape(default['KMSMasterKeyID'])}</KMSMasterKeyID>" if "KMSMasterKeyID" in default else ""
        s3._put_bucket_encryption(
            name,
            f"<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
            f"<SSEAlgorithm>{escape(default['SSEAlgorithm'])}</SSEAlgorithm>{key}"
            f"</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>".encode(),
        )


def configure_log_group(name: str, arn: str, properties: dict[str, Any], *before: Any) -> None:
    """Raises NotAuthorizedError, by which the deployment fails, if CloudWatch Logs may not use the key."""
    if key := properties.get("KmsKeyId"):
        group = {"kms:EncryptionContext:aws:logs:arn": arn.removesuffix(":*")}
        uses = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")
        require(
            principals.of_service(f"logs.{get_region()}.amazonaws.com", {}), [Permission(use, key_arn(key), dict(group)) for use in uses]
        )
    _configure_log_group(name, arn, properties, *before)


def create_topic(logical_id: str, properties: dict[str, Any], *more: Any) -> Any:
    made = _create_topic(logical_id, properties, *more)
    _configure_topic(made[0], properties)
    return made


def update_topic(physical_id: str, before: dict[str, Any], properties: dict[str, Any], *more: Any, **named: Any) -> Any:
    made = _update_topic(physical_id, before, properties, *more, **named)
    _configure_topic(made[0], properties)
    return made


def _configure_topic(arn: str, properties: dict[str, Any]) -> None:
    attributes = sns._topics[arn]["attributes"]
    attributes.pop("KmsMasterKeyId", None)
    if key := properties.get("KmsMasterKeyId"):
        attributes["KmsMasterKeyId"] = key


def install() -> None:
    provisioners._s3_apply_configurations = configure_bucket
    provisioners._cwlogs_sync_resource_policy = configure_log_group
    _topics["create"] = create_topic
    _topics["update"] = update_topic
