"""The cleaning rules of seeds/cleaning, compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick
import yaml

from pantau.clean.credits import SITE, Lists, any_of
from pantau.errors import BadInput
from pantau.files import files_in, parse_yaml, read_text
from pantau.seed_cache import seed_cache
from pantau.text import letters_of

PLACES = "places.yaml"
REGENCIES = "regencies.txt"
KINDS = ("paragraph", "inline", "lead_in", "box", "counter", "foot", "head", "tail")
# What a removal may teach, by the named group of the rule's pattern.
LEARNT = frozenset({"place", "outlet", "source", "origin", "repost", "correction", "note"})
_WORD = r"(?:[A-Z](?:\.[A-Z])+\.?|[A-Z][A-Z'.]+(?:-[A-Z]+)*|[A-Z][a-z'.]+(?:-[A-Z][a-z]+)*)(?![a-z])"
CAPITALISED = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
DASH = r"(?:[-–—]{1,3}|&[mn]dash;)"


@dataclass(frozen=True, slots=True)
class CleaningRule:
    """One named form of boilerplate, where it may stand, and at which outlets (none named: at all).

    A text (for inline rules, a line) without any of the words `has` (small letters) cannot match. A last line that ends with
    none of `ends` cannot match, and neither can a line of `only_under` letters or more.
    """

    id: str
    where: str
    pattern: re.Pattern[str]
    outlets: frozenset[str]
    why: str
    then: re.Pattern[str] | None = None
    at_most: int = 0
    only_under: int = 0
    has: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    only_with_then: bool = False  # a line stays if no line that fits `then` follows


class RuleBook:
    """All rules in order, and the lists of names that they are made with."""

    def __init__(self, rules: tuple[CleaningRule, ...], lists: Lists) -> None:
        self.rules = rules
        self.lists = lists
        self.never_parted = frozenset(lists["abbreviations"])
        self._always = frozenset(place for place, rule in enumerate(rules) if not rule.has)
        self._words = ahocorasick.Automaton()
        words = sorted({"\0"}.union(*(rule.has for rule in rules)))  # an automaton without words cannot search
        self._places = [[place for place, rule in enumerate(rules) if word in rule.has] for word in words]
        for number, word in enumerate(words):
            self._words.add_word(word, number)
        self._words.make_automaton()
        self._brands = {letters_of(name): name for name in reversed(lists["brands"])}

    def rules_for(self, text: str, outlet: str) -> dict[str, list[CleaningRule]]:
        """Return the rules that may find something in a text of an outlet, in order, by the place that they look at."""
        chosen = set(self._always)
        for number in {number for _, number in self._words.iter(text.lower())}:
            chosen.update(self._places[number])
        found: dict[str, list[CleaningRule]] = {kind: [] for kind in KINDS}
        for place in sorted(chosen):
            rule = self.rules[place]
            if not rule.outlets or outlet in rule.outlets:
                found[rule.where].append(rule)
        return found

    def brand(self, name: str) -> str:
        """Return the outlet of a dateline in its own spelling ("KOMPAS.com"); "" for one that is in no list."""
        return self._brands.get(letters_of(name), "")


@seed_cache(maxsize=4)
def read_rules(folder: Path) -> RuleBook:
    """Return the rules of a folder of YAML files, in file name and list order. Raises BadInput that names file and rule."""
    lists = _lists(folder)
    stand_ins = _stand_ins(lists)
    files = [file for file in files_in(folder, "*.yaml") if file.name != PLACES]
    rules = tuple(_rule(file, row, stand_ins) for file in files for row in _rows(file))
    twice = {rule.id for rule in rules if sum(rule.id == other.id for other in rules) > 1}
    if twice:
        raise BadInput(f"{folder}: rule {sorted(twice)[0]!r} stands twice; give each rule its own id")
    return RuleBook(rules, lists)


def _lists(folder: Path) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {name: tuple(values) for name, values in _yaml(folder / PLACES).items()}
    regencies = read_text(folder / REGENCIES).splitlines()
    named = (line.strip() for line in regencies if line.strip() and not line.startswith("#"))
    return lists | {"towns": (*lists["towns"], *named)}


def _stand_ins(lists: Lists) -> dict[str, str]:
    upper = [town.upper() for town in lists["towns"]]
    agencies = [*lists["agencies"], *(name.upper() for name in lists["agencies"])]
    stems = rf"(?:{any_of(lists['brand_stems'])})[ -]?[A-Z][A-Za-z]{{2,}}"
    return {
        "{brand}": f"(?:{any_of(lists['brands'])}|{stems})",
        "{site}": SITE,
        "{place}": CAPITALISED,
        "{city}": f"(?:{any_of([*lists['towns'], *upper])})",
        "{city_caps}": f"(?:{any_of(upper)})",
        "{agency}": f"(?:{any_of(agencies)})",
        "{medium}": f"(?:{any_of([*agencies, *lists['media']])})",
        "{dash}": DASH,
        "{role}": f"(?:{any_of(lists['roles'])})",
    }


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    rows = _yaml(file)
    if not isinstance(rows, list):
        raise BadInput(f"{file}: a list of rules is wanted; compare with the files the project ships")
    yield from rows


def _yaml(file: Path) -> Any:
    try:
        return parse_yaml(read_text(file))
    except (OSError, yaml.YAMLError) as error:
        raise BadInput(f"{file}: {error}; restore the file or mend the line it names") from None


def _rule(file: Path, row: dict[str, Any], stand_ins: dict[str, str]) -> CleaningRule:
    try:
        rule = _compile_rule(row, stand_ins)
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise BadInput(f"{file}: rule {row!r:.80}: {error.__class__.__name__}: {error}; compare with a rule that works") from None
    if rule.where not in KINDS:
        raise BadInput(f"{file}: rule {rule.id!r}: `where` is {rule.where!r}; use one of {', '.join(KINDS)}")
    unknown = set(rule.pattern.groupindex) - LEARNT
    if unknown:
        raise BadInput(f"{file}: rule {rule.id!r}: nothing is learnt from a group {sorted(unknown)[0]!r}; use {sorted(LEARNT)}")
    return rule


def _compile_rule(row: dict[str, Any], stand_ins: dict[str, str]) -> CleaningRule:
    flags = re.NOFLAG if row.get("case") else re.IGNORECASE
    pattern = _fill(row["pattern"], stand_ins)
    return CleaningRule(
        id=row["id"],
        where=row["where"],
        pattern=re.compile(rf"(?:{pattern})\s*$" if row["where"] == "tail" else pattern, flags),
        outlets=frozenset(row.get("outlets", ())),
        why=row["why"],
        then=re.compile(_fill(row["then"], stand_ins), flags) if row.get("then") else None,
        at_most=int(row.get("at_most", 0)),
        only_under=int(row.get("only_under", 0)),
        has=tuple(word.lower() for word in row.get("has", ())),
        ends=tuple(row.get("ends", ())),
        only_with_then=bool(row.get("only_with_then", False)),
    )


def _fill(pattern: str, stand_ins: dict[str, str]) -> str:
    for name, value in stand_ins.items():
        pattern = pattern.replace(name, value)
    return pattern
