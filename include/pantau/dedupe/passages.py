"""Passages: which words of a text stand in another one, and which were changed in place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pantau.dedupe.shingles import SMALL, words

RUN = 3  # words in a row that both texts have are a passage; two in a row ("di Jakarta") mean nothing
# If two texts have the same number of words between two passages, these words were changed in place. Independent writers put
# other numbers of words between what they both quote.
GAP = 8
_Run = tuple[str, str, str]
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*[\s,]+")


@dataclass(frozen=True, slots=True, eq=False)  # a key of caches: the same prepared text is the same object
class Prepared:
    """A prepared text: its words as printed and in small letters, its runs of three, the words of its lines and sentences.

    `first` and `last` are the places where a run stands: a page that repeats one sentence ten thousand times must not take for
    ever.
    """

    text: str
    words: tuple[str, ...]
    small: tuple[str, ...]
    runs: tuple[_Run, ...]
    first: dict[_Run, int]
    last: dict[_Run, int]
    lines: tuple[int, ...]
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Which words of a text stand in the other (1), or in a passage that stands there except for words changed in place (2).

    `numbers`, `names` and `others` count the words changed in place: a number for a number, a name for a name, any other.
    `pieces` counts the passages.
    """

    marks: bytes
    numbers: int
    names: int
    others: int
    pieces: int = 0

    @property
    def verbatim(self) -> float:
        """Return the share of words that stand in the other text, 0 to 1."""
        return self.marks.count(1) / max(1, len(self.marks))

    @property
    def kept(self) -> float:
        """Return the same with the words changed in place counted in."""
        return 1 - self.marks.count(0) / max(1, len(self.marks))


@lru_cache(maxsize=1_000)  # a text is compared with many others; one of 330 words takes 60 kB
def prepare(text: str) -> Prepared:
    """Prepare a text. Leading zeros are dropped, so that 09/08/2019 is 9/8/2019."""
    rows = [[words(part) for part in _SENTENCE_END.split(line)] for line in text.splitlines()]
    flat = [word for row in rows for part in row for word in part]
    small = tuple(word if word[0] != "0" else word.lstrip("0") or "0" for word in map(str.lower, flat))
    runs = tuple(zip(small, small[1:], small[2:], strict=False))
    last = dict(zip(runs, range(len(runs)), strict=True))
    first = dict(zip(reversed(runs), range(len(runs) - 1, -1, -1), strict=True)) if len(last) < len(runs) else last
    lines, sentences = tuple(sum(map(len, row)) for row in rows), tuple(len(part) for row in rows for part in row)
    return Prepared(text, tuple(flat), small, runs, first, last, lines, sentences)


def find(one: Prepared, other: Prepared) -> SharedWords:
    """Return which words of `one` stand in `other`. If a run stands there twice, the place that continues the last run
    counts."""
    marks = bytearray(len(one.small))
    changed = [0, 0, 0]
    mine, theirs = -1, -1  # just after the last passage
    place = pieces = 0
    found = list(map(other.first.get, one.runs))
    while place < len(found):
        there = found[place]
        if there is None:
            place += 1
            continue
        if other.first is not other.last:
            there = _nearer(there, other.last[one.runs[place]], theirs - mine + place)
        length = _common(one.small, other.small, place, there)
        marks[place : place + length] = b"\1" * length
        if mine >= 0 and 0 < place - mine <= GAP and place - mine == there - theirs:
            for step in range(place - mine):
                if not marks[mine + step]:
                    marks[mine + step] = 2
                    changed[_kind(one.words[mine + step], other.words[theirs + step])] += 1
        mine, theirs = place + length, there + length
        pieces += 1
        place = mine - RUN + 1
    return SharedWords(bytes(marks), changed[0], changed[1], changed[2], pieces)


def _common(one: tuple[str, ...], other: tuple[str, ...], mine: int, theirs: int) -> int:
    """Return how many words two texts have in common from two places on, at which a run begins."""
    length = RUN
    while one[mine + length : mine + length + 16] == other[theirs + length : theirs + length + 16] and mine + length < len(one):
        length += 16
    most = min(len(one) - mine, len(other) - theirs)
    length = min(length, most)
    while length < most and one[mine + length] == other[theirs + length]:
        length += 1
    return length


def _nearer(one: int, other: int, wanted: int) -> int:
    return one if abs(one - wanted) <= abs(other - wanted) else other


def _kind(one: str, other: str) -> int:
    """Return 0 for a number in place of a number, 1 for a name in place of a name, 2 for any other change."""
    if one.isalpha() != other.isalpha():
        return 2
    if not one.isalpha():
        return 0
    return 1 if one < SMALL and other < SMALL else 2


def missing_lines(text: Prepared, found: SharedWords) -> tuple[int, ...]:
    """Return the numbers of the lines of a text of which the other has less than half."""
    missing, start = [], 0
    for number, count in enumerate(text.lines):
        if count and 2 * found.marks[start : start + count].count(0) > count:
            missing.append(number)
        start += count
    return tuple(missing)
