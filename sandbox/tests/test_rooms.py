"""The arrows between the scripts: commands import libraries, nobody imports a command, and set-up needs nothing installed."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_stack import layout

PACKAGE = layout.SANDBOX / "local_stack"


def imported_by(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("unwanted", ["local_stack.commands", "ministack"])
def test_nothing_imports(unwanted: str) -> None:
    importing = {str(file.relative_to(PACKAGE)): set(imported_by(file)) for file in PACKAGE.rglob("*.py")}
    assert len(importing) > 40
    assert {name for name, imports in importing.items() if any(one.startswith(unwanted) for one in imports)} == set()


def test_what_runs_in_ministacks_process_imports_nothing_of_ours() -> None:
    importing = [one for file in layout.MINISTACK_ENGINE.parent.glob("*.py") for one in imported_by(file)]
    assert "ministack.app.main" in importing
    assert [one for one in importing if one.startswith("local_stack")] == []


@pytest.mark.parametrize("module", ["local_stack.set_up", "local_stack.commands.bench"])
def test_what_runs_before_set_up_needs_the_standard_library_alone(module: str) -> None:
    subprocess.run([sys.executable, "-S", "-c", f"import {module}"], env={"PYTHONPATH": str(layout.SANDBOX)}, check=True)
