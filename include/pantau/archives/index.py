"""Dated index pages: reads page after page until a stop rule of the archive says that the day ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from pantau.archives.asking import Asker
from pantau.archives.completeness import Listing
from pantau.archives.links import Link, lighten, links_of
from pantau.catalogue import fill_day
from pantau.model import Archive
from pantau.net import FetchProblem

_STALE = 2  # pages in a row with nothing new: a single one may be a page that a cache sent twice
_ROUNDS = 3  # further tries if Detik's cache sent another page; one try in three brought the right one (2026)
_GONE = ("http_404", "http_410")  # how some sites say that there are no more pages


@dataclass(slots=True)
class _Reading:
    """What the pages read so far held."""

    found: dict[str, Link] = field(default_factory=dict)
    sets: list[frozenset[str]] = field(default_factory=list)
    stale: int = 0
    hidden: int = 0
    unreadable: int = 0

    def take(self, links: dict[str, Link]) -> None:
        self.stale = 0 if any(key not in self.found for key in links) else self.stale + 1
        self.sets.append(frozenset(links))
        for key, link in links.items():
            known = self.found.get(key)
            self.found[key] = link if known is None or len(link.title) > len(known.title) else known

    def seen(self, links: dict[str, Link]) -> bool:
        return frozenset(links) in self.sets


async def list_index(asker: Asker, archive: Archive, day: str, start: int = 0) -> Listing:
    """Read the pages of one archive from `start` on; keep what was found before a failure.

    The reading ends at a page without links, at a page with the end marker, at a 404, after two pages in a row with nothing
    new, or at max_pages, which leaves the day incomplete. With `on_repeat: retry` a page that repeats an earlier one counts as
    a cache's, and is asked for again.
    """
    reading = _Reading()
    paged = "{page}" in archive.url or "{offset}" in archive.url
    most = archive.max_pages if paged else 1
    for number in range(start, most):
        try:
            links = await _page(asker, archive, day, number, reading)
        except FetchProblem as problem:
            if problem.kind in _GONE and reading.found:
                return _end_listing(reading, number)
            message = f"{page_address(archive, day, number)}: {problem.message}"
            return Listing(problem.kind, reading.found, number, message)
        if not links:
            return _end_listing(reading, number + 1)
        reading.take(links)
        if reading.stale >= _STALE:
            return _end_listing(reading, number + 1)
    if not paged or reading.stale:
        return _end_listing(reading, most)
    return Listing(
        "cut_off", reading.found, most, f"there may be more after {most} pages; raise max_pages if the site shows more"
    )


async def _page(asker: Asker, archive: Archive, day: str, number: int, reading: _Reading) -> dict[str, Link]:
    """Get one page, and get it again while a cache sends an earlier one instead."""
    address = page_address(archive, day, number)
    rounds = 1 + (_ROUNDS if archive.on_repeat == "retry" else 0)
    links: dict[str, Link] = {}
    for _ in range(rounds):
        response = await asker.get(address)
        url, media = response.final_url, response.content_type
        read = partial(links_of, url=url, content_type=media, archive=archive, day=day, first=not reading.sets)
        page = await asker.read_light(lighten, read, response.body)
        links = page.found
        reading.unreadable += page.unreadable
        if not links or not reading.seen(links):
            return links
    reading.hidden += archive.on_repeat == "retry"
    return links


def _end_listing(reading: _Reading, pages: int) -> Listing:
    if reading.hidden:
        what = f"{reading.hidden} pages came as copies of others in {_ROUNDS + 1} tries; list the day again later"
        return Listing("cached_page", reading.found, pages, what)
    if reading.unreadable:
        return Listing("unreadable_item", reading.found, pages, f"{reading.unreadable} links that cannot be read")
    return Listing("ok" if reading.found else "empty", reading.found, pages)


def page_address(archive: Archive, day: str, number: int) -> str:
    """Return the address of page `number`, counted from 0."""
    place = str(archive.first_page + number * archive.step)
    return fill_day(archive.url, day).replace("{page}", place).replace("{offset}", place)
