"""Processes that end when they should: identified by more than a number, and bound to the one that started them."""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from local_stack.waiting import wait_for

LOOPBACK = "127.0.0.1"
# Below the ports that systems hand out for outgoing connections, so that none of those takes a port between choosing and use.
FIRST_PORT, LAST_PORT = 20000, 32000

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    for _ in range(200):
        port = random.randint(FIRST_PORT, LAST_PORT)
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {FIRST_PORT} and {LAST_PORT}")


def connected(local: int, remote: int, group: int) -> int | None:
    """The process of a group that holds the connection from one port of this machine to another (Linux)."""
    ends = (f":{local:04X}", f":{remote:04X}")
    sockets = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[1].endswith(ends[0]) and fields[2].endswith(ends[1]):
                sockets.add(f"socket:[{fields[9]}]")
    for process in Path("/proc").glob("[0-9]*"):
        pid = int(process.name)
        try:
            if os.getpgid(pid) == group and sockets & set(_open_files(process)):
                return pid
        except OSError:
            continue  # ended meanwhile
    return None


def _open_files(process: Path) -> Iterator[str]:
    for held in (process / "fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile
            yield str(held.readlink())


def start_time(pid: int) -> str | None:
    """What distinguishes a process from a later one with the same number; none if there is no such process or it is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return _start_time_by_ps(pid) if not Path("/proc/self/stat").exists() else None
    return None if fields[0] == "Z" else fields[19]


def _start_time_by_ps(pid: int) -> str | None:
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip() or None


def alive(pid: int, started: str | None) -> bool:
    now = start_time(pid)
    return now is not None and (started is None or now == started)


def group_alive(group: int) -> bool:
    reap()
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_group(group: int, grace_seconds: float) -> None:
    """Asks every process of a group to end, and makes those end that have not after the grace time."""
    for sign, patience in ((signal.SIGTERM, grace_seconds), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(group, sign)
        except ProcessLookupError:
            return
        if wait_for(lambda: not group_alive(group), seconds=patience, every=0.05):
            return


def reap() -> None:
    """Takes notice of children that ended, adopted ones too; until then they count as members of their group."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return


def adopt_orphans() -> None:
    """Makes grandchildren whose parent ends children of this process (Linux; elsewhere it does nothing)."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Has the kernel end this process, and what it becomes, when its parent ends (Linux; elsewhere it does nothing)."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def heed_interrupts() -> None:
    """SIGTERM and SIGINT raise KeyboardInterrupt, also where a shell has started this in the background and had it ignored."""

    def interrupt(signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)


def start(command: list[str], environment: Mapping[str, str], log: Path, directory: Path) -> int:
    """Starts a process in a session of its own that also ends when this process is killed; returns its number."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - only the keeper calls this; it has one thread
        )
    # Ended by end_group and noticed by reap; the object's own bookkeeping would only complain.
    process.returncode = 0
    return process.pid


def _prctl(option: int, value: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
