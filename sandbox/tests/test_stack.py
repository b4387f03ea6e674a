"""What is removed of runs, and what is not."""

import os
from pathlib import Path

import pytest

from local_stack import layout, processes, stack
from local_stack.stack import BIRTH_SECONDS


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(layout, "RUNS", tmp_path)
    monkeypatch.setattr(layout, "FAULTS_RUN", tmp_path / "faults")
    (tmp_path / ".set-up.lock").touch()
    (tmp_path / "faults").mkdir()
    return tmp_path


def run_of(runs: Path, name: str, pid: int, started: str | None) -> Path:
    directory = runs / name
    directory.mkdir()
    (directory / "keeper.json").write_text(f'{{"keeper": {{"pid": {pid}, "started": "{started}"}}}}')
    return directory


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
