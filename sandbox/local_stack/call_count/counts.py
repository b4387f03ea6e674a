"""The calls of one operation, and the table of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

# Calls of each service and operation, `sagemaker:DescribeCluster`.
Calls = Counter[str]


def of_executions(recorded: Iterable[Mapping[str, Any]]) -> Calls:
    """The calls of executions, each state counted once, as its dearest invocation: how often a state looks is a matter of time."""
    invocations: dict[tuple[str, str], Counter[str]] = {}
    for call in recorded:
        invocations.setdefault((call["state"], call["operation"]), Counter())[call["invocation"]] += 1
    calls: Calls = Counter()
    for (_, operation), of in invocations.items():
        calls[operation] += max(of.values())
    return calls


def differences(few: Mapping[str, Calls], many: Mapping[str, Calls]) -> list[str]:
    """In words, what calls more, or less, among strangers."""
    return [
        f"{operation}: {call} {few[operation][call]} times, among strangers {many[operation][call]} times"
        for operation in few
        for call in sorted(few[operation] | many[operation])
        if few[operation][call] != many[operation][call]
    ]


def table(few: Mapping[str, Calls], many: Mapping[str, Calls], strangers: int) -> list[str]:
    """A row for each operation, in the Markdown that docs/guarantees.md has."""
    lines = [f"| operation | calls, 0 strangers | calls, {strangers} strangers | of them |", "|---|---|---|---|"]
    for operation, calls in few.items():
        services: Counter[str] = Counter()
        for call, times in calls.items():
            services[call.partition(":")[0]] += times
        of_them = ", ".join(f"{times} {service}" for service, times in sorted(services.items()))
        lines.append(f"| {operation} | {calls.total()} | {many[operation].total()} | {of_them} |")
    return lines
