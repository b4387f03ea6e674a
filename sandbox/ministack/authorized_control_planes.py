"""Judges the calls that the simulated control planes get: runs in MiniStack's own environment.

MiniStack knows whose access key signed a call and what policies that principal has; the simulator knows what a call of its services
needs. It asks by `POST /_sandbox/authorization` with `{accessKeyId, permissions: [{action, resource, context}]}` and gets
`{allowed, message}`, with a `code` if the key is none that AWS would take.
"""

import json
from typing import Any

import principals
from permissions import NotAuthorizedError, Permission, require

from ministack import app

PATH = "/_sandbox/authorization"

_shortcuts = app._handle_post_body_shortcuts


async def shortcuts(method: str, path: str, headers: Any, body: bytes, query_params: Any, request_id: str) -> Any:
    if path != PATH:
        return await _shortcuts(method, path, headers, body, query_params, request_id)
    return 200, {"Content-Type": "application/json"}, json.dumps(answer(json.loads(body))).encode()


def answer(question: dict[str, Any]) -> dict[str, Any]:
    try:
        principal = principals.of_access_key(question["accessKeyId"])
        if principal is not None:
            require(principal, [Permission(**permission) for permission in question["permissions"]])
    except principals.AccessKeyError as failure:
        return {"allowed": False, "code": failure.code, "message": str(failure)}
    except NotAuthorizedError as failure:
        return {"allowed": False, "message": str(failure)}
    return {"allowed": True}


def install() -> None:
    app._handle_post_body_shortcuts = shortcuts
