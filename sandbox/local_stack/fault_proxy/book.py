"""The calls of every execution, and what is to happen to some of them."""

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

    def meets(self, call: Call) -> bool:
        """Whether it is for this call: the one that it counts to, or, of a burst, one of the same invocation."""
        if (self.state, self.operation) != (call.state, call.operation):
            return False
        if self.occurrence == call.occurrence:
            self.invocation = call.invocation
            return True
        return self.fault in BURSTS and self.invocation == call.invocation


class Book:
    """The calls of every execution, and the rules of those that have any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: dict[str, list[Call]] = {}
        self._others: list[str] = []
        self._occurrences: Counter[tuple[str, str, str]] = Counter()
        self._rules: dict[str, list[Rule]] = {}

    def impose(self, execution: str, rule: Rule) -> None:
        """One more rule for the execution."""
        with self._lock:
            self._rules.setdefault(execution, []).append(rule)

    def lift(self, execution: str) -> None:
        """From now on nothing goes wrong with the execution's calls."""
        with self._lock:
            self._rules.pop(execution, None)

    def forget(self, execution: str) -> None:
        with self._lock:
            self._rules.pop(execution, None)
            self._calls.pop(execution, None)
            for key in [key for key in self._occurrences if key[0] == execution]:
                del self._occurrences[key]

    def calls(self, execution: str) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(call) for call in self._calls.get(execution, [])]

    def note(self, operation: str) -> None:
        """Records a call of a function that no execution invoked."""
        with self._lock:
            self._others.append(operation)

    def others(self) -> list[str]:
        """The calls since they were last asked for of functions that no execution invoked."""
        with self._lock:
            noted, self._others = self._others, []
            return noted

    def enter(self, execution: str, state: str, operation: str, invocation: str) -> Call:
        """Records a call and says what happens to it."""
        with self._lock:
            self._occurrences[execution, state, operation] += 1
            call = Call(execution, state, operation, self._occurrences[execution, state, operation], invocation)
            self._calls.setdefault(execution, []).append(call)
            for rule in self._rules.get(execution, []):
                if call.fault is None and rule.meets(call):
                    call.fault = rule.fault
            return call
