"""A run of the local stack: its directory, what is in it, and how it is found, used, stopped and removed."""

import json
import os
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_stack import layout, processes
from local_stack.waiting import wait_for

# The application's name on every stack: CloudFormation's of its deployment, and the tag of all that it creates.
APPLICATION = "hyperpod-rig"
STOP_SECONDS = 20.0
# The variable in which a shell says which stack it uses.
CHOSEN = "SANDBOX_STACK"
# Between a run's directory and the first record of its keeper.
BIRTH_SECONDS = 60.0


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
        facts = _read(self.run / "stack.json")
        if not facts:
            raise StackError(f"{self.run} is not a run of the stack; sandbox/stack list shows them")
        return facts

    def record(self, **facts: Any) -> None:
        path = self.run / "stack.json"
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(_read(path) | facts, indent=2) + "\n")
        draft.replace(path)

    def kept(self) -> dict[str, Any]:
        """What the keeper recorded of itself and its engines; empty before it did."""
        return _read(self.run / "keeper.json")

    @property
    def running(self) -> bool:
        return _alive(self.kept().get("keeper"))

    def stop(self) -> None:
        """Ends everything that this run started, and waits for it; what it wrote stays."""
        keeper = self.kept().get("keeper")
        if keeper and _alive(keeper):
            os.kill(keeper["pid"], signal.SIGTERM)
            if not wait_for(lambda: _gone(keeper), seconds=STOP_SECONDS, every=0.05):
                os.kill(keeper["pid"], signal.SIGKILL)
        for engine in self.kept().get("engines", {}).values():
            if _alive(engine):
                processes.end_group(engine["pid"], grace_seconds=1.0)
        shutil.rmtree(self.run / "tmp", ignore_errors=True)
        shutil.rmtree(self.run / "deploy", ignore_errors=True)


def find(name: str | None) -> Stack:
    """The run of that id; without one, the run that the shell uses if it is up, or else the only run that is up."""
    if name:
        return Stack(layout.RUNS / Path(name).name)
    up = [stack for stack in runs() if stack.running]
    chosen = [stack for stack in up if stack.id == os.environ.get(CHOSEN)]
    if chosen:
        return chosen[0]
    if len(up) != 1:
        raise StackError(
            "no stack is up; start one with sandbox/stack up"
            if not up
            else f"several stacks are up ({', '.join(stack.id for stack in up)}); name one with --id"
        )
    return up[0]


def find_up(name: str | None) -> Stack:
    """As `find`, for whoever wants to use it."""
    stack = find(name)
    if not stack.running:
        raise StackError(f"{stack.id} is not up; sandbox/stack up starts a stack")
    return stack


def runs() -> list[Stack]:
    return [stack for stack in _directories() if (stack.run / "stack.json").exists()]


def clean() -> list[Path]:
    """Removes what runs that are not up have left, and the journal of campaigns unless one may be running; returns what is gone."""
    directories = _directories()
    in_use = [stack for stack in directories if stack.running or _being_born(stack)]
    removed = [stack.run for stack in directories if stack not in in_use and not (in_use and stack.run == layout.FAULTS_RUN)]
    for directory in removed:
        shutil.rmtree(directory)
    return removed


def _directories() -> list[Stack]:
    return [Stack(path) for path in sorted(layout.RUNS.iterdir()) if path.is_dir()] if layout.RUNS.is_dir() else []


def _being_born(stack: Stack) -> bool:
    young = time.time() - stack.run.stat().st_mtime < BIRTH_SECONDS
    return young and stack.run != layout.FAULTS_RUN and not stack.kept()


def _alive(process: dict[str, Any] | None) -> bool:
    return process is not None and processes.alive(process["pid"], process["started"])


def _gone(process: dict[str, Any]) -> bool:
    processes.reap()
    return not _alive(process)


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    return content
