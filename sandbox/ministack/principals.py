"""Users, roles and services as the judge sees them, with their policies as deployed: runs in MiniStack's own environment."""

import json
import os
from typing import Any

from judge import Context, Document, Principal
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import iam

ROOT_ACCESS_KEY = os.environ["AWS_ACCESS_KEY_ID"]


class AccessKeyError(Exception):
    """Nobody has the access key, or nobody any more.

    Attributes:
        code: AWS's, as the services with JSON say it
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def document(policy: Any) -> Document | None:
    """A policy's document; none if it says nothing."""
    read = json.loads(policy) if isinstance(policy, str) and policy else policy
    if not read or not read.get("Statement"):
        return None
    return dict(read)


def of_service(name: str, context: Context) -> Principal:
    """A service that acts by itself, with the keys by which it says for whom, such as `aws:SourceArn`."""
    about: Context = {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": name, "aws:PrincipalType": "Service"}
    return Principal(name, (), about | context)


def of_role(role: str, session: str) -> Principal:
    """A session of a role, given as its ARN or name."""
    name = role.rpartition("/")[2]
    found = _role(role)
    arn = f"arn:aws:sts::{get_account_id()}:assumed-role/{name}/{session}"
    about: Context = {
        "aws:PrincipalArn": found.get("Arn", role),
        "aws:PrincipalAccount": get_account_id(),
        "aws:PrincipalType": "AssumedRole",
    }
    return Principal(arn, _policies(found.get("InlinePolicies") or {}, found.get("AttachedPolicies", [])), about)


def of_access_key(key: str) -> Principal | None:
    """Who has an access key; none for root, who may do everything.

    Raises:
        AccessKeyError: nobody has it, it is inactive, or its session is over
    """
    if key == ROOT_ACCESS_KEY:
        return None
    found = iam_evaluator.resolve_credential(key, get_account_id())
    # MiniStack takes no key at all, and a number of twelve digits, for root.
    if iam_evaluator.is_root_access_key(key) or isinstance(found, iam_evaluator.CredentialResolutionError):
        if getattr(found, "code", "") == "ExpiredTokenException":
            raise AccessKeyError("ExpiredTokenException", "The security token included in the request is expired")
        raise AccessKeyError("UnrecognizedClientException", "The security token included in the request is invalid.")
    return of_arn(found.principal_arn)


def of_arn(arn: str) -> Principal:
    """The principal that MiniStack found for an access key."""
    kind, _, rest = arn.rpartition(":")[2].partition("/")
    if kind == "assumed-role":
        role, _, session = rest.partition("/")
        return of_role(role, session)
    name = rest.rpartition("/")[2]
    user = iam._users.get_scoped(get_account_id(), None, name) or {}
    about: Context = {
        "aws:PrincipalArn": arn,
        "aws:PrincipalAccount": get_account_id(),
        "aws:PrincipalType": "User",
        "aws:username": name,
    }
    inline = dict(iam._user_inline_policies.get(name) or {})
    attached = list(user.get("AttachedPolicies", []))
    for group, members in iam._groups.items():
        if name in members["Users"]:
            inline |= {f"{group}/{policy}": text for policy, text in (iam._group_inline_policies.get(group) or {}).items()}
            attached += members.get("AttachedPolicies", [])
    return Principal(arn, _policies(inline, attached), about)


def trust_policy(role: str) -> Document | None:
    """Who may assume a role, given as its ARN; none if there is no such role."""
    return document(_role(role).get("AssumeRolePolicyDocument"))


def _role(role: str) -> dict[str, Any]:
    """MiniStack keeps roles by name; an ARN has an account and a path, too, and is nobody's if they differ."""
    found = iam._roles.get_scoped(get_account_id(), None, role.rpartition("/")[2]) or {}
    return {} if role.startswith("arn:") and found.get("Arn") != role else dict(found)


def _policies(inline: dict[str, Any], attached: list[str]) -> tuple[Document, ...]:
    named = inline | {arn: iam_evaluator._resolve_managed_policy_document(arn, get_account_id()) for arn in attached}
    read = {name: document(policy) for name, policy in named.items()}
    return tuple({"name": name, "policy": policy} for name, policy in sorted(read.items()) if policy is not None)
