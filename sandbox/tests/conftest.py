"""A stack as its commands find it, whose simulator is a small server that answers what a test wants; and engines by themselves."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from local_stack import engines, layout, processes, web
from local_stack.stack import Stack
from local_stack.waiting import wait_for

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


@pytest.fixture(scope="session")
def judge() -> Iterator[str]:
    """The address of a judge of permissions."""
    port = processes.free_port()
    yield from _running([str(layout.node()), str(layout.AUTHORIZATION / "server.mjs"), str(port)], {}, port, "/health")


@pytest.fixture(scope="session")
def ministack(judge: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a MiniStack as a stack has it, which asks the judge, with nothing deployed."""
    port, state = processes.free_port(), tmp_path_factory.mktemp("ministack")
    environment = {
        "BIND_HOST": processes.LOOPBACK,
        "MINISTACK_HOST": processes.LOOPBACK,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": engines.REGION,
        "AUTH": "true",
        "SANDBOX_AUTHORIZATION": judge,
        "PERSIST_STATE": "0",
        "STATE_DIR": str(state / "state"),
        "S3_DATA_DIR": str(state / "s3"),
        "TMPDIR": str(state),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_ACCESS_KEY_ID": engines.ROOT_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": engines.ROOT_SECRET_KEY,
    }
    command = [str(layout.MINISTACK_VENV / "bin" / "python"), str(layout.MINISTACK_ENGINE)]
    yield from _running(command, environment, port, "/_ministack/health")


def _running(command: list[str], environment: dict[str, str], port: int, health: str) -> Iterator[str]:
    url = f"http://{processes.LOOPBACK}:{port}"
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env={"PATH": os.environ["PATH"]} | environment, stdout=quiet, stderr=quiet)
    try:
        assert wait_for(lambda: _answers(url + health), seconds=60, every=0.05)
        yield url
    finally:
        server.terminate()
        server.wait()


def _answers(url: str) -> bool:
    try:
        return web.send("GET", url).ok
    except OSError:
        return False
