"""Whether the campaign finds an alarm that did not ring, and one that rang for nothing."""

from collections.abc import Iterator
from typing import Any

from local_stack.faults import alarms
from local_stack.faults.alarms import Alarms
from local_stack.faults.cases import INCOMPLETE, INTERRUPTED, NOT_STARTED, SUCCEEDED, TAKEN_BACK, End


class CloudWatch:
    """Answers as a client of boto3 does, for alarms that are all in ALARM."""

    def __init__(self, *names: str) -> None:
        self._alarms = [{"AlarmName": f"hyperpod-rig-{name}-1A2B", "StateValue": "ALARM"} for name in names]

    def get_paginator(self, operation: str) -> "CloudWatch":
        assert operation == "describe_alarms"
        return self

    def paginate(self, StateValue: str) -> Iterator[dict[str, Any]]:
        yield {"MetricAlarms": [alarm for alarm in self._alarms if alarm["StateValue"] == StateValue]}


def ring(fault: str | None = None) -> dict[str, Any]:
    return {"state": "RingAlarm", "operation": "task:cloudwatch", "fault": fault}


def broken(calls: list[dict[str, Any]], ends: list[End], abandoned: list[str], *in_alarm: str) -> list[str]:
    return [what for _, what in alarms.as_due(Alarms(CloudWatch(*in_alarm)), calls, ends, abandoned)]


def test_silence_is_right_where_nothing_stands() -> None:
    assert broken([], [TAKEN_BACK], []) == []
    assert broken([], [INTERRUPTED, SUCCEEDED], []) == []


def test_what_stands_without_an_alarm_is_found() -> None:
    assert broken([], [NOT_STARTED, SUCCEEDED], ["nova"]) == ["nova stands, nobody takes it back, and no alarm was rung"]
    assert broken([ring()], [INCOMPLETE, INCOMPLETE], ["nova"], "RollbackIncompleteAlarm") == []


def test_an_alarm_for_nothing_is_found() -> None:
    assert broken([ring()], [TAKEN_BACK], [], "RollbackIncompleteAlarm") == ["an alarm was rung although nothing remained"]


def test_a_metric_without_its_alarm_is_found(monkeypatch: Any) -> None:
    monkeypatch.setattr(alarms, "ALARM_SECONDS", 0.0)
    assert broken([ring()], [NOT_STARTED], [], "RollbackIncompleteAlarm") == ["RollbackNotStartedAlarm is not in ALARM"]


def test_an_alarm_that_a_fault_kept_from_ringing_is_not_blamed() -> None:
    assert broken([ring("access-denied")], [INCOMPLETE], ["nova"]) == []
    assert broken([ring("lost-response")], [INCOMPLETE], ["nova"], "RollbackIncompleteAlarm") == []
