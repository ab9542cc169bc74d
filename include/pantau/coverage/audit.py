"""The audit: lists a random sample of outlet-days again from their archives, compares it with the warehouse, and fills the
queue."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from pantau.archives import ArchiveReader, DayListing
from pantau.archives.proven import usable_catalogue
from pantau.coverage.audit_figures import save_audit
from pantau.day import shift, today
from pantau.landing.audits import Audit, AuditDay
from pantau.landing.known import KnownEntry, known_entries
from pantau.landing.records import ArchiveRead, StateChange
from pantau.landing.retired import retired_among
from pantau.model import Entry
from pantau.net import PoliteClient
from pantau.net.together import together
from pantau.workspace import Workspace

_LOADED = "SELECT DISTINCT day::text FROM loads WHERE day BETWEEN %s AND %s ORDER BY 1"
_ENDED = "SELECT url_key FROM entry_outcomes WHERE url_key = ANY(%s) AND outcome NOT IN ('pending', 'failed', 'blocked')"


@dataclass(frozen=True, slots=True)
class Audited:
    """The result of an audit: its figures, its sample, and the days to work again because some of their pages were never
    loaded."""

    audit: Audit
    days: tuple[AuditDay, ...]
    rework: tuple[str, ...]


def audit(work: Workspace, now: str = "") -> Audited:
    """List a sample of the loaded outlet-days before the day `now` (default: today) again, compare, fill the queue, and keep
    the figures.

    The sample is `audit_sample` outlet-days of the last `audit_days`, drawn with `audit_seed` and the last day. Missing
    addresses become pending, and `poll_feeds` fetches them. Recall is measured before that.
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
    """Return the (outlet, day) pairs to list: loaded days whose pages are kept, and outlets whose archive reaches these
    days."""
    with work.connect() as connection:
        loaded = [row[0] for row in connection.execute(_LOADED, [first, last])]
    retired = retired_among(work.landing.database, loaded)
    days = [day for day in loaded if day not in retired]
    archives = sorted(usable_catalogue(work).archives.items())
    all_of_them = [(outlet, day) for day in days for outlet, blocks in archives if any(block.serves(day) for block in blocks)]
    chance = Random(f"{work.settings.audit_seed}/{last}")  # noqa: S311 — a sample to be drawn again, no secret
    return sorted(chance.sample(all_of_them, min(work.settings.audit_sample, len(all_of_them))))


async def _list(work: Workspace, chosen: Sequence[tuple[str, str]]) -> list[DayListing]:
    async with PoliteClient(work.settings, work.landing.hosts, past=True, manners=work.manners) as client:
        reader = ArchiveReader(work, client)
        return await together(reader.entries_for(outlet, day) for outlet, day in chosen)


def _compare(work: Workspace, listing: DayListing, rework: set[str]) -> AuditDay:
    """Compare one listing with the warehouse and put what is missing in the queue; add to `rework` the days with unloaded
    pages."""
    listed = [entry for entry in listing.entries if entry.source == "archive"]
    keys = [entry.url_key for entry in listed]
    with work.connect() as connection:
        ended = {row[0] for row in connection.execute(_ENDED, [keys])}
    entries = known_entries(work.landing.database, keys)
    known = {entry.url_key: "found" if entry.url_key in ended else _standing(entry) for entry in entries}
    rework.update(entry.day for entry in entries if known[entry.url_key] == "landed")
    new = [entry for entry in listed if entry.url_key not in known]
    again = [key for key, end in known.items() if end == "again"]
    _refill(work, listing, new, again)
    found = sum(end == "found" for end in known.values())
    return AuditDay(listing.outlet, listing.day, listing.result, len(listed), found, len(new) + len(again))


def _standing(entry: KnownEntry) -> str:
    if entry.has_page:
        return "landed"
    return "again" if entry.may_be_retried else "waits"


def _refill(work: Workspace, listing: DayListing, new: Sequence[Entry], again: Sequence[str]) -> None:
    now = datetime.now(UTC)
    work.landing.add_entries(new)
    work.landing.mark_many([StateChange(key, "pending", "retry:audit", now) for key in again])
    if listing.state == "complete":
        read = ArchiveRead(listing.outlet, listing.day, now, listing.result, "", listing.pages, len(listing.entries))
        work.landing.save_archive_read(read)
