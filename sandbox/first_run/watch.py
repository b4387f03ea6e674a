"""Looks at what an execution creates or deletes while it runs: its states, and what SageMaker and FSx say meanwhile."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from first_run import reconstruction
from first_run.account import Account
from first_run.progress import Taken
from first_run.recording import Recording
from local_stack.executions import RUNNING, Executions, object_of

GONE = {"cluster": "ResourceNotFound", "file system": "FileSystemNotFound"}


class Statuses:
    """The distinct statuses that something passed through, in their order."""

    def __init__(self) -> None:
        self.seen: dict[str, list[str]] = {}

    def note(self, what: str, status: str) -> bool:
        """Returns whether it is another one than before."""
        passed = self.seen.setdefault(what, [])
        if passed and passed[-1] == status:
            return False
        passed.append(status)
        return True


class Watch:
    """Follows one execution of provision or of rollback, and what belongs to it."""

    def __init__(
        self, account: Account, executions: Executions, recording: Recording, taken: Taken, cluster: str, say: Callable[[str], None]
    ) -> None:
        self._account = account
        self._executions = executions
        self._recording = recording
        self._taken = taken
        self._cluster = cluster
        self._say = say
        self._last_event = 0
        self.statuses = Statuses()

    def follow(self, arn: str, every: float) -> dict[str, Any]:
        """What DescribeExecution says when the execution has ended; Ctrl-C ends the watch and not the execution."""
        while True:
            described = self._executions.described(arn)
            self._history(arn)
            self.look()
            if described["status"] not in RUNNING:
                return described
            time.sleep(every)

    def look(self) -> None:
        """Once at everything that is known by now."""
        facts = self._taken.facts
        if facts.get("clusterArn"):
            self._look_at_cluster(facts)
        if facts.get("fileSystemId"):
            self._look_at_file_system(facts["fileSystemId"], bool(facts["request"]["sharedFileSystem"].get("s3")))

    def until_gone(self, every: float, seconds: float) -> bool:
        """Looks until neither cluster nor file system is there; false if time ran out."""
        deadline = time.monotonic() + seconds
        while True:
            self.look()
            if all(self.statuses.seen.get(what, [gone])[-1] == gone for what, gone in GONE.items()):
                return True
            if time.monotonic() > deadline:
                return False
            time.sleep(every)

    def _history(self, arn: str) -> None:
        for event in self._executions.events(arn):
            if event["id"] <= self._last_event:
                continue
            self._last_event = event["id"]
            if entered := event.get("stateEnteredEventDetails"):
                self._taken.happened("state", name=entered["name"])
                self._say(entered["name"])
            if left := event.get("stateExitedEventDetails"):
                self._learn(left["name"], object_of(left.get("output")))
            for details in ("taskFailedEventDetails", "lambdaFunctionFailedEventDetails", "executionFailedEventDetails"):
                if failed := event.get(details):
                    self._taken.happened("failed", error=failed.get("error", ""), cause=failed.get("cause", ""))

    def _learn(self, state: str, output: dict[str, Any]) -> None:
        """What a state's output says of what was created."""
        for made_by, key in (("CreateFileSystem", "fileSystemId"), ("CreateCluster", "clusterArn"), ("LinkFileSystem", "associationId")):
            if state == made_by and output.get(key):
                self._taken.facts[key] = output[key]

    def _look_at_cluster(self, facts: dict[str, Any]) -> None:
        sagemaker, before = self._account.client("sagemaker"), len(self._recording.calls)
        try:
            answer = sagemaker.describe_cluster(ClusterName=self._cluster)
        except ClientError as error:
            self._note("cluster", error.response["Error"]["Code"])
            return
        if self._first("CreateCluster"):
            tags = sagemaker.list_tags(ResourceArn=answer["ClusterArn"])["Tags"]
            self._recording.application_called("sagemaker", "CreateCluster", *reconstruction.create_cluster(answer, tags), before)
        if answer["ClusterStatus"] == "Deleting" and self._first("DeleteCluster"):
            deleted = {"ClusterName": self._cluster}, {"ClusterArn": answer["ClusterArn"]}
            self._recording.application_called("sagemaker", "DeleteCluster", *deleted, before)
        self._note("cluster", answer["ClusterStatus"], answer.get("FailureMessage", ""))
        for group in answer.get("RestrictedInstanceGroups", []):
            self._note(f"group {group['InstanceGroupName']}", group.get("Status", "-"))
        # It may be gone since it was described; the next look says so.
        with suppress(sagemaker.exceptions.ResourceNotFound):
            sagemaker.list_cluster_nodes(ClusterName=self._cluster)

    def _look_at_file_system(self, file_system: str, linked: bool) -> None:
        fsx, before = self._account.client("fsx"), len(self._recording.calls)
        try:
            answer = fsx.describe_file_systems(FileSystemIds=[file_system])["FileSystems"][0]
        except ClientError as error:
            self._note("file system", error.response["Error"]["Code"])
            return
        if self._first("CreateFileSystem"):
            self._recording.application_called("fsx", "CreateFileSystem", *reconstruction.create_file_system(answer), before)
        if answer["Lifecycle"] == "DELETING":
            self._file_system_deleted(file_system, before)
        self._note("file system", answer["Lifecycle"], (answer.get("FailureDetails") or {}).get("Message", ""))
        if linked:
            self._look_at_link(file_system)

    def _look_at_link(self, file_system: str) -> None:
        fsx, before = self._account.client("fsx"), len(self._recording.calls)
        answer = fsx.describe_data_repository_associations(Filters=[{"Name": "file-system-id", "Values": [file_system]}])
        for association in answer["Associations"]:
            if self._first("CreateDataRepositoryAssociation"):
                made = reconstruction.create_association(association)
                self._recording.application_called("fsx", "CreateDataRepositoryAssociation", *made, before)
            if association["Lifecycle"] == "DELETING":
                # FSx deletes the links of a file system with it, and may show them so first.
                self._file_system_deleted(file_system, before)
            self._note("link", association["Lifecycle"], (association.get("FailureDetails") or {}).get("Message", ""))

    def _file_system_deleted(self, file_system: str, before: int) -> None:
        if self._first("DeleteFileSystem"):
            deleted = {"FileSystemId": file_system}
            self._recording.application_called("fsx", "DeleteFileSystem", deleted, deleted, before)

    def _first(self, call: str) -> bool:
        """Whether this call of the application shows for the first time, over all attempts of the run."""
        shown = self._taken.facts.setdefault("callsOfTheApplication", [])
        if call in shown:
            return False
        shown.append(call)
        return True

    def _note(self, what: str, status: str, message: str = "") -> bool:
        changed = self.statuses.note(what, status)
        if changed:
            self._taken.happened("status", of=what, status=status, **({"message": message} if message else {}))
            self._say(f"{what} {status} {message}".strip())
        return changed
