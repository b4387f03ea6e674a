"""Many executions at once, a quarter of them failing in different ways: all must end right, and the invariants hold.

The control planes throttle each operation, and no more functions run at once than in a small account; retries must absorb both.
"""

import json
import os
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from local_stack import execution, keeper, layout, world
from local_stack.clients import Clients
from local_stack.commands import stack as stack_command
from local_stack.console import Console
from local_stack.faults.cases import STOPPED, SUCCEEDED, TAKEN_BACK
from local_stack.faults.control_planes import (
    APPLICATION_TAG,
    EXECUTION_TAG,
    ControlPlanes,
    Resource,
    Stranger,
)
from local_stack.faults.invariants import (
    COUNTS,
    WRONG_STATUS,
    Broken,
    resources_as_told,
    strangers_untouched,
)
from local_stack.stack import Stack
from local_stack.world import World

# Waits as long as these make a hundred executions poll as often as two thousand with AWS's minute.
PARAMETERS = {"PollSeconds": "3", "FileSystemDeadlineSeconds": "400", "ClusterDeadlineSeconds": "400", "DeletionDeadlineSeconds": "400"}
START_SECONDS = 9.0
LIMIT_SECONDS = 900.0
POLL_SECONDS = 2.0
REPORT_SECONDS = 10.0
HAPPY_WORLDS = 3


@dataclass(frozen=True)
class Way:
    """How some of the executions go.

    Attributes:
        ends: status and error name that they must end with
        failed_state: the state whose failure their result must tell
        control_plane: what the simulator does in their world
        change: of their network, before they start
        request: what is wrong with their request
        stopped: whether somebody stops them when they wait for the cluster
    """

    name: str
    ends: tuple[str, str | None]
    failed_state: str | None = None
    control_plane: dict[str, Any] = field(default_factory=dict)
    change: str | None = None
    request: dict[str, Any] = field(default_factory=dict)
    stopped: bool = False


HAPPY = Way("happy", SUCCEEDED)
FAILING = (
    Way("no capacity", TAKEN_BACK, "DescribeCluster", {"cluster": {"createOutcome": "Failed"}}),
    Way("file system fails", TAKEN_BACK, "DescribeFileSystem", {"fileSystem": {"createOutcome": "FAILED"}}),
    Way("link fails", TAKEN_BACK, "DescribeFileSystem", {"fileSystem": {"associationMisconfigured": True}}),
    Way("open network", TAKEN_BACK, "VerifyNetworkBeforeSpending", change="nat-route"),
    Way("no EKS cluster", TAKEN_BACK, "ValidateRequest", request={"eksClusterArn": "arn:aws:eks:us-east-1:000000000000:cluster/none"}),
    Way("stopped", STOPPED, stopped=True),
)


@dataclass
class Run:
    """One of the executions, and what of it is not as it must be."""

    way: Way
    arn: str
    described: dict[str, Any] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.arn.rpartition(":")[2]

    @property
    def seconds(self) -> float:
        took: timedelta = self.described["stopDate"] - self.described["startDate"]
        return took.total_seconds()


class Load:
    def __init__(self, console: Console, executions: int) -> None:
        self._console = console
        failing = executions // 4
        # As many of each way as go, the last ways one less.
        self._ways = [FAILING[i % len(FAILING)] for i in range(failing)] + [HAPPY] * (executions - failing)

    def run(self) -> tuple[dict[str, Any], list[str]]:
        """The figures of the LOAD line, and a table."""
        stack = stack_command.start(self._console, None, os.getpid(), mode=keeper.LOAD, parameters=PARAMETERS)
        try:
            return self._on(stack)
        finally:
            stack.stop()

    def _on(self, stack: Stack) -> tuple[dict[str, Any], list[str]]:
        clients, planes = Clients(stack), ControlPlanes(stack)
        with self._console.step("worlds to provision in"):
            worlds = self._worlds(stack, clients, planes)
            strangers = self._strangers(planes, Stranger(clients), worlds[HAPPY.name][0])
        began = time.monotonic()
        runs = self._start(stack, clients, worlds)
        started = time.monotonic() - began
        self._console.timed(f"{len(runs)} executions started within {started:.1f} s")
        self._await(stack, clients, runs)
        seconds = time.monotonic() - began
        for run in runs:
            self._judge(planes, run)
        foreign = strangers_untouched(planes, strangers)
        for run in runs:
            for count, what in run.broken:
                self._console.timed(self._console.colour(f"BROKEN {run.way.name}, {run.name}: {count}: {what}", "red"))
        broken = [{count for count, _ in run.broken} for run in runs] + [{count for count, _ in foreign}]
        figures = {
            "executions": len(runs),
            "failing": sum(run.way is not HAPPY for run in runs),
            "startedWithinSeconds": round(started, 1),
            "seconds": round(seconds),
            "throttledCalls": planes.throttled_calls(),
            "repeatedTasks": self._repeated_tasks(clients, runs),
        }
        return figures | {count: sum(count in of for of in broken) for count in COUNTS}, self._table(runs)

    @staticmethod
    def _worlds(stack: Stack, clients: Clients, planes: ControlPlanes) -> dict[str, list[World]]:
        worlds = {HAPPY.name: [world.create(stack, clients) for _ in range(HAPPY_WORLDS)]}
        for way in FAILING:
            own = worlds[HAPPY.name][0] if way.request else world.create(stack, clients)
            worlds[way.name] = [own]
            if way.control_plane:
                planes.impose(own, way.control_plane)
            if way.change:
                own.change(clients, way.change)
        return worlds

    @staticmethod
    def _strangers(planes: ControlPlanes, stranger: Stranger, where: World) -> dict[str, Resource]:
        alike = {APPLICATION_TAG: "hyperpod-rig", EXECUTION_TAG: "somebody-elses"}
        created = [stranger.create_cluster(where, f"theirs-{secrets.token_hex(3)}", alike), stranger.create_file_system(where, alike)]
        known = planes.resources()
        return {name: known[name] for name in created}

    def _start(self, stack: Stack, clients: Clients, worlds: dict[str, list[World]]) -> list[Run]:
        template = json.loads(json.loads(layout.PROVISION_EVENT.read_text())["body"])
        for group in template["restrictedInstanceGroups"]:
            group.pop("deepHealthChecks", None)  # they take AWS an hour
        machine = stack.facts()["outputs"]["ProvisionStateMachineArn"]
        # The ways mixed evenly, so that each meets the rush.
        mixed = sorted(enumerate(self._ways), key=lambda numbered: numbered[0] * 7919 % len(self._ways))
        runs, began = [], time.monotonic()
        for started, (number, way) in enumerate(mixed):
            where = worlds[way.name][number % len(worlds[way.name])]
            name = f"load-{number}-{secrets.token_hex(3)}"
            request = where.request(template, name) | way.request
            arn = clients.stepfunctions.start_execution(stateMachineArn=machine, name=name, input=json.dumps(request))["executionArn"]
            runs.append(Run(way, arn))
            time.sleep(max(0.0, began + (started + 1) * START_SECONDS / len(mixed) - time.monotonic()))
        return runs

    def _await(self, stack: Stack, clients: Clients, runs: list[Run]) -> None:
        """Returns when every execution has ended, and every rollback."""
        outputs = stack.facts()["outputs"]
        stoppers = [threading.Thread(target=self._stop, args=(clients, run), daemon=True) for run in runs if run.way.stopped]
        for stopper in stoppers:
            stopper.start()
        deadline, reported = time.monotonic() + LIMIT_SECONDS, time.monotonic()
        while time.monotonic() < deadline:
            running = self._running(clients, outputs["ProvisionStateMachineArn"])
            rolling_back = self._running(clients, outputs["RollbackStateMachineArn"])
            if not running and not rolling_back:
                break
            if time.monotonic() - reported > REPORT_SECONDS:
                reported = time.monotonic()
                self._console.timed(f"{len(runs) - running} of {len(runs)} executions ended, {rolling_back} rollbacks run")
            time.sleep(POLL_SECONDS)
        for run in runs:
            run.described = clients.stepfunctions.describe_execution(executionArn=run.arn)

    @staticmethod
    def _running(clients: Clients, machine: str) -> int:
        pages = clients.stepfunctions.get_paginator("list_executions").paginate(stateMachineArn=machine, statusFilter="RUNNING")
        return sum(len(page["executions"]) for page in pages)

    @staticmethod
    def _stop(clients: Clients, run: Run) -> None:
        states = clients.stepfunctions
        while True:
            history = states.get_execution_history(executionArn=run.arn, maxResults=1000)["events"]
            if any(event.get("stateEnteredEventDetails", {}).get("name") == "WaitForCluster" for event in history):
                states.stop_execution(executionArn=run.arn, error="Stopped", cause="by the load test")
                return
            time.sleep(POLL_SECONDS)

    @staticmethod
    def _judge(planes: ControlPlanes, run: Run) -> None:
        end = (run.described["status"], run.described.get("error") if run.described["status"] == "FAILED" else None)
        if end != run.way.ends:
            run.broken.append((WRONG_STATUS, f"ended {end}, must be {run.way.ends}: {run.described.get('cause', '')[:600]}"))
        failed = (execution.object_of(run.described.get("cause")).get("failure") or {}).get("state")
        if end == run.way.ends and failed != run.way.failed_state:
            run.broken.append((WRONG_STATUS, f"the result tells a failure of {failed}, must be of {run.way.failed_state}"))
        run.broken += resources_as_told(planes, run.name, run.described)

    @staticmethod
    def _repeated_tasks(clients: Clients, runs: list[Run]) -> int:
        """Attempts of tasks that failed and were repeated or caught, in the executions of provision."""
        repeated = 0
        for run in runs:
            for page in clients.stepfunctions.get_paginator("get_execution_history").paginate(executionArn=run.arn):
                repeated += sum(event["type"] == "TaskFailed" for event in page["events"])
        return repeated

    @staticmethod
    def _table(runs: list[Run]) -> list[str]:
        counted = Counter(run.way.name for run in runs)
        lines = [f"{'':18}  executions  right  seconds: median  longest"]
        for name in counted:
            of = [run for run in runs if run.way.name == name]
            took = sorted(run.seconds for run in of if "stopDate" in run.described) or [0.0]
            right = sum(not run.broken for run in of)
            lines.append(f"{name:18}  {len(of):10}  {right:5}  {took[len(took) // 2]:15.0f}  {took[-1]:7.0f}")
        return lines
