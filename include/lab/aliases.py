"""`pantau evaluate aliases PATH`: whether short names, acronyms and nicknames of marked articles go to whom they mean.

The baseline gives a short name to the first full name that has all its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from functools import cache
from typing import Any

from lab.marked import Counts, MarkedArticle, measure_readers, name_of
from lab.report import Options, Report
from pantau.settings import settings
from pantau.tag.article import ReadArticle
from pantau.tag.entities import TYPES
from pantau.tag.seeds import read_entities

_TYPES = ("person", "organisation", "place")
Span = tuple[int, int]


def measure(path: str, options: Options) -> Report:
    """Measure F1 per type of mentions that print another name than the fullest one of the article, and of all of them.

    Such a mention is right if what the reader says of it is also what the reader says of a mention of the full name, or has that
    name. A mention of which the reader says nothing is missed.
    """
    return measure_readers("aliases", path, options, {"pantau": _read, "words": _read_plainly}, (*_TYPES, "all"))


def _read(marked: MarkedArticle, read: ReadArticle) -> Counts:
    named = {span: number for number, one in enumerate(read.entities) for span in one.spans}
    names = {
        number: {name_of(one.label), *_read_listed().get((one.type, one.id), ())} for number, one in enumerate(read.entities)
    }
    return _count(marked, named, names)


@cache
def _read_listed() -> dict[tuple[str, str], frozenset[str]]:
    """Return (type, id) → every name of it in seeds/tags."""
    entries = (one for one in read_entities(settings().seeds_dir / "tags") if one.kind in TYPES)
    return {(TYPES[one.kind], one.id): frozenset(map(name_of, one.names)) for one in entries}


def _read_plainly(marked: MarkedArticle, _: ReadArticle) -> Counts:
    """Give each marked mention to the first marked full name that has all its words."""
    full = [str(one["canonical"]) for one in marked.entities]
    named: dict[Span, int] = {}
    for one in marked.entities:
        words = set(name_of(one["surface"]).split())
        found = next((at for at, name in enumerate(full) if words <= set(name_of(name).split())), None)
        if found is not None:
            named[one["start"], one["end"]] = full.index(full[found])
    return _count(marked, named, {number: {name_of(name)} for number, name in enumerate(full)})


def _count(marked: MarkedArticle, named: Mapping[Span, int], names: Mapping[int, Set[str]]) -> Counts:
    wholes: dict[str, list[Span]] = {}
    for one in marked.entities:
        if not _is_alias(one):
            wholes.setdefault(str(one["canonical"]), []).append((one["start"], one["end"]))
    counts: Counts = Counter()
    for one in filter(_is_alias, marked.entities):
        name, said = str(one["canonical"]), named.get((one["start"], one["end"]))
        same = said is not None and (name_of(name) in names[said] or said in {named.get(span) for span in wholes.get(name, ())})
        for cls in (one["type"], "all"):
            counts[cls, "gold"] += 1
            counts[cls, "said"] += said is not None
            counts[cls, "right"] += same
    return counts


def _is_alias(entity: Mapping[str, Any]) -> bool:
    """Tell whether a mention prints a part of the full name, or another one; "Sleman" for "Kabupaten Sleman" is one."""
    return name_of(str(entity["surface"])) != name_of(str(entity["canonical"]))
