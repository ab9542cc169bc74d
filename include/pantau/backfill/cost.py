"""The cost of fetching: requests by host, megabytes by the mean size of an outlet's pages, hours at the polite pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from urllib.parse import urlsplit

from pantau.landing.weights import LandedWeight, landed_weights
from pantau.net.addresses import Guard
from pantau.net.problem import FetchProblem
from pantau.net.target import read_target
from pantau.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Weight:
    """The average article of an outlet: requests (its parts), and bytes of all parts, unpacked (None: unknown)."""

    requests: float
    size: float | None


class ArticleWeights:
    """The weights of articles by outlet, from what is landed. An outlet without a landed page has the mean weight of all
    outlets."""

    def __init__(self, work: Workspace) -> None:
        landed = landed_weights(work.landing.database)
        self._of = {outlet: _weight([found]) for outlet, found in landed.items()}
        self._mean = _weight(landed.values())

    def of(self, outlet: str) -> Weight:
        """Return the weight of an article of the outlet."""
        return self._of.get(outlet, self._mean)


def _weight(landed: Iterable[LandedWeight]) -> Weight:
    landed = list(landed)
    articles = sum(one.articles for one in landed)
    if not articles:
        return Weight(1.0, None)
    requests = articles + sum(one.parts for one in landed)
    return Weight(requests / articles, sum(one.size for one in landed) / articles)


class HostPace:
    """The seconds between two starts on each host: the gap of the setting, or the longer one that its robots.txt wants
    or that its answers taught.

    `host_parallel` does not count: with two requests at a time, only answers that take ten seconds would slow down a gap of
    five.
    """

    def __init__(self, work: Workspace) -> None:
        self._settings, self._hosts, self._manners = work.settings, work.landing.hosts, work.manners
        self._guard = Guard(work.settings.allow_hosts)
        self._known: dict[str, tuple[str, float]] = {}

    def host(self, url: str) -> tuple[str, float]:
        """Return the host under which a URL counts, and the seconds between two starts on it; "" for an unusable URL."""
        place = urlsplit(url).netloc.lower()
        if place not in self._known:
            self._known[place] = self._read_pace(url, place)
        return self._known[place]

    def _read_pace(self, url: str, place: str) -> tuple[str, float]:
        from pantau.net.robots import gap_under, read_robots

        try:
            target = read_target(url, self._guard)
        except FetchProblem:
            return "", 0.0
        gap_s = max(self._settings.past_gap_s(target.opened), self._manners.of(target.key).gap_s)
        if place == urlsplit(self._settings.wayback).netloc.lower():
            gap_s = 60.0 / self._settings.wayback_captures_per_minute  # the host documents how many requests it allows
        else:
            gap_s = max(gap_s, min(self._hosts.pace(target.key).gap_s, self._settings.most_gap_s(target.opened)))
        robots, _ = self._hosts.robots(target.key)
        return target.key, gap_under(read_robots(robots.body if robots else ""), gap_s)


def requests_by_host(pace: HostPace, urls: Iterable[str], each: float) -> dict[str, int]:
    """Return how many requests each host gets for articles of `each` requests on average."""
    counts = Counter(pace.host(url)[0] for url in urls)
    return {host: ceil(count * each) for host, count in counts.items()}


def hours(pace: Mapping[str, float], requests: Mapping[str, int]) -> float:
    """Return the hours that the busiest host takes at `pace` (seconds between two starts by host). Pantau asks the hosts in
    parallel."""
    return max((count * pace[host] for host, count in requests.items()), default=0.0) / 3600
