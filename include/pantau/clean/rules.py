"""The cleaning rules of seeds/cleaning, compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pantau.clean.text import letters_of
from pantau.errors import BadInput

PLACES = "places.yaml"
REGENCIES = "regencies.txt"
KINDS = ("paragraph", "inline", "lead_in", "head", "tail")
_WORD = r"(?:[A-Z](?:\.[A-Z])+\.?|[A-Z][A-Z'.]+(?:-[A-Z]+)*|[A-Z][a-z'.]+(?:-[A-Z][a-z]+)*)(?![a-z])"
_CAPITALISED = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
_SITE = r"[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]+)*\.(?:com|id|co|net|org|tv|news|info|COM|ID|CO|NET|ORG|TV|Com|Id|Co)"
_DASH = r"(?:[-–—]{1,3}|&[mn]dash;)"


@dataclass(frozen=True, slots=True)
class Rule:
    """One named way boilerplate looks, where it may stand, and at which outlets (none named: everywhere)."""

    id: str
    where: str
    pattern: re.Pattern[str]
    outlets: frozenset[str]
    why: str
    then: re.Pattern[str] | None = None
    at_most: int = 0
    only_under: int = 0


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules in order, by the place they look at, and the sources a text may credit."""

    paragraph: tuple[Rule, ...]
    inline: tuple[Rule, ...]
    lead_in: tuple[Rule, ...]
    head: tuple[Rule, ...]
    tail: tuple[Rule, ...]
    sources: re.Pattern[str]
    names: dict[str, str]


@lru_cache(maxsize=4)
def read_rules(folder: Path) -> RuleBook:
    """Return the rules of a folder of YAML files, in file name and list order; raise BadInput naming file and rule."""
    lists = _lists(folder)
    stand_ins = _stand_ins(lists)
    rules = [_rule(file, row, stand_ins) for file in sorted(folder.glob("*.yaml")) if file.name != PLACES for row in _rows(file)]
    twice = {rule.id for rule in rules if sum(rule.id == other.id for other in rules) > 1}
    if twice:
        raise BadInput(f"{folder}: rule {sorted(twice)[0]!r} stands twice; give each rule its own id")
    by_place = {kind: tuple(rule for rule in rules if rule.where == kind) for kind in KINDS}
    names = {letters_of(name): name for name in reversed(lists["agencies"] + lists["media"])}
    return RuleBook(**by_place, sources=_sources(lists), names=names)


@dataclass(frozen=True, slots=True)
class Press:
    """The printed names of the outlets of the catalogue: the one a text comes from, and the ones it may credit."""

    own: str = ""
    others: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def press_rules(press: Press) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the head and tail rules that an outlet's own name and the names of the others make."""
    head, tail = [], []
    if press.own:
        own = rf"(?i:{re.escape(press.own)})"
        for name, pattern in (
            ("dateline_place_own", rf"(?P<place>{_CAPITALISED})\s*(?:,\s*{own}|\({own}\))\s*{_DASH}\s*"),
            ("dateline_own_place", rf"{own}\s*,\s*(?P<place>{_CAPITALISED})\s*{_DASH}\s*"),
            ("dateline_own", rf"{own}\s*{_DASH}\s*"),
        ):
            head.append(Rule(name, "head", re.compile(pattern), frozenset(), "the outlet's own name opens the text"))
    if press.others:
        source = rf"(?:Sumber\s?:\s?)?(?P<source>{_any(press.others)})"
        credit = re.compile(rf"(?:\s*[(\[]{source}[)\]]|^{source.replace('source>', 'line>')}\.?)\s*$", re.IGNORECASE)
        tail.append(Rule("wire_credit_press", "tail", credit, frozenset(), "an outlet of the catalogue credited at the end"))
    return tuple(head), tuple(tail)


@lru_cache(maxsize=1024)
def press_sources(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of "dilansir X" for the outlets of the catalogue."""
    return _crediting(f"(?:{_any(names)})(?![\\w-])") if names else re.compile(r"(?P<source>$.)")


def _lists(folder: Path) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = _yaml(folder / PLACES)
    regencies = (folder / REGENCIES).read_text(encoding="utf-8").splitlines()
    lists["towns"] = [*lists["towns"], *(line.strip() for line in regencies if line.strip() and not line.startswith("#"))]
    return lists


def _stand_ins(lists: dict[str, list[str]]) -> dict[str, str]:
    upper = [town.upper() for town in lists["towns"]]
    stems = rf"(?:{_any(lists['brand_stems'])})[ -]?[A-Z][A-Za-z]{{2,}}"
    return {
        "{brand}": f"(?:{_any(lists['brands'])}|{stems})",
        "{site}": _SITE,
        "{place}": _CAPITALISED,
        "{city}": f"(?:{_any(lists['towns'] + upper)})",
        "{city_caps}": f"(?:{_any(upper)})",
        "{agency}": f"(?:{_any(lists['agencies'])})",
        "{dash}": _DASH,
    }


def _sources(lists: dict[str, list[str]]) -> re.Pattern[str]:
    """A media name after a verb of quoting; a weekday or a person there is no source, so only listed names and sites count."""
    names = _any(lists["agencies"] + lists["media"])
    return _crediting(rf"(?:{names})(?![\w-])(?:\.com)?|{_SITE}")


def _crediting(names: str) -> re.Pattern[str]:
    verbs = [
        "dilansir",
        "melansir",
        "dikutip",
        "mengutip",
        "diwartakan",
        "mewartakan",
        "dilaporkan",
        "dinukil",
        "menukil",
        "disadur",
    ]
    verb = "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in verbs)
    words = "dari|oleh|laman|situs|kantor berita|media|harian|surat kabar|stasiun televisi|pula|juga"
    link = rf"(?:\s+(?:{words}|detik\w+|Kompas\w+)){{0,4}}"
    return re.compile(rf"\b(?:{verb}|[Mm]enurut laporan){link}\s*(?P<source>{names})")


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(set(names), key=lambda name: (-len(name), name)))


def _rows(file: Path) -> list[dict[str, Any]]:
    rows = _yaml(file)
    if not isinstance(rows, list):
        raise BadInput(f"{file}: a list of rules is wanted; compare with the files the project ships")
    return rows


def _yaml(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(f"{file}: {error}; restore the file or mend the line it names") from None


def _rule(file: Path, row: dict[str, Any], stand_ins: dict[str, str]) -> Rule:
    try:
        where, flags = row["where"], re.NOFLAG if row.get("case") else re.IGNORECASE
        if where not in KINDS:
            raise BadInput(f"{file}: rule {row['id']!r}: `where` is {where!r}; use one of {', '.join(KINDS)}")
        pattern = _fill(row["pattern"], stand_ins)
        pattern = rf"(?:{pattern})\s*$" if where == "tail" else pattern
        then = re.compile(_fill(row["then"], stand_ins), flags) if row.get("then") else None
        return Rule(row["id"], where, re.compile(pattern, flags), frozenset(row.get("outlets", ())), row["why"], then,
                    int(row.get("at_most", 0)), int(row.get("only_under", 0)))  # fmt: skip
    except (KeyError, TypeError, re.error) as error:
        raise BadInput(f"{file}: rule {row!r:.80}: {error.__class__.__name__}: {error}; compare with a rule that works") from None


def _fill(pattern: str, stand_ins: dict[str, str]) -> str:
    for name, value in stand_ins.items():
        pattern = pattern.replace(name, value)
    return pattern
