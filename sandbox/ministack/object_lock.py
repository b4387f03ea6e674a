"""S3 Object Lock where MiniStack leaves it out: runs in MiniStack's own environment.

CloudFormation gives a bucket its default retention, and a bucket that has one takes no object without a checksum.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
"""

from typing import Any

from ministack.services import s3
from ministack.services.cloudformation import provisioners

_configure_bucket = provisioners._s3_apply_configurations
_put_object = s3._put_object


def configure_bucket(name: str, properties: dict[str, Any], *before: Any) -> None:
    """Raises ValueError, by which the deployment fails, if S3 would refuse the configuration."""
    _configure_bucket(name, properties, *before)
    if not properties.get("ObjectLockEnabled"):
        return
    retention = properties.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention", {})
    period = "".join(f"<{unit}>{int(retention[unit])}</{unit}>" for unit in ("Days", "Years") if unit in retention)
    rule = f"<Rule><DefaultRetention><Mode>{retention['Mode']}</Mode>{period}</DefaultRetention></Rule>" if retention else ""
    status, _, body = s3._put_object_lock_configuration(
        name, f"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>{rule}</ObjectLockConfiguration>".encode()
    )
    if status != 200:
        raise ValueError(f"Object Lock of {name}: {body!r}")


def put_object(bucket: str, key: str, body: bytes, headers: dict[str, str], *more: Any, **named: Any) -> Any:
    locked = (s3._bucket_object_lock.get(bucket) or {}).get("default_retention")
    has_checksum = any(header.startswith(("content-md5", "x-amz-checksum-", "x-amz-sdk-checksum-algorithm")) for header in headers)
    if locked and not has_checksum:
        return s3._error(
            "InvalidRequest",
            "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
            400,
        )
    return _put_object(bucket, key, body, headers, *more, **named)


def install() -> None:
    provisioners._s3_apply_configurations = configure_bucket
    s3._put_object = put_object
