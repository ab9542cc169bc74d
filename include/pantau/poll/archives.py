"""Listing a past day: the outlets' dated index pages, page by page, each outlet ending in a named result."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pantau.catalogue import fill_day
from pantau.day import bounds
from pantau.landing.records import AddResult, ArchiveRead
from pantau.model import Archive, Entry
from pantau.net import FetchProblem, PoliteClient, Response
from pantau.poll.listing import Link, links_of
from pantau.poll.report import PollReport, Reading
from pantau.urls import article_id
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_SETTLED = timedelta(hours=6)  # a listing read that long after the day's end will not grow
_PATIENCE_S = 120.0
_STALE = 2  # pages in a row with nothing new: one alone may be Detik's cache handing out a page twice


@dataclass(frozen=True, slots=True)
class Listing:
    """What one archive listed: result ok, empty, cut_off (max_pages reached), selector_stale, block_page or a failure's kind."""

    result: str
    links: dict[str, Link]
    pages: int
    message: str = ""


def poll_archive(work: Workspace, day: str, outlets: Iterable[str] | None = None) -> PollReport:
    """List a past day from the dated archives of `outlets` (default: all that have one) and land the entries under that day.

    An outlet read completely six hours after the day's end or later is not asked again.
    """
    archives = work.catalogue.archives
    wanted = sorted(archives) if outlets is None else [outlet for outlet in outlets if outlet in archives]
    return asyncio.run(_all(work, day, wanted)) if wanted else PollReport(())


async def _all(work: Workspace, day: str, outlets: list[str]) -> PollReport:
    before = {read.outlet: read for read in work.landing.archive_reads(day)}
    async with PoliteClient(work.settings, work.landing) as client:
        readings = await asyncio.gather(*(_outlet(work, client, day, outlet, before.get(outlet)) for outlet in outlets))
    for reading in readings:
        if not reading.ok:
            log.warning("%s, archive of %s: %s: %s", reading.outlet, day, reading.result, reading.message)
    return PollReport(tuple(readings))


async def _outlet(work: Workspace, client: PoliteClient, day: str, outlet: str, before: ArchiveRead | None) -> Reading:
    if before and before.result == "ok" and before.read_at >= bounds(day)[1] + _SETTLED:
        return Reading(outlet, outlet, "already_read", f"{before.listed} entries, read {before.read_at:%Y-%m-%d %H:%M} UTC")
    read_at = datetime.now(UTC)
    listings, added = [], AddResult(0, 0, 0, frozenset())
    for archive in work.catalogue.archives[outlet]:
        if archive.since and day < archive.since:
            continue
        listing = await list_day(work, client, archive, day)
        listings.append((archive, listing))
        entries = [_entry(link, outlet, day, fill_day(archive.url, day), key) for key, link in listing.links.items()]
        added = _sum(added, work.landing.add_entries(entries))
    result, message = _verdict([listing for _, listing in listings])
    pages = sum(listing.pages for _, listing in listings)
    listed = len({key for _, listing in listings for key in listing.links})
    work.landing.save_archive_read(ArchiveRead(outlet, day, read_at, result, message, pages, listed))
    return Reading(outlet, outlet, result, message, result in ("ok", "empty", "before_archive"), pages, added)


def _entry(link: Link, outlet: str, day: str, source_url: str, key: str) -> Entry:
    return Entry(article_id(key), key, link.url, outlet, day, "archive", source_url, title=link.title)


def _sum(one: AddResult, other: AddResult) -> AddResult:
    return AddResult(one.new + other.new, one.seen + other.seen, one.moved + other.moved, one.days | other.days)


def _verdict(listings: list[Listing]) -> tuple[str, str]:
    """Return the result of an outlet from those of its archives: the worst, called `partial` when others listed something."""
    if not listings:
        return "before_archive", "the outlet's archive begins later"
    failed = [listing for listing in listings if listing.result not in ("ok", "empty")]
    listed = any(listing.links for listing in listings)
    if not failed:
        return ("ok", "") if listed else ("empty", "no article is listed for this day")
    message = "; ".join(f"{listing.result}: {listing.message}" for listing in failed)[:500]
    whole = len(failed) == len(listings) == 1
    return ("partial" if listed and not (whole and failed[0].result == "cut_off") else failed[0].result), message


async def list_day(work: Workspace, client: PoliteClient, archive: Archive, day: str) -> Listing:
    """Read the pages of one archive until one is empty, two in a row bring nothing new, or max_pages; what was found is kept."""
    found: dict[str, Link] = {}
    stale = 0
    for page in range(archive.max_pages):
        address = _address(archive, day, page)
        try:
            response = await _patiently(work, client, address)
            links = links_of(response, archive, day, first=not page)
        except FetchProblem as problem:
            if problem.kind in ("http_404", "http_410") and found:  # how some sites say that there are no more pages
                return Listing("ok", found, page)
            return Listing(problem.kind, found, page, f"{address}: {problem.message}")
        if not links:
            return Listing("ok" if found else "empty", found, page + 1)
        stale = 0 if any(key not in found for key in links) else stale + 1
        for key, link in links.items():
            known = found.get(key)
            found[key] = link if known is None or len(link.title) > len(known.title) else known
        if stale >= _STALE:
            return Listing("ok", found, page + 1)
    if archive.max_pages == 1 or stale:
        return Listing("ok", found, archive.max_pages)
    return Listing("cut_off", found, archive.max_pages, f"there was more after {archive.max_pages} pages; raise max_pages")


def _address(archive: Archive, day: str, page: int) -> str:
    number = str(archive.first_page + page * archive.step)
    return fill_day(archive.url, day).replace("{page}", number).replace("{offset}", number)


async def _patiently(work: Workspace, client: PoliteClient, address: str) -> Response:
    """Get an index page; a failure that may pass is waited out, since a page lost here is a hole in the day."""
    for attempt in range(1, work.settings.fetch_attempts + 1):
        try:
            return await client.get(address, "index")
        except FetchProblem as problem:
            passing = problem.weight != "hard" and problem.kind != "http_404"
            wait_s = work.settings.host_gap_s * attempt if problem.retry_after_s is None else problem.retry_after_s
            if not passing or attempt == work.settings.fetch_attempts or wait_s > _PATIENCE_S:
                raise
            await asyncio.sleep(wait_s)
    raise AssertionError("fetch_attempts is at least 1")
