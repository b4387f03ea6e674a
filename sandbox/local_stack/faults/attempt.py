"""One case, tried: a whole execution on a stack with the fault proxy, and what of the invariants it broke."""

import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from local_stack import api, told_state, world
from local_stack.clients import Clients
from local_stack.executions import POLL_SECONDS, RUNNING, Executions, name_of
from local_stack.faults import alarms
from local_stack.faults.alarms import Alarms
from local_stack.faults.cases import BASES, LEFT_TO_THE_RULE, SUCCEEDED, TAKEN_BACK, Case, End
from local_stack.faults.invariants import (
    MISREPORTED,
    ORPHANED,
    WRONG_STATUS,
    end_of,
    ledger_is_closed,
    may_remain,
    resources_as_reported,
    right_end,
    strangers_untouched,
    truly_told,
)
from local_stack.faults.meddling import Meddler
from local_stack.faults.outcome import Outcome
from local_stack.faults.proxy_client import ProxyClient
from local_stack.faults.strangers import Stranger
from local_stack.ledger import Ledger
from local_stack.simulator import Simulator
from local_stack.stack import Stack, StackError
from local_stack.waiting import wait_for
from local_stack.world import World

# Longer than the deadlines of the local deployment together, with every retry.
DEADLINE_SECONDS = 240.0
EMPTY_SECONDS = 30.0
ATTEMPTS = 3


class Attempt:
    """Runs cases one after the other in one world of a stack; other attempts may run beside it in other worlds."""

    def __init__(self, stack: Stack, clients: Clients, where: World) -> None:
        self._stack = stack
        self._ec2 = clients.ec2
        self._world = where
        self._simulator = Simulator(stack)
        self._proxy = ProxyClient(stack)
        self._stranger = Stranger(clients)
        outputs = stack.facts()["outputs"]
        self._executions = Executions(outputs, clients.stepfunctions)
        self._ledger = Ledger(outputs, clients.dynamodb)
        self._alarms = Alarms(clients.cloudwatch)
        self._template = world.sample_request(deep_health_checks=False)

    def run(self, case: Case) -> Outcome:
        """Tries a case until what is to go wrong does: a second look may come so late that there is nothing left to ask."""
        outcome = self._run(case)
        for _ in range(ATTEMPTS - 1):
            if outcome.met:
                break
            outcome = self._run(case)
        return outcome

    def _run(self, case: Case) -> Outcome:
        """One execution, its end, the invariants, the rollback of everything, the invariants again; raises nothing (`Outcome.judged`)."""
        began = time.monotonic()
        outcome = Outcome.of(case)
        name = f"f{secrets.token_hex(6)}"
        meddler = Meddler(self._executions, self._proxy, self._simulator, self._stranger, self._world)
        with outcome.reporting("the case"):
            self._simulator.impose(self._world.network.privateSubnetIds, case.base.control_plane)
            if case.kind in ("twice", "rivals"):
                self._two_at_once(case, name, outcome)
            else:
                self._one(case, name, meddler, outcome)
        with outcome.reporting("freeing the world"):
            self._simulator.free(self._world.network.privateSubnetIds)
        with outcome.reporting("removing the strangers"):
            meddler.clean_up()
        with outcome.reporting("forgetting the calls"):
            self._proxy.forget(name)
        with outcome.reporting("looking at the subnets"):
            self._await_empty(outcome)
        outcome.seconds = round(time.monotonic() - began, 1)
        return outcome

    def record(self, base: str) -> list[dict[str, Any]]:
        """The calls of a run without faults."""
        name = f"r{secrets.token_hex(6)}"
        subnet_ids = self._world.network.privateSubnetIds
        self._simulator.impose(subnet_ids, BASES[base].control_plane)
        arn = self._start(name, name)
        described = self._executions.end(arn, DEADLINE_SECONDS)
        recorded = self._proxy.calls(name)
        if end_of(described) != BASES[base].ends:
            raise StackError(f"the run without faults '{base}' ended {described['status']}: {described.get('cause')}")
        self._roll_back(arn)
        self._simulator.free(subnet_ids)
        self._await_empty(Outcome(base, "", ""))
        return recorded

    def _one(self, case: Case, name: str, meddler: Meddler, outcome: Outcome) -> None:
        for rule in case.rules:
            self._proxy.impose(name, rule)
        arn = self._start(name, name)
        if case.around:
            meddler.meddle(case.around, arn, DEADLINE_SECONDS)
        described = self._executions.end(arn, DEADLINE_SECONDS)
        end = end_of(described)
        outcome.broken += meddler.broken
        rollbacks = self._rollbacks(arn, end, outcome)
        calls = self._proxy.calls(name)
        if case.rules and len(case.rules) == len(case.parts) and not any(call["fault"] for call in calls):
            outcome.met = False
            outcome.broken.append((MISREPORTED, f"the fault never happened: the call was not made in {ATTEMPTS} executions"))
        outcome.broken += right_end(self._executions, case, described)
        entry = self._ledger.entry(name)
        reported = resources_as_reported(self._simulator, name, described, entry)
        if (case.around and case.around.kind == "rollback-confirmed") or end in LEFT_TO_THE_RULE:
            # Whoever orders a rollback of an execution that then succeeds gets it: what the result names is gone by order. And what an
            # interrupted rollback left is gone by the next one.
            reported = [broken for broken in reported if broken[0] != MISREPORTED]
        outcome.broken += reported
        counted_on = end == SUCCEEDED or (entry is not None and entry.committed)
        existing = sorted(self._simulator.of(name))
        abandoned = [] if counted_on else existing
        exists = bool(existing) or may_remain(entry)
        outcome.broken += truly_told(self._stack, name, told_state.wanted(exists=exists, counted_on=counted_on))
        outcome.broken += alarms.as_due(self._alarms, calls, [end, *map(end_of, rollbacks)], abandoned)
        outcome.broken += strangers_untouched(self._simulator, meddler.strangers)
        self._proxy.lift(name)
        self._roll_back_again(arn, outcome)
        outcome.broken += strangers_untouched(self._simulator, meddler.strangers)

    def _rollbacks(self, arn: str, end: End, outcome: Outcome) -> list[dict[str, Any]]:
        """The rollbacks of an execution that did not succeed, ended: one that provision or a person started, and one by the rule."""
        if end == SUCCEEDED:
            return []
        stopped = self._executions.described(arn)["stopDate"]
        found: list[dict[str, Any]] = []

        def ended() -> bool:
            found[:] = [self._executions.described(rollback) for rollback in self._executions.rollbacks_of(arn)]
            by_the_rule = any(rollback["startDate"] >= stopped for rollback in found)
            return (by_the_rule or end not in LEFT_TO_THE_RULE) and all(rollback["status"] not in RUNNING for rollback in found)

        if not wait_for(ended, seconds=DEADLINE_SECONDS, every=POLL_SECONDS):
            outcome.broken.append((ORPHANED, "no rollback came to its end after the execution had ended"))
        return found

    def _two_at_once(self, case: Case, name: str, outcome: Outcome) -> None:
        """The same request twice by the API, or two executions for one cluster name."""

        def post() -> str:
            body = json.dumps(self._world.request(self._template, name))
            status, answer = api.call(self._stack, "POST", "/clusters", body, {"Idempotency-Key": name})
            if status != 202:
                raise StackError(f"POST /clusters answered {status}: {answer}")
            return str(answer["executionArn"])

        def start() -> str:
            return self._start(f"{name}-{secrets.token_hex(3)}", name)

        with ThreadPoolExecutor(2) as pool:
            started = [pool.submit(post if case.kind == "twice" else start) for _ in range(2)]
            arns = sorted({one.result() for one in started})
        if case.kind == "twice" and len(arns) != 1:
            outcome.broken.append((WRONG_STATUS, f"the same request twice is not one execution: {arns}"))
        ends = []
        for arn in arns:
            described = self._executions.end(arn, DEADLINE_SECONDS)
            ends.append(end_of(described))
            entry = self._ledger.entry(described["name"])
            outcome.broken += resources_as_reported(self._simulator, described["name"], described, entry)
        wanted = [SUCCEEDED] if case.kind == "twice" else [TAKEN_BACK, SUCCEEDED]
        if sorted(ends, key=str) != sorted(wanted, key=str):
            outcome.broken.append((WRONG_STATUS, f"ended {ends}, must be {wanted}"))
        for arn in arns:
            self._roll_back_again(arn, outcome)

    def _start(self, name: str, cluster_name: str) -> str:
        return self._executions.start(name, self._world.request(self._template, cluster_name))

    def _roll_back_again(self, arn: str, outcome: Outcome) -> None:
        described = self._roll_back(arn)
        if described["status"] != "SUCCEEDED":
            outcome.broken.append((WRONG_STATUS, f"rollback, run again, ended {described['status']}: {described.get('cause', '')[:600]}"))
        for id, left in self._simulator.of(name_of(arn)).items():
            outcome.broken.append((ORPHANED, f"{id} is {left.status} after another rollback"))
        outcome.broken += ledger_is_closed(self._ledger, name_of(arn))
        outcome.broken += truly_told(self._stack, name_of(arn), told_state.GONE)

    def _roll_back(self, arn: str) -> dict[str, Any]:
        return self._executions.end(self._executions.start_rollback(arn), DEADLINE_SECONDS)

    def _await_empty(self, outcome: Outcome) -> None:
        """The world is used again: its subnets must be free of interfaces, as they must for its owner."""

        def empty() -> bool:
            return not self._world.network.interfaces(self._ec2)

        if not wait_for(empty, seconds=EMPTY_SECONDS, every=POLL_SECONDS):
            found = self._world.network.interfaces(self._ec2)
            outcome.broken.append((ORPHANED, f"{len(found)} network interfaces stay in the subnets"))
