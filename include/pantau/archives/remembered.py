"""Listings that a plan read, kept for the run of the day, so that an archive is not asked twice for what no longer changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from pantau.archives.completeness import DayListing
from pantau.archives.proven import usable_catalogue
from pantau.day import bounds
from pantau.landing.listings import forget_listing, read_listing, save_listing
from pantau.model import Entry
from pantau.workspace import Workspace

# After this time from the end of the day a listing does not grow: late articles come the next morning.
_SETTLED = timedelta(hours=12)
_TIMES = ("published_at", "updated_at")


def settled(day: str, read_at: datetime) -> bool:
    """Return whether a listing read at that moment will not grow any more."""
    return read_at >= bounds(day)[1] + _SETTLED


def remember(work: Workspace, listing: DayListing, read_at: datetime) -> bool:
    """Keep a complete listing that was read after the day had settled, and return True; keep no other, and return False."""
    if listing.state != "complete" or not settled(listing.day, read_at):
        return False
    told = {"result": listing.result, "reason": listing.reason, "requests": listing.requests, "pages": listing.pages}
    entries = [asdict(entry) for entry in listing.entries]
    text = json.dumps(told | {"entries": entries}, default=datetime.isoformat).replace("\\u0000", "")
    save_listing(work.landing.database, listing.outlet, listing.day, read_at, _archives(work, listing.outlet), text)
    return True


def remembered(work: Workspace, outlet: str, day: str) -> tuple[DayListing, datetime] | None:
    """Return the kept listing of an outlet's day and the time at which it was read; None without one, or if archives.yaml
    has changed."""
    row = read_listing(work.landing.database, outlet, day, _archives(work, outlet))
    if row is None:
        return None
    told = json.loads(row[1])
    entries = tuple(_entry(values) for values in told.pop("entries"))
    return DayListing(outlet, day, entries, "complete", **told), row[0]


def forget(work: Workspace, outlet: str, day: str) -> None:
    """Drop the listing kept of an outlet's day: the run has taken it."""
    forget_listing(work.landing.database, outlet, day)


def _entry(values: dict[str, Any]) -> Entry:
    return Entry(**values | {name: datetime.fromisoformat(values[name]) for name in _TIMES if values[name]})


def _archives(work: Workspace, outlet: str) -> str:
    """Return a digest of the blocks of archives.yaml, because another block may list another day."""
    return hashlib.blake2b(repr(usable_catalogue(work, outlet).archives.get(outlet)).encode(), digest_size=8).hexdigest()
