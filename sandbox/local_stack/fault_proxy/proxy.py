"""One port of the fault proxy: forwards bytes as they are, or lets go wrong what the book says."""

import http.client
import json
import os
import re
import signal
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

from local_stack import processes
from local_stack.fault_proxy.book import Book, Rule
from local_stack.fault_proxy.wording import DENIED, FAILED, THROTTLED, operation_of, refusal

# Longer than one attempt of the functions' clients, and longer than the timeout of a function.
PAUSES = {"slow": 5.5, "late": 5.5, "stalled": 31.0}
# Functions that create make one attempt of 40 s, and have 60 s; of the ledger they ask as the others do.
CREATING_STATES = ("CreateFileSystem", "LinkFileSystem", "CreateCluster")
CREATING_PAUSES = {"slow": 40.5, "late": 40.5, "stalled": 61.0}
# `held`: the call is under way while something else happens; shorter than what a rollback waits for such calls.
HELD_SECONDS = 0.5
REQUEST_TIMEOUT = 60

ADMIN = "/_faults/"
TRACE = re.compile(r"Execution=([^;]*);State=([^;]*);Invocation=([^;]*)")
SERVICE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([a-z0-9-]+)/aws4_request")
# DynamoDB's checksum would betray a body that is not its own.
NOT_KEPT = {"connection", "keep-alive", "transfer-encoding", "content-length", "x-amz-crc32"}


class Proxy(BaseHTTPRequestHandler):
    """One port, one upstream; the first port serves the administration too."""

    protocol_version = "HTTP/1.1"
    book: ClassVar[Book]
    upstream: ClassVar[int]
    group: ClassVar[int]
    server: HTTPServer

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith(ADMIN):
            self._answer(200, "application/json", Admin(self.book).answer(self.command, self.path[len(ADMIN) :], body))
            return
        scope = SERVICE.search(self.headers.get("Authorization") or "")
        service = scope[1] if scope else "unsigned"
        operation = operation_of(service, self.command, self.path, self.headers, body)
        traced = TRACE.search(self.headers.get("X-Amzn-Trace-Id") or "")
        if not traced:
            self.book.note(operation)
            self._answer(*self._forward(body))
            return
        call = self.book.enter(traced[1], traced[2], operation, traced[3])
        pauses = CREATING_PAUSES if traced[2] in CREATING_STATES and service != "dynamodb" else PAUSES
        match call.fault:
            case None:
                self._answer(*self._forward(body))
            case "throttled":
                status, code = THROTTLED.get(service, (400, "ThrottlingException"))
                self._answer(status, *refusal(service, code, "Rate exceeded"))
            case "server-error":
                self._answer(500, *refusal(service, FAILED.get(service, "InternalFailure"), "An internal error"))
            case "access-denied":
                status, code = DENIED.get(service, (400, "AccessDeniedException"))
                self._answer(status, *refusal(service, code, f"User is not authorized to perform: {operation}"))
            case "lost-response":
                self._forward(body)
                self._hang_up()
            case "slow" | "stalled":
                answer = self._forward(body)
                time.sleep(pauses[call.fault])
                self._answer(*answer)
            case "late":
                time.sleep(pauses[call.fault])
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
            headers = {name: value for name, value in self.headers.items() if name.lower() not in NOT_KEPT | {"expect"}}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            self._kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in NOT_KEPT | {"content-type"}]
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
        caller = processes.connected(self.client_address[1], self.server.server_port, self.group)
        if caller is None:
            raise RuntimeError("the caller is not a function of this stack")
        os.kill(caller, signal.SIGKILL)
        self._hang_up()

    def log_message(self, format: str, *args: Any) -> None:
        """The book is the log."""


class Admin:
    """`PUT rules/<execution>` (one Rule more), `DELETE rules/<execution>`, `GET calls/<execution>`, `DELETE executions/<execution>`,
    `GET others` (calls of functions that no execution invoked, since it was last asked), and `POST tasks`: the engine asks what happens to
    a task of a state machine (execution, state, operation, invocation) and gets {"fault": ...}."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def answer(self, method: str, path: str, body: bytes) -> bytes:
        kind, _, execution = path.partition("/")
        match method, kind:
            case "PUT", "rules":
                self._book.impose(execution, Rule(**json.loads(body)))
                return b"{}"
            case "DELETE", "rules":
                self._book.lift(execution)
                return b"{}"
            case "GET", "others":
                return json.dumps(self._book.others()).encode()
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
