"""Creates a cluster without nodes and the smallest file systems: creation, tags, roles and the lockdown, without a GPU."""

import json
import time
from typing import Any

from first_run import prices, rights
from first_run.progress import Taken
from first_run.run import Run, Step
from first_run.settings import FirstRunError
from first_run.watch import Watch
from local_stack.executions import object_of

OWN_TAGS = "hyperpod-rig:"
API_SECONDS = 60.0


def take(run: Run, taken: Taken) -> None:
    arn = _start(run, taken)
    with run.console.live("waiting for the execution") as retitle:
        watch = run.watch(taken, retitle)
        ended = watch.follow(arn, run.settings.pollSeconds)
    run.note(taken, "execution", ended["status"])
    if ended["status"] != "SUCCEEDED":
        _failed(run, taken, ended)
    _statuses(run, taken, watch)
    output = object_of(ended.get("output"))
    run.note(taken, "verdict", output.get("egress", {}).get("verdict"))
    taken.found("members of the result", sorted(output))
    _tags(run, taken)
    _api(run, taken)
    _evidence(run, taken, arn)
    run.console.timed(
        f"cluster {output.get('clusterArn')} and file system {run.facts.get('fileSystemId')} stand, and cost, until step take-back"
    )


def _start(run: Run, taken: Taken) -> str:
    """The execution of this run: a new one, or the one that an interrupted attempt has started."""
    if arn := run.facts.get("executionArn"):
        run.console.timed(f"taking up {arn}")
        return str(arn)
    status, answer = run.account.call_api(run.outputs, "POST", "/clusters", json.dumps(run.facts["request"]))
    run.note(taken, "POST /clusters", status)
    if status != 202:
        raise FirstRunError(f"the API answered {status}: {json.dumps(answer)[:500]}")
    run.facts["executionArn"] = answer["executionArn"]
    run.save()
    run.console.timed(f"202: {answer['executionArn']}")
    return str(answer["executionArn"])


def _failed(run: Run, taken: Taken, ended: dict[str, Any]) -> None:
    cause = object_of(ended.get("cause"))
    failure: dict[str, Any] = cause.get("failure", {})
    for refusal in rights.refusals(ended.get("cause") or ""):
        taken.refused(refusal)
    taken.found("error", ended.get("error"))
    taken.found("failure", failure)
    taken.found("remaining", cause.get("remaining"))
    if cause.get("remaining") == []:
        # All is taken back: another attempt is another execution.
        for fact in ("executionArn", "clusterArn", "fileSystemId", "associationId", "callsOfTheApplication"):
            run.facts.pop(fact, None)
        stands = "everything is taken back"
    else:
        stands = f"this remains and costs money: {json.dumps(cause.get('remaining'))}; ./first-run --from take-back"
    refused = "".join(f"\n  IAM refuses {each['action']} on {each.get('resource', '?')}" for each in taken.refusals)
    raise FirstRunError(f"{ended['status']} {ended.get('error')} in {failure.get('state')}: {failure.get('message')}{refused}\n{stands}")


def _statuses(run: Run, taken: Taken, watch: Watch) -> None:
    for what, passed in watch.statuses.seen.items():
        run.note(taken, what, passed)
    nodes = run.account.client("sagemaker").list_cluster_nodes(ClusterName=run.facts["request"]["clusterName"])["ClusterNodeSummaries"]
    run.note(taken, "nodes", len(nodes))


def _tags(run: Run, taken: Taken) -> None:
    """Rollback and sweep go by the application's tags."""
    cluster = run.account.client("sagemaker").list_tags(ResourceArn=run.facts["clusterArn"])["Tags"]
    file_system = run.account.client("fsx").describe_file_systems(FileSystemIds=[run.facts["fileSystemId"]])["FileSystems"][0]
    for what, tags in (("cluster", cluster), ("file system", file_system.get("Tags", []))):
        run.note(taken, f"tags of the {what}", sorted(tag["Key"] for tag in tags if tag["Key"].startswith(OWN_TAGS)))


def _api(run: Run, taken: Taken) -> None:
    path = f"/clusters/{run.facts['request']['clusterName']}"
    deadline = time.monotonic() + API_SECONDS
    while True:
        status, answer = run.account.call_api(run.outputs, "GET", path)
        said = answer.get("status", status) if isinstance(answer, dict) else status
        if said != "RUNNING" or time.monotonic() > deadline:
            run.note(taken, "GET /clusters", said)
            run.note(taken, "state of GET /clusters", answer.get("state") if isinstance(answer, dict) else status)
            return
        time.sleep(1)


def _evidence(run: Run, taken: Taken, arn: str) -> None:
    prefix = f"{arn.rpartition(':')[2]}/"
    listed = run.account.client("s3").list_objects_v2(Bucket=run.outputs["EvidenceBucketName"], Prefix=prefix)
    run.note(taken, "evidence", sorted(item["Key"].removeprefix(prefix) for item in listed.get("Contents", [])))


STEP = Step(
    name="create",
    does="creates a cluster whose group has no node (instanceCount 0), its service-managed file system of 1,200 GiB, and a shared one of "
    "1,200 GiB, linked to a bucket if you gave one; waits until they are ready and verifies the network",
    costs=prices.creation(),
    shows="cluster Creating, InService; file system CREATING, AVAILABLE; the execution SUCCEEDED with verdict LOCKED; both tags on both",
    otherwise="the workflow takes back what it created and says what failed; IAM refusals name the missing action: send the report. "
    "If something remains: ./first-run --from take-back",
    asks=True,
    take=take,
)
