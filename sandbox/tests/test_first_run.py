"""The script for the first run in an AWS account: what it records, redacts, promises, and how it is taken up again."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ClientError

from first_run import command, expectations, prices, reconstruction, rights, settings
from first_run.account import Account
from first_run.progress import FAILED, PASSED, Progress, Taken
from first_run.recording import Recording
from first_run.redaction import Redaction
from first_run.run import Run, Step
from first_run.settings import FirstRunError, Settings
from first_run.steps import deploy
from first_run.watch import Watch
from local_stack import layout
from local_stack.console import Console
from local_stack.executions import Executions

REFUSED = (
    "User: arn:aws:sts::123456789012:assumed-role/rig-CreateFileSystemRole/f is not authorized to perform: fsx:TagResource on resource: "
    "arn:aws:fsx:us-east-1:123456789012:file-system/* because no identity-based policy allows the fsx:TagResource action"
)


def test_the_same_secret_has_the_same_stand_in_everywhere_and_none_is_left() -> None:
    secret = {
        "arn:aws:iam::123456789012:role/lab/night-role": [
            "subnet-0abcdef1234567890",
            "s3://night-data/x",
            "10.1.2.3",
            "AROAABCDEFGHIJKLMNOP",
        ],
        "said": "fs-0123456789abcdef0 of 123456789012 and 210987654321 in subnet-0abcdef1234567890, not subnet-0abcdef1234567891",
        "kept": [1, True, None, "0.0.0.0", "2026-11-25T20:44:01.567000+00:00", 1790000000000],
    }
    shown = Redaction(["lab/night-role", "night-data", ""]).of(secret)
    text = json.dumps(shown)
    for word in ("123456789012", "210987654321", "night", "0abcdef", "0123456789abcdef0", "10.1.2.3", "AROAABC"):
        assert word not in text
    role = next(iter(shown))
    assert role.startswith("arn:aws:iam::111122223333:role/name-")
    assert shown[role][0] == "subnet-00000000000000001"
    assert shown["said"].endswith("of 111122223333 and 222244446666 in subnet-00000000000000001, not subnet-00000000000000002")
    assert shown["kept"] == secret["kept"]


def test_a_call_that_is_repeated_and_answered_the_same_is_one_entry(stack_with: Any) -> None:
    answers = iter([{"ClusterStatus": "Creating"}, {"ClusterStatus": "Creating"}, {"ClusterStatus": "InService"}])
    stack = stack_with(lambda operation: (200, next(answers)) if operation == "DescribeCluster" else (400, {"__type": "ResourceNotFound"}))
    recording = Recording([])
    client = _client(recording, stack.facts()["endpoints"]["aws"])
    recording.step = "create"
    for _ in range(3):
        client.describe_cluster(ClusterName="a")
    with pytest.raises(ClientError):
        client.list_cluster_nodes(ClusterName="a")
    recording.application_called("sagemaker", "CreateCluster", {"ClusterName": "a"}, {"ClusterArn": "x"}, before=0)
    shown = [(call["by"], call["operation"], call.get("answer", call.get("error")), call["times"]) for call in recording.calls]
    assert shown == [
        ("application", "CreateCluster", {"ClusterArn": "x"}, 1),
        ("caller", "DescribeCluster", {"ClusterStatus": "Creating"}, 2),
        ("caller", "DescribeCluster", {"ClusterStatus": "InService"}, 1),
        ("caller", "ListClusterNodes", {"code": "ResourceNotFound", "message": "", "status": 400}, 1),
    ]


def test_answers_that_are_nobodys_business_are_not_kept(stack_with: Any) -> None:
    stack = stack_with(lambda operation: (200, {"ClusterSummaries": [{"ClusterName": "of-another-team"}]}))
    recording = Recording([])
    client = _client(recording, stack.facts()["endpoints"]["aws"])
    with recording.without_answers():
        client.list_clusters()
    assert "of-another-team" not in json.dumps(recording.calls)
    assert recording.calls[0]["operation"] == "ListClusters"


def _client(recording: Recording, endpoint: str) -> Any:
    session: Any = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1")
    recording.listen(session)
    return session.client("sagemaker", endpoint_url=endpoint)


def test_a_cluster_may_go_between_two_calls_of_one_look(stack_with: Any) -> None:
    described = {"ClusterArn": "arn:cluster", "ClusterName": "nova", "ClusterStatus": "Deleting", "InstanceGroups": []}
    stack = stack_with(
        lambda operation: (200, described) if operation == "DescribeCluster" else (400, {"__type": "ResourceNotFound", "message": "gone"})
    )
    recording = Recording([])
    client = _client(recording, stack.facts()["endpoints"]["simulator"])

    class OneClient:
        def client(self, _service: str) -> Any:
            return client

    facts = {"clusterArn": "arn:cluster", "callsOfTheApplication": ["CreateCluster"]}
    taken = Taken({"step": "take-back", "events": []}, facts)
    watch = Watch(cast(Account, OneClient()), cast(Executions, None), recording, taken, "nova", lambda _line: None)
    watch.look()
    assert watch.statuses.seen["cluster"] == ["Deleting"]


@pytest.mark.parametrize(
    ("promise", "found", "kept"),
    [
        ({"passes": ["Creating", "InService"]}, ["Creating", "InService"], True),
        ({"passes": ["Creating", "InService"]}, ["InService"], True),
        ({"passes": ["Creating", "InService"]}, ["Creating"], False),
        ({"passes": ["Creating", "InService"]}, ["Creating", "SystemUpdating", "InService"], False),
        ({"passes": ["Creating", "InService"]}, [], False),
        ({"contains": "subnet"}, "no such subnet", True),
        ({"equals": 202}, 403, False),
    ],
)
def test_promises(promise: dict[str, Any], found: Any, kept: bool) -> None:
    assert expectations.holds(promise, found) is kept


def test_every_step_has_promises_and_every_promise_a_step() -> None:
    assert set(expectations.table()) == {step.name for step in command.STEPS}
    for promises in expectations.table().values():
        for promise in promises.values():
            expectations.holds(promise, "")


def test_what_iam_refuses_is_found_in_the_words_of_an_error() -> None:
    found = rights.refusals(json.dumps({"failure": {"cause": REFUSED}}))
    assert [(each["action"], each["by"].rpartition("/")[0].rpartition("/")[2]) for each in found] == [
        ("fsx:TagResource", "rig-CreateFileSystemRole")
    ]
    assert found[0]["resource"] == "arn:aws:fsx:us-east-1:123456789012:file-system/*"
    assert rights.refusals("an error of another kind") == []


def test_a_resource_shows_the_call_that_made_it() -> None:
    shown = {
        "ClusterName": "a",
        "ClusterArn": "arn",
        "ClusterStatus": "InService",
        "VpcConfig": {"Subnets": ["s"]},
        "RestrictedInstanceGroups": [
            {
                "InstanceGroupName": "g",
                "Status": "InService",
                "CurrentCount": 0,
                "TargetCount": 0,
                "EnvironmentConfig": {"S3OutputPath": "s3://x"},
            }
        ],
    }
    parameters, answer = reconstruction.create_cluster(shown, [])
    assert parameters["RestrictedInstanceGroups"] == [{"InstanceGroupName": "g", "InstanceCount": 0, "EnvironmentConfig": {}}]
    assert answer == {"ClusterArn": "arn"}
    assert "ClusterStatus" not in parameters


def test_settings_name_what_is_not_known(tmp_path: Path) -> None:
    file = tmp_path / "first-run.json"
    file.write_text('{"region": "us-east-1", "subnets": []}')
    with pytest.raises(FirstRunError, match=r"subnets; known: .*subnetIds"):
        settings.read(file)
    file.write_text('{"region": "us-west-2", "otherEksClusters": ["arn"]}')
    assert settings.read(file) == {"region": "us-west-2"}
    assert Settings().missing() == ["eksClusterArn", "subnetIds", "securityGroupIds", "executionRoleArn", "inputBucket", "outputBucket"]


def test_the_request_asks_for_no_node_and_for_a_link_only_with_a_bucket() -> None:
    request = Settings(linkedBucket="b").request()
    assert request["restrictedInstanceGroups"][0]["instanceCount"] == 0
    assert request["sharedFileSystem"]["s3"] == {"bucket": "b", "prefix": "first-run"}
    assert "s3" not in Settings().request()["sharedFileSystem"]


def test_a_deployment_may_pass_one_role_and_link_one_bucket() -> None:
    asked = Settings(executionRoleArn="arn:aws:iam::1:role/nova/rig", linkedBucket="b", parameters={"PollSeconds": "30"})
    assert deploy.parameters(asked) == {
        "ExecutionRoleResource": "role/nova/rig",
        "AllowedRegions": "us-east-1",
        "EvidenceObjectLock": "off",
        "LinkedBucketArns": "arn:aws:s3:::b",
        "PollSeconds": "30",
    }
    template = layout.TEMPLATE.read_text()
    assert all(f"  {name}:" in template for name in deploy.parameters(asked))


def test_two_file_systems_of_the_smallest_size_cost_about_fifty_cents_an_hour() -> None:
    assert round(prices.file_system_an_hour(), 2) == 0.24
    assert "$0.48 an hour" in prices.creation()
    assert prices.PRICES["date"] in prices.creation()


def test_a_step_that_failed_or_was_not_agreed_to_ends_the_run_and_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = _run(tmp_path)

    def refused(run: Run, taken: Any) -> None:
        taken.found("something", 1)
        run.facts["executionArn"] = "arn:execution"
        raise FirstRunError(REFUSED)

    assert not command._take(run, Step("create", "does", "costs", "shows", "otherwise", asks=False, take=refused), agreed=False)
    said = capsys.readouterr().out
    assert "create failed" in said and "./first-run --step take-back removes it" in said and "go on with ./first-run --from create" in said
    again = Progress(tmp_path)
    assert (again.outcome("create"), again.facts["executionArn"]) == (FAILED, "arn:execution")
    report = json.loads(again.report.read_text())
    assert report["steps"][0]["refusals"][0]["action"] == "fsx:TagResource"
    assert "123456789012" not in again.report.read_text()

    passed = Step("create", "does", "costs", "shows", "otherwise", asks=False, take=lambda run, taken: None)
    assert command._take(_run(tmp_path), passed, agreed=False)
    assert Progress(tmp_path).outcome("create") == PASSED


def test_a_step_that_asks_is_not_taken_without_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(run: Run, taken: Any) -> None:
        raise AssertionError("taken without agreement")

    monkeypatch.setattr("builtins.input", lambda prompt: "")
    assert not command._take(_run(tmp_path), Step("deploy", "", "", "", "", asks=True, take=never), agreed=False)


def _run(directory: Path) -> Run:
    progress = Progress(directory)
    account = Account(Settings(), progress.recording)
    account.__dict__["caller"] = {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/someone"}
    return Run(Settings(), account, progress, Console(sys.stdout), lambda: progress.save(Settings(), {}, account.caller["Arn"]))


IDENTITY = """<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/someone</Arn>
<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""


@pytest.fixture
def slow_account() -> Iterator[str]:
    """Says who calls, and answers nothing else."""
    ended = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if b"GetCallerIdentity" not in self.rfile.read(int(self.headers["Content-Length"])):
                ended.wait()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(IDENTITY.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    ended.set()
    server.shutdown()
    server.server_close()


def _started(state: Path, endpoint: str, facts: dict[str, Any]) -> subprocess.Popen[str]:
    """The script as a person starts it, on a run that has gone so far."""
    state.mkdir()
    (state / "progress.json").write_text(json.dumps({"facts": facts}))
    variables = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(layout.SANDBOX),
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_CONFIG_FILE": "/dev/null",
    }
    command = [sys.executable, "-m", "first_run.command", "--directory", str(state), "--step", "create", "--yes"]
    return subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_an_interrupted_run_says_what_stands_and_is_taken_up_again(tmp_path: Path, slow_account: str) -> None:
    facts = {
        "executionArn": "arn:aws:states:us-east-1:1:execution:m:e",
        "outputs": {"ProvisionStateMachineArn": "m", "RollbackStateMachineArn": "r"},
    }
    with _started(tmp_path / "state", slow_account, facts) as process:
        assert process.stdout is not None
        said = ""
        while "taking up arn" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        process.send_signal(signal.SIGINT)
        said += process.stdout.read()
    assert process.returncode == 130, said
    assert "interrupted in create" in said and "./first-run --step take-back removes it" in said and "./first-run --from create" in said
    assert Progress(tmp_path / "state").outcome("create") == "interrupted"
    assert "123456789012" not in Progress(tmp_path / "state").report.read_text()


def test_a_run_is_not_taken_up_in_another_account(tmp_path: Path, slow_account: str) -> None:
    with _started(tmp_path / "state", slow_account, {"account": "999999999999", "executionArn": "arn"}) as process:
        assert process.stdout is not None
        said = process.stdout.read()
    assert process.returncode == 1
    assert "belongs to account 999999999999, your credentials are of 123456789012" in said
