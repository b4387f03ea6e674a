"""The one loop that waits: for a value that a probe finds."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def wait_for(probe: Callable[[], Found], *, seconds: float, every: float = 0.2) -> Found:
    """Asks again and again until the probe's answer is true in Python's sense; returns its last answer, which is false if time ran out."""
    deadline = time.monotonic() + seconds
    while True:
        found = probe()
        if found or time.monotonic() > deadline:
            return found
        time.sleep(every)
