"""Nothing that a person's shell was set to reaches AWS from a shell that uses the local stack."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from awscli.customizations.overridesslcommonname import SSL_COMMON_NAMES

from local_stack import environment, layout
from local_stack.clients import Clients
from local_stack.stack import Stack

SHOW_ENDPOINTS = """
import json, botocore.session
session = botocore.session.Session()
print(json.dumps({name: session.create_client(name).meta.endpoint_url for name in session.get_available_services()}))
"""
SHOW_KEYS = """
import json, botocore.session
session = botocore.session.Session()
keys = session.get_credentials()
print(json.dumps([session.get_config_variable("region"), keys.access_key, keys.secret_key, keys.token]))
"""


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    stack = Stack(tmp_path / "run")
    stack.run.mkdir()
    outputs = {name: f"it's {name}" for name in environment.OUTPUTS.values()}
    endpoints = {"aws": "http://127.0.0.1:1", "simulator": "http://127.0.0.1:2"}
    stack.record(application="hyperpod-rig", apiUrl="http://127.0.0.1:1/v1", outputs=outputs, endpoints=endpoints)
    return stack


def in_shell(stack: Stack, monkeypatch: pytest.MonkeyPatch, command: str, *arguments: str) -> str:
    """What a command prints in a shell of somebody who works with AWS, after the eval."""
    for name, value in {
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "token",
        "AWS_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL_S3": "https://s3.eu-central-1.amazonaws.com",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "AWS_USE_FIPS_ENDPOINT": "true",
    }.items():
        monkeypatch.setenv(name, value)
    shown = stack.run / "environment"
    shown.write_text(environment.for_shell(stack, "request.json", "rig-1"))
    # Without quotation marks, as people type it.
    script = f'eval $(cat "{shown}")\n{command}'
    ran = subprocess.run(["sh", "-euc", script, "sh", *arguments], env=dict(os.environ), capture_output=True, text=True, check=True)
    return ran.stdout


def test_clients_read_nothing_of_the_callers_settings(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    stack.record(region="us-east-1")
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    clients = Clients(stack)
    assert clients.s3.meta.endpoint_url == "http://127.0.0.1:1"
    assert clients.fsx.meta.endpoint_url == "http://127.0.0.1:2"


def test_every_service_is_asked_of_the_stack(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    python = str(layout.TOOLS_VENV / "bin" / "python")
    endpoints = json.loads(in_shell(stack, monkeypatch, '"$1" -c "$2"', python, SHOW_ENDPOINTS))
    assert len(endpoints) > 300
    assert {name for name, url in endpoints.items() if not url.startswith("http://127.0.0.1:")} == set()
    assert {name for name, url in endpoints.items() if url == "http://127.0.0.1:2"} == {"sagemaker", "fsx", "resourcegroupstaggingapi"}


def test_region_and_keys_are_the_stacks(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    python = str(layout.TOOLS_VENV / "bin" / "python")
    assert json.loads(in_shell(stack, monkeypatch, '"$1" -c "$2"', python, SHOW_KEYS)) == ["us-east-1", "test", "test", None]


def test_what_the_documentation_names_is_set_and_quoted(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = in_shell(stack, monkeypatch, 'echo "$STACK|$API_URL|$PROVISION|$ROLLBACK|$REQUEST|$WORLD|$SANDBOX_STACK"')
    assert shown == (
        "hyperpod-rig|http://127.0.0.1:1/v1|it's ProvisionStateMachineArn|it's RollbackStateMachineArn|request.json|rig-1|run\n"
    )


@pytest.mark.parametrize("service", [*SSL_COMMON_NAMES, "s3", "sagemaker", "fsx", "stepfunctions", "events", "logs"])
def test_the_cli_asks_the_stack(stack: Stack, monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    operation = {
        "sqs": "list-queues",
        "emr": "list-clusters",
        "rds": "describe-db-clusters",
        "docdb": "describe-db-clusters",
        "neptune": "describe-db-clusters",
        "health": "describe-events",
        "s3": "ls",
        "sagemaker": "list-clusters",
        "fsx": "describe-file-systems",
        "stepfunctions": "list-state-machines",
        "events": "list-rules",
        "logs": "describe-log-groups",
    }[service]
    refused = in_shell(stack, monkeypatch, 'AWS_MAX_ATTEMPTS=1 aws --output text "$1" "$2" 2>&1 || true', service, operation)
    simulated = service in ("sagemaker", "fsx")
    assert f'Could not connect to the endpoint URL: "http://127.0.0.1:{2 if simulated else 1}/' in refused
