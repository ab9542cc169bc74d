"""How alike reports are: their shared terms, each weighted by how rare it is, in time linear in the number of reports.

The likeness of two reports is the cosine of their terms (tf-idf with a frequency of 0 or 1), once for the names and once for
the rest. The lower of the two counts: template reports of two towns differ only in names, and two affairs of one minister
differ in the rest. A report is compared with the few others that share most of its rarest terms; a term that too many reports
share finds no report.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log, sqrt

from pantau.events.terms import NAME, NewsReport

WINDOW = timedelta(hours=48)
RARE_TERMS = 48  # terms of a report by which other reports are found
MOST_SHARING = 64  # reports that may share a term; a term with more finds none
MOST_COMPARED = 32  # others with which a report is compared
_EXACT = 1 << 24  # weights are whole numbers of this fraction of one, so that their sum is the same in any order

Edges = dict[tuple[str, str], float]
Weights = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The terms of a report, in two lists, with the length of each."""

    named: frozenset[str]
    other: frozenset[str]
    named_norm: float
    other_norm: float


def alike_pairs(told: Sequence[NewsReport]) -> Edges:
    """Return the likeness of reports that share rare terms within the window, by pair, the lower key first; `told` may have
    any order."""
    return _alike(told, told)


def alike_across(before: Sequence[NewsReport], after: Sequence[NewsReport]) -> Edges:
    """Return the likeness of reports of one list to those of another, by (key of `before`, key of `after`)."""
    return _alike(before, after)


def _alike(before: Sequence[NewsReport], after: Sequence[NewsReport]) -> Edges:
    within = before is after
    everything = before if within else (*before, *after)
    rarity = weights_of(everything)
    weighed = {report.key: _weigh(report, rarity) for report in everything}
    by_key = {report.key: report for report in everything}
    pairs = set(_candidates(before, after, rarity))
    if within:
        pairs = {(min(pair), max(pair)) for pair in pairs}
    return {
        (one, other): _likeness(weighed[one], weighed[other], rarity)
        for one, other in sorted(pairs)
        if near_in_time(by_key[one], by_key[other])
    }


def weights_of(told: Sequence[NewsReport]) -> Weights:
    """Return the squared weight of each term. The weight is the logarithm of the number of reports divided by the number
    that have it."""
    counts = Counter(term for report in told for term in report.terms)
    return {term: round(log((1 + len(told)) / (1 + count)) ** 2 * _EXACT) for term, count in counts.items()}


def _weigh(report: NewsReport, rarity: Weights) -> Weighed:
    named = frozenset(term for term in report.terms if term.startswith(NAME))
    other = report.terms - named
    return Weighed(named, other, _norm(named, rarity), _norm(other, rarity))


def _norm(terms: Iterable[str], rarity: Weights) -> float:
    return sqrt(sum(rarity[term] for term in terms))


def _likeness(one: Weighed, other: Weighed, rarity: Weights) -> float:
    return min(
        _cosine(one.named & other.named, one.named_norm, other.named_norm, rarity),
        _cosine(one.other & other.other, one.other_norm, other.other_norm, rarity),
    )


def _cosine(shared: Iterable[str], one: float, other: float, rarity: Weights) -> float:
    """Return the likeness of two lists, from 0 to 1. Two lists without a term of weight say nothing against it: 1."""
    if not one and not other:
        return 1.0
    return sum(rarity[term] for term in shared) / ((one * other) or 1.0)


def near_in_time(one: NewsReport, other: NewsReport) -> bool:
    """Tell whether two reports are within the window of each other. A report with an unknown time is near every other."""
    return one.at is None or other.at is None or abs(one.at - other.at) <= WINDOW


def _candidates(before: Sequence[NewsReport], after: Sequence[NewsReport], rarity: Weights) -> Iterator[tuple[str, str]]:
    """Yield (before, after) for each report of `after` and the MOST_COMPARED of `before` that share most of its rarest terms."""
    sharing: dict[str, list[str]] = defaultdict(list)
    count = len(after) if before is after else len(before) + len(after)
    rarest = {report.key: _rarest(report, rarity, count) for report in (*before, *after)}
    for report in before:
        for term in rarest[report.key]:
            sharing[term].append(report.key)
    lists = {term: keys for term, keys in sharing.items() if len(keys) <= MOST_SHARING}
    for report in after:
        counts: Counter[str] = Counter()
        for term in rarest[report.key]:
            counts.update(lists.get(term, ()))
        counts.pop(report.key, None)
        if len(counts) > MOST_COMPARED:  # then one common term is not enough
            counts = Counter({key: count for key, count in counts.items() if count > 1})
        for key in sorted(counts, key=lambda key: (-counts[key], key))[:MOST_COMPARED]:
            yield key, report.key


def _rarest(report: NewsReport, rarity: Weights, reports: int) -> list[str]:
    """Return the rarest terms of a report that another one has too."""
    alone = round(log((1 + reports) / 2) ** 2 * _EXACT)
    shared = (term for term in report.terms if rarity[term] < alone)
    return sorted(shared, key=lambda term: (-rarity[term], term))[:RARE_TERMS]
