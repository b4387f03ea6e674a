"""The application's ledger, read as DynamoDB holds it: what an execution meant, made and left, and who holds which lock."""

import json
from dataclasses import dataclass
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from local_stack.clients import Client


@dataclass(frozen=True)
class Entry:
    """What the ledger says of one execution.

    Attributes:
        committed: whether it succeeded, after which nobody deletes what it made without a person's confirmation
        closed: whether nothing of it remains, and its locks are free
        made: what it succeeded with: the cluster's name and the file system's id, as far as there are such
        remaining: what its newest rollback left, as results name it
    """

    committed: bool
    closed: bool
    made: tuple[str, ...]
    remaining: tuple[dict[str, Any], ...]


class Ledger:
    """The table of one deployment.

    Args:
        outputs: of the deployed template
    """

    def __init__(self, outputs: dict[str, str], dynamodb: Client) -> None:
        self._table = outputs["LedgerTableName"]
        self._dynamodb = dynamodb
        self._values = TypeDeserializer()

    def entry(self, execution: str) -> Entry | None:
        """Of the newest execution of that name; none if the ledger does not know it."""
        found = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="#partition = :execution AND begins_with(sort, :start)",
            ExpressionAttributeNames={"#partition": "partition"},
            ExpressionAttributeValues={":execution": {"S": f"execution#{execution}"}, ":start": {"S": "start#"}},
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=1,
        )["Items"]
        return _entry(self._plain(found[0])) if found else None

    def locks(self) -> dict[str, str]:
        """What is locked, `cluster#NAME` or `eks#ARN`, and the name of the execution that holds it."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression="sort = :lock AND attribute_exists(holder)",
            ExpressionAttributeValues={":lock": {"S": "lock"}},
            ConsistentRead=True,
        )
        found = [self._plain(item) for page in pages for item in page["Items"]]
        # An execution is named after its start: "2026-11-26T03:00:00.000Z name".
        return {item["partition"]: item["holder"].partition(" ")[2] for item in found}

    def _plain(self, item: dict[str, Any]) -> dict[str, Any]:
        return {name: self._values.deserialize(value) for name, value in item.items()}


def _entry(item: dict[str, Any]) -> Entry:
    """What is more than a text stands in an item as JSON."""
    success = json.loads(item.get("success", "{}"))
    made = (item["clusterName"], success.get("fileSystemId")) if success else ()
    records = sorted((json.loads(record) for record in item.get("rollbacks", {}).values()), key=lambda record: record["began"])
    return Entry(
        committed="succeededAt" in item,
        closed="closedAt" in item,
        made=tuple(name for name in made if name),
        remaining=tuple(records[-1].get("remaining") or ()) if records else (),
    )
