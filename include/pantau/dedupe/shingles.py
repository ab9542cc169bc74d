"""Shingles: a text as the sequences of words, and of names and numbers, by which it is told from others."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
# A name is a word with a capital inside a sentence (after a word or a comma), or in capitals throughout; the first word of a
# sentence or of a quotation is none. The class in front lets the engine skip to the few characters where one may begin.
_NAME = re.compile(r"[A-Z0-9](?:(?<=\d)(?:\d+|[.,]\d)*|(?<=[\w,] .)\w+|(?<=\W.)[A-Z]+\b)")


def words(text: str) -> list[str]:
    """Return the words of a text in order, in lower case; punctuation, quotes and spaces are nothing."""
    return _WORD.findall(text.lower())


def names(text: str) -> list[str]:
    """Return the names and numbers of a text in order, as printed: what makes one flood, match or price another's neighbour."""
    return _NAME.findall(text)


def grams(tokens: Sequence[str], size: int) -> list[str]:
    """Return every run of `size` tokens, in order; none for fewer tokens."""
    return [" ".join(run) for run in zip(*(tokens[start:] for start in range(size)), strict=False)]
