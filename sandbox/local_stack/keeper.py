"""The process that keeps a stack: it starts the engines, watches them and their owner, and ends all of them together.

It is the only parent of everything that a stack starts. It ends on SIGTERM, when the owner is gone, or when an engine
dies; if it is killed itself, the engines are killed with it by the kernel and the functions' processes lose their
Runtime API and end.
"""

import contextlib
import json
import math
import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import requests

from local_stack import processes, web
from local_stack.engines import Engine, Engines, Mode
from local_stack.waiting import wait_for

ATTEMPTS = 3
START_SECONDS = 60.0
WATCH_SECONDS = 0.3
GRACE_SECONDS = 5.0


class EngineFailedError(Exception):
    """An engine did not start, or ended by itself; the message names it and its log."""


class StopRequested(Exception):
    """Somebody asked the keeper to end."""


class Keeper:
    def __init__(self, run: Path, owner: int | None, time_scale: float, mode: Mode) -> None:
        self._run = run
        self._owner = owner
        self._owner_started = processes.start_time(owner) if owner else None
        self._time_scale = time_scale
        self._mode = mode
        self._temporary = run / "tmp"
        self._started: dict[str, dict[str, Any]] = {}
        self._stopping = False

    def stop(self, signum: int, frame: FrameType | None) -> None:
        """Signal handler. It only notes the wish: an engine that is being started now must not be lost."""
        self._stopping = True

    def keep(self) -> None:
        reason = "stopped"
        try:
            self._start()
            wait_for(self._owner_is_gone, seconds=math.inf, every=WATCH_SECONDS)
            reason = "its owner is gone"
        except StopRequested:
            pass
        except (EngineFailedError, OSError) as failure:
            reason = str(failure)
        finally:
            self._end_engines()
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._record("ended", reason=reason)

    def _owner_is_gone(self) -> bool:
        """The engines are looked at each time."""
        self._check_engines()
        return self._owner is not None and not processes.alive(self._owner, self._owner_started)

    def _start(self) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._start_engines()
            except EngineFailedError:
                if attempt == ATTEMPTS:
                    raise
                self._end_engines()
            else:
                return

    def _start_engines(self) -> None:
        self._temporary.mkdir(exist_ok=True)
        self._record("starting")
        engines = Engines(self._temporary, self._time_scale, self._mode)
        authorization, ministack, simulator = engines.authorization(), engines.ministack(), engines.simulator()
        self._launch(authorization)
        functions = self._launch(ministack)
        self._launch(simulator)
        if proxy := engines.fault_proxy(functions):
            self._launch(proxy)
            self._await(proxy)
        for engine in (authorization, ministack, simulator):
            self._await(engine)
        self._record("up")

    def _launch(self, engine: Engine) -> int:
        """The process number, which is its group's too; functions are members of MiniStack's group."""
        pid = processes.start(engine.command, engine.environment, self._log(engine.name), self._run)
        self._started[engine.name] = {"pid": pid, "started": processes.start_time(pid), "port": engine.port}
        self._record("starting")
        return pid

    def _await(self, engine: Engine) -> None:
        def healthy() -> bool:
            self._check_engines()
            with contextlib.suppress(requests.RequestException):
                return web.send("GET", f"http://{processes.LOOPBACK}:{engine.port}{engine.health_path}", seconds=5).ok
            return False

        if not wait_for(healthy, seconds=START_SECONDS, every=0.1):
            raise EngineFailedError(f"{engine.name} did not answer within {START_SECONDS:.0f} s; see {self._log(engine.name)}")

    def _log(self, name: str) -> Path:
        return self._run / f"{name}.log"

    def _check_engines(self) -> None:
        if self._stopping:
            raise StopRequested
        processes.reap()
        for name, engine in self._started.items():
            if not processes.alive(engine["pid"], engine["started"]):
                log = self._log(name)
                raise EngineFailedError(f"{name} ended by itself; the end of {log}:\n{_tail(log)}")

    def _end_engines(self) -> None:
        for engine in self._started.values():
            processes.end_group(engine["pid"], GRACE_SECONDS)
        self._started.clear()

    def _record(self, state: str, **more: Any) -> None:
        shown = {
            "state": state,
            "keeper": {"pid": os.getpid(), "started": processes.start_time(os.getpid())},
            "engines": self._started,
            **more,
        }
        draft = self._run / "keeper.json.new"
        draft.write_text(json.dumps(shown, indent=2))
        draft.replace(self._run / "keeper.json")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""


def main() -> int:
    run, owner, time_scale = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    keeper = Keeper(run, owner or None, time_scale, Mode(sys.argv[4]))
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    processes.adopt_orphans()
    keeper.keep()
    return 0


if __name__ == "__main__":
    sys.exit(main())
