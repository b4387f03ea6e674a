"""Judges the calls that the simulated control planes get: runs in MiniStack's own environment.

MiniStack knows whose access key signed a call and what policies that principal has; the simulator knows what a call of its services
needs. It asks by `POST /_sandbox/authorization` with `{accessKeyId, permissions: [{action, resource, context}]}` and gets
`{allowed, message}`, or `{unknown: true}` for a key that nobody has.
"""

import json
from typing import Any

import principals
from ministack.core import iam_evaluator
from permissions import NotAuthorizedError, Permission, require

from ministack import app

PATH = "/_sandbox/authorization"

_shortcuts = app._handle_post_body_shortcuts


async def shortcuts(method: str, path: str, headers: Any, body: bytes, query_params: Any, request_id: str) -> Any:
    if path != PATH:
        return await _shortcuts(method, path, headers, body, query_params, request_id)
    return 200, {"Content-Type": "application/json"}, json.dumps(answer(json.loads(body))).encode()


def answer(question: dict[str, Any]) -> dict[str, Any]:
    key = question["accessKeyId"]
    if iam_evaluator.is_root_access_key(key):
        return {"allowed": True}
    identity = iam_evaluator.resolve_caller_identity(key)
    if identity is None:
        return {"allowed": False, "unknown": True}
    try:
        require(principals.of_arn(identity["userArn"]), [Permission(**permission) for permission in question["permissions"]])
    except NotAuthorizedError as failure:
        return {"allowed": False, "message": str(failure)}
    return {"allowed": True}


def install() -> None:
    app._handle_post_body_shortcuts = shortcuts
