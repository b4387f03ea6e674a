"""Removes the application, and the bucket, the key and the ledger that outlive it, and says what stays."""

import time
from typing import Any

from botocore.exceptions import ClientError

from first_run.account import absent
from first_run.progress import Taken
from first_run.run import Run, Step
from first_run.settings import FirstRunError

DELETED = "DELETE_COMPLETE"
STACK_SECONDS = 3600.0
SECONDS_BETWEEN_LOOKS = 10.0
KEY_DAYS = 7


def take(run: Run, taken: Taken) -> None:
    if run.facts.get("executionArn"):
        raise FirstRunError("what step create made may still stand, and only this application takes it back: ./first-run --from take-back")
    with run.console.live("deleting the stack") as retitle:
        status = _delete_stack(run, taken, retitle)
    run.note(taken, "stack", status)
    if status != DELETED:
        raise FirstRunError(
            f"the stack is {status}; its events say why: aws cloudformation describe-stack-events --stack-name {run.facts['stackId']}"
        )
    retained: dict[str, str] = run.facts.get("retained", {})
    run.note(taken, "retained", sorted(retained))
    if bucket := retained.get("EvidenceBucket"):
        run.note(taken, "evidence bucket", _delete_bucket(run, bucket))
    if key := retained.get("DataKey"):
        run.note(taken, "key", _delete_key(run, key))
        run.console.timed(f"key {key} is deleted in {KEY_DAYS} days and costs nothing until then")
    if table := retained.get("Ledger"):
        run.note(taken, "ledger", _delete_table(run, table))
    run.facts.pop("outputs", None)
    run.console.timed(
        "what stays: the uploaded packages in SAM's bucket (aws-sam-cli-managed-default-...), a few cents a month at most; and your report"
    )


def _delete_stack(run: Run, taken: Taken, retitle: Any) -> str:
    cloudformation, stack = run.account.client("cloudformation"), run.facts.get("stackId", run.settings.stackName)
    cloudformation.delete_stack(StackName=run.settings.stackName)
    deadline, status = time.monotonic() + STACK_SECONDS, ""
    while time.monotonic() < deadline:
        with absent("ValidationError"):
            now = str(cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])
            if now != status:
                status = now
                taken.happened("status", of="stack", status=status)
                retitle(f"stack {status}")
            if not status.endswith("_IN_PROGRESS"):
                return status
            time.sleep(min(run.settings.pollSeconds, SECONDS_BETWEEN_LOOKS))
            continue
        return DELETED  # CloudFormation forgets some stacks by name and knows others by id for ninety days
    return status


def _delete_bucket(run: Run, bucket: str) -> str:
    """Every version of every object, and the bucket."""
    s3 = run.account.client("s3")
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if versions:
                s3.delete_objects(
                    Bucket=bucket, Delete={"Objects": [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in versions]}
                )
        s3.delete_bucket(Bucket=bucket)
    except ClientError as error:
        run.console.line(f"  bucket {bucket} stays: {error}")
        return str(error.response["Error"]["Code"])
    return "deleted"


def _delete_key(run: Run, key: str) -> str:
    kms = run.account.client("kms")
    try:
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=KEY_DAYS)
        return str(kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"])
    except ClientError as error:
        run.console.line(f"  key {key} stays: {error}")
        return str(error.response["Error"]["Code"])


def _delete_table(run: Run, table: str) -> str:
    try:
        run.account.client("dynamodb").delete_table(TableName=table)
    except ClientError as error:
        run.console.line(f"  table {table} stays: {error}")
        return str(error.response["Error"]["Code"])
    return "deleted"


STEP = Step(
    name="remove",
    does="deletes the stack, then what it keeps on purpose: the evidence bucket with the audits of this run, its key in seven days, "
    "and the ledger",
    costs="nothing; it ends the costs of step deploy",
    shows="the stack is DELETE_COMPLETE, bucket and ledger deleted, the key PendingDeletion",
    otherwise="DELETE_FAILED: the stack's events name the resource; remedy it, ./first-run --from remove",
    asks=True,
    take=take,
)
