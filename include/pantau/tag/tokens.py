"""Cuts a text into sentences and words with their places, as the sequence model of names reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+(?:[.&'’][^\W_]+)*|[^\w\s]|_")
# A full stop ends a sentence only before a capital, and not after an initial or a title ("H. Agus", "dr. Budi").
_CUT = re.compile(r"\n+|[.!?]([\"”’)]*)[^\S\n]+(?=[\"“‘(]?([A-Z0-9]))")
_TITLES = ("Prof.", "Drs.", "Sdr.", "Ust.", "Kab.", "Jln.", "Bpk.")
_WORD = 3  # letters of a word that may end a sentence
_LONGEST = 200  # tokens that are decoded at once: the time must not grow with the square for a text without full stops


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text at [start, end)."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=4)  # cached: the readers of one text ask one after the other
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return [start, end) of each sentence of `text` that is not empty, in order; a line ends a sentence."""
    found: list[tuple[int, int]] = []
    start = 0
    for cut in _CUT.finditer(text):
        if text[cut.start()] != "\n" and not _ends_sentence(text, cut):
            continue
        if text[start : cut.end()].strip():
            found.append((start, cut.end()))
        start = cut.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return tuple(found)


def _ends_sentence(text: str, cut: re.Match[str]) -> bool:
    """Return whether the mark ends a sentence: after a word, or after a number or a closing mark before a capital letter."""
    at = cut.start()
    if at >= _WORD and text[at - _WORD : at].isalpha():
        return not text.endswith(_TITLES, 0, at + 1)
    after_mark = text[at - 1 : at].isdigit() or text[at - 1 : at] in (")", '"', "”")
    return at > 0 and after_mark and not cut[1] and cut[2].isalpha()


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the words and marks of `text[start:end]`, with their places in `text`."""
    return [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text, start, end)]


def pieces(text: str) -> Iterator[tuple[list[str], int]]:
    """Yield the words of each sentence of `text`, at most 200 at once, and where the first begins; see `places_of`."""
    for start, end in sentences(text):
        found = _TOKEN.findall(text, start, end)
        if len(found) <= _LONGEST:
            yield found, start
            continue
        for at in range(0, len(found), _LONGEST):
            words = found[at : at + _LONGEST]
            yield words, start
            start = places_of(text, words, start)[-1] + len(words[-1])


def places_of(text: str, words: Iterable[str], start: int) -> list[int]:
    """Return where each of these words begins; only spaces stand between them and before the first, at or after `start`."""
    found = []
    for word in words:
        start = text.find(word, start)
        found.append(start)
        start += len(word)
    return found
