"""sandbox/lint: the template, the state machines, the sample files and these scripts, each by a tool of its own."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from local_stack import layout, scenario
from local_stack.console import Console
from local_stack.stack import StackError

PLACEHOLDER = re.compile(r"\$\{(\w+)}")
ROLE = "arn:aws:iam::111122223333:role/lint"


def main() -> int:
    console = Console()
    with tempfile.TemporaryDirectory() as directory, ThreadPoolExecutor(os.cpu_count()) as pool, console.live("linting"):
        machines = Path(directory) / "state-machines.json"
        machines.write_text(json.dumps(_with_definitions_inline()))
        sandbox = str(layout.SANDBOX)
        checks: dict[str, Callable[[], list[str]]] = {
            "template.yaml": _by("cfn-lint", str(layout.TEMPLATE)),
            "state machines": _by("cfn-lint", str(machines)),
            "types of the scripts": _by("mypy", "--no-error-summary"),
            "format of the Java code": _java_format,
            "scripts": _by("ruff", "check", "--quiet", "--no-cache", sandbox),
            "format of the scripts": _by("ruff", "format", "--check", "--quiet", "--no-cache", sandbox),
            "events": _broken_events,
            "scenarios": _broken_scenarios,
        }
        running = {title: pool.submit(check) for title, check in checks.items()}
        problems = [_say(console, title, check.result()) for title, check in running.items()]
    return 1 if any(problems) else 0


def _with_definitions_inline() -> dict[str, Any]:
    """cfn-lint checks a state machine's definition against the language's schema only where the definition is in the template."""
    resources = {}
    for path in sorted(layout.STATE_MACHINES.glob("*.asl.json")):
        definition = PLACEHOLDER.sub(r"arn:aws:lambda:us-east-1:111122223333:function:\1", path.read_text())
        resources[path.name.partition(".")[0].title()] = {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"RoleArn": ROLE, "Definition": json.loads(definition)},
        }
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def _by(tool: str, *arguments: str) -> Callable[[], list[str]]:
    """What a tool of the environment says, run where its settings are; nothing if it is content."""

    def check() -> list[str]:
        ended = subprocess.run(
            [layout.TOOLS_VENV / "bin" / tool, *arguments], cwd=layout.SANDBOX, capture_output=True, text=True, check=False
        )
        return (ended.stdout + ended.stderr).splitlines() or [f"{tool} ended with {ended.returncode}"] if ended.returncode else []

    return check


def _java_format() -> list[str]:
    ended = subprocess.run([layout.SANDBOX / "spotless", "check"], capture_output=True, text=True, check=False)
    return (ended.stdout + ended.stderr).splitlines() if ended.returncode else []


def _broken_events() -> list[str]:
    broken = []
    for path in sorted((layout.ROOT / "events").rglob("*.json")):
        try:
            json.loads(path.read_text())
        except json.JSONDecodeError as failure:
            broken.append(f"{path.relative_to(layout.ROOT)}: {failure}")
    return broken


def _broken_scenarios() -> list[str]:
    broken = []
    for name in scenario.names():
        try:
            scenario.load(name)
        except (StackError, KeyError, json.JSONDecodeError) as failure:
            broken.append(f"{name}: {failure!r}")
    return broken


def _say(console: Console, title: str, problems: list[str]) -> list[str]:
    console.timed(f"{title}: {console.colour('problems', 'red') if problems else console.colour('ok', 'green')}")
    for problem in problems:
        console.line(problem)
    return problems


if __name__ == "__main__":
    sys.exit(main())
