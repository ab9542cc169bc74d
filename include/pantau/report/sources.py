"""Can an outlet be trusted? Its volume against the usual, how complete its articles are, what failed, whether it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import psycopg

from pantau.day import shift
from pantau.landing.host_states import HostState, read_host_states
from pantau.landing.revisits import count_revisits, tell_revisits
from pantau.report.layout import LayoutDrop
from pantau.report.layouts import LayoutPage, lacking_pages, read_verdict
from pantau.report.pages import PolledFeed, ask
from pantau.report.today import PAST_DAYS, DaySeries
from pantau.report.trust import TrustLevel, TrustReason
from pantau.report.volume import VolumeTest, level_change

ALONE = 0.01  # two-sided, for one outlet that a reader looks at: no correction for the other outlets
_LAST = """SELECT outlet, max(coalesce(published_at, fetched_at)) FROM article_rows
WHERE day BETWEEN %(first)s AND %(last)s AND copy_of IS NULL AND (%(outlet)s = '' OR outlet = %(outlet)s) GROUP BY outlet"""
_FILLED = """SELECT day = %(last)s AS here, count(*)::integer AS articles, count(*) FILTER (WHERE title <> '')::integer AS title,
  count(published_at)::integer AS time, count(*) FILTER (WHERE authors <> '{}')::integer AS author,
  count(*) FILTER (WHERE section <> '')::integer AS section,
  coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY words), 0)::integer AS words
FROM article_rows WHERE outlet = %(outlet)s AND day BETWEEN %(first)s AND %(last)s GROUP BY 1 ORDER BY 1 DESC"""
_FAILED = """SELECT outcome, reason, sum(count) FILTER (WHERE day = %(last)s)::integer AS here, sum(count)::integer AS all
FROM source_days WHERE outlet = %(outlet)s AND day BETWEEN %(first)s AND %(last)s
  AND outcome IN ('failed', 'blocked', 'quarantined', 'not_article', 'pending')
GROUP BY outcome, reason ORDER BY 3 DESC NULLS LAST, 4 DESC, outcome, reason LIMIT 30"""
_ARCHIVE = """SELECT day, listing, read_at, expected, found, loaded FROM coverage_days
WHERE outlet = %(outlet)s AND day BETWEEN %(first)s AND %(last)s AND listing <> 'not_asked' ORDER BY day DESC LIMIT 7"""
_OUTLET = (
    "SELECT outlet, name, owner_group, domains, home_url, no_revisits, gap_s, at_once FROM outlets WHERE outlet = %(outlet)s"
)
_TRIALS = """SELECT source_url, state, tries, result, message, items, titles, last_try_at, moved_to FROM source_trials
WHERE outlet = %(outlet)s AND (origin <> 'seeds' OR source_url IN (SELECT feed_url FROM feeds WHERE unproven))
ORDER BY array_position(ARRAY['proven', 'waiting', 'demoted'], state), source_url LIMIT 30"""

_LESSONS = """SELECT section, place, what, seen, of, last_day FROM lessons
WHERE place = %(outlet)s OR place = ANY(%(domains)s) OR place = ANY(SELECT 'www.' || d FROM unnest(%(domains)s::text[]) d)
ORDER BY section, seen DESC, what LIMIT 40"""


@dataclass(frozen=True, slots=True)
class OutletLesson:
    """What was learnt of an outlet or one of its hosts: of which kind, how many pages spoke for it, `of` how many."""

    section: str
    place: str
    what: str
    seen: int
    of: int | None
    last_day: date


@dataclass(frozen=True, slots=True)
class SourceTrial:
    """An unproven source of the outlet: the state of its trial, and its last answer (titles: up to three)."""

    source_url: str
    state: str
    tries: int
    result: str
    message: str
    items: int
    titles: list[str]
    last_try_at: datetime | None
    moved_to: str


@dataclass(frozen=True, slots=True)
class CatalogueOutlet:
    """An outlet as the catalogue describes it."""

    outlet: str
    name: str
    owner_group: str
    domains: list[str]
    home_url: str
    no_revisits: str = ""
    gap_s: float = 0.0
    at_once: int = 0


@dataclass(frozen=True, slots=True)
class FilledCounts:
    """How many articles have what, on the day (`here`) or on the 28 days before; `words` is the median length."""

    here: bool
    articles: int
    title: int
    time: int
    author: int
    section: int
    words: int

    def share(self, part: str) -> float:
        """Return the share that has a part, from 0 to 1."""
        return int(getattr(self, part)) / self.articles if self.articles else 0.0


@dataclass(frozen=True, slots=True)
class FailedCount:
    """URLs that did not become articles, by outcome and reason: on the day (None: none) and in all 29 days."""

    outcome: str
    reason: str
    here: int | None
    all: int


@dataclass(frozen=True, slots=True)
class ArchiveDay:
    """A day of the outlet's archive: how its reading ended, and the addresses listed, landed and loaded."""

    day: date
    listing: str
    read_at: datetime | None
    expected: int
    found: int
    loaded: int


@dataclass(frozen=True, slots=True)
class SourceEvidence:
    """Everything that the page of an outlet shows."""

    outlet: CatalogueOutlet
    series: DaySeries | None
    last_at: datetime | None
    filled: Sequence[FilledCounts]
    failed: Sequence[FailedCount]
    archive: Sequence[ArchiveDay]
    hosts: Sequence[HostState]
    feeds: Sequence[PolledFeed]
    trials: Sequence[SourceTrial] = ()
    revisits: Mapping[str, int] | None = None
    drops: Sequence[LayoutDrop] = ()
    lacking: Mapping[str, Sequence[LayoutPage]] = field(default_factory=dict)
    lessons: Sequence[OutletLesson] = ()


def find_outlet(connection: psycopg.Connection, outlet: str) -> CatalogueOutlet | None:
    """Return an outlet of the catalogue as of the last load; None if none has that name."""
    return next(iter(ask(connection, CatalogueOutlet, _OUTLET, outlet=outlet)), None)


def last_articles(connection: psycopg.Connection, day: str, outlet: str = "") -> dict[str, datetime]:
    """Return when each outlet (or one) published last within the 28 days."""
    asked = {"first": shift(day, -PAST_DAYS), "last": day, "outlet": outlet}
    return {str(name): moment for name, moment in connection.execute(_LAST, asked)}


def gather(
    connection: psycopg.Connection,
    outlet: CatalogueOutlet,
    day: str,
    series: DaySeries | None,
    feeds: Sequence[PolledFeed],
) -> SourceEvidence:
    """Return what is known of an outlet on a day and the 28 days before."""
    window: dict[str, object] = {"outlet": outlet.outlet, "first": shift(day, -PAST_DAYS), "last": day}
    drops = read_verdict(connection, day, outlet.outlet).drops
    return SourceEvidence(
        outlet,
        series,
        last_articles(connection, day, outlet.outlet).get(outlet.outlet),
        ask(connection, FilledCounts, _FILLED, **window),
        ask(connection, FailedCount, _FAILED, **window),
        ask(connection, ArchiveDay, _ARCHIVE, **window),
        read_host_states(connection, outlet.domains),
        feeds,
        ask(connection, SourceTrial, _TRIALS, **window),
        _sum_revisits(connection, day, outlet.outlet),
        drops,
        {drop.field: lacking_pages(connection, day, drop) for drop in drops},
        ask(connection, OutletLesson, _LESSONS, outlet=outlet.outlet, domains=outlet.domains),
    )


def _sum_revisits(connection: psycopg.Connection, day: str, outlet: str) -> Mapping[str, int] | None:
    """Return the revisits of the day and the 28 days before, for the sentence of the page; None if there was none."""
    found = sum(map(Counter, count_revisits(connection, shift(day, -PAST_DAYS), day, outlet).values()), Counter[str]())
    return tell_revisits(found) if found else None


def judge_source(known: SourceEvidence, now: datetime) -> list[TrustReason]:
    """Return what speaks against an outlet, the worst first; an empty list if nothing does."""
    reasons = [*judge_volume(known.series.test if known.series else None, ALONE)]
    reasons += [*_judge_level(known.series), *_judge_feeds(known.feeds, known.trials), *_judge_layout(known.drops)]
    resting = [host for host in known.hosts if host.rests_until and host.rests_until > now]
    if resting:
        reasons.append(TrustReason("resting", TrustLevel.NOTED, {"host": resting[0].host, "after": resting[0].rests_after}))
    if any(host.status == 0 or (host.status or 0) >= 500 for host in known.hosts):
        reasons.append(TrustReason("robots", TrustLevel.NOTED))
    return sorted(reasons, key=lambda one: -one.level)


def judge_volume(test: VolumeTest | None, alpha: float) -> list[TrustReason]:
    """Return the reason that a count gives by its two-sided tail: silent, thin or flooded; None if it is usual."""
    if test is None:
        return [TrustReason("unknown", TrustLevel.NOTED)]
    if test.improbable >= alpha:
        return []
    values = {"count": test.count, "low": test.low, "high": test.high}
    if test.count == 0:
        return [TrustReason("silent", TrustLevel.BAD, values)]
    return [TrustReason("thin" if test.count < test.mean else "flooded", TrustLevel.NOTED, values)]


def _judge_level(series: DaySeries | None) -> list[TrustReason]:
    """Compare whole days only: the last count may be of a day that runs."""
    change = level_change(series.counts[:-1]) if series else None
    if series is None or change is None:
        return []
    days = len(series.counts) - 1 - change.start
    values: dict[str, int | str] = {"days": days, "before": f"{change.before:.0f}", "since": f"{change.since:.0f}"}
    return [TrustReason("fell" if change.since < change.before else "rose", TrustLevel.NOTED, values)]


def _judge_feeds(feeds: Sequence[PolledFeed], trials: Sequence[SourceTrial] = ()) -> list[TrustReason]:
    """Judge the feeds that are polled: enabled ones, and those that proved themselves."""
    proven = {trial.source_url for trial in trials if trial.state == "proven"}
    used = [feed for feed in feeds if feed.enabled or feed.feed_url in proven]
    failing = [feed for feed in used if feed.failures > 0]
    if not used:
        return [TrustReason("no_feed", TrustLevel.NOTED)]
    if not failing:
        return []
    level = TrustLevel.BAD if len(failing) == len(used) else TrustLevel.NOTED
    values: dict[str, int | str] = {"count": len(failing), "all": len(used), "result": failing[0].last_result}
    return [TrustReason("feeds", level, values)]


def _judge_layout(drops: Sequence[LayoutDrop]) -> list[TrustReason]:
    """Name the fields that articles had before and lack now: the outlet's pages have changed."""
    return [
        TrustReason(f"lost_{drop.field}", TrustLevel.NOTED, {"before": f"{drop.before:.0%}", "here": f"{drop.here:.0%}"})
        for drop in drops
    ]


def is_stale(last: datetime | None, now: datetime, series: DaySeries | None) -> bool:
    """Tell whether an outlet is quiet for longer than three of its usual gaps between articles, and at least a day."""
    if last is None or series is None or not series.test.mean:
        return False
    return now - last > max(timedelta(days=1), 3 * timedelta(days=1) / series.test.mean)
