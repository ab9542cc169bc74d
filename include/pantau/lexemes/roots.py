"""The root in which the forms of an Indonesian word meet (kebanjiran → banjir)."""

from __future__ import annotations

import re
from functools import lru_cache

import simplemma

_AFFIXES = re.compile(r"\A(?:penge|menge|di|ter|ke|ber|per)(?P<stem>.{3,}?)(?:an|kan|i|nya)?\Z")
_BEFORE_SHORT = ("penge", "menge")  # stand before roots of one syllable, which the data often miss


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
