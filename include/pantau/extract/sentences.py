"""Sentences of a text, to find the share of the text that says something."""

from __future__ import annotations

import re

_ENDS = re.compile(r"(?<=[.!?…])\s+|\n")


def share_of(phrase: re.Pattern[str], text: str) -> float:
    """Return the share of the words of a text that stand in sentences with the phrase; 0 for a text without words."""
    told = total = 0
    for sentence in _ENDS.split(text):
        words = len(sentence.split())
        total += words
        told += words if phrase.search(sentence) else 0
    return told / total if total else 0.0
