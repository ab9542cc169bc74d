"""Groups reports into events: a pure function of the set of reports, whatever their order, in time linear in their number.

Groups grow from the most similar pair on. Two groups become one only while their reports are alike on average (average
linkage), so a chain of reports, each a little like the next, makes no event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from pantau.events.likeness import MOST_COMPARED, Edges, alike_pairs
from pantau.events.terms import NewsReport

LEAST_ALIKE = 0.36  # mean likeness that two groups need to be one event


@dataclass(frozen=True, slots=True, order=True)
class EventGroup:
    """The reports of one happening, sorted; `cohesion` is the mean likeness of two of them, from 0 to 1."""

    members: tuple[str, ...]
    cohesion: float


def find_events(reports: Iterable[NewsReport], least: float = LEAST_ALIKE) -> list[EventGroup]:
    """Return the events of two or more reports, sorted; the same for the same reports in any order. Keys must be unique."""
    return group(alike_pairs(sorted(reports, key=lambda report: report.key)), least)


def average(total: float, one: int, other: int) -> float:
    """Return the mean likeness of two groups with so many reports, whose compared pairs add up to `total`.

    A pair that was not compared counts as 0, but no report is compared with more than MOST_COMPARED.
    """
    return total / min(one * other, MOST_COMPARED * min(one, other))


def group(edges: Edges, least: float) -> list[EventGroup]:
    """Return the groups by average linkage, sorted."""
    growing = _Growing(edges)
    queue = [(-score, *pair) for pair, score in edges.items() if score >= least]
    heapify(queue)
    while queue:
        score, one, other = heappop(queue)
        if one not in growing.members or other not in growing.members:
            continue
        now = growing.average(one, other)
        if now != -score:  # a group grew since: its averages with others can only have fallen, or were queued anew
            if least <= now < -score:
                heappush(queue, (-now, one, other))
            continue
        for third in growing.join(one, other):
            if (now := growing.average(one, third)) >= least:
                heappush(queue, (-now, min(one, third), max(one, third)))
    return growing.groups()


@dataclass(slots=True)
class _Growing:
    """Groups while they grow, each under its lowest key: its members, the likeness within, and the likeness to each other
    group."""

    edges: Edges
    sums: dict[str, dict[str, float]] = field(init=False)
    members: dict[str, list[str]] = field(init=False)
    within: dict[str, float] = field(init=False)

    def __post_init__(self) -> None:
        self.sums = _both_ways(self.edges)
        self.members = {key: [key] for key in self.sums}
        self.within = dict.fromkeys(self.sums, 0.0)

    def average(self, one: str, other: str) -> float:
        return average(self.sums[one].get(other, 0.0), len(self.members[one]), len(self.members[other]))

    def join(self, one: str, other: str) -> list[str]:
        """Let the lower key `one` stand for both groups; return the groups whose likeness to it may have grown."""
        self.within[one] += self.within.pop(other) + self.sums[one][other]
        self.members[one] += self.members.pop(other)
        near = self.sums.pop(other)
        for third, score in near.items():
            del self.sums[third][other]
            if third != one:
                self.sums[one][third] = self.sums[third][one] = self.sums[one].get(third, 0.0) + score
        near.pop(one)
        return list(near)

    def groups(self) -> list[EventGroup]:
        found = [(tuple(sorted(keys)), self.within[first]) for first, keys in self.members.items() if len(keys) > 1]
        return sorted(EventGroup(keys, round(within / (len(keys) * (len(keys) - 1) / 2), 4)) for keys, within in found)


def _both_ways(edges: Mapping[tuple[str, str], float]) -> dict[str, dict[str, float]]:
    sums: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), score in sorted(edges.items()):
        sums[one][other] = sums[other][one] = score
    return dict(sums)
