"""`pantau evaluate places PATH`: the places that marked articles name and the place of the event, beside a plain search of
names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from lab.marked import Counts, MarkedArticle, measure_readers, name_of
from lab.report import Options, Report
from pantau.settings import settings
from pantau.tag.article import ReadArticle
from pantau.tag.seeds import read_entities

_LEVELS = ("regency", "province", "country")
_TITLE = re.compile(r"^(?:provinsi|daerah istimewa|dki|di) ")
_KIND = re.compile(r"^(kabupaten|kab|kota administrasi|kota) ")
Named = dict[str, list[str]]  # level → names, each once, in the order of the text


def measure(path: str, options: Options) -> Report:
    """Measure F1 per level of places that the text names (with the right name), and of the place of the event.

    For `about`, a place counts as wrong if people marked none. If people marked a place and none is said, it counts as missed.
    """
    classes = (*_LEVELS, *(f"about {level}" for level in _LEVELS[:2]))
    return measure_readers("places", path, options, {"pantau": _read, "list": _read_plainly}, classes)


def _read(marked: MarkedArticle, read: ReadArticle) -> Counts:
    named = {level: [tag.label for tag in read.tags if tag.kind == level and tag.start >= 0] for level in _LEVELS}
    spans = {(tag.start, tag.end) for tag in read.tags if tag.kind == "regency"}
    # A province that a regency implies is not named by the text.
    named["province"] = [t.label for t in read.tags if t.kind == "province" and t.start >= 0 and (t.start, t.end) not in spans]
    return _count(marked, named, {"regency": read.about.regency, "province": read.about.province})


def _read_plainly(marked: MarkedArticle, _: ReadArticle) -> Counts:
    """Count every name of the lists that the text has, with its capitals. The first one is the place of the event."""
    named: Named = {level: list(_find_names(marked.text, level)) for level in _LEVELS}
    return _count(marked, named, {level: next(iter(named[level]), None) for level in _LEVELS[:2]})


@cache
def _names() -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (one.kind, one.label, f"{one.sort.capitalize()} {one.label}".strip())
        for one in read_entities(settings().seeds_dir / "tags")
        if one.kind in _LEVELS
    )


def _find_names(text: str, level: str) -> Iterable[str]:
    places = [
        (found.start(), whole)
        for kind, name, whole in _names()
        if kind == level and name in text and (found := re.search(rf"\b{re.escape(name)}\b", text))
    ]
    return (whole for _, whole in sorted(places))


def _count(marked: MarkedArticle, named: Named, about: dict[str, str | None]) -> Counts:
    counts: Counts = Counter()
    for level in _LEVELS:
        wanted = {_official(one) for one in marked.entities if one["type"] == "place" and one["level"] == level} - {""}
        _add(counts, level, wanted, named[level])
    for level, said in about.items():
        gold = marked.about.get(level)
        _add(counts, f"about {level}", {gold} if gold else set(), [said] if said else [])
    return counts


def _official(entity: dict[str, str]) -> str:
    return entity.get("official") or (entity["canonical"] if entity["level"] == "country" else "")


def _add(counts: Counts, cls: str, wanted: set[str], said: list[str]) -> None:
    counts[cls, "gold"] += len(wanted)
    counts[cls, "said"] += len(said)
    counts[cls, "right"] += sum(any(same_place(one, other) for other in said) for one in wanted)


def same_place(one: str, other: str) -> bool:
    """Tell whether two names may mean the same place: "Kabupaten Bogor" is not "Kota Bogor"; "Bogor" may be either."""
    first, second = (_TITLE.sub("", name_of(name)) for name in (one, other))
    both = bool(_KIND.match(first)) and bool(_KIND.match(second))
    return first == second or (not both and _KIND.sub("", first) == _KIND.sub("", second))
