"""The campaign reads the ledger as the functions write it (`functions/ledger`)."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from local_stack.ledger import Ledger


@pytest.fixture
def dynamodb(ministack: str) -> Iterator[Any]:
    client = boto3.client(
        "dynamodb", endpoint_url=ministack, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    client.create_table(
        TableName="ledger",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "partition", "KeyType": "HASH"}, {"AttributeName": "sort", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("partition", "sort")],
    )
    yield client
    client.delete_table(TableName="ledger")


def put(dynamodb: Any, partition: str, sort: str, **values: Any) -> None:
    dynamodb.put_item(TableName="ledger", Item={"partition": {"S": partition}, "sort": {"S": sort}} | values)


def test_the_newest_execution_of_a_name_counts(dynamodb: Any) -> None:
    ledger = Ledger({"LedgerTableName": "ledger"}, dynamodb)
    assert ledger.entry("run") is None
    put(dynamodb, "execution#run", "request", digest={"S": "abc"})
    old = {"clusterName": {"S": "nova"}, "closedAt": {"S": "2026-01-01T00:00:00.000Z"}, "rollbacks": {"M": {}}}
    put(dynamodb, "execution#run", "start#2026-01-01T00:00:00.000Z", **old)
    success = {"clusterArn": "arn:...", "fileSystemId": "fs-1", "egress": {"verdict": "LOCKED"}}
    new = {"clusterName": {"S": "nova"}, "success": {"S": json.dumps(success)}, "succeededAt": {"S": "2026-11-26T04:00:00.000Z"}}
    put(dynamodb, "execution#run", "start#2026-11-26T03:00:00.000Z", **new)
    entry = ledger.entry("run")
    assert entry is not None
    assert (entry.committed, entry.closed, entry.made, entry.remaining) == (True, False, ("nova", "fs-1"), ())


def test_what_the_newest_rollback_left_is_what_remains(dynamodb: Any) -> None:
    left = {"type": "AWS::FSx::FileSystem", "id": "fs-1", "arn": "arn:...", "status": "AVAILABLE", "reason": "a backup runs"}
    records = {
        "b": {"arn": "b", "began": "2026-11-26T05:00:00Z", "remaining": [left]},
        "a": {"arn": "a", "began": "2026-11-26T04:00:00Z", "remaining": [left, left]},
    }
    item = {"clusterName": {"S": "nova"}, "rollbacks": {"M": {name: {"S": json.dumps(record)} for name, record in records.items()}}}
    put(dynamodb, "execution#run", "start#2026-11-26T03:00:00.000Z", **item)
    entry = Ledger({"LedgerTableName": "ledger"}, dynamodb).entry("run")
    assert entry is not None
    assert (entry.committed, entry.closed, entry.made, entry.remaining) == (False, False, (), (left,))


def test_a_lock_that_nobody_holds_is_none(dynamodb: Any) -> None:
    put(dynamodb, "cluster#nova", "lock", newest={"S": "2026-11-26T03:00:00.000Z run"})
    put(dynamodb, "eks#arn", "lock", holder={"S": "2026-11-26T03:00:00.000Z run"})
    assert Ledger({"LedgerTableName": "ledger"}, dynamodb).locks() == {"eks#arn": "run"}
