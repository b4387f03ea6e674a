"""Encryption of what CloudFormation makes, which MiniStack's leaves out: runs in MiniStack's own environment.

A bucket keeps the key that its objects are encrypted with, and a log group is not made with a key that CloudWatch Logs may not use.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

from typing import Any
from xml.sax.saxutils import escape

import principals
from ministack.core.responses import get_region
from ministack.services import s3
from ministack.services.cloudformation import provisioners
from permissions import Permission, key_arn, require

_configure_bucket = provisioners._s3_apply_configurations
_configure_log_group = provisioners._cwlogs_sync_resource_policy


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


def install() -> None:
    provisioners._s3_apply_configurations = configure_bucket
    provisioners._cwlogs_sync_resource_policy = configure_log_group
