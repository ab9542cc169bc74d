"""The features of each word, on which the sequence model of names is trained and with which it decodes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_LETTERS = (re.compile(r"[A-ZÀ-Þ]"), re.compile(r"[^\W\d_A-ZÀ-Þ]"), re.compile(r"\d"))
_RUNS = re.compile(r"(.)\1+")
_WORDS_OF_A_NAME = re.compile(r"[^\W_]+(?:[.&'’][^\W_]+)*|[^\w\s]|_")
OUTSIDE = "O"  # the label of a word that is no part of a name
LONGEST_NAME = 8  # words
_KEPT = 200_000  # words whose features are cached, so that memory is bounded

Word = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str, str, str, str]


class Features:
    """Features of words in their sentence: the word, its shape and ends, its cluster, the list it is on, and its neighbours.

    `clusters` gives the cluster of a lower-cased word; `names` are (kind, name) of the registry. It is immutable except for a
    bounded cache of words: the same sentence gives the same features in every process.
    """

    def __init__(self, clusters: Mapping[str, str], names: Iterable[tuple[str, str]]) -> None:
        self._clusters = clusters
        self._names: dict[str, dict[tuple[str, ...], str]] = {}
        for kind, name in names:
            words = tuple(word.lower() for word in _WORDS_OF_A_NAME.findall(name))
            if words and len(words) <= LONGEST_NAME:
                self._names.setdefault(words[0], {}).setdefault(words, kind)
        lengths = {first: sorted({len(words) for words in names}, reverse=True) for first, names in self._names.items()}
        self._lengths = {first: tuple(found) for first, found in lengths.items()}
        self._known: dict[str, Word] = {}

    def of(self, words: Sequence[str]) -> list[list[str]]:
        """Return the features of each word of a sentence."""
        known = self._known
        if len(known) > _KEPT:
            known.clear()
        rows: list[Word] = []
        for word in words:
            row = known.get(word)
            if row is None:
                row = known[word] = self.word_of(word)
            rows.append(row)
        listed = self._find_listed([row[3] for row in rows])
        last = len(rows) - 1
        found: list[list[str]] = []
        for at, row in enumerate(rows):
            features = [*row[0], listed[at]]
            features += rows[at - 1][1] if at else ("B",)
            features += rows[at + 1][2] if at < last else ("E",)
            if at:
                features.append(f"a{rows[at - 1][4]}|{row[4]}")
                features.append(f"m{rows[at - 1][3]}|{row[4]}")
                features.append("l" + listed[at - 1])
            if at > 1:
                features.append("v" + rows[at - 2][3])
                features.append(f"q{rows[at - 2][4]}|{rows[at - 1][4]}|{row[4]}")
            if at < last:
                features.append(f"b{row[4]}|{rows[at + 1][4]}")
                features.append("r" + listed[at + 1])
            if at + 1 < last:
                features.append("x" + rows[at + 2][3])
            found.append(features)
        return found

    def kinds(self) -> list[str]:
        """Return what `of` calls a word that stands in a listed name."""
        kinds = sorted({kind for names in self._names.values() for kind in names.values()})
        return [f"g{place}{kind}" for kind in kinds for place in "BI"]

    def opens_listed(self, low: str) -> bool:
        """Return whether a listed name begins with this word, in lower case."""
        return low in self._names

    def listed_at(self, low: Sequence[str], at: int) -> tuple[str, int]:
        """Return the kind of the longest listed name that begins at word `at`, and its words; ("", 0) if there is none."""
        first = low[at]
        for count in self._lengths.get(first, ()):
            words = tuple(low[at : at + count])
            if kind := self._names[first].get(words):
                return kind, len(words)
        return "", 0

    def word_of(self, word: str) -> Word:
        """Return the features of a word alone: as itself, as the word before and after another, and what neighbours need."""
        low = word.lower()
        shape = _shape(word)
        cluster = self._clusters.get(low, "?")
        ends = ("3" + low[-3:], "2" + low[-2:], "p" + low[:3], "4" + low[-4:], "o" + low[:4])
        joined = (f"sc{shape}|{cluster}", "n" + str(min(len(word), 6)))
        here = ("w" + low, "s" + shape, "c" + cluster, *ends, *joined)
        return (
            here,
            ("-w" + low, "-s" + shape, "-c" + cluster, "-3" + low[-3:]),
            ("+w" + low, "+s" + shape, "+c" + cluster, "+3" + low[-3:]),
            low,
            shape,
            cluster,
            word,
        )

    def _find_listed(self, low: Sequence[str]) -> list[str]:
        """Return for each word the kind of the longest listed name it stands in, and whether it opens it."""
        found = ["g"] * len(low)
        free = 0
        for at in [at for at, word in enumerate(low) if word in self._names]:
            if at < free:
                continue
            kind, count = self.listed_at(low, at)
            if count:
                found[at : at + count] = [f"gB{kind}", *[f"gI{kind}"] * (count - 1)]
                free = at + count
        return found


def _shape(word: str) -> str:
    if word.isascii() and word.isalpha():  # most words; what follows says the same
        if word.islower():
            return "xx"[: len(word)]
        if word[1:].islower():
            return "Xxx"[: len(word)]
    upper, lower, digit = _LETTERS
    long = digit.sub("0", lower.sub("x", upper.sub("X", word)))
    return _RUNS.sub(r"\1\1", long)[:8]
