"""Has an outlet changed its pages? Finds a share of its articles that fell further than its own days explain. Pure
functions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FIELDS = ("read", "title", "time", "author", "section", "long")
LEAST_PAGES = 20  # articles of the day: fewer say nothing
_LEAST_LOST = 10.0  # articles of the day that lack what they used to have: a few odd pages are no new layout
_LEAST_DAYS, _LEAST_BEFORE = 5, 40
_IMPROBABLE = 1e-6  # six fields of 400 outlets are 144,000 tests in 60 days; tests/report/test_layout.py simulates them
_LEAST_LIKENESS = 0.005  # of the articles of a day: 28 days alike may differ a little later (6 false alarms in 144,000 without)
_JUDGED_DAY = 5  # articles: the share of a day with fewer is not compared by itself


@dataclass(frozen=True, slots=True)
class LayoutDay:
    """How many articles of an outlet and a day have what.

    `read` counts those read by its rule or a learnt container; `title`, `time`, `author` and `section` those that have it from
    the page itself; `long` those with half of the outlet's usual words or more.
    """

    outlet: str
    day: str
    articles: int
    read: int
    title: int
    time: int
    author: int
    section: int
    long: int


@dataclass(frozen=True, slots=True)
class LayoutDrop:
    """A field that the pages of an outlet lost: its share before and on the day, from 0 to 1, and the articles of the day."""

    outlet: str
    field: str
    before: float
    here: float
    articles: int


@dataclass(frozen=True, slots=True)
class LayoutVerdict:
    """The tested (outlet, field) pairs, and those of them that fell."""

    judged: frozenset[tuple[str, str]]
    drops: tuple[LayoutDrop, ...]


def find_drops(days: Iterable[LayoutDay], day: str) -> LayoutVerdict:
    """Return which fields of which outlets fell on `day` against the days before it, without outlets that have too few of
    either.

    A share falls if at least ten more articles than usual lack the field, if so deep a fall has a probability of one in a
    million, and if no day before was as low. The outlet's own variation counts: the share of an outlet that varies often must
    fall further.
    """
    by_outlet: dict[str, list[LayoutDay]] = {}
    for one in days:
        by_outlet.setdefault(one.outlet, []).append(one)
    judged, drops = set[tuple[str, str]](), list[LayoutDrop]()
    for outlet, rows in sorted(by_outlet.items()):
        here = next((row for row in rows if row.day == day), None)
        past = sorted((row for row in rows if row.day < day), key=lambda row: row.day)
        if here is None or here.articles < LEAST_PAGES or len(past) < _LEAST_DAYS:
            continue
        if sum(row.articles for row in past) < _LEAST_BEFORE:
            continue
        for name in FIELDS:
            judged.add((outlet, name))
            before = [(int(getattr(row, name)), row.articles) for row in past]
            if fell(before, (int(getattr(here, name)), here.articles)):
                share = sum(have for have, _ in before) / sum(count for _, count in before)
                drops.append(LayoutDrop(outlet, name, share, int(getattr(here, name)) / here.articles, here.articles))
    return LayoutVerdict(frozenset(judged), tuple(drops))


def fell(before: Sequence[tuple[int, int]], here: tuple[int, int]) -> bool:
    """Tell whether (articles with it, articles) of a day is far below those of the days before, which are in order.

    If the day just before is lower than all others, the layout may have changed in its evening. As one of the usual days it would
    make them look varied, so a day that is lower still is compared without it too.
    """
    return _fell(before, here) or (_began(before, here) and _fell(before[:-1], here))


def _began(before: Sequence[tuple[int, int]], here: tuple[int, int]) -> bool:
    shares = [found / articles for found, articles in before if articles >= _JUDGED_DAY]
    return len(before) > _LEAST_DAYS and len(shares) > 1 and here[0] / here[1] < shares[-1] < min(shares[:-1])


def _fell(before: Sequence[tuple[int, int]], here: tuple[int, int]) -> bool:
    have, count = here
    total = sum(articles for _, articles in before)
    share = (sum(found for found, _ in before) + 0.5) / (total + 1)  # never 0 or 1: what never failed may fail once
    if share * count - have < _LEAST_LOST:
        return False
    if any(found / articles <= have / count for found, articles in before if articles >= _JUDGED_DAY):
        return False
    return _tail(have, count, share, _dispersion(before, share)) < _IMPROBABLE


def _tail(have: int, count: int, share: float, dispersion: float) -> float:
    """Return the probability of at most `have` of `count`, if days have their own shares around `share` (beta-binomial)."""
    likeness = max(_LEAST_LIKENESS, min(0.9, (dispersion - 1) / (count - 1)))
    weight = 1 / likeness - 1
    a, b = share * weight, (1 - share) * weight
    whole = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + math.lgamma(count + 1) - math.lgamma(count + a + b)
    return sum(
        math.exp(whole + math.lgamma(n + a) + math.lgamma(count - n + b) - math.lgamma(n + 1) - math.lgamma(count - n + 1))
        for n in range(have + 1)
    )


def _dispersion(before: Sequence[tuple[int, int]], share: float) -> float:
    """Return how much more the days differ than by chance, at least 1 (Pearson's statistic divided by its degrees)."""
    spread = share * (1 - share)
    parts = [(found - articles * share) ** 2 / (articles * spread) for found, articles in before if articles]
    return max(1.0, sum(parts) / max(1, len(parts) - 1))


def by_outlet(drops: Iterable[LayoutDrop]) -> Mapping[str, list[LayoutDrop]]:
    """Return the drops of each outlet."""
    found: dict[str, list[LayoutDrop]] = {}
    for drop in drops:
        found.setdefault(drop.outlet, []).append(drop)
    return found
