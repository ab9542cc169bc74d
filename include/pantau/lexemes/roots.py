"""The root in which the forms of an Indonesian word meet (kebanjiran → banjir)."""

from __future__ import annotations

import re
from functools import lru_cache

import simplemma
from simplemma.strategies import DictionaryLookupStrategy

from pantau.lexemes.news_roots import news_forms

_DICTIONARY = DictionaryLookupStrategy()
_BEGINNING = re.compile(r"penge|menge|di|ter|ke|ber|per")
_SUFFIXES = ("", "i", "an", "kan", "nya")  # the shortest first: dicuri is curi, and no form of cur
# What hangs at the end of a word without any beginning, the shortest first: a longer word that is known is preferred.
_ENDINGS = sorted({a + b for a in ("", "i", "an", "kan") for b in ("", "ku", "mu", "nya", "lah", "kah", "pun")} - {""}, key=len)
_ANY_ENDING = tuple(_ENDINGS)
_SHORTEST = 3  # letters of a stem between affixes
_LEAST = 4  # letters before an ending, one more before -ku and -mu: fewer are too often another word (selaku is no form of sela)
_BEFORE_SHORT = ("penge", "menge")  # stand before roots of one syllable, which the data often miss


@lru_cache(maxsize=100_000)
def root(word: str) -> str:
    """Return the root of a lower-case word, the word itself if it is one; "" if no dictionary knows the word.

    It asks simplemma's Indonesian data first. For forms that these lack it removes affixes, and the rest must be a word they
    know.
    """
    if own := news_forms(_lemma).get(word):
        return own
    base = _lemma(word)
    if base == word and (stem := word.removesuffix("nya")) != word and len(stem) >= _LEAST and _lemma(stem):
        return root(stem)  # the data have biasanya and tampaknya as words of their own
    if base and (base != word or not word.startswith(_BEFORE_SHORT)):
        return base
    return _between_affixes(word) or base or _before_ending(word)


def _between_affixes(word: str) -> str:
    """Return the root of what stands between a beginning and an ending (dicuri, terbagikan), the longest stem that is known."""
    begins = _BEGINNING.match(word)
    rest = word[begins.end() :] if begins else ""
    for ending in _SUFFIXES:
        stem = rest.removesuffix(ending)
        if (stem != rest or not ending) and len(stem) >= _SHORTEST and (lemma := _lemma(stem)):
            return lemma
    return ""


def _lemma(word: str) -> str:
    """Return the lemma of a word that the dictionary knows, else ""."""
    if word.isascii() and word.isalpha():
        return _DICTIONARY.get_lemma(word, "id") or ""  # what simplemma says, and it looks the word up once
    return simplemma.lemmatize(word, "id") if simplemma.is_known(word, "id") else ""


def _before_ending(word: str) -> str:
    """Return the root of what stands before an ending (menurutnya, maksimalkan); empty where no dictionary knows that either."""
    if not word.endswith(_ANY_ENDING):
        return ""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _LEAST + ending.endswith(("ku", "mu")) and _lemma(stem):
            return root(stem)
    return ""
