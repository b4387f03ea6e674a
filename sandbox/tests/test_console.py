"""What people see while something runs, in a pipe and in a terminal."""

import io
import time
from types import SimpleNamespace

import pytest

from local_stack import console
from local_stack.console import Console
from local_stack.waiting import wait_for


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "SILENT_SECONDS", 0.0)
    monkeypatch.setattr(console, "REPAINT_SECONDS", 0.01)


def test_a_pipe_hears_again_and_again_what_runs_and_how_far_it_is() -> None:
    pipe = io.StringIO()
    with Console(pipe).live("waiting") as retitle:
        assert wait_for(lambda: pipe.getvalue().count("waiting ...\n") > 1, seconds=30, every=0.01)
        retitle("CreateCluster: Creating")
        assert wait_for(lambda: "CreateCluster: Creating ...\n" in pipe.getvalue(), seconds=30, every=0.01)


def test_a_terminal_shows_it_on_a_line_that_is_gone_afterwards() -> None:
    terminal = Terminal()
    with Console(terminal).live("waiting"):
        assert wait_for(lambda: " waiting " in terminal.getvalue(), seconds=30, every=0.01)
    assert terminal.getvalue().endswith("\r\x1b[2K")
    assert "\n" not in terminal.getvalue()


def test_the_seconds_on_that_line_are_those_of_what_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(console, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=time.sleep))
    terminal = Terminal()
    with Console(terminal).live("WaitForCluster") as retitle:
        now[0] += 60
        retitle("DeleteCluster")
        assert wait_for(lambda: " DeleteCluster " in terminal.getvalue(), seconds=30, every=0.01)
        now[0] += 7
        retitle("DeleteCluster")
        assert wait_for(lambda: " DeleteCluster 7 s" in terminal.getvalue(), seconds=30, every=0.01)
    assert " DeleteCluster 0 s" in terminal.getvalue()


def test_a_step_says_how_it_ended() -> None:
    pipe = io.StringIO()
    shown = Console(pipe)
    with pytest.raises(ValueError, match="no"), shown.step("building") as retitle:
        retitle("building 2 of 3")
        raise ValueError("no")
    assert "building 2 of 3: failed (" in pipe.getvalue()
