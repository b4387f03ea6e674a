"""The rights of the person who runs this: the least policy, and whether the caller has them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from first_run.account import Account
from first_run.settings import Settings

POLICY = Path(__file__).with_name("caller-policy.json")
# "User: arn:... is not authorized to perform: fsx:CreateFileSystem on resource: arn:... because no identity-based policy allows ..."
REFUSAL = re.compile(
    r"(?:User: (?P<by>\S+) is |You are )?not authorized to perform:? (?P<action>[a-z0-9-]+:\w+)(?: on resource:? (?P<resource>\S+))?"
)
ASSUMED = re.compile(r"arn:(?P<partition>[^:]+):sts::(?P<account>\d+):assumed-role/(?P<role>[^/]+)/.*")


def policies(settings: Settings, account: str, api_id: str = "") -> dict[str, dict[str, Any]]:
    """The policies `run`, `deploy` and `store` (what outlives the stack), with the account's own names.

    Which API may be called is known once it is deployed.
    """
    text = POLICY.read_text().replace("REGION", settings.region).replace("ACCOUNT", account)
    text = text.replace(":API", f":{api_id}/v1/*" if api_id else ":*")
    filled: dict[str, dict[str, Any]] = json.loads(text.replace("STACK", settings.stackName))
    return filled


def refusals(text: str) -> list[dict[str, str]]:
    """What IAM refused, by the words of an error: the missing action, on what, and to whom, as far as it says."""
    return [
        {key: value.rstrip(".,") for key, value in found.groupdict().items() if value} | {"message": text[:1000]}
        for found in REFUSAL.finditer(text)
    ]


@dataclass(frozen=True)
class Missing:
    """An action that the caller may not do, and the resource for which that was asked.

    Attributes:
        certain: false where the right is needed under a condition alone, which the simulation may not know
    """

    action: str
    resource: str
    certain: bool

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}{'' if self.certain else ', as far as the simulation knows its condition'}"


def missing(account: Account, settings: Settings) -> list[Missing]:
    """What the caller may not do.

    Raises:
        ClientError: the caller may not ask
    """
    principal = _principal(account)
    if not principal:
        return []  # the root user may do everything
    found: list[Missing] = []
    for policy in policies(settings, account.caller["Account"]).values():
        for statement in policy["Statement"]:
            found += _missing(account, principal, statement)
    return sorted(set(found), key=str)


def _principal(account: Account) -> str:
    """Whose policies count: of a session those of its role; empty for the root user."""
    arn = account.caller["Arn"]
    if arn.endswith(":root"):
        return ""
    if session := ASSUMED.fullmatch(arn):
        # The session does not say the role's path, which is a part of its ARN.
        try:
            role: str = account.client("iam").get_role(RoleName=session["role"])["Role"]["Arn"]
        except ClientError:
            return f"arn:{session['partition']}:iam::{session['account']}:role/{session['role']}"
        return role
    return arn


def questions(statement: dict[str, Any]) -> Iterator[tuple[list[str], list[str]]]:
    """Actions of a statement with the resources that they can be asked for: no action takes a resource of another service."""
    resources = _list(statement["Resource"])
    for service, actions in groupby(sorted(_list(statement["Action"])), key=lambda action: action.partition(":")[0]):
        yield list(actions), [resource for resource in resources if resource == "*" or resource.split(":")[2] == service]


def _missing(account: Account, principal: str, statement: dict[str, Any]) -> Iterator[Missing]:
    context = [
        {"ContextKeyName": key, "ContextKeyType": "string", "ContextKeyValues": _list(values)[:1]}
        for keys in statement.get("Condition", {}).values()
        for key, values in keys.items()
    ]
    for actions, patterns in questions(statement):
        # A resource that the pattern stands for; a pattern itself is no resource.
        resources = [pattern.replace("*", "first-run") if pattern != "*" else "*" for pattern in patterns]
        answer = account.client("iam").simulate_principal_policy(
            PolicySourceArn=principal, ActionNames=actions, ResourceArns=resources, ContextEntries=context
        )
        for result in answer["EvaluationResults"]:
            if result["EvalDecision"] != "allowed":
                yield Missing(result["EvalActionName"], result.get("EvalResourceName", "*"), "Condition" not in statement)


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
