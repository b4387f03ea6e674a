"""sandbox/lint: the template, the state machines, the sample files and these scripts, each by a tool of its own."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from local_stack import layout, scenario
from local_stack.console import Console
from local_stack.stack import StackError

PLACEHOLDER = re.compile(r"\$\{(\w+)}")
ROLE = "arn:aws:iam::111122223333:role/lint"


def main() -> int:
    console = Console()
    passed = True
    with tempfile.TemporaryDirectory() as directory:
        machines = Path(directory) / "state-machines.json"
        machines.write_text(json.dumps(_with_definitions_inline()))
        for title, command in (
            ("template.yaml", ["cfn-lint", str(layout.TEMPLATE)]),
            ("state machines", ["cfn-lint", str(machines)]),
            ("scripts", ["ruff", "check", "--quiet", "--no-cache", str(layout.SANDBOX)]),
            ("format of the scripts", ["ruff", "format", "--check", "--quiet", "--no-cache", str(layout.SANDBOX)]),
        ):
            passed &= _passes(console, title, command)
    for title, problems in (("events", _broken_events()), ("scenarios", _broken_scenarios())):
        _say(console, title, problems)
        passed &= not problems
    return 0 if passed else 1


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


def _passes(console: Console, title: str, command: list[str]) -> bool:
    tool = layout.TOOLS_VENV / "bin" / command[0]
    ended = subprocess.run([tool, *command[1:]], cwd=layout.ROOT, capture_output=True, text=True, check=False)
    _say(console, title, (ended.stdout + ended.stderr).splitlines() if ended.returncode else [])
    return ended.returncode == 0


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


def _say(console: Console, title: str, problems: list[str]) -> None:
    console.timed(f"{title}: {console.colour('problems', 'red') if problems else console.colour('ok', 'green')}")
    for problem in problems:
        console.line(problem)


if __name__ == "__main__":
    sys.exit(main())
