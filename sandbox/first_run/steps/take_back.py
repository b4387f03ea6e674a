"""Takes back what was created: refused without a person's confirmation, done with it."""

import json
import time
from typing import Any

from botocore.exceptions import ClientError

from first_run import rights
from first_run.progress import Taken
from first_run.run import Run, Step
from first_run.settings import FirstRunError
from local_stack.executions import object_of

# Of AWS's durations for both deletions together; a cluster without nodes needs less.
GONE_SECONDS = 3600.0
SECONDS_BETWEEN_LOOKS = 5.0


def take(run: Run, taken: Taken) -> None:
    if not (provision := run.facts.get("executionArn")):
        run.console.timed("nothing was created by this run, so there is nothing to take back")
        return
    _without_confirmation(run, taken, provision)
    arn = run.executions.start_rollback(provision)
    run.console.timed(f"rollback started: {arn}")
    with run.console.live("waiting for the rollback") as retitle:
        watch = run.watch(taken, retitle)
        watch.look()
        ended = watch.follow(arn, run.settings.pollSeconds)
        gone = watch.until_gone(run.settings.pollSeconds, GONE_SECONDS if ended["status"] == "SUCCEEDED" else 0.0)
    run.note(taken, "execution", ended["status"])
    for what in ("cluster", "file system"):
        if what in watch.statuses.seen:
            run.note(taken, what, watch.statuses.seen[what])
    for refusal in rights.refusals(ended.get("cause") or ""):
        taken.refused(refusal)
    remaining = _standing(run, provision.rpartition(":")[2])
    run.note(taken, "remaining", remaining)
    _, answer = run.account.call_api(run.outputs, "GET", f"/clusters/{run.facts['request']['clusterName']}")
    run.note(taken, "state of GET /clusters", answer.get("state") if isinstance(answer, dict) else None)
    if ended["status"] != "SUCCEEDED" or remaining or not gone:
        told = object_of(ended.get("cause")).get("remaining", ended.get("cause"))
        raise FirstRunError(
            f"the rollback is {ended['status']}; this remains and costs money: {json.dumps(remaining)}. It says: "
            f"{json.dumps(told)[:1500]}\n"
            "Remedy the reason, then ./first-run --from take-back; a rollback can be repeated at any time"
        )
    for fact in ("executionArn", "clusterArn", "fileSystemId", "associationId", "callsOfTheApplication"):
        run.facts.pop(fact, None)
    run.console.timed("cluster and file system are gone")


def _without_confirmation(run: Run, taken: Taken, provision: str) -> None:
    """A rollback of a cluster that stands needs `artifactsSynchronised`; without it nothing may be deleted."""
    executions, states = run.executions, run.account.client("stepfunctions")
    if executions.described(provision)["status"] != "SUCCEEDED":
        return  # what failed is taken back without asking
    started = states.start_execution(stateMachineArn=executions.rollback, input=json.dumps({"executionArn": provision}))
    arn = started["executionArn"]
    while executions.is_running(arn):
        time.sleep(min(run.settings.pollSeconds, SECONDS_BETWEEN_LOOKS))
    run.note(taken, "without confirmation", executions.described(arn).get("error"))
    name = run.facts["request"]["clusterName"]
    try:
        status = run.account.client("sagemaker").describe_cluster(ClusterName=name)["ClusterStatus"]
    except ClientError as error:
        status = error.response["Error"]["Code"]
    run.note(taken, "cluster after the refused rollback", status)


def _standing(run: Run, execution: str) -> list[str]:
    """Clusters and file systems that carry the execution's tag."""
    sagemaker, fsx, found = run.account.client("sagemaker"), run.account.client("fsx"), []
    with run.account.unrecorded_answers():
        for listed in sagemaker.list_clusters(NameContains=run.facts["request"]["clusterName"])["ClusterSummaries"]:
            if _carries(sagemaker.list_tags(ResourceArn=listed["ClusterArn"])["Tags"], execution):
                found.append(f"cluster {listed['ClusterName']}")
        for page in fsx.get_paginator("describe_file_systems").paginate():
            found += [f"file system {each['FileSystemId']}" for each in page["FileSystems"] if _carries(each.get("Tags", []), execution)]
    return found


def _carries(tags: list[dict[str, Any]], execution: str) -> bool:
    return any(tag["Key"] == "hyperpod-rig:execution" and tag["Value"] == execution for tag in tags)


STEP = Step(
    name="take-back",
    does="starts rollback without the confirmation, which must refuse and delete nothing, then with it: deletes the cluster and the file "
    "system that step create made, and nothing else",
    costs="nothing more; it ends the costs of step create",
    shows="ConfirmationMissing and the cluster still InService; then Deleting, and both gone; nothing remains",
    otherwise="what remains is listed with AWS's reason; remedy it and repeat, ./first-run --from take-back",
    asks=True,
    take=take,
)
