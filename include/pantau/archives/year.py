"""Archives whose address names only the year (Suara). They are sorted newest first, so halving finds the pages of a day."""

from __future__ import annotations

from functools import partial

from pantau.archives.asking import Asker
from pantau.archives.completeness import Listing
from pantau.archives.index import list_index, page_address
from pantau.archives.links import days_of, lighten
from pantau.model import Archive
from pantau.net import FetchProblem


async def list_year(asker: Asker, archive: Archive, day: str) -> Listing:
    """Find where the day begins, and read from there until a page holds nothing of it.

    Twelve requests find the day among 4,000 pages. New articles shift the pages during the reading, so a page may be read
    twice.
    """
    beginning = False  # whether the last of the newer pages holds the first articles of the day
    newer, older = -1, archive.max_pages  # pages known to be mostly newer than the day, and to reach it or lie beyond the end
    while older - newer > 1:
        middle = (newer + older) // 2
        try:
            response = await asker.get(page_address(archive, day, middle))
            days = await asker.read_light(lighten, partial(days_of, url=response.final_url, archive=archive), response.body)
        except FetchProblem as problem:
            if problem.kind not in ("http_404", "http_410"):
                return Listing(problem.kind, {}, 0, f"{page_address(archive, day, middle)}: {problem.message}")
            days = []
        if days and sorted(days)[len(days) // 2] > day:  # the median day: a box of popular articles goes back for months
            newer, beginning = middle, day in days
        else:
            older = middle
    if older == archive.max_pages:
        return Listing("cut_off", {}, 0, f"the day lies beyond page {archive.max_pages}; raise max_pages")
    return await list_index(asker, archive, day, start=newer if beginning else older)
