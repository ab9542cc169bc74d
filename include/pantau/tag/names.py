"""The analyzer of searches, made from the seeds: which words name places and persons, and which are left out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pantau.lexemes.analyzer import Analyzer, read_stops, words_of
from pantau.tag.seeds import Entity, read_entities

_NAMED = ("province", "regency", "person")


def read_analyzer(folder: Path, entities: Iterable[Entity] = ()) -> Analyzer:
    """Return the analyzer of `seeds/tags`; `entities` are those of the folder, if they were read before. Raises BadInput."""
    known = entities or read_entities(folder)
    names = frozenset(word.lower() for entity in known if entity.kind in _NAMED for word in words_of(entity.label))
    return Analyzer(names, read_stops(folder / "stopwords.txt"))
