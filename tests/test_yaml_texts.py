"""A YAML text that people edit is read or refused by name, whatever stands in it; no text ends the process."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pantau.files import parse_yaml

SEEDS = Path(__file__).parents[1] / "seeds"
REFUSED = {
    "a date that is none": "sejak: 2026-02-30",
    "a time that is none": "sejak: 2026-01-01T99:99:99Z",
    "a number of 5,000 digits": "n: " + "9" * 5_000,
    "lists": "[" * 100_000,
    "lists that are closed": "[" * 100_000 + "]" * 100_000,
    "mappings": "{" * 100_000,
    "dashes": "- " * 50_000,
    "dashes with words": "- - " * 10_000 + "a",
    "questions": "? " * 50_000,
    "indented": "".join(" " * depth + "a:\n" for depth in range(1_200)),
    "half an emoji": "a: \ud83d",
    "nul": "a: \0",
    "an object of Python": "a: !!python/object/apply:os.system [id]",
    "no number": "a: !!int ''",
    "no boolean": "a: !!bool x",
    "no time": "a: !!timestamp x",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_by_name(name: str) -> None:
    with pytest.raises(yaml.YAMLError):
        parse_yaml(REFUSED[name])


def test_what_people_write_is_read() -> None:
    assert parse_yaml("a: [[[[1]]]]\nb: 2026-02-28") == parse_yaml("b: 2026-02-28\na:\n- - - - 1")
    assert parse_yaml("- '['\n" * 400) == ["["] * 400
    for file in SEEDS.rglob("*.yaml"):
        parse_yaml(file.read_text(encoding="utf-8"))
