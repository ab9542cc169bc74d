"""The layouts of the outlets in the warehouse: what fell on a day, pages to look at, and the alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from pantau.alerts import Fault, over, tell
from pantau.alerts.telling import open_faults
from pantau.day import shift
from pantau.report.layout import LayoutDay, LayoutDrop, LayoutVerdict, by_outlet, find_drops
from pantau.report.pages import ask
from pantau.words import text
from pantau.workspace import Workspace

PAST_DAYS = 28
SHOWN = 3  # pages to look at
KEY = "layout"
# Fields of the page itself: what the feed or the archive supplied is there even if a page has lost it.
_HAS = {
    "read": "split_part(method, '+', 1) IN ('rule', 'learnt')",
    "title": "title <> '' AND strpos(method, '+title') = 0",
    "time": "published_at IS NOT NULL AND time_source NOT IN ('', 'feed', 'archive')",
    "author": "authors <> '{}'",
    "section": "section <> '' AND strpos(method, '+section') = 0",
    "long": "words >= usual.median / 2",
}
_COUNTS = ", ".join(f"count(*) FILTER (WHERE {has})::integer AS {name}" for name, has in _HAS.items())
_USUAL = """SELECT outlet, percentile_cont(0.5) WITHIN GROUP (ORDER BY words) AS median FROM article_rows
WHERE day >= %(first)s AND day < %(last)s AND (%(outlet)s = '' OR outlet = %(outlet)s) GROUP BY outlet"""
_DAYS = f"""WITH usual AS ({_USUAL})
SELECT a.outlet, a.day::text AS day, count(*)::integer AS articles, {_COUNTS}
FROM article_rows a JOIN usual USING (outlet) WHERE a.day BETWEEN %(first)s AND %(last)s GROUP BY a.outlet, a.day"""  # noqa: S608
_LACKING = """WITH usual AS ({usual}) SELECT a.article_id, a.url, a.title FROM article_rows a JOIN usual USING (outlet)
WHERE a.day = %(last)s AND NOT ({has}) ORDER BY a.fetched_at DESC, a.article_id LIMIT %(most)s"""


@dataclass(frozen=True, slots=True)
class LayoutPage:
    """A page that lacks what its outlet's pages used to have."""

    article_id: str
    url: str
    title: str


def read_verdict(connection: psycopg.Connection, day: str, outlet: str = "") -> LayoutVerdict:
    """Return what fell on a day against the 28 days before it, of one outlet or of all."""
    window = {"first": shift(day, -PAST_DAYS), "last": day, "outlet": outlet}
    return find_drops(ask(connection, LayoutDay, _DAYS, **window), day)


def lacking_pages(connection: psycopg.Connection, day: str, drop: LayoutDrop) -> list[LayoutPage]:
    """Return three pages of the day that lack the field, the last fetched first."""
    query = _LACKING.format(usual=_USUAL, has=_HAS[drop.field])
    given = {"first": shift(day, -PAST_DAYS), "last": day, "outlet": drop.outlet, "most": SHOWN}
    return ask(connection, LayoutPage, query, **given)


def tell_layouts(work: Workspace, connection: psycopg.Connection, day: str) -> int:
    """Send one alert for each outlet whose pages changed, and one more when that is over; return how many outlets have
    changed."""
    verdict = read_verdict(connection, day)
    changed = by_outlet(verdict.drops)
    judged = {outlet for outlet, _ in verdict.judged}
    for outlet, drops in changed.items():
        pages = lacking_pages(connection, day, drops[0])
        tell(work, _as_fault(day, outlet, drops, [page.url for page in pages]))
    for fault in open_faults(connection, most=1_000):
        room, _, outlet = fault.key.partition("/")
        if room == KEY and outlet in judged and outlet not in changed:
            over(work, fault.key)
    return len(changed)


def _as_fault(day: str, outlet: str, drops: Sequence[LayoutDrop], urls: Sequence[str]) -> Fault:
    names = ", ".join(text(f"alerts.layout.{drop.field}", before=f"{drop.before:.0%}", here=f"{drop.here:.0%}") for drop in drops)
    return Fault(
        f"{KEY}/{outlet}",
        text("alerts.layout.what", outlet=outlet),
        text("alerts.layout.where", outlet=outlet, day=day),
        text("alerts.layout.why", fields=names, urls=" ".join(urls)),
        text("alerts.layout.remedy", outlet=outlet),
    )
