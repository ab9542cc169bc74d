"""Events out of reports: a pure function of the set of reports, whatever their order, in time linear in their number.

Two reports are alike by the cosine of their terms, each weighed by how rare it is among all reports (tf-idf with a
frequency of 0 or 1): once of the names, once of the other terms. The lower counts: templated reports of two towns
differ in names only, and two affairs of one minister differ in the rest. Only reports that share one of their rarest
terms are compared, and a term that too many reports share finds nobody.
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

from pantau.events.terms import NAME, NewsReport

WINDOW = timedelta(hours=48)
RARE_TERMS = 48  # of a report, by which others are looked for
MOST_SHARING = 64  # reports that a term may have and still find somebody
LEAST_ALIKE = 0.36  # on the average, for two groups to be one event

Edges = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True, order=True)
class EventGroup:
    """The reports of one happening, sorted; `cohesion` is how alike two of them are on the average, from 0 to 1."""

    members: tuple[str, ...]
    cohesion: float


def find_events(reports: Iterable[NewsReport], least: float = LEAST_ALIKE) -> list[EventGroup]:
    """Return the events of two reports or more, sorted; the same for the same reports in any order. Keys must be unique."""
    told = sorted(reports, key=lambda report: report.key)
    return group(alike_pairs(told), least)


def weights_of(told: Sequence[NewsReport]) -> dict[str, float]:
    """Return how much each term weighs: the logarithm of how many reports there are for one that has it, and 0 or more."""
    counts = Counter(term for report in told for term in report.terms)
    return {term: log((1 + len(told)) / (1 + count)) for term, count in counts.items()}


def alike_pairs(told: Sequence[NewsReport]) -> Edges:
    """Return how alike each two reports are that share a rare term within the window; `told` is sorted by key."""
    weights = weights_of(told)
    parts = {report.key: (_part(report, weights, named=True), _part(report, weights, named=False)) for report in told}
    by_key = {report.key: report for report in told}
    return {
        (one, other): min(cosine(*pair) for pair in zip(parts[one], parts[other], strict=True))
        for one, other in sorted(_candidates(told, weights))
        if near_in_time(by_key[one], by_key[other])
    }


def _part(report: NewsReport, weights: Mapping[str, float], *, named: bool) -> dict[str, float]:
    """Return the names of a report, or its other terms, with their weights."""
    return {term: weights[term] for term in sorted(report.terms) if term.startswith(NAME) is named}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return how alike two lists of weighted terms are, from 0 to 1; two without a term of weight say nothing against it: 1."""
    norms = [sqrt(sum(weight**2 for weight in part.values())) for part in (one, other)]
    if not any(norms):
        return 1.0
    return sum(weight**2 for term, weight in one.items() if term in other) / ((norms[0] * norms[1]) or 1)


def near_in_time(one: NewsReport, other: NewsReport) -> bool:
    """Tell whether two reports are within the window of each other; a time that is not known is near every other."""
    return one.at is None or other.at is None or abs(one.at - other.at) <= WINDOW


def _candidates(told: Sequence[NewsReport], weights: Mapping[str, float]) -> set[tuple[str, str]]:
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


def group(edges: Mapping[tuple[str, str], float], least: float) -> list[EventGroup]:
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
        (EventGroup(tuple(keys), round(inside[first] / (len(keys) * (len(keys) - 1) / 2), 4)))
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
