"""Records what AWS answered: each call of the run's own clients, with its parameters and its answer or error."""

import contextlib
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

# Whose answers are kept whole; of the others only errors are.
WHOLE_ANSWERS = ("sagemaker", "fsx")
_PARAMETERS = "first-run-parameters"


class Recording:
    """The calls in their order; a call that is repeated and answered the same is one entry."""

    def __init__(self, calls: list[dict[str, Any]]) -> None:
        self.calls = calls
        self.step = ""
        self._answers = True

    def listen(self, session: Any) -> None:
        """From now on all clients of this boto3 session are recorded."""
        session.events.register("before-parameter-build.*.*", self._before, unique_id="first-run-before")
        session.events.register("after-call.*.*", self._after, unique_id="first-run-after")

    @contextlib.contextmanager
    def without_answers(self) -> Iterator[None]:
        """For calls whose answers show resources that are nobody's business but the account's."""
        self._answers = False
        try:
            yield
        finally:
            self._answers = True

    def application_called(self, service: str, operation: str, parameters: dict[str, Any], answer: dict[str, Any], before: int) -> None:
        """A call that the application must have made, by what AWS showed in the calls from number `before` on."""
        called = {"step": self.step, "by": "application", "service": service, "operation": operation, "parameters": plain(parameters)}
        now = round(time.time(), 3)
        self.calls.insert(before, called | {"answer": plain(answer), "times": 1, "at": now, "lastAt": now})

    def _before(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        context[_PARAMETERS] = plain(params)

    def _after(self, http_response: Any, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        service = str(model.service_model.service_name)
        answer = {name: value for name, value in parsed.items() if name not in ("ResponseMetadata", "Error")}
        if error := parsed.get("Error"):
            told: dict[str, Any] = {
                "error": {"code": error.get("Code"), "message": error.get("Message"), "status": http_response.status_code}
            }
        else:
            told = {"answer": plain(answer)} if self._answers and service in WHOLE_ANSWERS else {}
        self._add(service, model.name, context.get(_PARAMETERS, {}), told)

    def _add(self, service: str, operation: str, parameters: dict[str, Any], told: dict[str, Any]) -> None:
        made = {"step": self.step, "by": "caller", "service": service, "operation": operation, "parameters": parameters, **told}
        same = next(
            (call for call in reversed(self.calls) if all(call.get(key) == made[key] for key in ("service", "operation", "parameters"))),
            None,
        )
        now = round(time.time(), 3)
        if same and all(same.get(key) == made.get(key) for key in ("answer", "error", "step", "by")):
            same["times"] += 1
            same["lastAt"] = now
        else:
            self.calls.append(made | {"times": 1, "at": now, "lastAt": now})


def plain(value: Any) -> Any:
    """A value of boto3 as JSON has it."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case datetime():
            return value.isoformat()
        case str() | int() | float() | bool() | None:
            return value
        case _:
            return str(value)
