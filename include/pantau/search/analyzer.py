"""The analyzer: words of a text as lexemes with positions; forms of a word meet in its root, names stay themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import simplemma

from pantau.tag.seeds import read_entities

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"(?:^|[.!?:\n])[\s\"'“‘(\-–—]*\Z")
_AFFIXES = re.compile(r"\A(?:penge|menge|di|ter|ke|ber|per)(?P<stem>.{3,}?)(?:an|kan|i|nya)?\Z")
_BEFORE_SHORT = ("penge", "menge")  # stand before roots of one syllable, which the data often miss
_LONGEST = 500  # characters of a word; PostgreSQL refuses lexemes over 2046 bytes
_LAST = 16383  # PostgreSQL's last position in a tsvector
_MOST = 255  # positions PostgreSQL keeps of one lexeme


@dataclass(frozen=True, slots=True)
class Analyzer:
    """Reads texts and the words of queries; `names` are words that the gazetteer knows as names, in lower case."""

    names: frozenset[str]

    def vector(self, title: str, text: str) -> str:
        """Return the literal of a tsvector: the surface of every word, and `~root` beside it where it is a dictionary word.

        The title has weight A. A word that is capitalised in running text is a name: it has no root. In a title, where outlets
        capitalise every word, only the words of the gazetteer are.
        """
        found: dict[str, list[str]] = {}
        position = 0
        for part, weight in ((title, "A"), (text, "")):
            for word, named in _words(part):
                position += 1
                for lexeme in self._lexemes(word, named=named and (not weight or word.lower() in self.names)):
                    places = found.setdefault(lexeme, [])
                    if len(places) < _MOST:
                        places.append(f"{min(position, _LAST)}{weight}")
        return " ".join(f"{quoted(lexeme)}:{','.join(dict.fromkeys(places))}" for lexeme, places in found.items())

    def asked(self, word: str) -> str:
        """Return the tsquery of one word: its surface or its root; the surface alone where it is capitalised or in no dictionary.

        A lower-case word that is a place too ("serang") asks for the word, not for the place.
        """
        surface, *base = self._lexemes(word, named=word[:1].isupper())
        if base and surface in self.names:
            return quoted(base[0])
        return "(" + " | ".join(quoted(lexeme) for lexeme in (surface, *base)) + ")"

    def _lexemes(self, word: str, *, named: bool) -> list[str]:
        surface = word.lower()[:_LONGEST]
        if named:
            return [surface]
        base = root(surface)
        if not base or (surface in self.names and base != surface):
            return [surface]
        return [surface, f"~{base}"]


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are written."""
    return _WORD.findall(text)


def quoted(lexeme: str) -> str:
    """Return a lexeme as PostgreSQL reads it in the literal of a tsvector or tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


@lru_cache(maxsize=100_000)
def root(word: str) -> str:
    """Return the root of a lower-case word, itself where it is one; empty where no dictionary knows the word.

    simplemma's Indonesian data first; for forms it lacks, affixes are taken off and what is left must be a word it knows.
    """
    known = simplemma.is_known(word, "id")
    base = simplemma.lemmatize(word, "id") if known else ""
    if known and (base != word or not word.startswith(_BEFORE_SHORT)):
        return base
    parts = _AFFIXES.match(word)
    if parts is None:
        return base
    stem = parts["stem"]
    return simplemma.lemmatize(stem, "id") if simplemma.is_known(stem, "id") else base


def gazetteer(folder: Path) -> Analyzer:
    """Return the analyzer that knows the provinces and regencies of `seeds/tags`; raises BadInput for unusable seeds."""
    places = (entity.label for entity in read_entities(folder) if entity.kind in ("province", "regency"))
    return Analyzer(frozenset(word.lower() for place in places for word in words_of(place)))


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each word and whether it is a name: capitalised where no sentence begins."""
    for found in _WORD.finditer(text):
        word = found[0]
        begins = _SENTENCE.search(text[max(0, found.start() - 8) : found.start()] if found.start() else "") is not None
        yield word, word[0].isupper() and not begins
