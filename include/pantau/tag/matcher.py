"""Finds known names in a text: whole words, with the capitals that newspapers write, the longest if two overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import ahocorasick


class Hit(NamedTuple):
    """A name found at [start, end). `name` is its spelling in the seed; `owners` index what it may mean."""

    start: int
    end: int
    name: str
    owners: tuple[int, ...]


class Matcher:
    """An automaton over names; immutable, and the same hits for the same text in every process."""

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        exact: dict[str, dict[str, list[int]]] = {}
        folded: dict[str, dict[str, list[int]]] = {}
        for name, owner in names:
            # Acronyms are searched in the text as it stands: "as", "ma" and "bi" are inside every second word.
            table, key = (exact, name) if is_acronym(name) else (folded, fold(name))
            table.setdefault(key, {}).setdefault(name, []).append(owner)
        self._exact, self._folded = _automaton(exact), _automaton(folded)

    def find(self, text: str) -> list[Hit]:
        """Return the hits of `text` in order, none overlapping another."""
        hits = sorted([*_hits(self._exact, text, text), *_hits(self._folded, fold(text), text)], key=lambda h: (h.start, -h.end))
        kept: list[Hit] = []
        for hit in hits:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept

    def find_all(self, text: str) -> list[Hit]:
        """Return every hit of `text` in order, overlapping ones too."""
        hits = [*_hits(self._exact, text, text), *_hits(self._folded, fold(text), text)]
        return sorted(hits, key=lambda h: (h.start, -h.end))


def is_acronym(name: str) -> bool:
    """Return whether a name is written in capitals only (KPK, TNI AD, G20)."""
    return name.isupper()


def fold(text: str) -> str:
    """Return `text` in lower case with every character at its place ("İ".lower() is two characters long)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _automaton(table: dict[str, dict[str, list[int]]]) -> Any:
    automaton = ahocorasick.Automaton()
    for key, spellings in table.items():
        automaton.add_word(key, (len(key), tuple((name, tuple(owners)) for name, owners in spellings.items())))
    if table:
        automaton.make_automaton()
    return automaton


def _hits(automaton: Any, searched: str, text: str) -> Iterator[Hit]:
    if not len(automaton):
        return
    last = len(text)
    for stop, (length, spellings) in automaton.iter(searched):
        start, end = stop - length + 1, stop + 1
        if (start and text[start - 1].isalnum()) or (end < last and text[end].isalnum()):
            continue
        surface = text[start:end]
        fitting = [(name, owners) for name, owners in spellings if surface == name or _written_as(surface, name)]
        if fitting:
            owners = tuple(dict.fromkeys(owner for _, group in fitting for owner in group))
            yield Hit(start, end, fitting[0][0], owners)


def _written_as(surface: str, name: str) -> bool:
    """Return whether `surface` has a capital wherever a word of `name` has one, or is all capitals (datelines, headlines)."""
    if name.islower() or surface.isupper():
        return not name.isupper()
    inside = False
    for seen, wanted in zip(surface, name, strict=True):
        if not inside and wanted.isupper() and not seen.isupper():
            return False
        inside = wanted.isalnum() or wanted in "'’"
    return True
