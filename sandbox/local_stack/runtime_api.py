"""A tiny Runtime API of Lambda, which gives one process one event and notes when it asked and answered, and an AWS that refuses every call.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# Longer than anybody measures.
HELD_SECONDS = 120.0


class RuntimeApi(ThreadingHTTPServer):
    """The Runtime API of one process, with one event, and an AWS that refuses every call."""

    daemon_threads = True

    def __init__(self, event: bytes, class_log: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.event = event
        self.class_log = class_log
        self.classes = 0
        self.asked = threading.Event()
        self.answered = threading.Event()
        self.asked_again = threading.Event()
        self.asked_at = 0.0
        self.answered_at = 0.0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: the process is ended while it waits for a second event."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RuntimeApi

    def do_GET(self) -> None:
        api = self.server
        if not self.path.endswith("/runtime/invocation/next"):
            self._refuse()
        elif api.asked.is_set():
            # There is no second event; the process is ended while it waits.
            api.asked_again.set()
            time.sleep(HELD_SECONDS)
        else:
            api.asked_at = time.monotonic()
            # While the process waits for its event: with it, it would load more.
            api.classes = api.class_log.read_text().count(" source: ") if api.class_log else 0
            api.asked.set()
            self._send(
                200,
                api.event,
                {
                    "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                    "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 30_000),
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:111122223333:function:bench",
                    "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
                },
            )

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
        self._send(
            403,
            b'{"__type":"AccessDeniedException","message":"the benchmark refuses every call"}',
            {"x-amzn-errortype": "AccessDeniedException"},
        )

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in ({"Content-Type": "application/json", "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what counts is when a request came."""
