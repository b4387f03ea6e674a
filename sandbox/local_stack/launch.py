"""Starts a stack: the engines, and the application on them."""

import os
import secrets
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from local_stack import deployment, engines, keeper, layout, processes
from local_stack.console import Console
from local_stack.engines import Mode
from local_stack.stack import Stack, StackError
from local_stack.waiting import wait_for

# Of what AWS takes: fifteen minutes of creation become two seconds, deep health checks nine.
TIME_SCALE = 0.002


def launch(
    console: Console,
    *,
    name: str | None = None,
    owner: int | None = None,
    time_scale: float = TIME_SCALE,
    mode: Mode = Mode.CALM,
    parameters: dict[str, str] | None = None,
) -> Stack:
    """A stack with the application deployed, with these template parameters beside the local ones; stopped again if that fails.

    It ends with the owner process; without one, when it is stopped.
    """
    stack = engines_alone(console, name=name, owner=owner, time_scale=time_scale, mode=mode)
    try:
        with console.step("deploying template.yaml with the SAM CLI"):
            deployment.deploy(stack, parameters or {})
    except BaseException:
        stack.stop()
        raise
    return stack


def engines_alone(
    console: Console,
    *,
    name: str | None = None,
    owner: int | None = None,
    time_scale: float = TIME_SCALE,
    mode: Mode = Mode.CALM,
) -> Stack:
    """A stack as an account in which nobody has deployed the application yet; it ends as `launch` says."""
    with console.step("MiniStack and the simulator"):
        return _start_engines(name, owner, time_scale, mode)


def _start_engines(name: str | None, owner: int | None, time_scale: float, mode: Mode) -> Stack:
    missing = [str(package.relative_to(layout.ROOT)) for package in layout.deployed_packages() if not package.exists()]
    if missing:
        raise StackError(f"not built: {', '.join(missing)}; make package builds them")
    stack = Stack(_directory(name))
    java = subprocess.run([layout.SANDBOX / "java25"], capture_output=True, text=True, check=True).stdout.strip()
    with (stack.run / "keeper.log").open("wb") as log:
        subprocess.Popen(
            [sys.executable, "-m", "local_stack.keeper", str(stack.run), str(owner or 0), str(time_scale), mode],
            env=os.environ | {"PYTHONPATH": str(layout.SANDBOX), "SANDBOX_JAVA": java, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=stack.run,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ).returncode = 0
    try:
        _await_engines(stack)
    except BaseException:
        stack.stop()
        raise
    return stack


def _directory(name: str | None) -> Path:
    run = layout.RUNS / (name or f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}")
    try:
        run.mkdir(parents=True)
    except FileExistsError:
        raise StackError(f"{run} exists already; choose another name or remove it") from None
    return run


def _await_engines(stack: Stack) -> None:
    seconds = keeper.ATTEMPTS * keeper.START_SECONDS
    if not wait_for(lambda: stack.kept().get("state") in ("up", "ended"), seconds=seconds, every=0.1):
        raise StackError(f"the stack did not start in time; see {stack.run}/keeper.log")
    kept = stack.kept()
    if kept["state"] == "ended":
        raise StackError(f"the stack did not start: {kept['reason']}")
    ports = {name: engine["port"] for name, engine in kept["engines"].items()}
    stack.record(
        id=stack.id,
        directory=str(stack.run),
        region=engines.REGION,
        endpoints={
            "aws": f"http://{processes.LOOPBACK}:{ports['ministack']}",
            "simulator": f"http://{processes.LOOPBACK}:{ports['simulator']}",
        },
        ports=ports,
        processes={"keeper": kept["keeper"]["pid"]} | {name: engine["pid"] for name, engine in kept["engines"].items()},
    )
