"""What is removed of runs, and what is not."""

import os
from pathlib import Path

import pytest

from local_stack import layout, processes, stack
from local_stack.stack import BIRTH_SECONDS, StackError


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(layout, "RUNS", tmp_path)
    monkeypatch.setattr(layout, "FAULTS_RUN", tmp_path / "faults")
    monkeypatch.delenv("SANDBOX_STACK", raising=False)
    (tmp_path / ".set-up.lock").touch()
    (tmp_path / "faults").mkdir()
    return tmp_path


def run_of(runs: Path, name: str, pid: int, started: str | None) -> Path:
    directory = runs / name
    directory.mkdir()
    (directory / "keeper.json").write_text(f'{{"keeper": {{"pid": {pid}, "started": "{started}"}}}}')
    return directory


def test_the_shells_stack_is_used_without_its_name_while_it_is_up(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (run_of(runs, name, os.getpid(), processes.start_time(os.getpid())) / "stack.json").write_text("{}")
    with pytest.raises(StackError, match="several stacks are up"):
        stack.find(None)
    monkeypatch.setenv("SANDBOX_STACK", "two")
    assert stack.find_up(None).id == "two"
    run_of(runs, "three", os.getpid(), "another process with this number")
    with pytest.raises(StackError, match="three is not up"):
        stack.find_up("three")
    monkeypatch.setenv("SANDBOX_STACK", "three")
    with pytest.raises(StackError, match="several stacks are up"):
        stack.find(None)


def test_runs_that_ended_go_with_the_journal(runs: Path) -> None:
    ended = run_of(runs, "ended", os.getpid(), "another process with this number")
    assert stack.clean() == [ended, runs / "faults"]
    assert [path.name for path in runs.iterdir()] == [".set-up.lock"]


def test_a_run_that_is_up_stays_and_so_does_a_journal_that_it_may_write(runs: Path) -> None:
    up = run_of(runs, "up", os.getpid(), processes.start_time(os.getpid()))
    ended = run_of(runs, "ended", os.getpid(), "another process with this number")
    assert stack.clean() == [ended]
    assert up.exists()


def test_a_run_whose_keeper_is_about_to_start_stays(runs: Path) -> None:
    young, forgotten = runs / "young", runs / "forgotten"
    young.mkdir()
    forgotten.mkdir()
    long_ago = forgotten.stat().st_mtime - 2 * BIRTH_SECONDS
    os.utime(forgotten, (long_ago, long_ago))
    assert stack.clean() == [forgotten]
