"""The calls of every execution, and what is to happen to one of them."""

import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

# What can happen to a call of a function. Those of BURSTS happen to every repetition by the same invocation too, so that the SDK's
# own retries are used up and the state machine's are needed.
FUNCTION_FAULTS = (
    "throttled",
    "server-error",
    "lost-response",
    "slow",
    "late",
    "stalled",
    "access-denied",
    "empty-body",
    "wrong-body",
    "hollow-body",
    "killed-before",
    "killed-after",
)
BURSTS = {"throttled", "stalled"}


@dataclass
class Call:
    """One attempt to call AWS, or one task of a state machine."""

    execution: str
    state: str
    operation: str
    occurrence: int
    invocation: str
    fault: str | None = None
    seconds: float = field(default_factory=time.monotonic)


@dataclass
class Rule:
    """What happens to one call: the n-th of an operation in a state of an execution, by any of its invocations."""

    state: str
    operation: str
    occurrence: int
    fault: str
    invocation: str | None = None


class Book:
    """The calls of every execution, and the rule of those that have one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: dict[str, list[Call]] = {}
        self._occurrences: Counter[tuple[str, str, str]] = Counter()
        self._rules: dict[str, Rule] = {}

    def impose(self, execution: str, rule: Rule) -> None:
        with self._lock:
            self._rules[execution] = rule

    def forget(self, execution: str) -> None:
        with self._lock:
            self._rules.pop(execution, None)
            self._calls.pop(execution, None)
            for key in [key for key in self._occurrences if key[0] == execution]:
                del self._occurrences[key]

    def calls(self, execution: str) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(call) for call in self._calls.get(execution, [])]

    def enter(self, execution: str, state: str, operation: str, invocation: str) -> Call:
        """Records a call and says what happens to it."""
        with self._lock:
            self._occurrences[execution, state, operation] += 1
            call = Call(execution, state, operation, self._occurrences[execution, state, operation], invocation)
            self._calls.setdefault(execution, []).append(call)
            rule = self._rules.get(execution)
            if rule and (rule.state, rule.operation) == (state, operation):
                if rule.occurrence == call.occurrence:
                    rule.invocation = invocation
                    call.fault = rule.fault
                elif rule.fault in BURSTS and rule.invocation == invocation:
                    call.fault = rule.fault
            return call
