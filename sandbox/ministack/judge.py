"""Asks the judge, a process of its own (sandbox/authorization), whether AWS would allow an action: runs in MiniStack's own environment."""

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

URL = os.environ["SANDBOX_AUTHORIZATION"]
ANSWER_SECONDS = 20.0
# Functions ask the same again and again. A question holds the policies, so that one about a changed policy is another question.
KEPT_ANSWERS = 5_000

Context = dict[str, str | list[str]]
Document = dict[str, Any]

_answers: dict[bytes, str | None] = {}


@dataclass(frozen=True)
class Principal:
    """Who calls.

    Attributes:
        arn: of a user or of a role's session; the name of a service such as `events.amazonaws.com`
        policies: `{name, policy}` of each identity-based policy; none of a service
        context: condition keys about the principal
    """

    arn: str
    policies: tuple[Document, ...]
    context: Context


def reason_to_refuse(
    principal: Principal, action: str, resource: str, account: str, context: Context, resource_policy: Document | None
) -> str | None:
    """Why AWS would refuse, as it words it at the end of a refusal; none if it would allow.

    Whatever the judge cannot answer is refused: a call that nobody has judged must not pass for one that AWS allows.
    """
    question = {
        "principal": principal.arn,
        "action": action,
        "resource": resource,
        "account": account,
        "context": principal.context | context,
        "identityPolicies": principal.policies,
        "resourcePolicy": resource_policy,
    }
    body = json.dumps({name: value for name, value in question.items() if value is not None}, sort_keys=True).encode()
    if body not in _answers:
        if len(_answers) >= KEPT_ANSWERS:
            _answers.pop(next(iter(_answers)))
        _answers[body] = _ask(body)
    return _answers[body]


def _ask(body: bytes) -> str | None:
    call = urllib.request.Request(f"{URL}/judge", data=body, method="POST")
    try:
        with urllib.request.urlopen(call, timeout=ANSWER_SECONDS) as answer:
            verdict = json.load(answer)
    except urllib.error.HTTPError as failure:
        return f"because the local stack cannot judge it: {json.load(failure)['error']}"
    return None if verdict["allowed"] else str(verdict["reason"])
