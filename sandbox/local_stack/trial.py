"""One scenario, tried on a stack: a fresh world, a request through the API, and what came of it."""

import dataclasses
import json
import re
import secrets
import textwrap
import time
import urllib.request
from pathlib import Path
from typing import Any

from local_stack import execution, layout, scenario, world
from local_stack.clients import Clients
from local_stack.console import Console
from local_stack.scenario import Scenario
from local_stack.stack import Stack, StackError

EXECUTION_TAG = "hyperpod-rig:execution"
ALARM_SECONDS = 15.0
WIDTH = 130
REQUEST_ID = re.compile(r", request [0-9a-f-]+")
VERDICT = re.compile(r"the network is (LOCKED|WEAKENED|UNPROVEN|OPEN)")


class Trial:
    def __init__(self, stack: Stack, tried: Scenario, console: Console) -> None:
        self._stack = stack
        self._scenario = tried
        self._console = console
        self._clients = Clients(stack)
        self._states: list[dict[str, Any]] = []
        self._shown: set[tuple[str, str]] = set()
        self._progress = ""
        self._verdict: str | None = None
        self._tags: dict[str, dict[str, str]] = {}
        self._world: world.World

    def run(self) -> tuple[dict[str, Any], list[str]]:
        """Returns the result, and what of it is not as the scenario says it must be."""
        with self._console.step("a world to provision in: VPC, endpoints, EKS cluster, roles, buckets"):
            self._world = world.create(self._stack, self._clients)
        if change := self._scenario.world.get("openNetworkBefore"):
            self._world.change(self._clients, change)
            self._console.timed(self._console.colour(f"network changed: {change}", "yellow"))
        scenario.impose(self._stack, self._world.network.privateSubnetIds, self._scenario)
        execution_arn = self._start()
        rollback_machine = self._stack.facts()["outputs"]["RollbackStateMachineArn"]
        ended = execution.Follower(self._clients, execution_arn, rollback_machine, self._watch).follow()
        result = self._result(ended)
        problems = self._problems(ended, result)
        record = self._stack.run / f"trial-{self._scenario.name}-{self._world.name}.json"
        result["report"] = str(self._report(execution_arn) or record)
        self._show(ended, result["remaining"])
        record.write_text(
            json.dumps(
                {
                    "scenario": dataclasses.asdict(self._scenario),
                    "world": dataclasses.asdict(self._world),
                    "result": result,
                    "problems": problems,
                    "execution": {k: str(v) for k, v in ended.items() if k != "ResponseMetadata"},
                    "states": self._states,
                },
                indent=2,
            )
            + "\n"
        )
        return result, problems

    def _report(self, execution_arn: str) -> Path | None:
        """The newest audit report that the execution left in the evidence bucket, copied to where a browser can open it."""
        bucket = self._stack.facts()["outputs"]["EvidenceBucketName"]
        found = self._clients.s3.list_objects_v2(Bucket=bucket, Prefix=execution_arn.rpartition(":")[2] + "/").get("Contents", [])
        reports = sorted((o["LastModified"], o["Key"]) for o in found if o["Key"].endswith("/report.html"))
        if not reports:
            return None
        path: Path = self._stack.run / f"report-{self._scenario.name}-{self._world.name}.html"
        path.write_bytes(self._clients.s3.get_object(Bucket=bucket, Key=reports[-1][1])["Body"].read())
        return path

    def _show(self, ended: dict[str, Any], remaining: list[dict[str, str]]) -> None:
        if ended["status"] != "SUCCEEDED":
            self._console.line()
            cause = ended.get("cause") or ""
            failure = execution.object_of(cause).get("failure", {"state": "a state without rollback", "cause": cause})
            message = execution.object_of(failure["cause"]).get("errorMessage", failure["cause"])
            self._console.heading(f"{ended.get('error') or ended['status']}, because {failure['state']} failed:")
            self._console.line(
                textwrap.fill(message, WIDTH, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
            )
        self._console.line()
        self._console.heading("In the account now, created by this execution:")
        for found in remaining:
            self._console.line(f"  {found['type']}  {found['id']}  {found['status']}")
        if interfaces := self._interfaces():
            self._console.line(f"  AWS::EC2::NetworkInterface  {len(interfaces)} in the private subnets")
        if not remaining and not interfaces:
            self._console.line("  nothing")

    def _start(self) -> str:
        event = json.loads(layout.PROVISION_EVENT.read_text())
        request = self._world.request(json.loads(event["body"]), f"nova-{secrets.token_hex(4)}")
        status, answer = execution.call_api(self._stack, "POST", "/clusters", json.dumps(request))
        if status != 202:
            raise StackError(f"POST /clusters answered {status}: {json.dumps(answer)}")
        self._console.timed(f"POST /clusters answered 202: {answer['executionArn']}")
        arn: str = answer["executionArn"]
        return arn

    def _watch(self, machine: str, state: str, data: str, what: str) -> None:
        self._states.append({"machine": machine, "state": state, "event": what, "seconds": round(self._console.elapsed(), 2)})
        indent = "    " if machine == "rollback" else ""
        if what == "left":
            if state.startswith(("Describe", "Delete", "Verify")):
                self._notice(json.loads(data or "null"), indent)
            return
        during = self._scenario.world.get("openNetworkDuring", {})
        first = (machine, state) not in self._shown
        if first:
            self._shown.add((machine, state))
            colour = {"RollBack": "yellow", "Provisioned": "green", "ProvisioningFailed": "red", "RollbackIncomplete": "red"}
            self._console.timed(indent + self._console.colour(state, colour.get(state, "cyan")))
        if first and machine == "provision" and during.get("state") == state:
            self._world.change(self._clients, during["change"])
            self._console.timed(self._console.colour(f"network changed: {during['change']}", "yellow"))

    def _notice(self, output: Any, indent: str) -> None:
        """A loop's states are shown once; what they find is shown whenever it changes."""
        if not isinstance(output, dict):
            return
        self._verdict = output.get("verdict", self._verdict)
        progress = output.get("summary") or ": ".join(output[key] for key in ("status", "reason") if key in output)
        progress = REQUEST_ID.sub("", progress)
        if progress and progress != self._progress:
            self._progress = progress
            self._console.timed(f"{indent}  {self._console.colour(progress, 'dim')}")

    def _result(self, ended: dict[str, Any]) -> dict[str, Any]:
        output = json.loads(ended.get("output") or "{}")
        # The last one that was reached: a refused network is told by the error, not by a state's output.
        found = VERDICT.search(ended.get("cause") or "")
        verdict = found[1] if found else self._verdict
        return {
            "status": ended["status"],
            "executionArn": ended["executionArn"],
            "clusterArn": output.get("clusterArn"),
            "egressVerdict": verdict,
            "remaining": self._existing(),
        }

    def _existing(self) -> list[dict[str, str]]:
        """What stands in this world, by the control planes themselves, whether it carries the execution's tag or not."""
        state = self._control_planes()
        clusters = [
            (
                cluster.get("VpcConfig", {}).get("Subnets", []),
                cluster["Tags"],
                {
                    "type": "AWS::SageMaker::Cluster",
                    "id": cluster["ClusterName"],
                    "status": cluster["ClusterStatus"],
                },
            )
            for cluster in state["clusters"]
        ]
        file_systems = [
            (
                file_system["SubnetIds"],
                file_system["Tags"],
                {
                    "type": "AWS::FSx::FileSystem",
                    "id": file_system["FileSystemId"],
                    "status": file_system["Lifecycle"],
                },
            )
            for file_system in state["fileSystems"]
        ]
        existing = []
        for subnet_ids, tags, found in clusters + file_systems:
            if set(subnet_ids) & set(self._world.network.privateSubnetIds):
                existing.append(found)
                self._tags[found["id"]] = {tag["Key"]: tag["Value"] for tag in tags}
        return existing

    def _interfaces(self) -> list[str]:
        found = self._clients.ec2.describe_network_interfaces(
            Filters=[{"Name": "subnet-id", "Values": self._world.network.privateSubnetIds}]
        )["NetworkInterfaces"]
        return [interface["NetworkInterfaceId"] for interface in found]

    def _problems(self, ended: dict[str, Any], result: dict[str, Any]) -> list[str]:
        expect = self._scenario.expect
        cause = ended.get("cause") or ""
        problems = []

        def check(what: str, expected: Any, actual: Any) -> None:
            if expected != actual:
                problems.append(f"{what} is {actual!r}, must be {expected!r}")

        check("status", expect["status"], ended["status"])
        check("error", expect.get("error"), ended.get("error"))
        if "egressVerdict" in expect:
            check("egressVerdict", expect["egressVerdict"], result["egressVerdict"])
        check("remaining", sorted(expect["remaining"]), sorted(found["type"] for found in result["remaining"]))
        for name, tags in self._tags.items():
            check(f"the tag {EXECUTION_TAG} of {name}", ended["name"], tags.get(EXECUTION_TAG))
        if expect.get("cause", "") not in cause:
            problems.append(f"the cause does not say '{expect['cause']}': {cause}")
        if expect["status"] == "FAILED":
            reported = sorted(found["id"] for found in execution.object_of(cause).get("remaining", []))
            check("remaining as the execution reports it", sorted(found["id"] for found in result["remaining"]), reported)
        if "created" in expect:
            created = [entry["state"] for entry in self._states if entry["state"] in ("CreateFileSystem", "CreateCluster")]
            check("creating states", expect["created"], created)
        if "alarm" in expect:
            check("alarm", expect["alarm"], self._alarm(expect["alarm"]))
        if not result["remaining"]:
            check("network interfaces in the private subnets", [], self._interfaces())
        check("the simulator's own problems", [], self._control_planes()["problems"])
        return problems

    def _alarm(self, wanted: str) -> str:
        name = self._stack.facts()["outputs"]["RollbackIncompleteAlarmName"]
        deadline = time.monotonic() + ALARM_SECONDS
        while True:
            state: str = self._clients.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]
            if state == wanted or time.monotonic() > deadline:
                return state
            time.sleep(0.5)

    def _control_planes(self) -> dict[str, Any]:
        url = f"{self._stack.facts()['endpoints']['simulator']}/_simulator/state"
        with urllib.request.urlopen(url, timeout=10) as answer:
            state: dict[str, Any] = json.load(answer)
            return state


def conclude(console: Console, result: dict[str, Any], problems: list[str]) -> int:
    """Prints what is not as it must be, then the result as the last line; returns the exit status."""
    for problem in problems:
        console.line(console.colour(f"NOT AS EXPECTED: {problem}", "red"))
    console.line(f"RESULT {json.dumps(result)}")
    return 1 if problems else 0
