"""How much of two texts is the same, counted in words."""

from __future__ import annotations

import re
from collections import Counter

_TOKENS = re.compile(r"\w+")


def tokens(text: str) -> list[str]:
    """Return the words of `text` in lower case."""
    return _TOKENS.findall(text.lower())


def precision_recall(gold: str, got: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the words of `got`, each counted as often as it occurs."""
    wanted, found = Counter(tokens(gold)), Counter(tokens(got))
    hit = (wanted & found).total()
    precision, recall = hit / max(1, found.total()), hit / max(1, wanted.total())
    return precision, recall, 2 * precision * recall / (precision + recall) if hit else 0.0
