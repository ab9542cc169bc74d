"""Reads rules from YAML files, and names each mistake with its file and key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from pantau.errors import BadInput
from pantau.files import files_in, parse_yaml, read_text
from pantau.rules.model import NO_FURNITURE, Furniture, Generation, OutletRule, PageKindRule, Pages
from pantau.seed_cache import seed_cache

_TOP = {"outlet", "outlets", "detect", "evidence", "article", "kinds", "pages", "zone", "title_ends", "furniture", "generations"}
_GENERATION = {field.name for field in fields(Generation)}
_SHORTEST_START = 3  # letters; what is shorter begins too many words
_LISTS = {"body", "drop", "stop", "keep"}
_DAYS = {"since", "until"}
_ZONES = {"", "WIB", "WITA", "WIT"}
_METADATA = {"jsonld", "printed"}


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules: by outlet; those with a `detect` selector, in file name order; and the furniture of all platforms."""

    by_outlet: Mapping[str, OutletRule]
    detected: tuple[OutletRule, ...]
    furniture: Furniture = NO_FURNITURE

    def for_outlet(self, outlet: str) -> OutletRule | None:
        """Return the rule of an outlet, or None."""
        return self.by_outlet.get(outlet)

    def for_page(self, outlet: str, tree: LexborHTMLParser) -> OutletRule | None:
        """Return the rule of the outlet, else that of the first system whose mark is in the page, else None."""
        own = self.by_outlet.get(outlet)
        return own or next((rule for rule in self.detected if tree.css_first(rule.detect) is not None), None)


@seed_cache(maxsize=8)
def read_rules(*folders: Path) -> Rules:
    """Return the rules of the `rules/` folders given, later folders over earlier; a folder that does not exist holds none.

    Raises BadInput that names file and key: an unknown key, a selector or pattern that cannot be read, an outlet with two
    rules.
    """
    by_outlet: dict[str, OutletRule] = {}
    detected: dict[str, OutletRule] = {}
    furniture: dict[str, tuple[str, ...]] = {}
    for folder in folders:
        here: dict[str, Path] = {}
        for file in files_in(folder, "*.yaml"):
            rule = _file(file)
            furniture[rule.name] = rule.furniture
            for outlet in rule.outlets:
                if outlet in here:
                    raise BadInput(f"{file}: outlet {outlet} has a rule in {here[outlet].name} already; keep one of the two")
                here[outlet] = file
                by_outlet[outlet] = rule
            if rule.detect and rule.generations:
                detected[rule.name] = rule
    starts = sorted({start for listed in furniture.values() for start in listed})
    return Rules(by_outlet, tuple(detected[name] for name in sorted(detected)), Furniture(tuple(starts)))


def _file(file: Path) -> OutletRule:
    try:
        row = parse_yaml(read_text(file))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{file}: {error}; mend the line it names") from None
    try:
        return _rule(file.stem, row)
    except (KeyError, TypeError, ValueError, AttributeError, re.error, SelectolaxError) as error:
        told = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise BadInput(f"{file}: {told}; compare with seeds/rules/README.md") from None


def _rule(name: str, row: dict[str, Any]) -> OutletRule:
    _require_known(row, _TOP, "the file")
    outlets = tuple(map(str, row.get("outlets") or ([row["outlet"]] if row.get("outlet") else [])))
    furniture = tuple(str(start).lower() for start in row.get("furniture") or ())
    if not outlets and not row.get("detect") and not furniture:
        raise ValueError("name an `outlet`, `outlets`, a selector `detect` or the `furniture` of a platform")
    if any(len(start) < _SHORTEST_START or " " in start for start in furniture):
        raise ValueError(f"furniture: give words of at least {_SHORTEST_START} letters, each the beginning of a class or id")
    generations = tuple(_generation(part) for part in (row["generations"] if "generations" in row or not furniture else ()))
    if (not generations and not furniture) or len({part.rule for part in generations}) < len(generations):
        raise ValueError("give at least one generation, each with a `rule` name of its own")
    return OutletRule(
        name=name,
        outlets=outlets,
        generations=generations,
        detect=_css(row.get("detect"), "detect"),
        article=re.compile(row["article"], re.I) if row.get("article") else None,
        kinds=tuple(_kind(part) for part in row.get("kinds") or ()),
        pages=_pages(row.get("pages") or {}),
        zone=_among(row.get("zone") or "", _ZONES, "zone"),
        title_ends=tuple(map(str, row.get("title_ends") or ())),
        furniture=furniture,
    )


def _generation(row: dict[str, Any]) -> Generation:
    _require_known(row, _GENERATION, f"generation {row.get('rule')}")
    values: dict[str, Any] = {"rule": str(row["rule"]), "body": _many(row["body"], "body")}
    for name in _GENERATION - values.keys():
        value = row.get(name)
        if value is None:
            continue
        if name in _DAYS:
            values[name] = value if isinstance(value, date) else date.fromisoformat(str(value))
        elif name in _LISTS:
            values[name] = _many(value, name)
        else:
            values[name] = _among(value, _METADATA, name) if name == "metadata" else _css(value, name)
    if not values["body"]:
        raise ValueError(f"generation {values['rule']}: `body` is empty")
    return Generation(**values)


def _kind(row: dict[str, Any]) -> PageKindRule:
    _require_known(row, {"kind", "url", "select"}, "kinds")
    if not row.get("url") and not row.get("select"):
        raise ValueError(f"kind {row['kind']}: give a `url` pattern or a `select` selector")
    return PageKindRule(
        str(row["kind"]), re.compile(row["url"], re.I) if row.get("url") else None, _css(row.get("select"), "select")
    )


def _pages(row: dict[str, Any]) -> Pages:
    _require_known(row, {field.name for field in fields(Pages)}, "pages")
    if row.get("next") and not (("{n}" in row["next"] or row["next"].endswith("all")) and row.get("count")):
        raise ValueError("pages: `next` needs {n} in it (or ends in `all`), and `count`, the selector of the page numbers")
    found = Pages(
        whole=str(row.get("whole") or ""),
        next=str(row.get("next") or ""),
        count=_css(row.get("count"), "count"),
        most=int(row.get("most") or 10),
        siblings=_css(row.get("siblings"), "siblings"),
    )
    return found if not row.get("pattern") else Pages(
        found.whole, found.next, found.count, re.compile(row["pattern"], re.I), found.most, found.siblings
    )  # fmt: skip


def _require_known(row: Any, names: set[str], where: str) -> None:
    if not isinstance(row, dict):
        raise TypeError(f"{where} is no mapping of names to values")
    unknown = sorted(map(str, set(row) - names))
    if unknown:
        raise ValueError(f"{where} has the unknown key {unknown[0]!r}; known are {', '.join(sorted(names))}")


def _many(value: Any, name: str) -> tuple[str, ...]:
    listed: Iterable[Any] = value if isinstance(value, list) else [value]
    return tuple(_css(part, name) for part in listed)


def _css(value: Any, name: str) -> str:
    """Return a selector that lexbor can read; raise ValueError naming it."""
    text = str(value or "").strip()
    if text:
        try:
            LexborHTMLParser("<p>").css(text)
        except SelectolaxError as error:
            raise ValueError(f"{name}: {text!r} is no CSS selector ({error})") from None
    return text


def _among(value: str, known: set[str], name: str) -> str:
    if value not in known:
        raise ValueError(f"{name}: {value!r} is none of {', '.join(sorted(known - {''}))}")
    return value
