"""Shingles: a text as runs of words, and as the names and numbers that tell it apart from others of its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_WORD = re.compile(r"\w+")
# A name is a word with a capital inside a sentence (after a word or a comma), or in capitals throughout; the first word of a
# sentence or of a quotation is no name. The class in front lets the engine skip to the few characters where one may begin.
_NAME = re.compile(r"[A-Z0-9](?:(?<=\d)(?:\d+|[.,]\d)*|(?<=[\w,] .)\w+|(?<=\W.)[A-Z]+\b)")
SMALL = "_"  # sorts after digits and capitals and before small letters: the fastest test for either of the first two


def words(text: str) -> list[str]:
    """Return the words of a text in order, as printed; punctuation, quotes and spaces are nothing."""
    return _WORD.findall(text)


def names(text: str) -> list[str]:
    """Return the names and numbers of a text in order, as printed."""
    return _NAME.findall(text)


def runs(tokens: Sequence[str], size: int) -> list[str]:
    """Return every run of `size` tokens in small letters, in order; an empty list for fewer tokens."""
    small = [token.lower() for token in tokens]
    return [" ".join(run) for run in zip(*(small[start:] for start in range(size)), strict=False)]


def near_names(text: str) -> list[str]:
    """Return the pairs of names or numbers that are neighbours, or have one other between them, within a paragraph.

    So a paragraph that moves keeps its pairs, and two names are still a pair after a third between them was cut.
    """
    found: list[str] = []
    for line in text.splitlines():
        row = _NAME.findall(line)
        found += [f"{one} {other}" for one, other in pairwise(row)]
        found += [f"{one} {other}" for one, other in zip(row, row[2:], strict=False)]
    return found


def phrases(tokens: Sequence[str]) -> list[str]:
    """Return the pairs of words next to each other that both begin with a capital or a digit, wherever they stand."""
    return [f"{one} {other}" for one, other in pairwise(tokens) if one < SMALL and other < SMALL]
