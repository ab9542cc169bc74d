"""One interface over all that lists past days: `entries_for(outlet, day)`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from pantau.archives.asking import Asker
from pantau.archives.cdx import list_captures
from pantau.archives.completeness import DayListing, Listing, verdict
from pantau.archives.index import list_index
from pantau.archives.links import Link
from pantau.archives.proven import usable_catalogue
from pantau.archives.sitemap import list_sitemap
from pantau.archives.wordpress import list_wordpress
from pantau.archives.year import list_year
from pantau.budget.documents import DocumentReader
from pantau.catalogue import fill_day
from pantau.model import Archive, Entry, Outlet
from pantau.net import PoliteClient
from pantau.urls import article_id
from pantau.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping


class ArchiveReader:
    """Lists past days through one client. It reads only index pages and lands nothing."""

    def __init__(self, work: Workspace, client: PoliteClient) -> None:
        self._work, self._client = work, client
        self._documents = DocumentReader(work.list_budget)

    async def entries_for(self, outlet: str, day: str) -> DayListing:
        """Return the entries of an outlet's WIB day and how complete they are.

        It asks the outlet's own archives (indexes, sitemaps, wp-json). If they do not give the whole day, it adds pages landed
        from CC-NEWS (which is read for all outlets at once, see ccnews.py) or from the user's own WARC files. It also adds the
        Wayback Machine's captures, if that is enabled and the outlet has not asked to be left alone. Failures are part of the
        answer and never raised. Raises KeyError for an outlet that is not in the catalogue.
        """
        catalogue = await asyncio.to_thread(usable_catalogue, self._work, outlet)
        known = catalogue.outlets[outlet]
        asker = Asker(self._work.settings, self._client, documents=self._documents)
        entries: dict[str, Entry] = {}
        listings: list[Listing] = []
        for archive in catalogue.archives.get(outlet, ()):
            if archive.serves(day):
                listings.append(await list_archive(asker, archive, day, known.zone))
                _merge(entries, listings[-1].links, outlet, day, fill_day(archive.url, day))
        reasons = [block for block in catalogue.no_archives.get(outlet, ()) if block.serves(day)]
        pages = sum(listing.pages for listing in listings)
        own = DayListing(outlet, day, tuple(entries.values()), *verdict(listings, reasons), asker.requests, pages)
        if own.state == "complete":
            return own
        return await self._add_captures(own, asker, known, any(block.cannot == "unwelcome" for block in reasons))

    async def _add_captures(self, own: DayListing, asker: Asker, outlet: Outlet, unwelcome: bool) -> DayListing:
        """Add what web archives kept. This is a sample, so it never makes a day complete."""
        entries = {entry.url_key: entry for entry in own.entries}
        for entry in await asyncio.to_thread(self._landed_captures, own.outlet, own.day):
            entries.setdefault(entry.url_key, entry)
        listing = own
        if self._work.settings.wayback and not unwelcome:
            kept, captures = await list_captures(asker, outlet, own.day)
            _merge(entries, kept.links, own.outlet, own.day, self._work.settings.wayback, "capture")
            reason = f"{own.reason}; {len(captures)} captures of the day ({kept.result})"[:500]
            pages = own.pages + kept.pages
            listing = replace(own, reason=reason, captures=captures, requests=asker.requests, pages=pages)
        if len(entries) == len(own.entries):
            return listing
        return replace(listing, entries=tuple(entries.values()), state="incomplete", result="partial")

    def _landed_captures(self, outlet: str, day: str) -> list[Entry]:
        landed = self._work.landing.entries(day, [outlet])
        return [one.entry for one in landed if one.page and one.entry.source == "capture"]


def entries_of(links: Mapping[str, Link], outlet: str, day: str, source_url: str) -> list[Entry]:
    """Return the entries that one archive lists for an outlet's day, by URL key."""
    entries: dict[str, Entry] = {}
    _merge(entries, links, outlet, day, source_url)
    return list(entries.values())


async def list_archive(asker: Asker, archive: Archive, day: str, zone: str) -> Listing:
    """Return what one archive lists for a day, by its kind; times without a zone are in `zone`. A failure is part of the
    answer."""
    if archive.kind == "sitemap":
        return await list_sitemap(asker, archive, day, zone)
    if archive.kind == "wordpress":
        return await list_wordpress(asker, archive, day, zone)
    return await (list_year if archive.year_only else list_index)(asker, archive, day)


def _merge(
    entries: dict[str, Entry], links: Mapping[str, Link], outlet: str, day: str, source_url: str, source: str = "archive"
) -> None:
    for key, link in links.items():
        if key not in entries:
            entry = Entry(article_id(key), key, link.url, outlet, day, source, source_url, title=link.title)
            entries[key] = replace(entry, published_at=link.published_at, updated_at=link.updated_at)
