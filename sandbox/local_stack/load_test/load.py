"""Starts the executions of a load test, waits for them, and counts."""

import os
import secrets
import threading
import time
from typing import Any

from local_stack import world
from local_stack.clients import Clients
from local_stack.console import Console
from local_stack.engines import Mode
from local_stack.executions import Executions
from local_stack.faults.cases import LAG
from local_stack.faults.invariants import COUNTS, strangers_untouched
from local_stack.faults.strangers import Stranger
from local_stack.launch import launch
from local_stack.ledger import Ledger
from local_stack.load_test.ways import FAILING, HAPPY, Run, table
from local_stack.simulator import APPLICATION_TAG, EXECUTION_TAG, Resource, Simulator
from local_stack.stack import APPLICATION, Stack
from local_stack.waiting import wait_for
from local_stack.world import World

# Waits as long as these make a hundred executions poll as often as two thousand with AWS's minute.
PARAMETERS = {
    "LocalPollSeconds": "3",
    "FileSystemDeadlineSeconds": "400",
    "ClusterDeadlineSeconds": "400",
    "DeletionDeadlineSeconds": "400",
}
START_SECONDS = 9.0
LIMIT_SECONDS = 900.0
POLL_SECONDS = 2.0
REPORT_SECONDS = 10.0
HAPPY_WORLDS = 3
# Clusters, and file systems, of strangers in the account.
STRANGERS = 500


class Load:
    def __init__(self, console: Console, executions: int) -> None:
        self._console = console
        failing = executions // 4
        # As many of each way as go, the last ways one less.
        self._ways = [FAILING[i % len(FAILING)] for i in range(failing)] + [HAPPY] * (executions - failing)

    def run(self) -> tuple[dict[str, Any], list[str]]:
        """The figures of the LOAD line, and a table."""
        stack = launch(self._console, owner=os.getpid(), mode=Mode.LOAD, parameters=PARAMETERS)
        try:
            return self._on(stack)
        finally:
            stack.stop()

    def _on(self, stack: Stack) -> tuple[dict[str, Any], list[str]]:
        clients, simulator = Clients(stack), Simulator(stack)
        outputs = stack.facts()["outputs"]
        executions, ledger = Executions(outputs, clients.stepfunctions), Ledger(outputs, clients.dynamodb)
        with self._console.step("worlds to provision in"):
            worlds = _worlds(stack, clients, simulator)
            strangers = _strangers(simulator, Stranger(clients), worlds[HAPPY.name][0])
        with self._console.step(f"{STRANGERS} clusters and file systems of strangers"):
            simulator.populate(STRANGERS)
            # An EKS cluster orchestrates one HyperPod cluster, so each execution has its own.
            places = [worlds[way.name][number % len(worlds[way.name])].with_eks_cluster(clients) for number, way in enumerate(self._ways)]
        began = time.monotonic()
        runs = self._start(executions, places)
        started = time.monotonic() - began
        self._console.timed(f"{len(runs)} executions started within {started:.1f} s")
        self._await(executions, runs)
        seconds = time.monotonic() - began
        for run in runs:
            run.described = executions.described(run.arn)
            run.judge(simulator, ledger)
            for count, what in run.broken:
                self._console.timed(self._console.colour(f"BROKEN {run.way.name}, {run.name}: {count}: {what}", "red"))
        foreign = strangers_untouched(simulator, strangers)
        broken = [{count for count, _ in run.broken} for run in runs] + [{count for count, _ in foreign}]
        figures = {
            "executions": len(runs),
            "strangers": STRANGERS,
            "failing": sum(run.way is not HAPPY for run in runs),
            "startedWithinSeconds": round(started, 1),
            "seconds": round(seconds),
            "throttledCalls": simulator.throttled_calls(),
            # Attempts of tasks that failed and were repeated or caught, in the executions of provision.
            "repeatedTasks": sum(event["type"] == "TaskFailed" for run in runs for event in executions.events(run.arn)),
        }
        return figures | {count: sum(count in of for of in broken) for count in COUNTS}, table(runs)

    def _start(self, executions: Executions, places: list[World]) -> list[Run]:
        template = world.sample_request(deep_health_checks=False)
        # The ways mixed evenly, so that each meets the rush.
        mixed = sorted(enumerate(self._ways), key=lambda numbered: numbered[0] * 7919 % len(self._ways))
        runs, began = [], time.monotonic()
        for started, (number, way) in enumerate(mixed):
            where = places[number]
            name = f"load-{number}-{secrets.token_hex(3)}"
            runs.append(Run(way, executions.start(name, where.request(template, name) | way.request)))
            time.sleep(max(0.0, began + (started + 1) * START_SECONDS / len(mixed) - time.monotonic()))
        return runs

    def _await(self, executions: Executions, runs: list[Run]) -> None:
        """Returns when every execution has ended, and every rollback."""
        for run in runs:
            if run.way.stopped:
                threading.Thread(target=_stop, args=(executions, run.arn), daemon=True).start()
        reported = time.monotonic()

        def ended() -> bool:
            nonlocal reported
            running, rolling_back = (len(executions.running(machine)) for machine in (executions.provision, executions.rollback))
            if time.monotonic() - reported > REPORT_SECONDS:
                reported = time.monotonic()
                self._console.timed(f"{len(runs) - running} of {len(runs)} executions ended, {rolling_back} rollbacks run")
            return not running and not rolling_back

        wait_for(ended, seconds=LIMIT_SECONDS, every=POLL_SECONDS)


def _worlds(stack: Stack, clients: Clients, simulator: Simulator) -> dict[str, list[World]]:
    worlds = {HAPPY.name: [world.create(stack, clients) for _ in range(HAPPY_WORLDS)]}
    for own in worlds[HAPPY.name]:
        simulator.impose(own.network.privateSubnetIds, LAG)
    for way in FAILING:
        own = worlds[HAPPY.name][0] if way.request else world.create(stack, clients)
        worlds[way.name] = [own]
        if not way.request:
            simulator.impose(own.network.privateSubnetIds, LAG | way.control_plane)
        if way.change:
            own.change(clients, way.change)
    return worlds


def _strangers(simulator: Simulator, stranger: Stranger, where: World) -> dict[str, Resource]:
    alike = {APPLICATION_TAG: APPLICATION, EXECUTION_TAG: "somebody-elses"}
    created = [stranger.create_cluster(where, f"theirs-{secrets.token_hex(3)}", alike), stranger.create_file_system(where, alike)]
    known = simulator.resources()
    return {name: known[name] for name in created}


def _stop(executions: Executions, arn: str) -> None:
    """When it waits for its cluster; not at all if it ends before."""

    def waits_or_ended() -> bool:
        return executions.has_entered(arn, "WaitForCluster") or not executions.is_running(arn)

    if wait_for(waits_or_ended, seconds=LIMIT_SECONDS, every=POLL_SECONDS):
        executions.stop(arn, "by the load test")
