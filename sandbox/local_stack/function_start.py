"""How long a function takes to start, as Lambda starts it: from the process to its first request for an event, and to its first
answer. A tiny Runtime API gives it one event of `events/`; AWS refuses every call, so that the first answer is the error that
says so, and holds the same reading, calling, logging and reporting for every function.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from local_stack import layout

MAX_RATIO = 5.0
MAX_CLASSES = 2_600
MAX_ZIP_BYTES = 9_000_000

EMPTY = "EmptyHandler"
BASELINE = layout.SANDBOX / "runtime" / "baseline" / f"{EMPTY}.java"
MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"
HANDLER_IN_TEMPLATE = re.compile(r"Handler: (hyperpod\.rig\.([a-z]+)\.(\w+)Handler)")
OPTIONS_IN_TEMPLATE = re.compile(r"JAVA_TOOL_OPTIONS: (.+)")
LOADED = re.compile(r" source: ")
TIMEOUT_SECONDS = 60.0
FAKE_AWS = False
# The client of the Runtime API is native code.
RUNTIME_OPTIONS = ("-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED")

ARN = "arn:aws:states:us-east-1:111122223333:stateMachine:hyperpod-rig-"
# What template.yaml gives its functions, all together: each takes what it knows.
ENVIRONMENT = {
    "APPLICATION_NAME": "hyperpod-rig",
    "POWERTOOLS_SERVICE_NAME": "hyperpod-rig",
    "POWERTOOLS_METRICS_NAMESPACE": "HyperPodRig",
    "ALLOWED_REGIONS": "us-east-1",
    "EGRESS_POLICY_MODE": "strict",
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
EVENTS = {"StartProvisioning": "api/provision.json", "GetCluster": "api/get-cluster.json"}
SCHEDULED = {"version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "detail-type": "Scheduled Event", "source": "aws.events",
             "account": "111122223333", "time": "2026-11-23T12:00:00Z", "region": "us-east-1", "resources": [], "detail": {}}


@dataclass(frozen=True)
class Function:
    """A handler of the template in its zip, or the empty one in none."""

    name: str
    handler: str
    code: Path
    package: Path | None

    def event(self) -> bytes:
        samples = layout.ROOT / "events"
        sample = samples / EVENTS.get(self.name, f"stepfunctions/{self.name}.json")
        return sample.read_bytes() if sample.exists() else json.dumps(SCHEDULED).encode()


@dataclass(frozen=True)
class Start:
    """Seconds since the process was started, and the classes that it had loaded by its first request."""

    init: float
    first_answer: float
    classes: int = 0


class _RuntimeApi(ThreadingHTTPServer):
    """The Runtime API of one process, with one event, and an AWS that refuses every call."""

    daemon_threads = True

    def __init__(self, event: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.event = event
        self.asked = threading.Event()
        self.answered = threading.Event()
        self.asked_at = 0.0
        self.answered_at = 0.0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: the process is ended while it waits for a second event."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _RuntimeApi

    def do_GET(self) -> None:
        api = self.server
        if not self.path.endswith("/runtime/invocation/next"):
            self._refuse()
        elif api.asked.is_set():
            # There is no second event; the process is ended while it waits.
            time.sleep(TIMEOUT_SECONDS)
        else:
            api.asked_at = time.monotonic()
            api.asked.set()
            self._send(200, api.event, {
                "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 30_000),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:111122223333:function:bench",
                "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
            })

    def do_POST(self) -> None:
        chunked = self.headers.get("Transfer-Encoding", "").lower() == "chunked"
        self._chunks() if chunked else self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "/runtime/" not in self.path:
            self._refuse()
            return
        self.server.answered_at = time.monotonic()
        self._send(202, b"{}", {})
        self.server.answered.set()

    do_PUT = do_POST

    def _chunks(self) -> None:
        while size := int(self.rfile.readline(), 16):
            self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _refuse(self) -> None:
        self._send(403, b'{"__type":"AccessDeniedException","message":"the benchmark refuses every call"}',
                   {"x-amzn-errortype": "AccessDeniedException"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in ({"Content-Type": "application/json", "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what counts is when a request came."""


def measure(rounds: int, java: str) -> dict[str, Any]:
    """Figures of every function and of the empty handler, the median of the rounds; each round starts all of them in turn."""
    with tempfile.TemporaryDirectory(prefix="function-start-") as directory:
        functions = [_empty(Path(directory), java), *_deployed(Path(directory))]
        starts = [[_start(function, java, None) for function in functions] for _ in range(rounds)]
        classes = [_start(function, java, Path(directory) / f"{function.name}.log").classes for function in functions]
    empty = statistics.median(turn[0].init for turn in starts)
    figures = {
        function.name: {
            "initMillis": round(statistics.median(turn[i].init for turn in starts) * 1000),
            "ratioToEmpty": round(statistics.median(turn[i].init for turn in starts) / empty, 2),
            "firstAnswerMillis": round(statistics.median(turn[i].first_answer for turn in starts) * 1000),
            "classes": classes[i],
            "zipBytes": function.package.stat().st_size if function.package else 0,
        } for i, function in enumerate(functions)
    }
    return {"empty": figures.pop(EMPTY), "functions": figures}


def _empty(directory: Path, java: str) -> Function:
    code = directory / EMPTY
    subprocess.run([str(Path(java).with_name("javac")), "-d", str(code), "-cp", f"{layout.RUNTIME_LIB}/*", str(BASELINE)], check=True)
    return Function(EMPTY, EMPTY, code, None)


def _deployed(directory: Path) -> list[Function]:
    functions = []
    for handler, module, name in HANDLER_IN_TEMPLATE.findall(layout.TEMPLATE.read_text()):
        package = layout.function_zip(module)
        code = directory / module
        if not code.exists():
            with zipfile.ZipFile(package) as archive:
                archive.extractall(code)
        functions.append(Function(name, handler, code, package))
    return functions


def _start(function: Function, java: str, class_log: Path | None) -> Start:
    options = OPTIONS_IN_TEMPLATE.search(layout.TEMPLATE.read_text())
    if options is None:
        raise ValueError(f"{layout.TEMPLATE} sets no JAVA_TOOL_OPTIONS")
    api = _RuntimeApi(function.event())
    threading.Thread(target=api.serve_forever, daemon=True).start()
    one_core = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    logging = [f"-Xlog:class+load:file={class_log}"] if class_log else []
    command = [*one_core, java, *RUNTIME_OPTIONS, *logging,
               "-cp", f"{function.code}:{function.code}/lib/*:{layout.RUNTIME_LIB}/*", MAIN, function.handler]
    environment = ENVIRONMENT | {
        "PATH": os.environ["PATH"],
        "JAVA_TOOL_OPTIONS": options.group(1).strip(),
        "AWS_LAMBDA_RUNTIME_API": api.address,
        **({"AWS_ENDPOINT_URL": f"http://{api.address}"} if FAKE_AWS else {}),
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "LAMBDA_TASK_ROOT": str(function.code),
        "_HANDLER": function.handler,
    }
    output = function.code.with_name(f"{function.name}.out")
    with output.open("w") as out:
        began = time.monotonic()
        process = subprocess.Popen(command, env=environment, cwd=function.code, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            asked = api.asked.wait(TIMEOUT_SECONDS)
            classes = len(LOADED.findall(class_log.read_text())) if class_log and asked else 0
            if not asked or FAKE_AWS and not api.answered.wait(TIMEOUT_SECONDS):
                raise RuntimeError(f"{function.name} did not {'answer' if asked else 'start'}:\n{output.read_text()[-2000:]}")
        finally:
            process.kill()
            process.wait()
            api.shutdown()
            api.server_close()
    return Start(api.asked_at - began, api.answered_at - began, classes)
