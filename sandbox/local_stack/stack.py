"""A run of the local stack: its directory, what is in it, how it starts and how it stops."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local_stack import keeper, layout, processes

STOP_SECONDS = 20.0


class StackError(Exception):
    """The stack cannot do what was asked; the message says why and what to do."""


@dataclass(frozen=True)
class Stack:
    """One run, `sandbox/run/<id>`. `stack.json` there holds all that a later command needs to use or stop it."""

    run: Path

    @property
    def id(self) -> str:
        return self.run.name

    def facts(self) -> dict[str, Any]:
        """What `stack.json` says: endpoints, process numbers and, after the deployment, the application's resources."""
        path = self.run / "stack.json"
        if not path.exists():
            raise StackError(f"{self.run} is not a run of the stack; sandbox/stack list shows them")
        facts: dict[str, Any] = json.loads(path.read_text())
        return facts

    def record(self, **facts: Any) -> None:
        path = self.run / "stack.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(known | facts, indent=2) + "\n")
        draft.replace(path)

    @property
    def running(self) -> bool:
        kept = _read(self.run / "keeper.json").get("keeper", {})
        return bool(kept) and processes.alive(kept["pid"], kept["started"])

    def environment(self) -> dict[str, str]:
        """The variables with which any AWS tool or SDK uses this stack and nothing else."""
        facts = self.facts()
        unwanted = ("AWS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
        return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)} | {
            "AWS_ENDPOINT_URL": facts["endpoints"]["aws"],
            "AWS_ENDPOINT_URL_SAGEMAKER": facts["endpoints"]["simulator"],
            "AWS_ENDPOINT_URL_FSX": facts["endpoints"]["simulator"],
            "AWS_ACCESS_KEY_ID": keeper.ROOT_ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": keeper.ROOT_SECRET_KEY,
            "AWS_REGION": keeper.REGION,
            "AWS_DEFAULT_REGION": keeper.REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "SAM_CLI_TELEMETRY": "0",
        }

    def stop(self) -> None:
        """Ends everything that this run started, and waits for it; what it wrote stays."""
        kept = _read(self.run / "keeper.json")
        process = kept.get("keeper", {})
        if process and processes.alive(process["pid"], process["started"]):
            os.kill(process["pid"], signal.SIGTERM)
            deadline = time.monotonic() + STOP_SECONDS
            while processes.alive(process["pid"], process["started"]) and time.monotonic() < deadline:
                processes.reap()
                time.sleep(0.05)
            if processes.alive(process["pid"], process["started"]):
                os.kill(process["pid"], signal.SIGKILL)
        for engine in _read(self.run / "keeper.json").get("engines", {}).values():
            if processes.alive(engine["pid"], engine["started"]):
                processes.end_group(engine["pid"], grace_seconds=1.0)
        shutil.rmtree(self.run / "tmp", ignore_errors=True)
        shutil.rmtree(self.run / "deploy", ignore_errors=True)


def start(owner: int | None, time_scale: float, name: str | None = None, mode: str = keeper.CALM) -> Stack:
    """Starts the engines in a mode of the keeper. The stack ends with the owner process; without one, when it is stopped."""
    missing = [str(package.relative_to(layout.ROOT)) for package in layout.deployed_packages() if not package.exists()]
    if missing:
        raise StackError(f"not built: {', '.join(missing)}; make package builds them")
    run = layout.RUNS / (name or f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}")
    if run.exists():
        raise StackError(f"{run} exists already; choose another name or remove it")
    run.mkdir(parents=True)
    stack = Stack(run)
    java = subprocess.run([layout.SANDBOX / "java25"], capture_output=True, text=True, check=True).stdout.strip()
    with (run / "keeper.log").open("wb") as log:
        subprocess.Popen(
            [sys.executable, "-m", "local_stack.keeper", str(run), str(owner or 0), str(time_scale), mode],
            env=os.environ | {"PYTHONPATH": str(layout.SANDBOX), "SANDBOX_JAVA": java, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=run,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ).returncode = 0
    try:
        _await_start(stack)
    except BaseException:
        stack.stop()
        raise
    return stack


def _await_start(stack: Stack) -> None:
    deadline = time.monotonic() + keeper.ATTEMPTS * keeper.START_SECONDS
    while time.monotonic() < deadline:
        kept = _read(stack.run / "keeper.json")
        match kept.get("state"):
            case "up":
                ports = {name: engine["port"] for name, engine in kept["engines"].items()}
                stack.record(
                    id=stack.id,
                    directory=str(stack.run),
                    region=keeper.REGION,
                    endpoints={
                        "aws": f"http://{processes.LOOPBACK}:{ports['ministack']}",
                        "simulator": f"http://{processes.LOOPBACK}:{ports['simulator']}",
                    },
                    ports=ports,
                    processes={"keeper": kept["keeper"]["pid"]} | {n: e["pid"] for n, e in kept["engines"].items()},
                )
                return
            case "ended":
                raise StackError(f"the stack did not start: {kept['reason']}")
        time.sleep(0.1)
    raise StackError(f"the stack did not start in time; see {stack.run}/keeper.log")


def find(name: str | None) -> Stack:
    """The run of that id; without one, the only run that is up."""
    if name:
        return Stack(layout.RUNS / Path(name).name)
    up = [stack for stack in runs() if stack.running]
    if len(up) != 1:
        raise StackError(
            "no stack is up; start one with sandbox/stack up"
            if not up
            else f"several stacks are up ({', '.join(stack.id for stack in up)}); name one with --id"
        )
    return up[0]


def runs() -> list[Stack]:
    if not layout.RUNS.is_dir():
        return []
    return [Stack(path) for path in sorted(layout.RUNS.iterdir()) if (path / "stack.json").exists()]


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    return content
