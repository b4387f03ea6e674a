"""What the file systems of a run cost, by the prices of `prices.json`, which have a date."""

import json
from pathlib import Path
from typing import Any

PRICES: dict[str, Any] = json.loads(Path(__file__).with_name("prices.json").read_text())
GIB = 1200
HOURS_A_MONTH = 730


def file_system_an_hour() -> float:
    """Dollars for one file system of the smallest size and throughput."""
    return float(PRICES["lustrePersistentSsd125PerGiBMonth"]) * GIB / HOURS_A_MONTH


def creation() -> str:
    """In words, for as long as the two file systems stand."""
    one = file_system_an_hour()
    return (
        f"about ${2 * one:.2f} an hour until step take-back, ${one:.2f} for each of the two file systems "
        f"({PRICES['region']}, prices of {PRICES['date']}, {PRICES['source']}); no node, so no instance is billed"
    )
