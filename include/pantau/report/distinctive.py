"""The words that set a day apart from the days before it: log-odds with an informative prior, a pure function of headlines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import log, sqrt

LEAST_UNITS = 3  # stories that use a term on the day: two may be one newsroom
LEAST_Z = 2.58  # the log-odds are positive beyond one chance in a hundred
PRIOR = 500.0  # pseudo-stories that stand for what is usual, distributed as all headlines are
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class DistinctiveTerm:
    """A word or a pair of words, the number of stories of the day and of the days before that have it, and its z-score."""

    term: str
    here: int
    before: int
    z: float


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A headline, its unit and its day: articles of one story are one unit, so that copies do not make a word distinctive."""

    unit: str
    title: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class TermCounts:
    """The number of units in which each term stands, and the sum over all terms, also those that are not counted one by one."""

    units: Mapping[str, int]
    total: int


def count_terms(headlines: Iterable[TitleLine]) -> TermCounts:
    """Return the number of units in which each word and each pair of neighbouring words stands, in lower case.

    The lines of a unit must stand next to each other.
    """
    units: Counter[str] = Counter()
    for _, told in groupby(headlines, key=lambda line: line.unit):
        units.update({term for line in told for term in terms_of(line.title)})
    return TermCounts(units, units.total())


def terms_of(title: str) -> set[str]:
    """Return the words and pairs of a headline, without bare numbers and single letters."""
    words = [word.lower() for word in _WORD.findall(title)]
    single = {word for word in words if len(word) > 1 and not _NUMBER.fullmatch(word)}
    return single | {f"{one} {other}" for one, other in pairwise(words) if {one, other} <= single}


def distinctive(here: TermCounts, before: TermCounts, most: int) -> list[DistinctiveTerm]:
    """Return the terms of a day that its past explains least, the most distinctive first.

    Log-odds of the term on the day against the days before, shrunk towards all headlines by PRIOR pseudo-counts and divided by
    their standard error (Monroe, Colaresi and Quinn 2008, "Fightin' Words", equations 16, 20 and 22). A word that stands nearly
    only in a pair gives way to the pair.
    """
    totals = here.total, before.total
    if not all(totals):
        return []
    everything = sum(totals) + 1  # one for all terms that were never used: a word is never the only one there is
    found = []
    for term, count in here.units.items():
        if count >= LEAST_UNITS:
            past = before.units.get(term, 0)
            prior = PRIOR * (count + past) / everything
            rest = PRIOR - prior
            z = _score((count + prior, totals[0] - count + rest), (past + prior, totals[1] - past + rest))
            if z >= LEAST_Z:
                found.append(DistinctiveTerm(term, count, past, z))
    return _drop_parts(sorted(found, key=lambda one: (-one.z, one.term)), most)


def _score(day: tuple[float, float], past: tuple[float, float]) -> float:
    odds = log(day[0]) - log(day[1]) - log(past[0]) + log(past[1])
    return odds / sqrt(1 / day[0] + 1 / past[0])


def _drop_parts(ranked: Sequence[DistinctiveTerm], most: int) -> list[DistinctiveTerm]:
    """Leave out a word if a pair with it names nearly as many stories, and a pair if its word names many more."""
    pairs = [one for one in ranked if " " in one.term]
    whole = {word: one.here for one in reversed(pairs) for word in one.term.split()}
    counts = {one.term: one.here for one in ranked}
    kept: list[DistinctiveTerm] = []
    for one in ranked:
        words = one.term.split()
        if len(words) == 1 and whole.get(one.term, 0) >= 0.6 * one.here:
            continue
        if len(words) == 2 and any(one.here < 0.6 * counts.get(word, 0) for word in words):
            continue
        kept.append(one)
    return kept[:most]
