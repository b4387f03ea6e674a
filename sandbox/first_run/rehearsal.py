"""sandbox/rehearsal: the whole first run on a local stack of its own, as a person does it in an AWS account; ends with REHEARSAL {json}.

Only what the settings file says differs from a run on AWS. The person is an IAM user with the policies of ./first-run --policy.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from first_run import rights
from first_run.settings import Settings
from local_stack import deployment, environment, launch, layout, processes, world
from local_stack.clients import Clients
from local_stack.console import Console
from local_stack.stack import APPLICATION, Stack, StackError
from local_stack.world import World

PERSON = "person-of-the-first-run"
POLL_SECONDS = 0.2


def main() -> int:
    parser = argparse.ArgumentParser(prog="sandbox/rehearsal", description=__doc__)
    parser.add_argument("--record", type=Path, metavar="FILE", help="copy the report there")
    arguments = parser.parse_args()
    console = Console()
    processes.heed_interrupts()
    try:
        stack = launch.engines_alone(console, owner=os.getpid())
        try:
            result = Rehearsal(stack, console).run()
        finally:
            with console.step("stopping the stack"):
                stack.stop()
    except StackError as failure:
        console.line(f"rehearsal: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130
    if arguments.record:
        shutil.copyfile(result["report"], arguments.record)
    console.line(f"REHEARSAL {json.dumps(result)}")
    return 0 if result["status"] == 0 and not result["differences"] else 1


class Rehearsal:
    def __init__(self, stack: Stack, console: Console) -> None:
        self._stack = stack
        self._console = console
        self._clients = Clients(stack)
        self._directory = stack.run / "first-run-state"

    def run(self) -> dict[str, Any]:
        """The result that the last call of ./first-run printed, with its exit status."""
        with self._console.step("a world to provision in: VPC, endpoints, EKS cluster, roles, buckets"):
            where = world.create(self._stack, self._clients)
            template = deployment.prepare(self._stack) / layout.TEMPLATE.name
            settings = self._settings(where, template)
        keys = self._person(Settings(**settings), where.account)
        file = self._stack.run / "first-run.json"
        file.write_text(json.dumps(self._find(keys) | settings, indent=2) + "\n")
        status, result = self._first_run(["--settings", str(file), "--step", "check"], keys)
        # Taken up again, as after an interruption: the settings are known by now.
        return {"status": status, **result} if status else self._rest(keys)

    def _rest(self, keys: dict[str, str]) -> dict[str, Any]:
        status, result = self._first_run(["--from", "deploy"], keys)
        return {"status": status, **result}

    def _settings(self, where: World, template: Path) -> dict[str, Any]:
        return {
            "region": where.region,
            "stackName": APPLICATION,
            "inputBucket": where.inputBucket,
            "outputBucket": where.outputBucket,
            "linkedBucket": where.inputBucket,
            "template": str(template),
            "configEnvironment": deployment.SAM_ENVIRONMENT,
            "packageBucket": deployment.ARTIFACTS_BUCKET,
            "apiUrl": f"{self._stack.facts()['endpoints']['aws']}/_aws/execute-api/{{ApiId}}/v1",
            "pollSeconds": POLL_SECONDS,
            "recordedOn": "local",
        }

    def _find(self, keys: dict[str, str]) -> dict[str, Any]:
        """What --find proposes: the world's EKS cluster, network and role."""
        command = [str(layout.ROOT / "first-run"), "--find", "--directory", str(self._directory)]
        printed = subprocess.run(command, env=self._variables(keys), stdout=subprocess.PIPE, text=True, check=False).stdout
        try:
            found: dict[str, Any] = json.loads(printed)
        except json.JSONDecodeError as failure:
            raise StackError(f"--find printed no JSON: {printed}") from failure
        return found

    def _variables(self, keys: dict[str, str]) -> dict[str, str]:
        return environment.of_process(self._stack) | keys | {"SANDBOX_READY": "1"}

    def _person(self, settings: Settings, account: str) -> dict[str, str]:
        """A user with the documented rights and no other; the variables with the user's keys."""
        iam = self._clients.iam
        iam.create_user(UserName=PERSON)
        for name, policy in rights.policies(settings, account).items():
            made = iam.create_policy(PolicyName=f"first-run-{name}", PolicyDocument=json.dumps(policy))["Policy"]["Arn"]
            iam.attach_user_policy(UserName=PERSON, PolicyArn=made)
        # The bucket for the packages has a name of the local stack's own.
        iam.put_user_policy(UserName=PERSON, PolicyName="packages", PolicyDocument=json.dumps(_packages(settings.packageBucket)))
        key = iam.create_access_key(UserName=PERSON)["AccessKey"]
        return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}

    def _first_run(self, arguments: list[str], keys: dict[str, str]) -> tuple[int, dict[str, Any]]:
        command = [str(layout.ROOT / "first-run"), "--yes", "--directory", str(self._directory), *arguments]
        last = ""
        with subprocess.Popen(
            command, env=self._variables(keys), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                last = line.rstrip() or last
                self._console.line(f"    {line.rstrip()}")
        if not last.startswith("FIRST-RUN "):
            raise StackError(f"{' '.join(command)} ended with {process.returncode}: {last}")
        result: dict[str, Any] = json.loads(last.removeprefix("FIRST-RUN "))
        return process.returncode, result


def _packages(bucket: str) -> dict[str, Any]:
    resources = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    statement = {
        "Effect": "Allow",
        "Action": ["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:PutObject"],
        "Resource": resources,
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


if __name__ == "__main__":
    sys.exit(main())
