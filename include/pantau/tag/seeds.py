"""Reads seeds/tags into frozen dataclasses, and refuses what it cannot use with file, line and remedy."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pantau.errors import BadInput
from pantau.files import parse_yaml, read_text, read_whole

_CAPITAL = "31"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that can be tagged: a row of a seed file, with every form that newspapers write (the name first)."""

    kind: str
    id: str
    label: str
    names: tuple[str, ...]
    province: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class AcronymRule:
    """The signs that tell an acronym or short name from its namesakes.

    They are patterns right before and after it; initials; words of which the article must have one (`needs`); and words of
    which it may have none (`unless`), except if a word shows plainly that the name is meant (`surely`).
    """

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    initials: bool
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None = None
    surely: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class NameRules:
    """names.yaml: how names that mean more than one thing are read."""

    cues: dict[str, tuple[str, ...]]
    cue: frozenset[str]
    strict: frozenset[str]
    shorthand: frozenset[str]
    bare_is_kabupaten: frozenset[str]
    bare_is_province: frozenset[str]
    ignore: tuple[str, ...]
    acronyms: dict[str, AcronymRule]
    capital_inside: frozenset[str]
    clubs: re.Pattern[str]
    houses: frozenset[str]
    organs: tuple[str, ...]
    states: re.Pattern[str]
    callings: re.Pattern[str]
    professions: re.Pattern[str]
    no_surnames: frozenset[str]


# file → (kind, pattern of the id, name of the id column)
_FILES = {
    "provinces.csv": ("province", re.compile(r"\d{2}"), "code"),
    "regencies.csv": ("regency", re.compile(r"\d{4}"), "code"),
    "countries.csv": ("country", re.compile(r"[A-Z]{2}"), "code"),
    "bodies.csv": ("body", _SLUG, "id"),
    "persons.csv": ("person", _SLUG, "id"),
    "wires.csv": ("wire", _SLUG, "id"),
}


def read_entities(folder: Path) -> tuple[Entity, ...]:
    """Return every row of the CSV seeds of `folder`; raise BadInput naming file, line and remedy for a bad row."""
    found = [entity for file in _FILES for entity in _read_file(folder / file)]
    provinces = {entity.id for entity in found if entity.kind == "province"}
    for entity in found:
        if entity.kind == "regency" and (entity.province not in provinces or not entity.id.startswith(entity.province)):
            raise BadInput(
                f"{folder / 'regencies.csv'}: {entity.id} {entity.label}: province_code {entity.province!r} is not its own"
            )
    return tuple(found)


def read_homes(seeds_dir: Path) -> dict[str, str]:
    """Return outlet → code of its province; {} without outlets.csv. An outlet of the capital writes about the whole country."""
    file = seeds_dir / "outlets.csv"
    found = ((row.get("outlet", ""), row.get("province_code", "")) for _, row in rows(file)) if file.exists() else ()
    return {outlet: code for outlet, code in found if code and code != _CAPITAL}


def rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) of a CSV seed. Raises BadInput if the file is missing or not UTF-8, or a row has too many cells."""
    try:
        with io.StringIO(read_whole(file).decode(), newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            for row in reader:
                if None in row or None in row.values():
                    raise BadInput(
                        f"{file}:{reader.line_num}: expected the columns {','.join(reader.fieldnames or ())}; quote commas"
                    )
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{file}: {error}; restore the file or save it as UTF-8 CSV") from None


def _read_file(file: Path) -> Iterator[Entity]:
    kind, shape, key = _FILES[file.name]
    seen: dict[str, int] = {}
    for line, row in rows(file):
        try:
            ident, name, aliases = row[key], row["name"], row["aliases"]
        except KeyError as error:
            raise BadInput(f"{file}: the column {error} is missing; expected {key},name,aliases") from None
        if not shape.fullmatch(ident) or not name.strip():
            raise BadInput(f"{file}:{line}: {key} {ident!r} must match {shape.pattern} and name must not be empty")
        if ident in seen:
            raise BadInput(f"{file}:{line}: {ident} is already on line {seen[ident]}; keep one and move the aliases to it")
        seen[ident] = line
        names = tuple(dict.fromkeys(part.strip() for part in (name, *aliases.split("|")) if part.strip()))
        yield Entity(kind, ident, name, names, row.get("province_code", ""), row.get("kind", ""))


def load_yaml(file: Path) -> Any:
    """Return the content of a YAML seed. Raises BadInput that names the file and line that cannot be read."""
    try:
        return parse_yaml(read_text(file))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else str(file)
        raise BadInput(f"{where}: not YAML ({getattr(error, 'problem', error)}); check the indentation and the quotes") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {error}; restore the file or save it as UTF-8") from None


def read_rules(folder: Path) -> NameRules:
    """Return names.yaml of `folder`; raise BadInput naming the key that is missing or wrong."""
    file = folder / "names.yaml"
    data = load_yaml(file)
    try:
        return NameRules(
            cues={kind: tuple(words) for kind, words in data["cues"].items()},
            **{key: frozenset(data[key]) for key in ("cue", "strict", "shorthand", "bare_is_kabupaten", "bare_is_province")},
            ignore=tuple(data["ignore"]),
            acronyms={name: _acronym(rule) for name, rule in data["acronyms"].items()},
            capital_inside=frozenset(data["capital_inside"]),
            clubs=re.compile(rf"(?<!\w)(?:{'|'.join(data['clubs'])})[ -]$"),
            houses=frozenset(data["houses"]),
            organs=tuple(data["organs"]),
            states=_before(data["states"]),
            callings=_before(data["callings"]),
            professions=_before(data["professions"]),
            no_surnames=frozenset(data["no_surnames"]),
        )
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise BadInput(f"{file}: {error.__class__.__name__} {error}; see the comments in the file for the shape") from None


def _before(patterns: list[str]) -> re.Pattern[str]:
    """Return a pattern of what stands right before a name."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\s$")


def _acronym(rule: dict[str, Any]) -> AcronymRule:
    unknown = set(rule) - {"initials", "not_before", "not_after", "needs", "unless", "surely"}
    if unknown:
        raise KeyError(f"unknown key {sorted(unknown)[0]!r} in an acronym rule")
    before, after = rule.get("not_before"), rule.get("not_after")
    return AcronymRule(
        before=re.compile(f"(?:{'|'.join(before)})$") if before else None,
        after=re.compile(f"(?:{'|'.join(after)})") if after else None,
        initials=bool(rule.get("initials")),
        needs=_words(rule.get("needs")),
        unless=_words(rule.get("unless")),
        surely=_words(rule.get("surely")),
    )


def _words(words: list[str] | None) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") if words else None
