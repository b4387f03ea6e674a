"""The functions know the API as the newest service model has it; service_models.yaml says what they make of each part."""

import gzip
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from local_stack import layout

Table = dict[str, Any]

TABLES: dict[str, Table] = YAML(typ="safe").load(Path(__file__).parent / "service_models.yaml")
USED = ("sent", "read")
NOT_USED = ("refused", "irrelevant")
SERVICES = pytest.mark.parametrize("service", TABLES)
SCHEMA = json.loads((layout.ROOT / "functions/core/src/main/resources/hyperpod/rig/core/request.schema.json").read_text())


@cache
def model(service: str) -> dict[str, Any]:
    """As botocore ships it: the AWS CLI, once imported, puts a botocore of its own in the place of the newest."""
    (file,) = layout.TOOLS_VENV.glob(f"lib/python3.*/site-packages/botocore/data/{service}/*/service-2.json.gz")
    known: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()))
    return known


@cache
def sources() -> str:
    return "\n".join(path.read_text() for path in sorted((layout.ROOT / "functions").glob("*/src/main/java/**/*.java")))


def used(entry: Table) -> list[str]:
    return [name for use in USED for name in entry.get(use, [])]


def classified(entry: Table) -> list[str]:
    return [*used(entry), *(name for use in NOT_USED for name in entry.get(use, {}))]


def reached(service: str) -> dict[str, Any]:
    """The shapes that can stand in what is sent and read, by name."""
    shapes = model(service)["shapes"]
    table = TABLES[service]["shapes"]
    found: dict[str, Any] = {}
    operations = [model(service)["operations"][name] for name in TABLES[service]["operations"]]
    open_names = [operation[way]["shape"] for operation in operations for way in ("input", "output") if way in operation]
    while open_names:
        name = open_names.pop()
        if name in found:
            continue
        shape = found[name] = shapes[name]
        if shape["type"] == "structure":
            wanted = used(table.get(name, {}))
            open_names += [member["shape"] for key, member in shape["members"].items() if key in wanted]
        elif shape["type"] == "list":
            open_names.append(shape["member"]["shape"])
    return found


def structures(service: str) -> dict[str, list[str]]:
    return {name: list(shape["members"]) for name, shape in reached(service).items() if shape["type"] == "structure"}


def enumerations(service: str) -> dict[str, list[str]]:
    found = {name: shape["enum"] for name, shape in reached(service).items() if "enum" in shape}
    found.pop("ClusterInstanceType", None)
    return found


@SERVICES
@pytest.mark.parametrize("kind", ["shapes", "enumerations"])
def test_every_member_and_value_is_classified_once(service: str, kind: str) -> None:
    known = structures(service) if kind == "shapes" else enumerations(service)
    table = TABLES[service][kind]
    assert {name: sorted(classified(table.get(name, {}))) for name in known} == {name: sorted(parts) for name, parts in known.items()}
    assert sorted(table) == sorted(known), "what is no longer reached is no longer classified"


@SERVICES
@pytest.mark.parametrize("kind", ["shapes", "enumerations"])
def test_what_is_not_used_has_a_reason(service: str, kind: str) -> None:
    for name, entry in TABLES[service][kind].items():
        assert set(entry) <= {*USED, *NOT_USED}, name
        for use in NOT_USED:
            assert all(isinstance(reason, str) and reason for reason in entry.get(use, {}).values()), name


@SERVICES
def test_what_the_model_requires_is_sent(service: str) -> None:
    for name, entry in TABLES[service]["shapes"].items():
        if "sent" in entry:
            assert set(model(service)["shapes"][name].get("required", [])) <= set(entry["sent"]), name


@SERVICES
def test_what_is_said_to_be_used_stands_in_the_code(service: str) -> None:
    """By its name in the SDK's builders and getters, or as a member of JSON; paginators send and read the tokens."""
    for name, entry in TABLES[service]["shapes"].items():
        for member in used(entry):
            if member != "NextToken":
                assert re.search(
                    rf'\b(from)?{member}(AsString|WithStrings)?\(|::{member}(AsString)?\b|"[\w/]*\b{member}"', sources(), re.I
                ), f"{name}.{member}"


def families(use: str) -> list[str]:
    return [family for group in TABLES["sagemaker"]["instanceTypes"][use].values() for family in group]


def test_every_family_of_instance_types_is_classified_once() -> None:
    types = model("sagemaker")["shapes"]["ClusterInstanceType"]["enum"]
    assert sorted(families("supported") + families("refused")) == sorted({name.split(".")[1] for name in types})


def test_the_schema_lists_the_instance_types_of_the_supported_families() -> None:
    types = model("sagemaker")["shapes"]["ClusterInstanceType"]["enum"]
    supported = families("supported")
    listed = SCHEMA["$defs"]["restrictedInstanceGroup"]["properties"]["instanceType"]["enum"]
    assert listed == [name for name in types if name.split(".")[1] in supported]


def at(pointer: str) -> Any:
    value: Any = SCHEMA
    for part in pointer.split("/")[1:]:
        value = value[int(part) if isinstance(value, list) else part]
    return value


def limits() -> Iterator[tuple[str, str, str]]:
    for shape, entry in TABLES["sagemaker"]["limits"].items():
        for limit, pointers in entry.items():
            for pointer in pointers:
                yield shape, limit, pointer


@pytest.mark.parametrize(("shape", "limit", "pointer"), list(limits()))
def test_the_schema_has_the_models_limits(shape: str, limit: str, pointer: str) -> None:
    assert at(pointer) == model("sagemaker")["shapes"][shape][limit]


@pytest.mark.parametrize(("enumeration", "pointer"), TABLES["sagemaker"]["values"].items())
def test_the_schema_lists_the_values_that_are_sent(enumeration: str, pointer: str) -> None:
    assert [value for value in at(pointer) if value is not None] == TABLES["sagemaker"]["enumerations"][enumeration]["sent"]
