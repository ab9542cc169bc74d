"""The analyzer: the words of a text as lexemes with positions, and the lexemes that the word of a query asks for.

A word gives its surface (`banjir`), `~root` if it is a dictionary word and no name, and `^surface` if it is written with a
capital. No word holds ~ or ^, so the three never collide. Stop words are left out and keep their positions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AnySet
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pantau.errors import BadInput
from pantau.files import read_text
from pantau.lexemes.roots import root

_WORD = re.compile(r"[^\W_]+")
_SPLIT = re.compile(r"([^\W_]+)")
_ENDS = frozenset(".!?:\n")
_LONGEST = 100  # characters of a word; what is longer is no word
_BYTES = 900_000  # bytes of a vector; PostgreSQL refuses one over a megabyte, and what comes later is not searched
_LAST = 16383  # PostgreSQL's last position in a tsvector
_MOST = 255  # positions PostgreSQL keeps of one lexeme
_SHORT = 20_000  # characters of an article that reaches none of the limits above
_KEPT = 200_000  # words whose lexemes are cached, so that memory is bounded
BETWEEN = 100  # positions between title and text: no phrase and no NEAR reaches from one into the other


class ReadWord(NamedTuple):
    """One word of a text: its place (characters), its number (from 1), and its lexemes; a stop word has none."""

    start: int
    end: int
    position: int
    lexemes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Analyzer:
    """Reads texts and the words of queries. `names` are words that name places and persons, `stops` are left out; both in
    lower case."""

    names: frozenset[str]
    stops: frozenset[str] = frozenset()
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    _small: set[str] = field(default_factory=set, compare=False, repr=False)  # words without a capital
    _read: dict[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def vector(self, title: str, text: str) -> str:
        """Return the literal of a tsvector of an article: positions of the title have weight A, those of the text D."""
        return self._vector_of_short(title, text) if len(title) + len(text) <= _SHORT else self._vector_of_any(title, text)

    def _vector_of_any(self, title: str, text: str) -> str:
        found: dict[str, list[str]] = {}
        position, size = 0, 0
        for part, weight in ((title, "A"), (text, "")):
            for token in self.tokens(part, title=bool(weight)):
                place = f"{min(position + token.position, _LAST)}{weight}"
                if size > _BYTES:
                    break
                for lexeme in token.lexemes:
                    size += 2 if lexeme in found else 4 * len(lexeme) + 12
                    places = found.setdefault(lexeme, [])
                    if len(places) < _MOST and place not in places[-1:]:
                        places.append(place)
            position = BETWEEN + len(words_of(title))
        return " ".join(f"{quoted(lexeme)}:{','.join(places)}" for lexeme, places in found.items())

    def _vector_of_short(self, title: str, text: str) -> str:
        """Return the same for an article that is too short to reach a limit; it looks up once what each word gives."""
        headline, parts, small = words_of(title), _SPLIT.split(text), self._small
        if len(headline) > BETWEEN:
            return self._vector_of_any(title, text)
        places: dict[str, list[int]] = {}
        for position, word in enumerate(headline, 1):
            places.setdefault(word, []).append(position)
        parts[0] = "."  # the first word begins a sentence
        for position, (gap, word) in enumerate(zip(parts[::2], parts[1::2], strict=False), BETWEEN + len(headline) + 1):
            if word not in small:
                # Only for a capital does it matter what stands before it: inside a sentence it is a name.
                if not word[0].isupper():
                    small.add(word)
                elif gap == " " or _ENDS.isdisjoint(gap):
                    word = f"^{word}"
            if word in places:
                places[word].append(position)
            else:
                places[word] = [position]
        found: dict[str, list[int]] = {}
        known = self._known
        for word, positions in places.items():
            if (lexemes := known.get(word)) is None:
                lexemes = self._keep(word)
            for lexeme in lexemes:
                found[lexeme] = sorted(found[lexeme] + positions) if lexeme in found else positions
        written = _write_positions()
        return " ".join(
            [
                lexeme + written[places[0]] if len(places) == 1 else lexeme + ",".join([written[at] for at in places[:_MOST]])
                for lexeme, places in found.items()
            ]
        )

    def _keep(self, word: str) -> tuple[str, ...]:
        """Return the lexemes of a word as the literal has them before positions; ^ before it marks a capital in a sentence.

        They are kept.
        """
        if len(self._known) > _KEPT:
            self._known.clear()
            self._small.clear()
        inside = word.startswith("^")
        lexemes = self._known[word] = tuple(
            f"{quoted(lexeme)}:" for lexeme in self._lexemes(word[inside:][:_LONGEST], inside=inside)
        )
        return lexemes

    def tokens(self, text: str, *, title: bool) -> Iterator[ReadWord]:
        """Yield the words of a text, or of a title, in which capitals say less because outlets capitalise every word."""
        before = 0
        for position, found in enumerate(_WORD.finditer(text), 1):
            word = found[0]
            inside = not title and word[0].isupper() and position > 1 and _ENDS.isdisjoint(text[before : found.start()])
            before = found.end()
            lexemes = self._read.get((word, inside))
            yield ReadWord(found.start(), before, position, self._read_word(word, inside) if lexemes is None else lexemes)

    def places(self, text: str, whole: AnySet[str], begins: tuple[str, ...], *, title: bool) -> Iterator[tuple[int, int]]:
        """Yield [start, end) of the words of `tokens` that have a lexeme of `whole`, or one that begins as one of `begins`.

        It says what `tokens` says, and is for thousands of texts: no object is made for a word that is not asked for.
        """
        before, read = 0, self._read
        for found in _WORD.finditer(text):
            word = found[0]
            # Only a capital asks what stands before it.
            inside = not title and word[0].isupper() and before > 0 and _ENDS.isdisjoint(text[before : found.start()])
            before = found.end()
            if (lexemes := read.get((word, inside))) is None:
                lexemes = self._read_word(word, inside)
            if not whole.isdisjoint(lexemes) or (begins and any(lexeme.startswith(begins) for lexeme in lexemes)):
                yield found.start(), before

    def _read_word(self, word: str, inside: bool) -> tuple[str, ...]:
        if len(self._read) > _KEPT:
            self._read.clear()
        lexemes = self._read[word, inside] = self._lexemes(word[:_LONGEST], inside=inside)
        return lexemes

    def _lexemes(self, word: str, *, inside: bool) -> tuple[str, ...]:
        """Return the lexemes of a word. A capital inside a sentence marks a name; names are neither stop words nor reduced
        to roots."""
        surface = word.lower()
        capital = (f"^{surface}",) if word[0].isupper() else ()
        named = bool(capital) and inside
        if surface in self.stops:
            return capital if named else ()
        if named:
            return surface, *capital
        return (*self._fold_forms(surface), *capital)

    def _fold_forms(self, surface: str) -> tuple[str, ...]:
        base = root(surface)
        return (surface,) if not base or (surface in self.names and base != surface) else (surface, f"~{base}")

    def asked(self, word: str) -> tuple[str, ...]:
        """Return the lexemes of which a text must have one for a word of a query; () for a stop word.

        A word with a capital asks for words with a capital; any other asks for the word, its forms, and the name that it may
        be.
        """
        surface = unicodedata.normalize("NFC", word).lower()[:_LONGEST]
        if word[0].isupper():
            return (f"^{surface}",)
        return () if surface in self.stops else self._fold_forms(surface)

    def exactly(self, word: str) -> str:
        """Return the lexeme of a word as it is written, without its other forms; a stop word has one only with a capital."""
        surface = unicodedata.normalize("NFC", word).lower()[:_LONGEST]
        return f"^{surface}" if word[0].isupper() else surface


@cache
def _write_positions() -> tuple[str, ...]:
    """Return the positions of a short article as the literal has them; those up to BETWEEN are of words of the title."""
    return tuple(f"{one}A" if one <= BETWEEN else str(one) for one in range(_SHORT + 2 * BETWEEN))


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are written."""
    return _WORD.findall(text)


def quoted(lexeme: str) -> str:
    """Return a lexeme as PostgreSQL reads it in the literal of a tsvector or tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def read_stops(file: Path) -> frozenset[str]:
    """Return the stop words of a seed, one a line in lower case. Raises BadInput if the file or a line cannot be used."""
    try:
        lines = read_text(file).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {error}; restore the file or save it as UTF-8") from None
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    for word in words:
        if words_of(word) != [word] or word != word.lower():
            raise BadInput(f"{file}: {word!r} is no stop word; write one word a line in lower case")
    return frozenset(words)
