"""The audit: outlet-days drawn by lot are listed anew from their own archives, compared with the warehouse, and refilled."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from pantau.archives import ArchiveReader, DayListing
from pantau.coverage.audit_table import Audit, AuditDay, save_audit
from pantau.day import shift, today
from pantau.landing.records import NEVER_AGAIN, ArchiveRead, Mark
from pantau.model import Entry
from pantau.net import PoliteClient
from pantau.workspace import Workspace

_LOADED = """SELECT DISTINCT l.day::text FROM loads l LEFT JOIN landing.retired_days r USING (day)
WHERE l.day BETWEEN %s AND %s AND r.day IS NULL ORDER BY 1"""
_KNOWN = """SELECT e.url_key, e.day::text, CASE
    WHEN o.outcome NOT IN ('pending', 'failed', 'blocked') THEN 'found'
    WHEN EXISTS (SELECT FROM landing.pages p WHERE p.url_key = e.url_key AND p.status = 200) THEN 'landed'
    WHEN e.state = 'failed' AND e.reason <> ALL(%s) THEN 'again' ELSE 'waits' END
FROM landing.entries e LEFT JOIN entry_outcomes o USING (url_key) WHERE e.url_key = ANY(%s)"""


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit did: its figures, its sample, and the days to be worked again because pages of theirs were never loaded."""

    audit: Audit
    days: tuple[AuditDay, ...]
    rework: tuple[str, ...]


def audit(work: Workspace, now: str = "") -> Audited:
    """List a sample of the loaded outlet-days before the day `now` (default: today) anew, compare, refill, and keep the figures.

    The sample is `audit_sample` outlet-days of the last `audit_days`, drawn with `audit_seed` and the last day. What is missing
    becomes pending, and `poll_feeds` fetches it. Recall is that before the refilling.
    """
    present, settings = now or today(), work.settings
    first, last = shift(present, -settings.audit_days), shift(present, -2)  # yesterday's listing may still grow
    chosen = sample(work, first, last)
    listings = asyncio.run(_list(work, chosen)) if chosen else []
    rework: set[str] = set()
    days = [_compare(work, listing, rework) for listing in listings]
    with work.connect() as connection:
        kept = save_audit(connection, settings.audit_seed, first, last, days)
    return Audited(kept, tuple(days), tuple(sorted(rework)))


def sample(work: Workspace, first: str, last: str) -> list[tuple[str, str]]:
    """Return the (outlet, day) pairs to list: of loaded days whose pages are kept, of outlets whose archive reaches them."""
    with work.connect() as connection:
        days = [row[0] for row in connection.execute(_LOADED, [first, last])]
    archives = sorted(work.catalogue.archives.items())
    all_of_them = [(outlet, day) for day in days for outlet, blocks in archives if any(block.serves(day) for block in blocks)]
    chance = Random(f"{work.settings.audit_seed}/{last}")  # noqa: S311 — a sample to be drawn again, no secret
    return sorted(chance.sample(all_of_them, min(work.settings.audit_sample, len(all_of_them))))


async def _list(work: Workspace, chosen: Sequence[tuple[str, str]]) -> list[DayListing]:
    async with PoliteClient(work.settings, work.landing.hosts, past=True) as client:
        reader = ArchiveReader(work, client)
        return list(await asyncio.gather(*(reader.entries_for(outlet, day) for outlet, day in chosen)))


def _compare(work: Workspace, listing: DayListing, rework: set[str]) -> AuditDay:
    """Compare one listing with the warehouse and put what is missing in the queue; add to `rework` days with unloaded pages."""
    listed = [entry for entry in listing.entries if entry.source == "archive"]
    with work.connect() as connection:
        rows = connection.execute(_KNOWN, [NEVER_AGAIN, [entry.url_key for entry in listed]]).fetchall()
    known = {key: end for key, _, end in rows}
    rework.update(day for _, day, end in rows if end == "landed")
    new = [entry for entry in listed if entry.url_key not in known]
    again = [key for key, end in known.items() if end == "again"]
    _refill(work, listing, new, again)
    found = sum(end == "found" for end in known.values())
    return AuditDay(listing.outlet, listing.day, listing.result, len(listed), found, len(new) + len(again))


def _refill(work: Workspace, listing: DayListing, new: Sequence[Entry], again: Sequence[str]) -> None:
    now = datetime.now(UTC)
    work.landing.add_entries(new)
    work.landing.mark_many([Mark(key, "pending", "retry:audit", now) for key in again])
    if listing.state == "complete":
        read = ArchiveRead(listing.outlet, listing.day, now, listing.result, "", listing.pages, len(listing.entries))
        work.landing.save_archive_read(read)
