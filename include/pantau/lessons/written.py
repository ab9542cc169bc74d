"""Lessons as YAML: what an operator reads, what is kept beside the stage results, and what is exported to seeds/."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import yaml

from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.lessons.model import SECTIONS, Lessons

FORMAT = 1
_HEAD = "# What `pantau learn` learnt from landed pages. seeds/lessons/README.md explains each part and how to switch one off.\n"
_OWN = ("first_day", "last_day", "pages")


def as_yaml(lessons: Lessons) -> str:
    """Return the lessons as YAML text; `from_yaml` reads it back."""
    told: dict[str, Any] = {"format": FORMAT, **{name: getattr(lessons, name) for name in _OWN}}
    for section in SECTIONS:
        told[section] = [_row(section, one) for one in getattr(lessons, section)]
    return _HEAD + yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=1_000)


def _row(section: str, one: Any) -> dict[str, Any]:
    return ({"id": one.id} if section == "lines" else {}) | asdict(one)


def from_yaml(text: str, name: str, where: str) -> Lessons:
    """Return the lessons of a YAML text under a name. Raises BadInput that names `where` and the part that is wrong."""
    try:
        told = parse_yaml(text)
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise ValueError(f"`format: {FORMAT}` is wanted at the top")
        parts = {section: tuple(_lesson(kind, row) for row in told.get(section) or ()) for section, kind in SECTIONS.items()}
        own = {"first_day": str(told["first_day"]), "last_day": str(told["last_day"]), "pages": int(told["pages"])}
        return Lessons(name, **own, **parts)  # type: ignore[arg-type]
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        said = " ".join(str(error).split())
        raise BadInput(
            f"{where}: {error.__class__.__name__}: {said}; compare with what `pantau learn --dry-run` prints"
        ) from None


def _lesson(kind: type[Any], row: dict[str, Any]) -> Any:
    given = {field.name: _check_type(field.type, row[field.name]) for field in fields(kind) if field.name in row}
    return kind(**given)


def _check_type(wanted: Any, value: Any) -> Any:
    if wanted in ("int", int):
        return int(value)
    if isinstance(value, str):
        return value
    raise TypeError(f"{value!r} is no text; put it in quotes")
