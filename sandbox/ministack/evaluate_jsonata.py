"""Evaluates JSONata as the local stack does: runs in MiniStack's own environment.

Standard input: a line of JSON for each expression, with variables and the time in milliseconds. Standard output: a line for each,
{"value": ...}, or {} where there is no value.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import step_functions
from ministack.services import stepfunctions

step_functions.install()
register_functions = stepfunctions._register_sfn_jsonata_functions


def stand_still(millis: int) -> None:
    """Lets MiniStack's expressions see one time."""
    now = datetime.fromtimestamp(millis / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def register(expression: Any) -> None:
        register_functions(expression)
        expression.register_lambda("millis", lambda: millis)
        expression.register_lambda("now", lambda: now)

    stepfunctions._register_sfn_jsonata_functions = register


def main() -> None:
    for line in sys.stdin:
        question = json.loads(line)
        stand_still(question["millis"])
        print(json.dumps(_answer(question["expression"], question["variables"])))


def _answer(expression: str, variables: dict[str, Any]) -> dict[str, Any]:
    states = variables.pop("states")
    context = states.get("context", {}) | {"variables": variables}
    try:
        value = stepfunctions._evaluate_jsonata(expression, states.get("input"), context, states.get("result"), states.get("errorOutput"))
    except stepfunctions._ExecutionError:
        return {}
    return {"value": value}


if __name__ == "__main__":
    main()
