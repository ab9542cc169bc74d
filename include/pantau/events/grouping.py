"""Events out of reports: a pure function of the set of reports, whatever their order, in time linear in their number.

Two reports are alike by the cosine of their terms, each weighed by how rare it is among all reports (tf-idf with a frequency of
0 or 1). Only reports that share one of their rarest terms are compared, and a term that too many reports share finds nobody.
Groups grow from the most alike pair on, and two groups become one only while their reports are alike on the average (average
linkage), so that a chain of reports, each a little like the next, makes no event.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from heapq import heapify, heappop, heappush
from math import log, sqrt

from pantau.events.terms import Told

WINDOW = timedelta(hours=48)
RARE_TERMS = 48  # of a report, by which others are looked for
MOST_SHARING = 64  # reports that a term may have and still find somebody
LEAST_ALIKE = 0.36  # on the average, for two groups to be one event

Edges = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """The reports of one happening, sorted; `cohesion` is how alike two of them are on the average, from 0 to 1."""

    members: tuple[str, ...]
    cohesion: float


def find_events(reports: Iterable[Told], least: float = LEAST_ALIKE) -> list[Event]:
    """Return the events of two reports or more, sorted; the same for the same reports in any order. Keys must be unique."""
    told = sorted(reports, key=lambda report: report.key)
    return group(alike_pairs(told), least)


def weights_of(told: Sequence[Told]) -> dict[str, float]:
    """Return how much each term weighs: the logarithm of how many reports there are for one that has it, and 0 or more."""
    counts = Counter(term for report in told for term in report.terms)
    return {term: log((1 + len(told)) / (1 + count)) for term, count in counts.items()}


def alike_pairs(told: Sequence[Told]) -> Edges:
    """Return how alike each two reports are that share a rare term within the window; `told` is sorted by key."""
    weights = weights_of(told)
    norms = {report.key: sqrt(sum(weights[term] ** 2 for term in sorted(report.terms))) for report in told}
    by_key = {report.key: report for report in told}
    return {
        (one, other): cosine(by_key[one], by_key[other], weights, norms)
        for one, other in sorted(_candidates(told, weights))
        if near_in_time(by_key[one], by_key[other])
    }


def cosine(one: Told, other: Told, weights: Mapping[str, float], norms: Mapping[str, float]) -> float:
    """Return how alike two reports are, from 0 to 1."""
    shared = sum(weights[term] ** 2 for term in sorted(one.terms & other.terms))
    return shared / ((norms[one.key] * norms[other.key]) or 1)


def near_in_time(one: Told, other: Told) -> bool:
    """Tell whether two reports are within the window of each other; a time that is not known is near every other."""
    return one.at is None or other.at is None or abs(one.at - other.at) <= WINDOW


def _candidates(told: Sequence[Told], weights: Mapping[str, float]) -> set[tuple[str, str]]:
    """Return the pairs that share one of their rarest terms: at most RARE_TERMS times MOST_SHARING for a report."""
    alone = log((1 + len(told)) / 2)  # what a term weighs that no other report has
    sharing: dict[str, list[str]] = defaultdict(list)
    for report in told:
        shared = (term for term in report.terms if weights[term] < alone)
        for term in sorted(shared, key=lambda term: (-weights[term], term))[:RARE_TERMS]:
            sharing[term].append(report.key)
    return {
        (one, other)
        for keys in sharing.values()
        if len(keys) <= MOST_SHARING
        for place, one in enumerate(keys)
        for other in keys[place + 1 :]
    }


def group(edges: Mapping[tuple[str, str], float], least: float) -> list[Event]:
    """Return the groups by average linkage; a pair that was not compared counts as nothing alike."""
    sums = _both_ways(edges)
    members = {key: [key] for key in sums}
    inside = dict.fromkeys(sums, 0.0)
    queue = [(-score, *pair) for pair, score in edges.items() if score >= least]
    heapify(queue)
    while queue:
        score, one, other = heappop(queue)
        if one not in members or other not in members or _average(sums, members, one, other) != -score:
            continue
        inside[one] += inside.pop(other) + sums[one][other]
        members[one] = sorted(members[one] + members.pop(other))
        _join(sums, one, other)
        for third in sums[one]:
            if (average := _average(sums, members, one, third)) >= least:
                heappush(queue, (-average, min(one, third), max(one, third)))
    return sorted(
        (Event(tuple(keys), round(inside[first] / (len(keys) * (len(keys) - 1) / 2), 4)))
        for first, keys in members.items()
        if len(keys) > 1
    )


def _both_ways(edges: Mapping[tuple[str, str], float]) -> dict[str, dict[str, float]]:
    sums: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), score in sorted(edges.items()):
        sums[one][other] = sums[other][one] = score
    return dict(sums)


def _average(sums: Mapping[str, Mapping[str, float]], members: Mapping[str, Sequence[str]], one: str, other: str) -> float:
    return sums[one].get(other, 0.0) / (len(members[one]) * len(members[other]))


def _join(sums: dict[str, dict[str, float]], one: str, other: str) -> None:
    """Let `one` stand for both groups."""
    for third, score in sums.pop(other).items():
        del sums[third][other]
        if third != one:
            sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + score
