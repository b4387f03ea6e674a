"""What a scenario does to the world and to the control planes, and how its execution must end."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local_stack import layout
from local_stack.stack import StackError

KEYS = {"description", "request", "world", "controlPlane", "expect"}


@dataclass(frozen=True)
class Scenario:
    name: str
    description: str
    expect: dict[str, Any]
    request: dict[str, Any] = field(default_factory=dict)
    world: dict[str, Any] = field(default_factory=dict)
    control_plane: dict[str, Any] = field(default_factory=dict)


def names() -> list[str]:
    return sorted(path.stem for path in layout.SCENARIOS.glob("*.json"))


def load(name: str) -> Scenario:
    path: Path = layout.SCENARIOS / f"{name}.json"
    if not path.is_file():
        raise StackError(f"there is no scenario '{name}'; there are {', '.join(names())}")
    content = json.loads(path.read_text())
    if unknown := set(content) - KEYS:
        raise StackError(f"{path} has the unknown keys {', '.join(sorted(unknown))}; there are {', '.join(sorted(KEYS))}")
    return Scenario(
        name,
        content["description"],
        content["expect"],
        content.get("request", {}),
        content.get("world", {}),
        content.get("controlPlane", {}),
    )
