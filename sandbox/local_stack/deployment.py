"""Deploys template.yaml, unchanged, to a running stack with the SAM CLI."""

import json
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path

from local_stack import api, bound, environment, layout, messages
from local_stack.clients import Clients
from local_stack.stack import APPLICATION, Stack, StackError

ARTIFACTS_BUCKET = "hyperpod-rig-artifacts"
SAM_ENVIRONMENT = "local"
API_CALLER = "api-caller"
# What Lambda's managed Java runtime does; the local engine runs a function as provided.al2023 and starts this instead.
BOOTSTRAP = """#!/bin/sh
# Starts AWS's Java runtime interface client on the handler, as Lambda's java25 runtime does.
exec "$SANDBOX_JAVA" $SANDBOX_JAVA_OPTIONS \\
  -cp "$LAMBDA_TASK_ROOT:$LAMBDA_TASK_ROOT/lib/*:$SANDBOX_RIC_CLASSPATH" \\
  com.amazonaws.services.lambda.runtime.api.client.AWSLambda "$_HANDLER"
"""


def deploy(stack: Stack, parameters: dict[str, str]) -> None:
    """Deploys the application with the SAM CLI; the template's outputs are in `stack.json` then.

    The parameters win over those of `samconfig.toml`.
    """
    prepare(stack)
    clients = Clients(stack)
    outputs = deploy_as(stack, APPLICATION, parameters)
    stack.record(
        application=APPLICATION,
        outputs=outputs,
        apiUrl=api.local_url(stack.facts(), outputs["ApiUrl"]),
        apiCaller=_api_caller(clients, outputs["ApiId"]),
        messages=messages.subscribe(clients, outputs["ResultTopicArn"]),
    )


def deploy_as(stack: Stack, application: str, parameters: dict[str, str]) -> dict[str, str]:
    """Deploys what is in the stack's deploy directory under a name, or updates what has it; returns the template's outputs."""
    clients = Clients(stack)
    _sam_deploy(stack, application, parameters)
    deployed = clients.cloudformation.describe_stacks(StackName=application)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in deployed["Outputs"]}


def prepare(stack: Stack) -> Path:
    """Makes what a deployment needs: the bucket for the packages, and the directory that holds template and packages."""
    Clients(stack).s3.create_bucket(Bucket=ARTIFACTS_BUCKET)
    _make_deploy_directory(stack)
    return _deploy_directory(stack)


def _api_caller(clients: Clients, api_id: str) -> dict[str, str]:
    """A user who may call the API and nothing else: signature and policies of every user but root are checked."""
    clients.iam.create_user(UserName=API_CALLER)
    clients.iam.put_user_policy(
        UserName=API_CALLER,
        PolicyName="call-the-api",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": f"arn:aws:execute-api:*:*:{api_id}/*"}],
            }
        ),
    )
    key = clients.iam.create_access_key(UserName=API_CALLER)["AccessKey"]
    return {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}


def _make_deploy_directory(stack: Stack) -> None:
    """The deployed files as they are, but for one entry that each zip gets: the bootstrap of the Java runtime."""
    directory = _deploy_directory(stack)
    shutil.copytree(layout.STATE_MACHINES, directory / layout.STATE_MACHINES.name)
    shutil.copyfile(layout.TEMPLATE, directory / layout.TEMPLATE.name)
    entry = zipfile.ZipInfo("bootstrap", date_time=(2026, 1, 1, 0, 0, 0))
    entry.external_attr = 0o100755 << 16
    for module in layout.function_modules():
        package = layout.function_zip(module, directory)
        package.parent.mkdir(parents=True)
        shutil.copyfile(layout.function_zip(module), package)
        with zipfile.ZipFile(package, "a") as archive:
            archive.writestr(entry, BOOTSTRAP)


def _deploy_directory(stack: Stack) -> Path:
    return stack.run / "deploy"


def overrides(config_environment: str, parameters: dict[str, str]) -> list[str]:
    """Template parameters as `sam deploy` takes them: those of a section of samconfig.toml, and these, which win.

    Given on the command line, they stand in the place of all of the configuration's.
    """
    section = tomllib.loads(layout.SAM_CONFIG.read_text())[config_environment]["deploy"]["parameters"]
    configured = dict(override.split("=", 1) for override in section.get("parameter_overrides", []))
    return [f"{name}={value}" for name, value in (configured | parameters).items()]


def _sam_deploy(stack: Stack, application: str, parameters: dict[str, str]) -> None:
    directory = _deploy_directory(stack)
    log = stack.run / "deploy.log"
    command = bound.command(
        [
            str(layout.TOOLS_VENV / "bin" / "sam"),
            "deploy",
            "--config-file",
            str(layout.SAM_CONFIG),
            "--config-env",
            SAM_ENVIRONMENT,
            "--template-file",
            str(directory / layout.TEMPLATE.name),
            "--stack-name",
            application,
            "--s3-bucket",
            ARTIFACTS_BUCKET,
            "--parameter-overrides",
            *overrides(SAM_ENVIRONMENT, parameters),
        ]
    )
    with log.open("w") as output:
        ended = subprocess.run(
            command,
            cwd=directory,
            env=environment.of_process(stack) | {"SAM_CLI_POLL_DELAY": "0.5"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode != 0:
        tail = "\n".join(log.read_text().splitlines()[-25:])
        raise StackError(f"sam deploy failed with status {ended.returncode}; the end of {log}:\n{tail}")
