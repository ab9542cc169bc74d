"""The size of landed pages, by outlet."""

from __future__ import annotations

from dataclasses import dataclass

from pantau.landing.database import Database

_PAGES = """SELECT e.outlet, count(*), sum(p.size) FROM landing.pages p JOIN landing.entries e USING (url_key)
WHERE p.status = 200 GROUP BY 1"""
_PARTS = """SELECT e.outlet, count(*), sum(p.size) FROM landing.parts p JOIN landing.entries e USING (url_key)
WHERE p.status = 200 GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class LandedWeight:
    """The number of landed pages of an outlet, of further parts of articles, and the bytes of both together, unpacked."""

    articles: int
    parts: int
    size: int


def landed_weights(database: Database) -> dict[str, LandedWeight]:
    """Return what is landed of each outlet that has a page."""
    with database.session() as connection:
        pages = {row[0]: (row[1], int(row[2])) for row in connection.execute(_PAGES)}
        parts = {row[0]: (row[1], int(row[2])) for row in connection.execute(_PARTS)}
    found = {outlet: (*page, *parts.get(outlet, (0, 0))) for outlet, page in pages.items()}
    return {outlet: LandedWeight(count, further, size + more) for outlet, (count, size, further, more) in found.items()}
