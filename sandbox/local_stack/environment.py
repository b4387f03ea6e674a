"""The variables with which any AWS tool or SDK uses a stack, and nothing but the stack."""

import os
import shlex
import shutil

from local_stack import engines, layout, processes
from local_stack.stack import CHOSEN, Stack

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
# Sessions and profiles of the caller's that would win over the keys, even if a later shell of the same person sets them.
NEVER = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
# Names that the documentation uses, of the template's outputs.
OUTPUTS = {
    "PROVISION": "ProvisionStateMachineArn",
    "ROLLBACK": "RollbackStateMachineArn",
    "TOPIC": "ResultTopicArn",
    "EVIDENCE_BUCKET": "EvidenceBucketName",
    "AUDIT_DRIFT": "AuditDriftFunctionName",
    "SWEEP": "SweepFunctionName",
    "LEDGER": "LedgerTableName",
}


def variables(stack: Stack) -> dict[str, str]:
    """What AWS's tools read.

    One endpoint for every service, so that one without an engine here is refused by MiniStack and never asked of AWS.
    """
    endpoints = stack.facts()["endpoints"]
    return {
        "AWS_ENDPOINT_URL": endpoints["aws"],
        "AWS_ENDPOINT_URL_SAGEMAKER": endpoints["simulator"],
        "AWS_ENDPOINT_URL_FSX": endpoints["simulator"],
        "AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API": endpoints["simulator"],
        "AWS_ACCESS_KEY_ID": engines.ROOT_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": engines.ROOT_SECRET_KEY,
        "AWS_REGION": engines.REGION,
        "AWS_DEFAULT_REGION": engines.REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "SAM_CLI_TELEMETRY": "0",
    }


def of_process(stack: Stack) -> dict[str, str]:
    """The environment of a process of ours that uses the stack: ours, without other AWS settings and proxies."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_") and name not in PROXIES}
    return kept | variables(stack)


def for_shell(stack: Stack, request: str, world: str) -> str:
    """Commands of a POSIX shell for `eval`: the AWS settings, and what the documentation's commands need.

    Args:
        request: path of a request that the stack can fulfil
        world: name of the world that the request asks for
    """
    facts = stack.facts()
    others = ":".join(part for part in os.environ["PATH"].split(":") if part != str(layout.SHELL))
    exported = variables(stack) | {
        "NO_PROXY": processes.LOOPBACK,
        "no_proxy": processes.LOOPBACK,
        CHOSEN: stack.id,
        "STACK": facts["application"],
        "API_URL": facts["apiUrl"],
        **{name: facts["outputs"][output] for name, output in OUTPUTS.items()},
        "WORLD": world,
        "REQUEST": request,
        # A person's own AWS CLI, or that of the tools, by way of ours.
        "SANDBOX_AWS": shutil.which("aws", path=others) or str(layout.TOOLS_VENV / "bin" / "aws"),
        "PATH": f"{layout.SHELL}:{others}",
    }
    foreign = sorted({*NEVER, *(name for name in os.environ if name.startswith("AWS_"))} - exported.keys())
    commands = [f"unset {' '.join(foreign)}", *(f"export {name}={shlex.quote(value)}" for name, value in exported.items())]
    # With semicolons, because an eval without quotation marks makes one line of them.
    return "\n".join(f"{command};" for command in commands)
