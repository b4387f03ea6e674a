"""The alarms of rollbacks, and whether an execution rang them as it had to."""

from typing import Any

from local_stack.clients import Client
from local_stack.faults.cases import INCOMPLETE, NOT_STARTED, End
from local_stack.faults.invariants import MISREPORTED, Broken
from local_stack.waiting import wait_for

ALARM_SECONDS = 15.0
RINGING_STATES = ("RingAlarm", "RingAlarmOfBlocked")
# Of a call that puts the metric, these come after the effect.
AFTER_THE_EFFECT = (None, "lost-response", "timed-out", "too-large", "repeated")
ROLLBACK_INCOMPLETE, ROLLBACK_NOT_STARTED = "RollbackIncompleteAlarm", "RollbackNotStartedAlarm"


class Alarms:
    """Those of one deployment."""

    def __init__(self, cloudwatch: Client) -> None:
        self._cloudwatch = cloudwatch

    def rings(self, logical_id: str) -> bool:
        """Whether the alarm that the template calls so is in ALARM, within a while."""

        def ringing() -> bool:
            pages = self._cloudwatch.get_paginator("describe_alarms").paginate(StateValue="ALARM")
            return any(logical_id in alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"])

        return wait_for(ringing, seconds=ALARM_SECONDS, every=0.5)


def due(ends: list[End]) -> list[str]:
    """The alarms that must ring when provision and its rollbacks ended so."""
    by_end = {INCOMPLETE: ROLLBACK_INCOMPLETE, NOT_STARTED: ROLLBACK_NOT_STARTED}
    return sorted({alarm for end, alarm in by_end.items() if end in ends})


def as_due(alarms: Alarms, calls: list[dict[str, Any]], ends: list[End], abandoned: list[str]) -> list[Broken]:
    """The alarms ring where something stands that nobody takes back, and are silent where nothing does.

    Args:
        calls: of the execution and its rollbacks; an alarm belongs to all executions of a stack, the call that rings it to one
        ends: of the execution and its rollbacks
        abandoned: what stands, neither counted on by anybody nor being deleted
    """
    tried = [call for call in calls if call["state"] in RINGING_STATES and call["operation"] == "task:cloudwatch"]
    rung = any(call["fault"] in AFTER_THE_EFFECT for call in tried)
    wanted = due(ends)
    if tried and not rung:
        return []  # to ring is what was made to fail
    if abandoned and not rung:
        return [(MISREPORTED, f"{', '.join(abandoned)} stands, nobody takes it back, and no alarm was rung")]
    if rung and not wanted:
        return [(MISREPORTED, "an alarm was rung although nothing remained")]
    return [(MISREPORTED, f"{alarm} is not in ALARM") for alarm in wanted if rung and not alarms.rings(alarm)]
