"""A stack as its commands find it, whose simulator is a small server that answers what a test wants."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from local_stack.stack import Stack

# The operation, from X-Amz-Target, to a status and a JSON body.
Answers = Callable[[str], tuple[int, dict[str, Any]]]


@pytest.fixture
def stack_with(tmp_path: Path) -> Iterator[Callable[[Answers], Stack]]:
    servers: list[ThreadingHTTPServer] = []

    def build(answers: Answers) -> Stack:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                status, body = answers(self.headers["X-Amz-Target"].rpartition(".")[2])
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        stack = Stack(tmp_path / "run")
        stack.run.mkdir()
        stack.record(region="us-east-1", endpoints={"aws": url, "simulator": url})
        return stack

    yield build
    for server in servers:
        server.shutdown()
        server.server_close()
