"""Where the addresses of an outlet's past day stand before its run: landed, given up, or to be fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pantau.landing.records import NEVER_AGAIN
from pantau.model import Entry
from pantau.workspace import Workspace

# What the fetch stage of the day would take: what is pending, and what was given up for a reason that may have passed.
_KNOWN = """SELECT e.url_key, e.url, CASE
    WHEN e.state = 'pending' OR (e.state = 'failed' AND e.reason <> ALL(%(never)s)) THEN 'to_fetch'
    WHEN EXISTS (SELECT FROM landing.pages p WHERE p.url_key = e.url_key AND p.status = 200) THEN 'landed'
    ELSE 'given_up' END, e.day = %(day)s AND e.outlet = %(outlet)s AND e.source = 'archive'
FROM landing.entries e WHERE e.url_key = ANY(%(keys)s) OR (e.day = %(day)s AND e.outlet = %(outlet)s)"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The addresses of an outlet's day: how many the archive lists, are landed, are given up for good; and those to fetch."""

    listed: int
    landed: int
    given_up: int
    to_fetch: tuple[str, ...]


def standing(work: Workspace, outlet: str, day: str, listed: Sequence[Entry] | None) -> Standing:
    """Return how an outlet's day stands, with what `listed` would add to it; None: what the archive listed is in the landing."""
    new = {entry.url_key: entry.url for entry in listed or ()}
    given = {"never": NEVER_AGAIN, "day": day, "outlet": outlet, "keys": list(new)}
    counts = {"landed": 0, "given_up": 0, "to_fetch": 0}
    to_fetch, from_archive = [], 0
    with work.landing.database.session() as connection:
        rows = connection.execute(_KNOWN, given).fetchall()
    for key, url, end, archived in rows:
        new.pop(key, None)
        counts[end] += 1
        from_archive += archived
        to_fetch += [url] if end == "to_fetch" else []
    number = from_archive if listed is None else len(listed)
    return Standing(number, counts["landed"], counts["given_up"], (*to_fetch, *new.values()))
