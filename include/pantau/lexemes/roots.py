"""The root in which the forms of an Indonesian word meet (kebanjiran → banjir)."""

from __future__ import annotations

import re
from functools import lru_cache

import simplemma

_AFFIXES = re.compile(r"\A(?:penge|menge|di|ter|ke|ber|per)(?P<stem>.{3,}?)(?:an|kan|i|nya)?\Z")
# What hangs at the end of a word without any beginning, the shortest first: a longer word that is known is preferred.
_ENDINGS = sorted({a + b for a in ("", "i", "an", "kan") for b in ("", "ku", "mu", "nya", "lah", "kah", "pun")} - {""}, key=len)
_LEAST = 4  # letters before an ending, one more before -ku and -mu: fewer are too often another word (selaku is no form of sela)
_BEFORE_SHORT = ("penge", "menge")  # stand before roots of one syllable, which the data often miss


@lru_cache(maxsize=100_000)
def root(word: str) -> str:
    """Return the root of a lower-case word, the word itself if it is one; "" if no dictionary knows the word.

    It asks simplemma's Indonesian data first. For forms that these lack it removes affixes, and the rest must be a word they
    know.
    """
    known = simplemma.is_known(word, "id")
    base = simplemma.lemmatize(word, "id") if known else ""
    if base == word and (stem := word.removesuffix("nya")) != word and len(stem) >= _LEAST and simplemma.is_known(stem, "id"):
        return root(stem)  # the data have biasanya and tampaknya as words of their own
    if known and (base != word or not word.startswith(_BEFORE_SHORT)):
        return base
    parts = _AFFIXES.match(word)
    if parts is None:
        return base or _before_ending(word)
    stem = parts["stem"]
    return simplemma.lemmatize(stem, "id") if simplemma.is_known(stem, "id") else base or _before_ending(word)


def _before_ending(word: str) -> str:
    """Return the root of what stands before an ending (menurutnya, maksimalkan); empty where no dictionary knows that either."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _LEAST + ending.endswith(("ku", "mu")) and simplemma.is_known(stem, "id"):
            return root(stem)
    return ""
