"""How long a function takes to start, as Lambda starts it: from the process to its first request for an event, and to its first
answer. It gets one event of `events/`; AWS refuses every call, so that the first answer is the error that says so: reading, building
clients, calling, logging and reporting are in it for every function.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_stack import layout
from local_stack.runtime_api import RuntimeApi

MAX_RATIO = 5.0
MAX_CLASSES = 2_700
MAX_ZIP_BYTES = 9_000_000

EMPTY = "EmptyHandler"
BASELINE = layout.SANDBOX / "runtime" / "baseline" / f"{EMPTY}.java"
MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"
HANDLER_IN_TEMPLATE = re.compile(r"Handler: (hyperpod\.rig\.([a-z]+)\.(\w+)Handler)")
OPTIONS_IN_TEMPLATE = re.compile(r"JAVA_TOOL_OPTIONS: (.+)")
TIMEOUT_SECONDS = 120.0
# The client of the Runtime API is native code.
RUNTIME_OPTIONS = ("-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED")

ARN = "arn:aws:states:us-east-1:111122223333:stateMachine:hyperpod-rig-"
# What template.yaml gives its functions, all together: each takes what it knows.
ENVIRONMENT = {
    "APPLICATION_NAME": "hyperpod-rig",
    "LEDGER_TABLE": "ledger",
    "POWERTOOLS_SERVICE_NAME": "hyperpod-rig",
    "POWERTOOLS_METRICS_NAMESPACE": "HyperPodRig",
    "ALLOWED_REGIONS": "us-east-1",
    "LINKED_BUCKET_ARNS": "",
    "FILE_SYSTEM_DEADLINE_SECONDS": "3600",
    "CLUSTER_DEADLINE_SECONDS": "14400",
    "EXECUTION_ROLE_RESOURCE": "role/nova-*",
    "EGRESS_POLICY_MODE": "strict",
    "EGRESS_POLICY_CEILING": "{}",
    "EVIDENCE_BUCKET": "evidence",
    "PROVISION_STATE_MACHINE_ARN": f"{ARN}provision",
    "ROLLBACK_STATE_MACHINE_ARN": f"{ARN}rollback",
    "SWEEP_GRACE_SECONDS": "900",
    "SWEEP_STARTS_ROLLBACK": "false",
    # And Lambda itself.
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "session",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bench",
    "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "LANG": "C.UTF-8",
    "TZ": ":UTC",
}
EVENTS = {
    "StartProvisioning": "api/provision.json",
    "GetCluster": "api/get-cluster.json",
    "ListClusters": "api/list-clusters.json",
    "StartDeletion": "api/delete-cluster.json",
    "ClusterHealth": "eventbridge/node-health.json",
}
SCHEDULED = {
    "version": "0",
    "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "111122223333",
    "time": "2026-11-23T12:00:00Z",
    "region": "us-east-1",
    "resources": [],
    "detail": {},
}


@dataclass(frozen=True)
class Function:
    """A handler of the template in its zip, unpacked as Lambda does, or the empty one in none."""

    name: str
    handler: str
    java: str
    code: Path
    package: Path | None

    def start(self, until: str) -> float:
        """Seconds from the start of the process until it has asked for its first event, or has answered it."""
        return self._run(until, [])[0]

    def answers(self) -> None:
        """Raises unless it answers its first event and asks for a second."""
        self._run("asked_again", [])

    def classes(self) -> int:
        """The classes that are loaded when it asks for its first event."""
        log = self.code.with_name(f"{self.name}.classes")
        return self._run("asked", [f"-Xlog:class+load:file={log}"], log)[1]

    def _run(self, until: str, options: list[str], log: Path | None = None) -> tuple[float, int]:
        output = self.code.with_name(f"{self.name}.out")
        with RuntimeApi(self._event(), log) as api, output.open("w") as out:
            threading.Thread(target=api.serve_forever, daemon=True).start()
            began = time.monotonic()
            process = subprocess.Popen(
                self._command(options), env=self._environment(api, until), cwd=self.code, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
            try:
                if not getattr(api, until).wait(TIMEOUT_SECONDS):
                    raise RuntimeError(f"{self.name} has not {until}:\n{output.read_text()[-2000:]}")
            finally:
                process.kill()
                process.wait()
                api.shutdown()
        return (api.asked_at if until == "asked" else api.answered_at) - began, api.classes

    def _command(self, options: list[str]) -> list[str]:
        one_core = ["taskset", "-c", "0"] if shutil.which("taskset") else []
        class_path = f"{self.code}:{self.code}/lib/*:{layout.RUNTIME_LIB}/*"
        return [*one_core, self.java, *RUNTIME_OPTIONS, *options, "-cp", class_path, MAIN, self.handler]

    def _environment(self, api: RuntimeApi, until: str) -> dict[str, str]:
        options = OPTIONS_IN_TEMPLATE.search(layout.TEMPLATE.read_text())
        if options is None:
            raise ValueError(f"{layout.TEMPLATE} sets no JAVA_TOOL_OPTIONS")
        # On Lambda the SDK finds its endpoints by itself; only where it is called must it find the AWS that refuses.
        aws = {"AWS_ENDPOINT_URL": f"http://{api.address}"} if until != "asked" else {}
        return (
            ENVIRONMENT
            | aws
            | {
                "PATH": os.environ["PATH"],
                "JAVA_TOOL_OPTIONS": options.group(1).strip(),
                "AWS_LAMBDA_RUNTIME_API": api.address,
                "AWS_LAMBDA_FUNCTION_NAME": self.name,
                "LAMBDA_TASK_ROOT": str(self.code),
                "_HANDLER": self.handler,
            }
        )

    def _event(self) -> bytes:
        samples = layout.ROOT / "events"
        sample = samples / EVENTS.get(self.name, f"stepfunctions/{self.name}.json")
        return sample.read_bytes() if sample.exists() else json.dumps(SCHEDULED).encode()


def measure(rounds: int) -> dict[str, Any]:
    """Figures of every function and of the empty handler, the median of the rounds; each round starts all of them in turn."""
    with tempfile.TemporaryDirectory(prefix="function-start-") as directory:
        functions = _functions(Path(directory))
        init = [[function.start(until="asked") for function in functions] for _ in range(rounds)]
        answer = [[function.start(until="answered") for function in functions] for _ in range(rounds)]
        classes = [function.classes() for function in functions]
    empty = statistics.median(turn[0] for turn in init)
    figures = {
        function.name: {
            "initMillis": round(statistics.median(turn[i] for turn in init) * 1000),
            "ratioToEmpty": round(statistics.median(turn[i] for turn in init) / empty, 2),
            "firstAnswerMillis": round(statistics.median(turn[i] for turn in answer) * 1000),
            "classes": classes[i],
            "zipBytes": function.package.stat().st_size if function.package else 0,
        }
        for i, function in enumerate(functions)
    }
    return {"empty": figures.pop(EMPTY), "functions": figures}


def within_limits(functions: dict[str, dict[str, Any]]) -> bool:
    """Whether every function starts as it must."""
    return all(
        figures["ratioToEmpty"] <= MAX_RATIO and figures["classes"] <= MAX_CLASSES and figures["zipBytes"] <= MAX_ZIP_BYTES
        for figures in functions.values()
    )


def loaded_classes() -> dict[str, int]:
    """How many classes each function loads until it asks for its first event; each also answers one, and must live on."""
    with tempfile.TemporaryDirectory(prefix="function-start-") as directory:
        functions = [function for function in _functions(Path(directory)) if function.package]
        for function in functions:
            function.answers()
        return {function.name: function.classes() for function in functions}


def _functions(directory: Path) -> list[Function]:
    """The empty handler, then every handler of the template."""
    java = subprocess.run([str(layout.SANDBOX / "java25")], capture_output=True, text=True, check=True).stdout.strip()
    empty = directory / EMPTY
    subprocess.run([str(Path(java).with_name("javac")), "-d", str(empty), "-cp", f"{layout.RUNTIME_LIB}/*", str(BASELINE)], check=True)
    functions = [Function(EMPTY, EMPTY, java, empty, None)]
    for handler, module, name in HANDLER_IN_TEMPLATE.findall(layout.TEMPLATE.read_text()):
        code = directory / module
        if not code.exists():
            with zipfile.ZipFile(layout.function_zip(module)) as package:
                package.extractall(code)
        functions.append(Function(name, handler, java, code, layout.function_zip(module)))
    return functions
