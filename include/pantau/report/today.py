"""Questions of the first page about a day: how much each outlet, watchlist and person has against its 28 days, cards, and
headlines.

A day that is not over is compared with the same hours of the days before it. Its limit `until` is a WIB time of day, None for a
day that is over. Copies never count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

import psycopg

from pantau.day import WIB, shift, today
from pantau.report.events import EventRow, event_of
from pantau.report.stories import StoryRow, largest
from pantau.report.volume import VolumeTest, measure

PAST_DAYS = 28
_LOADED = "SELECT DISTINCT day::text FROM loads WHERE day BETWEEN %(first)s AND %(last)s"
UNTIL = "(%(until)s::time IS NULL OR (coalesce(a.published_at, a.fetched_at) AT TIME ZONE 'Asia/Jakarta')::time <= %(until)s)"
_OUTLETS = f"""SELECT a.outlet, '', a.day::text, count(*) FROM article_rows a
WHERE a.day BETWEEN %(first)s AND %(last)s AND a.copy_of IS NULL AND {UNTIL} GROUP BY a.outlet, a.day"""  # noqa: S608
_TAGGED = f"""SELECT t.id, min(t.label), a.day::text, count(DISTINCT t.article_id)
FROM article_tags t JOIN article_rows a USING (article_id)
WHERE t.kind = %(kind)s AND (%(ids)s::text[] IS NULL OR t.id = ANY(%(ids)s)) AND a.day BETWEEN %(first)s AND %(last)s
  AND a.copy_of IS NULL AND {UNTIL} GROUP BY t.id, a.day"""  # noqa: S608 — both are texts of ours
_MOST = """SELECT t.id FROM article_rows a JOIN article_tags t USING (article_id)
WHERE a.day = %(last)s AND t.kind = %(kind)s AND a.copy_of IS NULL
GROUP BY t.id ORDER BY count(DISTINCT t.article_id) DESC, t.id LIMIT %(most)s"""
_HOURS = """SELECT m.story_id, extract(hour FROM a.published_at AT TIME ZONE 'Asia/Jakarta')::integer, count(*)
FROM story_members m JOIN article_rows a USING (article_id)
WHERE m.story_id = ANY(%(stories)s) AND a.day = %(last)s AND a.published_at IS NOT NULL GROUP BY 1, 2"""
_PLACES = """SELECT m.story_id, t.label FROM story_members m JOIN article_tags t USING (article_id)
WHERE m.story_id = ANY(%(stories)s) AND t.kind = 'province'
GROUP BY m.story_id, t.label ORDER BY count(DISTINCT t.article_id) DESC, t.label"""
_NAMES = "SELECT outlet, name FROM outlets"


@dataclass(frozen=True, slots=True)
class DaySeries:
    """Counts of one thing: one for each loaded day, oldest first, the day itself last; and its test against the days since
    its first."""

    id: str
    label: str
    counts: tuple[int, ...]
    test: VolumeTest


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story of the day: its articles by hour of that day (24 counts), its provinces, most first, and its event."""

    story: StoryRow
    hours: tuple[int, ...]
    provinces: tuple[str, ...]
    event: EventRow | None = None


def limit_of(day: str, now: datetime) -> time | None:
    """Return the WIB time of day until which to compare: now for the present day, None for any other."""
    return now.astimezone(WIB).time().replace(microsecond=0) if day == today(now) else None


def outlet_series(connection: psycopg.Connection, day: str, until: time | None) -> dict[str, DaySeries]:
    """Return the articles of every outlet that had one within the 28 days, by short name; days before its first do not
    count."""
    return series_of(connection, _OUTLETS, day, until)


def tag_series(
    connection: psycopg.Connection, day: str, until: time | None, kind: str, ids: Sequence[str] | None = None
) -> dict[str, DaySeries]:
    """Return the articles with a tag of a kind, by its id; of all ids that occur, or of `ids`."""
    return series_of(connection, _TAGGED, day, until, kind=kind, ids=None if ids is None else list(ids))


def most_tagged(connection: psycopg.Connection, day: str, until: time | None, kind: str, most: int) -> list[DaySeries]:
    """Return what the most articles of a day name, for one kind of tag, with the usual count."""
    rows = connection.execute(_MOST, {"last": day, "kind": kind, "most": most}).fetchall()
    found = tag_series(connection, day, until, kind, [str(ident) for (ident,) in rows])
    return sorted(found.values(), key=lambda one: (-one.test.count, one.id))


def story_cards(connection: psycopg.Connection, day: str, most: int) -> list[StoryCard]:
    """Return the largest stories of a day as cards."""
    found = largest(connection, day, most)
    asked = {"stories": [one.story_id for one in found], "last": day}
    hours: dict[str, list[int]] = {one.story_id: [0] * 24 for one in found}
    for story, hour, count in connection.execute(_HOURS, asked):
        hours[story][hour] = count
    places: dict[str, list[str]] = {one.story_id: [] for one in found}
    for story, label in connection.execute(_PLACES, asked):
        places[story].append(label)
    return [
        StoryCard(one, tuple(hours[one.story_id]), tuple(places[one.story_id]), event_of(connection, one.story_id))
        for one in found
    ]


def outlet_names(connection: psycopg.Connection) -> dict[str, str]:
    """Return the name readers know of every outlet, by short name."""
    rows: Iterable[tuple[str, str]] = connection.execute(_NAMES).fetchall()
    return dict(rows)


def series_of(connection: psycopg.Connection, sql: str, day: str, until: time | None, **more: object) -> dict[str, DaySeries]:
    """Return series by id from a query for id, label, day and count within the window `first` to `last`."""
    asked = _window(day) | {"until": until} | more
    loaded = sorted({str(one) for (one,) in connection.execute(_LOADED, asked)} - {day})
    counts: dict[str, Counter[str]] = {}
    labels: dict[str, str] = {}
    for ident, label, on, count in connection.execute(sql.encode(), asked):
        counts.setdefault(ident, Counter())[on] = count
        labels[ident] = label
    return {ident: _compare(ident, labels[ident], found, loaded, day) for ident, found in sorted(counts.items())}


def _compare(ident: str, label: str, found: Mapping[str, int], loaded: Sequence[str], day: str) -> DaySeries:
    first = min(on for on, count in found.items() if count)
    past = tuple(found.get(on, 0) for on in loaded)
    here = found.get(day, 0)
    return DaySeries(ident, label, (*past, here), measure(here, past[sum(on < first for on in loaded) :]))


def _window(day: str) -> dict[str, object]:
    return {"first": shift(day, -PAST_DAYS), "last": day}
