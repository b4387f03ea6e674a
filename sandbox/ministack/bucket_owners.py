"""The bucket owner condition of S3, which MiniStack does not know: a call that expects another owner is refused.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
"""

from typing import Any

from ministack.services import s3

EXPECTED = "x-amz-expected-bucket-owner"

_dispatch = s3._dispatch


def dispatch(method: str, bucket: str, key: str, headers: dict[str, str], body: bytes, query_params: dict[str, Any]) -> Any:
    expected = headers.get(EXPECTED, "")
    owner = s3._bucket_owner_account(bucket) if bucket else None
    if expected and owner is not None and owner != expected:
        return s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}/{key}" if key else f"/{bucket}")
    return _dispatch(method, bucket, key, headers, body, query_params)


def install() -> None:
    s3._dispatch = dispatch
