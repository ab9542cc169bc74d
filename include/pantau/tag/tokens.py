"""Cuts a text into sentences and words with their places, as the sequence model of names reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W_]+(?:[.&'’][^\W_]+)*|[^\w\s]|_")
# A full stop ends a sentence only before a capital, and not after an initial or a title ("H. Agus", "dr. Budi").
_SENTENCE_END = re.compile(r"\n+|(?<=[^\W\d_]{3}[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])|(?<=[\d\")”][.!?])\s+(?=[\"“‘(]?[A-Z])")
_TITLES = ("Prof.", "Drs.", "Sdr.", "Ust.", "Kab.", "Jln.", "Bpk.")
_LONGEST = 200  # tokens that are decoded at once: a text without full stops must not take the time of its square


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a text at [start, end)."""

    text: str
    start: int
    end: int


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield [start, end) of each sentence of `text` that is not empty, in order; a line ends a sentence."""
    start = 0
    for cut in _SENTENCE_END.finditer(text):
        if text.endswith(_TITLES, 0, cut.start()):
            continue
        if text[start : cut.end()].strip():
            yield start, cut.end()
        start = cut.end()
    if text[start:].strip():
        yield start, len(text)


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the words and marks of `text[start:end]`, with their places in `text`."""
    return [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text, start, end)]


def pieces(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each sentence of `text`, at most 200 at once."""
    for start, end in sentences(text):
        found = tokens(text, start, end)
        for at in range(0, len(found), _LONGEST):
            yield found[at : at + _LONGEST]
