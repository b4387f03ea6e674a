"""Events of AWS services that are not MiniStack's: the simulator reports what happens to HyperPod clusters, as SageMaker does.

EventBridge refuses a source that begins with `aws.` from whoever is no AWS service. The simulator says by a header that it is one.
"""

from contextvars import ContextVar
from typing import Any

from ministack.services import eventbridge

SERVICE_HEADER = "x-sandbox-service"

_service: ContextVar[str] = ContextVar("service", default="")
_handle_request = eventbridge.handle_request
_put_events = eventbridge._put_events


async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, Any]) -> Any:
    token = _service.set(headers.get(SERVICE_HEADER, ""))
    try:
        return await _handle_request(method, path, headers, body, query_params)
    finally:
        _service.reset(token)


def put_events(data: dict[str, Any], allow_aws_source: bool = False) -> Any:
    own = bool(_service.get()) and all(entry.get("Source") == f"aws.{_service.get()}" for entry in data.get("Entries", []))
    return _put_events(data, allow_aws_source=allow_aws_source or own)


def install() -> None:
    eventbridge.handle_request = handle_request
    eventbridge._put_events = put_events
