"""Alerts of watchlists: a day above the usual, each new main mention, or a digest at six; each is sent once.

What was sent is kept in the transaction that sends it. A day that is loaded again, in whatever order, or a task that runs twice
sends nothing more. If no target takes a message, the next look sends it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import psycopg

from pantau.alerts.targets import AlertNotSent, send, targets
from pantau.day import WIB, shift, today
from pantau.errors import visible
from pantau.report import watched
from pantau.report.pages import ask
from pantau.report.volume import LEAST_DAYS
from pantau.watchlists.kept import read_saved
from pantau.watchlists.model import SavedWatchlist
from pantau.words import text

if TYPE_CHECKING:
    from pantau.workspace import Workspace

log = logging.getLogger(__name__)
LEAST = 5  # articles: with fewer no day is above the usual, however small that is
DIGEST_HOUR = 6  # WIB
MOST_NAMED = 10  # articles, and stories, that a message names
LONGEST = 300  # characters of a headline in a message
_KEEP = """INSERT INTO watchlist_alerts (watchlist, kind, subject, day, title) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING subject"""
_SENT = "SELECT FROM watchlist_alerts WHERE watchlist = %s AND kind = %s AND subject = %s"
_LOADED = "SELECT count(*) FROM loads WHERE day = %s"
_NEW = """SELECT a.article_id, a.title, coalesce(o.name, a.outlet) AS outlet, a.url
FROM watchlist_hits h JOIN watchlists w USING (watchlist) JOIN article_rows a USING (article_id)
LEFT JOIN outlets o ON o.outlet = a.outlet
WHERE h.watchlist = %(one)s AND h.day = %(day)s AND h.main AND a.withdrawn_at IS NULL AND a.fetched_at >= w.alert_since
  AND NOT EXISTS (SELECT FROM watchlist_alerts t
    WHERE t.watchlist = h.watchlist AND t.kind = 'main' AND t.subject = h.article_id)
ORDER BY a.published_at NULLS LAST, a.article_id"""
_LATEST = """SELECT kind, day, min(title) AS title, sent_at FROM watchlist_alerts WHERE watchlist = %(one)s
GROUP BY kind, day, sent_at ORDER BY sent_at DESC LIMIT %(most)s"""


@dataclass(frozen=True, slots=True)
class MainMention:
    """An article that is about the watchlist and of which no alert was sent."""

    article_id: str
    title: str
    outlet: str
    url: str


@dataclass(frozen=True, slots=True)
class SentAlert:
    """An alert of a watchlist that a target took."""

    kind: str
    day: date
    title: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class _Message:
    """A message, and the subjects that it is about: those are kept as sent."""

    kind: str
    day: str
    subjects: tuple[str, ...]
    title: str
    lines: tuple[str, ...]


def tell_watchlists(work: Workspace, now: datetime) -> int:
    """Send what the watchlists ask for about today and yesterday, and from six o'clock the digest of yesterday.

    It returns how many messages a target took; without an address there are none. Raises BadInput for a connection that cannot
    be read.
    """
    addresses = targets(work.settings)
    if not addresses:
        return 0
    with work.connect() as connection:
        asked = [one for one in read_saved(connection) if one.alert != "off"]
    sent = 0
    for one in asked:
        for day in (shift(today(now), -1), today(now)):
            with work.connect() as connection:  # what was sent is kept before the next is sent
                sent += _tell_day(connection, addresses, one, day, now)
    return sent


def sent_alerts(connection: psycopg.Connection, one: str, most: int) -> list[SentAlert]:
    """Return the latest alerts of a watchlist, the newest first."""
    return ask(connection, SentAlert, _LATEST, one=one, most=most)


def _tell_day(connection: psycopg.Connection, addresses: Sequence[str], one: SavedWatchlist, day: str, now: datetime) -> int:
    if one.alert == "daily":
        due = day < today(now) and now.astimezone(WIB).hour >= DIGEST_HOUR
        message = _digest(connection, one, day) if due and not _was_sent(connection, one, day) else None
    elif one.alert == "unusual":
        message = None if _was_sent(connection, one, day) else _find_unusual(connection, one, day)
    else:
        message = _find_new(connection, one, day)
    return int(_send_once(connection, addresses, one, message)) if message else 0


def _was_sent(connection: psycopg.Connection, one: SavedWatchlist, day: str) -> bool:
    return connection.execute(_SENT, [one.watchlist, one.alert, day]).fetchone() is not None


def _send_once(connection: psycopg.Connection, addresses: Sequence[str], one: SavedWatchlist, message: _Message) -> bool:
    """Send within the transaction that keeps it: another process waits for these rows, and then sends nothing."""
    try:
        with connection.transaction():
            rows = [(one.watchlist, message.kind, subject, message.day, message.title) for subject in message.subjects]
            fresh = [row for row in rows if connection.execute(_KEEP, row).fetchone()]
            if fresh:
                send(addresses, message.title, "\n".join(message.lines), good=True)
    except AlertNotSent as error:
        log.warning("watchlist %s: %s", one.watchlist, error)
        return False
    return bool(fresh)


def _find_unusual(connection: psycopg.Connection, one: SavedWatchlist, day: str) -> _Message | None:
    """Return the message if the day has the factor times the mean of its days before, or more, and enough articles."""
    found = watched.watch_series(connection, [one.watchlist], day, None).get(one.watchlist)
    if not found or found.test.days < LEAST_DAYS or found.test.count < max(LEAST, one.alert_factor * found.test.mean):
        return None
    said = {"name": _line(one.name), "count": found.test.count, "usual": f"{found.test.mean:.1f}", "day": day}
    lines = [text("alerts.watch.unusual", **said), *_name_articles(connection, one, day)]
    return _Message("unusual", day, (day,), _title(text("alerts.watch.unusual_title", **said)), tuple(lines))


def _find_new(connection: psycopg.Connection, one: SavedWatchlist, day: str) -> _Message | None:
    found = ask(connection, MainMention, _NEW, one=one.watchlist, day=day)
    if not found:
        return None
    said = {"name": _line(one.name), "count": len(found), "day": day}
    lines = [f"- {_line(row.outlet)}: {_line(row.title)}\n  {visible(row.url)}" for row in found[:MOST_NAMED]]
    lines += [text("alerts.watch.more", count=len(found) - MOST_NAMED)] if len(found) > MOST_NAMED else []
    subjects = tuple(row.article_id for row in found)
    return _Message("main", day, subjects, _title(text("alerts.watch.main_title", **said)), tuple(lines))


def _digest(connection: psycopg.Connection, one: SavedWatchlist, day: str) -> _Message:
    """Return the digest of a day; a day that is not loaded is said to be so, and the next digest is another day's."""
    found = watched.watch_series(connection, [one.watchlist], day, None).get(one.watchlist)
    count, usual = (found.test.count, found.test.mean) if found else (0, 0.0)
    said = {"name": _line(one.name), "count": count, "usual": f"{usual:.1f}", "day": day}
    row = connection.execute(_LOADED, [day]).fetchone()
    head = text("alerts.watch.unusual" if row and row[0] else "alerts.watch.not_loaded", **said)
    return _Message(
        "daily", day, (day,), _title(text("alerts.watch.daily_title", **said)), (head, *_name_articles(connection, one, day))
    )


def _name_articles(connection: psycopg.Connection, one: SavedWatchlist, day: str) -> list[str]:
    """Return a line for each of the day's latest articles, those that are about the watchlist first."""
    rows = [row for row in watched.latest(connection, one.watchlist, day, 200) if str(row.day) == day]
    rows.sort(key=lambda row: not row.main)
    return [f"- {_line(row.outlet)}: {_line(row.title)}" for row in rows[:MOST_NAMED]]


def _line(said: str) -> str:
    """Return a text of a page on one line, bounded, in which a chat finds nobody to call (@everyone) and no link of its own."""
    line = visible(" ".join(said.split())).replace("@", "@\u200b").replace("](", "]\u200b(")
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _title(said: str) -> str:
    return _line(said)[:200]
