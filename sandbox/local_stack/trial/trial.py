"""Runs one scenario on a stack."""

import dataclasses
import json
import secrets
from pathlib import Path
from typing import Any

from local_stack import api, execution_role, told_state, world
from local_stack.clients import Clients
from local_stack.console import Console, Retitle
from local_stack.executions import Executions
from local_stack.faults.strangers import Stranger
from local_stack.follower import Follower, Step
from local_stack.scenario import Scenario
from local_stack.simulator import CLUSTER, EXECUTION_TAG, FILE_SYSTEM, Resource, Simulator
from local_stack.stack import Stack, StackError
from local_stack.trial import tampering
from local_stack.trial.evidence import newest_report
from local_stack.trial.judge import Judge
from local_stack.trial.narrator import Narrator
from local_stack.trial.outcome import Outcome
from local_stack.trial.placement import subnets_of_groups
from local_stack.waiting import wait_for
from local_stack.world import World

STRANGER_SECONDS = 30.0


class Trial:
    def __init__(self, stack: Stack, scenario: Scenario, console: Console) -> None:
        self._stack = stack
        self._scenario = scenario
        self._console = console
        self._narrator = Narrator(console)
        self._clients = Clients(stack)
        self._simulator = Simulator(stack)
        self._outputs: dict[str, str] = stack.facts()["outputs"]
        self._steps: list[tuple[float, Step]] = []
        self._role_policy: dict[str, Any] = {}
        self._strangers: dict[str, Resource] = {}
        self._cluster_name = f"nova-{secrets.token_hex(4)}"

    def run(self) -> tuple[dict[str, Any], list[str]]:
        """Returns the result, and what of it is not as the scenario says it must be."""
        where = self._prepare()
        outcome = self._execute(where)
        judge = Judge(self._scenario, outcome)
        problems = judge.problems()
        with self._console.live("looking at the alarm and the control planes"):
            judge.alarm(self._clients.cloudwatch, self._outputs["RollbackIncompleteAlarmName"])
            judge.simulator(self._simulator.problems(), self._simulator.abandoned_environments())
        record = self._stack.run / f"trial-{self._scenario.name}-{where.name}.json"
        page = self._stack.run / f"report-{self._scenario.name}-{where.name}.html"
        report = str(outcome.report.save(page) if outcome.report else record)
        result = outcome.result(report)
        self._record(record, outcome, result, problems)
        self._narrator.end(outcome)
        return result, problems

    def _prepare(self) -> World:
        with self._console.step("a world to provision in: VPC, endpoints, EKS cluster, roles, buckets"):
            where = world.create(self._stack, self._clients)
        if change := self._scenario.world.get("openNetworkBefore"):
            self._change(where, change)
        if self._scenario.world.get("eksClusterTaken"):
            self._take_eks_cluster(where)
        self._simulator.impose(where.network.privateSubnetIds, self._scenario.control_plane)
        return where

    def _execute(self, where: World) -> Outcome:
        with self._console.live("POST /clusters"):
            arn = self._start(where)
        self._console.timed(f"POST /clusters answered 202: {arn}")
        with self._console.live("waiting for the execution") as retitle:
            executions = Executions(self._outputs, self._clients.stepfunctions)
            follower = Follower(executions, arn, lambda step: self._watch(step, where, retitle))
            ended = follower.follow()
        subnets = where.network.privateSubnetIds
        existing = list(self._simulator.resources(subnets).values())
        true = told_state.wanted(exists=bool(existing), counted_on=ended["status"] == "SUCCEEDED")
        clusters = [resource.id for resource in existing if resource.type == CLUSTER]
        return Outcome(
            where,
            ended,
            self._steps,
            existing,
            where.network.interfaces(self._clients.ec2),
            subnets_of_groups(self._clients, clusters, subnets),
            self._strangers,
            self._simulator.resources([where.network.strangers_subnet_id]),
            newest_report(self._clients.s3, self._outputs["EvidenceBucketName"], ended["name"]),
            true,
            told_state.told(self._stack, self._cluster_name, true),
        )

    def _start(self, where: World) -> str:
        request = where.request(world.sample_request() | self._scenario.request, self._cluster_name)
        status, answer = api.call(self._stack, "POST", "/clusters", json.dumps(request))
        if status != 202:
            raise StackError(f"POST /clusters answered {status}: {json.dumps(answer)}")
        arn: str = answer["executionArn"]
        return arn

    def _watch(self, step: Step, where: World, retitle: Retitle) -> None:
        during = self._scenario.world.get("openNetworkDuring", {})
        due = step.entered and step.machine == "provision" and during.get("state") == step.state
        first = not any(before.entered and before.machine == step.machine and before.state == step.state for _, before in self._steps)
        self._steps.append((round(self._console.elapsed(), 2), step))
        self._narrator.step(step, retitle)
        if due and first:
            self._change(where, during["change"])
        if first and step.entered:
            self._meddle_with_what_was_made(step, where)
        self._meddle_with_the_role(step, where)

    def _meddle_with_what_was_made(self, step: Step, where: World) -> None:
        """Takes away what the execution made, or what shows that it made it, in the state that the scenario names."""
        made = {resource.type: resource for resource in self._simulator.resources(where.network.privateSubnetIds).values()}
        if step.state == self._scenario.world.get("linkVanishes"):
            tampering.delete_links(self._clients, made[FILE_SYSTEM].id)
            self._narrator.changed("the link of the file system to S3 was deleted")
        if step.state == self._scenario.world.get("tagRemoved"):
            tampering.remove_tag(self._clients, made[CLUSTER].id, EXECUTION_TAG)
            self._narrator.changed(f"the tag {EXECUTION_TAG} was taken from the cluster")

    def _meddle_with_the_role(self, step: Step, where: World) -> None:
        """Takes rights from the execution role in a state, and gives them back, if it ever does, some seconds after the rollback began."""
        without = self._scenario.world.get("roleWithoutInterfaces", {})
        if step.entered and step.state == without.get("from") and not self._role_policy:
            self._role_policy = execution_role.weaken(self._clients, where.executionRoleArn)
            self._narrator.changed("the execution role lost its rights to network interfaces")
        began = [second for second, before in self._steps if before.machine == "rollback"]
        returns = "secondsOfRollback" in without
        if returns and self._role_policy and began and self._steps[-1][0] > began[0] + without["secondsOfRollback"]:
            execution_role.restore(self._clients, where.executionRoleArn, self._role_policy)
            self._role_policy = {}
            self._narrator.changed("the execution role has its rights again")

    def _take_eks_cluster(self, where: World) -> None:
        """Somebody else's HyperPod cluster stands on the EKS cluster of the world, in a subnet that no request of this world names."""
        name = f"theirs-{secrets.token_hex(4)}"
        Stranger(self._clients).take_eks_cluster(where, name)

        def standing() -> dict[str, Resource]:
            found = self._simulator.resources([where.network.strangers_subnet_id])
            return found if found[name].status == "InService" else {}

        self._strangers = wait_for(standing, seconds=STRANGER_SECONDS) or {}
        if not self._strangers:
            raise StackError(f"the stranger's cluster {name} is not InService after {STRANGER_SECONDS:.0f} s")
        self._narrator.changed(f"{name} of somebody else stands on the EKS cluster")

    def _change(self, where: World, change: str) -> None:
        where.change(self._clients, change)
        self._narrator.changed(change)

    def _record(self, path: Path, outcome: Outcome, result: dict[str, Any], problems: list[str]) -> None:
        content = {
            "scenario": dataclasses.asdict(self._scenario),
            "world": dataclasses.asdict(outcome.world),
            "result": result,
            "problems": problems,
            "execution": {key: str(value) for key, value in outcome.ended.items() if key != "ResponseMetadata"},
            "states": [
                {"machine": step.machine, "state": step.state, "event": "entered" if step.entered else "left", "seconds": second}
                for second, step in outcome.steps
            ],
        }
        path.write_text(json.dumps(content, indent=2) + "\n")
