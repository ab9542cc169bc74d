"""Gets the pages behind captures: `/web/<timestamp>id_/<url>` gives the bytes as they were kept, not rewritten."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

from pantau.archives.asking import Asker
from pantau.archives.cdx import url_day
from pantau.archives.completeness import Capture, DayListing
from pantau.archives.kept import KeptPage, KeptPages
from pantau.dates.moments import read_http_date, read_stamp
from pantau.model import Entry
from pantau.net import FetchProblem, PoliteClient, Response
from pantau.workspace import Workspace

_AHEAD = timedelta(days=1)  # a capture in the future is an error or a trap


async def land_captures(work: Workspace, client: PoliteClient, listing: DayListing) -> tuple[Counter[str], Counter[str]]:
    """Land the captures of a listing that state its day and for which nothing is landed yet; return how many ended how.

    Captures of another day (`other_day`) are left to the run of that day, which asks for them again. That run may get the page
    from the outlet itself, and the page that is landed must not depend on the order in which days are filled. If a capture
    cannot be fetched and its address names the day, it becomes an entry for the outlet's own site (`left_to_the_outlet`);
    otherwise it is counted as lost_<kind>. The second value is the number of landed pages by day.
    """
    wanted = [entry for entry in listing.entries if entry.source == "capture"]
    pages = KeptPages(work, listing.day, frozenset({listing.outlet}))
    landed = await asyncio.to_thread(pages.landed, [entry.url_key for entry in wanted])
    asker, left = Asker(work.settings, client), list[Entry]()
    for entry in wanted:
        if entry.url_key in landed:
            pages.counts["already_landed"] += 1
            continue
        try:
            page = await _page(asker, listing.captures[entry.url_key])
        except FetchProblem as problem:
            pages.counts["left_to_the_outlet" if url_day(entry.url) else f"lost_{problem.kind}"] += 1
            left += [entry] if url_day(entry.url) else []
            continue
        await asyncio.to_thread(pages.take, page)
    await asyncio.to_thread(pages.flush)
    await asyncio.to_thread(work.landing.add_entries, left)
    return pages.counts, pages.days


async def _page(asker: Asker, capture: Capture) -> KeptPage:
    response = await asker.get(capture.address, "page", 60.0 / asker.settings.wayback_captures_per_minute)
    kept_at = _kept_at(response, capture)
    return KeptPage(capture.url, kept_at, response.status, list(response.headers.items()), response.body, capture.address)


def _kept_at(response: Response, capture: Capture) -> datetime:
    """The capture served can be another than the one asked for: Memento-Datetime says which."""
    said = read_http_date(response.headers.get("Memento-Datetime", ""))
    moment = said if said and said <= datetime.now(UTC) + _AHEAD else read_stamp(capture.timestamp)
    if moment is None:
        raise FetchProblem("bad_time", f"{capture.address} does not say when it was kept", "hard")
    return moment.astimezone(UTC)
