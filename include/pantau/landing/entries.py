"""The entries: every URL that a feed or an archive page ever announced, its state, and the pages landed for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pantau.errors import BadInput
from pantau.landing.database import Database, lock_number
from pantau.landing.merge import merge
from pantau.landing.records import MAY_BE_RETRIED, NEVER_AGAIN, AddResult, StateChange
from pantau.model import Entry, Landed, Page
from pantau.text import make_all_storable

if TYPE_CHECKING:
    import psycopg

KEY_BYTES = 2_000  # PostgreSQL indexes at most 2,704 bytes; the longest real URL of a feed has some 300
_ADDING = lock_number("landing.add_entries")
_FIELDS = tuple(f.name for f in fields(Entry))
_PAGE_FIELDS = tuple(f.name for f in fields(Page))
_COLUMNS = ", ".join("e.day::text" if name == "day" else f"e.{name}" for name in _FIELDS)
_PAGE_COLUMNS = ", ".join(f"p.{name}" for name in _PAGE_FIELDS)
_INSERT = f"INSERT INTO landing.entries ({', '.join(_FIELDS)}) VALUES ({', '.join(['%s'] * len(_FIELDS))})"  # noqa: S608
_UPDATE = f"UPDATE landing.entries SET {', '.join(f'{name} = %s' for name in _FIELDS)} WHERE url_key = %s"  # noqa: S608
# An edited article is fetched from its first part again, whether or not all its parts had come.
_KNOWN = f"""SELECT {_COLUMNS}, CASE WHEN e.reason LIKE 'retry:part%%' THEN 'begun' ELSE e.state END,
  (SELECT max(fetched_at) FROM landing.pages p WHERE p.url_key = e.url_key)
FROM landing.entries e WHERE e.url_key = ANY(%s)"""  # noqa: S608
_SERVED = """LATERAL (SELECT * FROM landing.pages n WHERE n.url_key = e.url_key AND n.status = 200
  ORDER BY CASE WHEN n.parts = 1 THEN 0 ELSE landing.parts_missing(n) END, n.fetched_at DESC LIMIT 1)"""
_OF_DAY = f"""SELECT {_COLUMNS}, e.state, e.reason, e.attempts, {_PAGE_COLUMNS} FROM landing.entries e
LEFT JOIN {_SERVED} p ON true
WHERE e.day = %s AND (%s::text[] IS NULL OR e.outlet = ANY(%s)) ORDER BY e.url_key COLLATE "C" """  # noqa: S608
_EARLIER = f"""SELECT {_COLUMNS}, e.state, e.reason, e.attempts, {_PAGE_COLUMNS} FROM landing.entries e
JOIN {_SERVED} s ON true JOIN landing.pages p ON p.url_key = e.url_key AND p.status = 200 AND p.fetched_at < s.fetched_at
WHERE e.day = %s AND (%s::text[] IS NULL OR e.outlet = ANY(%s)) AND landing.parts_missing(p) = 0
ORDER BY e.url_key COLLATE "C", p.fetched_at"""  # noqa: S608
_PARTS = f"""SELECT {", ".join(f"t.{name}" for name in _PAGE_FIELDS if name != "parts")}, 1 FROM landing.parts t
JOIN unnest(%s::text[], %s::timestamptz[]) AS w (url_key, page_at) USING (url_key, page_at) ORDER BY t.url_key, t.part"""  # noqa: S608
_NEWEST = f"""SELECT {_PAGE_COLUMNS}, landing.parts_missing(p) FROM landing.pages p WHERE p.url_key = %s AND p.status = 200
ORDER BY p.fetched_at DESC LIMIT 1"""  # noqa: S608
_DUE = f"""SELECT {_COLUMNS}, e.state, e.reason, e.attempts FROM landing.entries e
WHERE e.next_try_at <= %(now)s AND (e.state = 'pending' OR (%(again)s AND {MAY_BE_RETRIED}))
  AND (%(day)s::date IS NULL OR e.day = %(day)s::date) AND (%(outlets)s::text[] IS NULL OR e.outlet = ANY(%(outlets)s))
ORDER BY e.day DESC, e.url_key COLLATE "C" LIMIT %(limit)s"""  # noqa: S608
# All that `entries` and `earlier` return of a day, except the tries: these belong to the requests and not to the day.
_LISTING = f"""WITH mine AS (SELECT {_COLUMNS}, e.state, e.reason FROM landing.entries e
  WHERE e.day = %s AND (%s::text[] IS NULL OR e.outlet = ANY(%s)))
SELECT (SELECT md5(string_agg(md5(mine::text), '' ORDER BY url_key COLLATE "C")) FROM mine),
  (SELECT md5(string_agg(md5(p::text), '' ORDER BY p.url_key COLLATE "C", p.fetched_at))
   FROM landing.pages p JOIN mine USING (url_key)),
  (SELECT md5(string_agg(md5(t::text), '' ORDER BY t.url_key COLLATE "C", t.page_at, t.part))
   FROM landing.parts t JOIN mine USING (url_key))
"""  # noqa: S608
# An article that was landed whole before and is gone today stays landed, because its text is known.
_MARK = """UPDATE landing.entries e SET
  state = CASE WHEN kept.yes THEN 'landed' ELSE %(state)s END, reason = CASE WHEN kept.yes THEN '' ELSE %(reason)s END,
  attempts = e.attempts + %(attempts)s, next_try_at = coalesce(%(next_try_at)s, e.next_try_at)
FROM (SELECT %(state)s IN ('failed', 'blocked') AND EXISTS (
  SELECT FROM landing.pages p WHERE p.url_key = %(url_key)s AND landing.parts_missing(p) = 0) AS yes) kept
WHERE e.url_key = %(url_key)s"""
_AGAIN = "UPDATE landing.entries SET state = 'pending', reason = '', attempts = 0, next_try_at = now() WHERE url_key = %s"
_SIGHTING = "INSERT INTO landing.sightings (url_key, source_url) VALUES (%s, %s) ON CONFLICT DO NOTHING"


class EntryTable:
    """What the catalogue knows of entries."""

    database: Database

    def add_entries(self, entries: Sequence[Entry]) -> AddResult:
        """Merge announcements into the catalogue. It is idempotent, and the order of the announcements does not matter.

        A new URL is pending. One seen before keeps its state, except if it was edited (`updated_at` is newer than before and
        than the last fetch): then it is pending again. Raises BadInput for a URL key that is too long to be indexed.
        """
        entries = [make_all_storable(entry) for entry in entries]
        sightings = sorted({(entry.url_key, entry.source_url) for entry in entries})
        wanted = _merge_all(entries)
        if not wanted:
            return AddResult()
        with self.database.transaction() as connection:
            # One writer at a time: the merge reads before it writes, and a batch takes milliseconds.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_ADDING])
            known = {row[1]: row for row in connection.execute(_KNOWN.encode(), [list(wanted)])}
            new = [entry for key, entry in wanted.items() if key not in known]
            changes = [_Change(known[key], entry) for key, entry in wanted.items() if key in known]
            cursor = connection.cursor()
            cursor.executemany(_INSERT.encode(), [astuple(entry) for entry in new])
            changed = [change.entry for change in changes if change.entry != change.before]
            cursor.executemany(_UPDATE.encode(), [(*astuple(entry), entry.url_key) for entry in changed])
            cursor.executemany(_AGAIN, [[change.entry.url_key] for change in changes if change.edited])
            cursor.executemany(_SIGHTING, sightings)
        moved = [change for change in changes if change.moved]
        days = {entry.day for entry in new} | {change.entry.day for change in changes if change.edited}
        days |= {day for change in moved for day in (change.before.day, change.entry.day)}
        return AddResult(len(new), len(changes), len(moved), frozenset(days))

    def entries(self, day: str, outlets: Sequence[str] | None = None) -> list[Landed]:
        """Return every entry of a day (of some outlets) with its newest page of status 200 and its further parts, by url_key.

        A fetch that got all parts of an article counts before a newer one that did not.
        """
        chosen = None if outlets is None else list(outlets)
        with self.database.session() as connection:
            found = [_landed_of(row) for row in connection.execute(_OF_DAY.encode(), [day, chosen, chosen])]
            parts = _parts(connection, [one.page for one in found if one.page and one.page.parts > 1])
        return [_complete(one, parts.get(one.entry.url_key, ())) for one in found]

    def earlier(self, day: str, outlets: Sequence[str] | None = None) -> list[Landed]:
        """Return the earlier fetches that landed an article whole, one item per fetch, sorted by url_key and time."""
        chosen = None if outlets is None else list(outlets)
        with self.database.session() as connection:
            found = [_landed_of(row) for row in connection.execute(_EARLIER.encode(), [day, chosen, chosen])]
            return [
                _complete(
                    one, _parts(connection, [one.page]).get(one.entry.url_key, ()) if one.page and one.page.parts > 1 else ()
                )
                for one in found
            ]

    def listing_digest(self, day: str, outlets: Sequence[str] | None = None) -> str:
        """Return a digest that changes whenever `entries` or `earlier` of a day (of some outlets) would return something
        else."""
        chosen = None if outlets is None else list(outlets)
        with self.database.session() as connection:
            return str(connection.execute(_LISTING.encode(), [day, chosen, chosen]).fetchone())

    def begun(self, url_key: str) -> list[Page]:
        """Return the parts that the newest fetch of an entry landed, in order, if some parts are still missing."""
        with self.database.session() as connection:
            row = connection.execute(_NEWEST.encode(), [url_key]).fetchone()
            if row is None or row[-1] == 0:
                return []
            page = Page(*row[:-1])
            return [page, *_parts(connection, [page]).get(url_key, ())]

    def pending(
        self, now: datetime, day: str | None = None, outlets: Sequence[str] | None = None, limit: int | None = None
    ) -> list[Entry]:
        """Return the pending entries whose time has come, newest day first."""
        return [landed.entry for landed in self.due(now, day, outlets, limit)]

    def due(
        self,
        now: datetime,
        day: str | None = None,
        outlets: Sequence[str] | None = None,
        limit: int | None = None,
        *,
        again: bool = False,
    ) -> list[Landed]:
        """Return the same with state and attempts; `again` adds those that failed for a reason that may have passed."""
        chosen = None if outlets is None else list(outlets)
        given = {"now": now, "again": again, "never": NEVER_AGAIN, "day": day, "outlets": chosen, "limit": limit}
        with self.database.session() as connection:
            rows = connection.execute(_DUE.encode(), given).fetchall()
        return [Landed(Entry(*row[: len(_FIELDS)]), None, *row[len(_FIELDS) :]) for row in rows]

    def mark(self, url_key: str, state: str, reason: str = "", next_try_at: datetime | None = None, attempts: int = 0) -> None:
        """Record the state of one entry. If it has a page and fails later, it stays landed."""
        self.mark_many([StateChange(url_key, state, reason, next_try_at, attempts)])

    def mark_many(self, marks: Iterable[StateChange]) -> None:
        """Record the states of several entries, all or none."""
        rows = [
            {
                "url_key": mark.url_key,
                "state": mark.state,
                "reason": mark.reason,
                "next_try_at": mark.next_try_at,
                "attempts": mark.attempts,
            }
            for mark in sorted(marks, key=lambda mark: mark.url_key)  # every writer uses the same order, so there is no deadlock
        ]
        with self.database.transaction() as connection:
            connection.cursor().executemany(_MARK, rows)


class _Change:
    """A known entry and what the new announcements make of it."""

    def __init__(self, row: tuple[Any, ...], announced: Entry) -> None:
        self.before = Entry(*row[: len(_FIELDS)])
        self.entry = merge(self.before, announced)
        state, fetched_at = row[len(_FIELDS) :]
        self.moved = (self.before.day, self.before.outlet) != (self.entry.day, self.entry.outlet)
        newer = self.entry.updated_at is not None and self.entry.updated_at != self.before.updated_at
        self.edited = newer and state != "pending" and (fetched_at is None or self.entry.updated_at > fetched_at)


def _merge_all(entries: Iterable[Entry]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        if len(entry.url_key.encode()) > KEY_BYTES:
            raise BadInput(f"a URL key of {len(entry.url_key)} characters cannot be kept: {entry.url_key[:80]}…; drop the entry")
        found[entry.url_key] = merge(found[entry.url_key], entry) if entry.url_key in found else entry
    return dict(sorted(found.items()))


def _landed_of(row: tuple[Any, ...]) -> Landed:
    width = len(_FIELDS)
    state, reason, attempts = row[width : width + 3]
    page = Page(*row[width + 3 :]) if row[width + 3] is not None else None
    if page is not None:  # fetching an article again after an edit changes nothing of what is known
        state = "landed"
    return Landed(Entry(*row[:width]), page, state, reason, attempts)


def _complete(landed: Landed, parts: Sequence[Page]) -> Landed:
    """Return the entry with its further parts; an entry that is landed whole has no reason."""
    whole = replace(landed, parts=tuple(parts)) if parts else landed
    return replace(whole, reason="") if whole.page and whole.reason and not whole.missing else whole


def _parts(connection: psycopg.Connection, pages: Sequence[Page]) -> dict[str, list[Page]]:
    """Return the further parts of pages by url_key, in order."""
    found: dict[str, list[Page]] = {}
    if pages:
        for row in connection.execute(_PARTS.encode(), [[page.url_key for page in pages], [page.fetched_at for page in pages]]):
            found.setdefault(row[0], []).append(Page(*row))
    return found
