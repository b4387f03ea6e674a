"""Between the functions and every AWS endpoint of a stack: records each call of an execution, and lets one of them go wrong.

Runs as a process of the stack, transparent for signatures. A call is known by the trace header that the engine gives every
invocation (`traced_calls.py`): execution, state and invocation. Rules and records are reached under `/_faults/`, see `Admin`.
"""

import argparse
import http.client
import json
import os
import re
import signal
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from local_stack import processes

# What can happen to a call of a function. Those of BURSTS happen to every repetition by the same invocation too, so that the SDK's
# own retries are used up and the state machine's are needed.
FUNCTION_FAULTS = (
    "throttled",
    "server-error",
    "lost-response",
    "slow",
    "late",
    "stalled",
    "access-denied",
    "empty-body",
    "wrong-body",
    "hollow-body",
    "killed-before",
    "killed-after",
)
BURSTS = {"throttled", "stalled"}
# Longer than one attempt of the functions' clients (5 s), and longer than the timeout of a function (30 s).
SLOW_SECONDS = 5.5
STALLED_SECONDS = 31.0
# `held`: the call is under way while something else happens; shorter than what a rollback waits for such calls.
HELD_SECONDS = 0.5
REQUEST_TIMEOUT = 60

ADMIN = "/_faults/"
TRACE = re.compile(r"Execution=([^;]*);State=([^;]*);Invocation=([^;]*)")
SERVICE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([a-z0-9-]+)/aws4_request")
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass
class Call:
    """One attempt to call AWS, or one task of a state machine."""

    execution: str
    state: str
    operation: str
    occurrence: int
    invocation: str
    fault: str | None = None
    seconds: float = field(default_factory=time.monotonic)


@dataclass
class Rule:
    """What happens to one call: the n-th of an operation in a state of an execution, by any of its invocations."""

    state: str
    operation: str
    occurrence: int
    fault: str
    invocation: str | None = None


class Book:
    """The calls of every execution, and the rule of those that have one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: dict[str, list[Call]] = {}
        self._occurrences: Counter[tuple[str, str, str]] = Counter()
        self._rules: dict[str, Rule] = {}

    def impose(self, execution: str, rule: Rule) -> None:
        with self._lock:
            self._rules[execution] = rule

    def forget(self, execution: str) -> None:
        with self._lock:
            self._rules.pop(execution, None)
            self._calls.pop(execution, None)
            for key in [key for key in self._occurrences if key[0] == execution]:
                del self._occurrences[key]

    def calls(self, execution: str) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(call) for call in self._calls.get(execution, [])]

    def enter(self, execution: str, state: str, operation: str, invocation: str) -> Call:
        """Records a call and says what happens to it."""
        with self._lock:
            self._occurrences[execution, state, operation] += 1
            call = Call(execution, state, operation, self._occurrences[execution, state, operation], invocation)
            self._calls.setdefault(execution, []).append(call)
            rule = self._rules.get(execution)
            if rule and (rule.state, rule.operation) == (state, operation):
                if rule.occurrence == call.occurrence:
                    rule.invocation = invocation
                    call.fault = rule.fault
                elif rule.fault in BURSTS and rule.invocation == invocation:
                    call.fault = rule.fault
            return call


def operation_of(service: str, method: str, path: str, headers: http.client.HTTPMessage, body: bytes) -> str:
    """The call's name as IAM writes it, `sagemaker:CreateCluster`."""
    if target := headers.get("X-Amz-Target"):
        return f"{service}:{target.rpartition('.')[2]}"
    if (headers.get("Content-Type") or "").startswith("application/x-www-form-urlencoded"):
        return f"{service}:{urllib.parse.parse_qs(body.decode()).get('Action', ['?'])[0]}"
    parts = [part for part in urllib.parse.urlsplit(path).path.split("/") if part]
    match service, method, parts:
        case "eks", "GET", ["clusters", _]:
            return "eks:DescribeCluster"
        case "eks", "GET", ["clusters", _, "addons"]:
            return "eks:ListAddons"
        case "s3", "PUT", [_, _, *_]:
            return "s3:PutObject"
        case "s3", "GET", [_, _, *_]:
            return "s3:GetObject"
    return f"{service}:{method}"


def refusal(service: str, code: str, message: str) -> tuple[str, bytes]:
    """An error as the service words it: content type and body."""
    match service:
        case "ec2":
            return "text/xml", (
                f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
                "<RequestID>0</RequestID></Response>"
            ).encode()
        case "iam" | "sts" | "sns":
            return "text/xml", (
                f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
                "<RequestId>0</RequestId></ErrorResponse>"
            ).encode()
        case "s3":
            return "application/xml", f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
    return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}).encode()


# Status and code of a throttled and of a refused call, where a service does not use the common ones.
THROTTLED = {"ec2": (503, "RequestLimitExceeded"), "iam": (400, "Throttling"), "s3": (503, "SlowDown"), "eks": (429, "ThrottlingException")}
DENIED = {"ec2": (403, "UnauthorizedOperation"), "iam": (403, "AccessDenied"), "s3": (403, "AccessDenied")}


class Proxy(BaseHTTPRequestHandler):
    """One port, one upstream; the first port serves the administration too."""

    protocol_version = "HTTP/1.1"
    book: ClassVar[Book]
    upstream: ClassVar[int]
    group: ClassVar[int]

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith(ADMIN):
            self._answer(200, "application/json", Admin(self.book).answer(self.command, self.path[len(ADMIN) :], body))
            return
        traced = TRACE.search(self.headers.get("X-Amzn-Trace-Id") or "")
        if not traced:
            self._answer(*self._forward(body))
            return
        scope = SERVICE.search(self.headers.get("Authorization") or "")
        service = scope[1] if scope else "unsigned"
        operation = operation_of(service, self.command, self.path, self.headers, body)
        call = self.book.enter(traced[1], traced[2], operation, traced[3])
        match call.fault:
            case None:
                self._answer(*self._forward(body))
            case "throttled":
                status, code = THROTTLED.get(service, (400, "ThrottlingException"))
                self._answer(status, *refusal(service, code, "Rate exceeded"))
            case "server-error":
                self._answer(
                    500, *refusal(service, "InternalError" if service in ("ec2", "s3") else "InternalFailure", "An internal error")
                )
            case "access-denied":
                status, code = DENIED.get(service, (400, "AccessDeniedException"))
                self._answer(status, *refusal(service, code, f"User is not authorized to perform: {operation}"))
            case "lost-response":
                self._forward(body)
                self._hang_up()
            case "slow" | "stalled":
                answer = self._forward(body)
                time.sleep(SLOW_SECONDS if call.fault == "slow" else STALLED_SECONDS)
                self._answer(*answer)
            case "late":
                time.sleep(SLOW_SECONDS)
                self._forward(body)
                self._hang_up()
            case "held":
                time.sleep(HELD_SECONDS)
                self._answer(*self._forward(body))
            case "empty-body":
                status, content_type, _ = self._forward(body)
                self._answer(status, content_type, b"")
            case "wrong-body":
                status, _, _ = self._forward(body)
                self._answer(status, "text/html", b"<html><body><h1>It works!</h1></body></html>")
            case "hollow-body":
                status, content_type, _ = self._forward(body)
                self._answer(status, content_type, b"{}")
            case "killed-before":
                self._kill()
            case "killed-after":
                self._forward(body)
                self._kill()
            case unknown:
                self._answer(501, *refusal(service, "InternalFailure", f"unknown fault {unknown}"))

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _serve

    def _forward(self, body: bytes) -> tuple[int, str, bytes]:
        connection = http.client.HTTPConnection(processes.LOOPBACK, self.upstream, timeout=REQUEST_TIMEOUT)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP | {"expect"}}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            self._kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP | {"content-type"}]
            return answer.status, answer.headers.get("Content-Type") or "application/octet-stream", content
        finally:
            connection.close()

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        try:
            self.send_response_only(status)
            for name, value in getattr(self, "_kept", []):
                self.send_header(name, value)
            self._kept = []
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the caller has given up

    def _hang_up(self) -> None:
        self.close_connection = True

    def _kill(self) -> None:
        """Ends the process that makes the call, which is one of this stack's functions."""
        caller = processes.connected(self.client_address[1], self.server.server_address[1], self.group)
        if caller is None:
            raise RuntimeError("the caller is not a function of this stack")
        os.kill(caller, signal.SIGKILL)
        self._hang_up()

    def log_message(self, format: str, *args: Any) -> None:
        """The book is the log."""


class Admin:
    """`PUT rules/<execution>` (a Rule), `GET calls/<execution>`, `DELETE executions/<execution>`, and `POST tasks`: the engine asks what
    happens to a task of a state machine (execution, state, operation, invocation) and gets {"fault": ...}."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def answer(self, method: str, path: str, body: bytes) -> bytes:
        kind, _, execution = path.partition("/")
        match method, kind:
            case "PUT", "rules":
                self._book.impose(execution, Rule(**json.loads(body)))
                return b"{}"
            case "GET", "calls":
                return json.dumps(self._book.calls(execution)).encode()
            case "DELETE", "executions":
                self._book.forget(execution)
                return b"{}"
            case "POST", "tasks":
                return json.dumps({"fault": self._book.enter(**json.loads(body)).fault}).encode()
            case "GET", "health":
                return b"{}"
        raise ValueError(f"{method} {path}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", type=int, nargs=2, required=True, help="a port for each upstream")
    parser.add_argument("--upstream", type=int, nargs=2, required=True, help="AWS, simulator")
    parser.add_argument("--group", type=int, required=True, help="process group of the functions")
    arguments = parser.parse_args()
    book = Book()
    servers = []
    for port, upstream in zip(arguments.listen, arguments.upstream, strict=True):
        handler = type("Port", (Proxy,), {"book": book, "upstream": upstream, "group": arguments.group})
        server = ThreadingHTTPServer((processes.LOOPBACK, port), handler)
        server.daemon_threads = True
        servers.append(server)
    threading.Thread(target=servers[1].serve_forever, daemon=True).start()
    servers[0].serve_forever()


if __name__ == "__main__":
    main()
