"""Compares what AWS did with what the simulator promises, by the table in `expectations.json`."""

import json
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("expectations.json")


def table() -> dict[str, dict[str, Any]]:
    """For each step, what is looked at to what is promised."""
    promised: dict[str, dict[str, Any]] = json.loads(TABLE.read_text())
    return promised


def holds(promise: dict[str, Any], found: Any) -> bool:
    """Whether the promise is kept.

    A promise is one of: `equals` a value; `contains` a text; `passes`: statuses in this order, of which a look may miss some,
    but not the last.
    """
    match promise:
        case {"equals": value}:
            return bool(found == value)
        case {"contains": text}:
            return text in str(found)
        case {"passes": statuses}:
            remaining = iter(statuses)
            return bool(found) and all(status in remaining for status in found) and found[-1] == statuses[-1]
    raise ValueError(f"no promise: {promise}")
