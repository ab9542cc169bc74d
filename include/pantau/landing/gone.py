"""Pages that were landed and are gone: an address that answered with its article, and later with HTTP 404 or 410."""

from __future__ import annotations

from datetime import datetime

from pantau.landing.database import Database

GONE = (404, 410)  # the two statuses by which a server says that a page no longer exists; others say only how it is at the moment
_GONE = """SELECT p.url_key, array_agg(p.fetched_at ORDER BY p.fetched_at)
FROM landing.entries e JOIN landing.pages p USING (url_key)
WHERE e.day = %s AND p.status = ANY(%s) GROUP BY p.url_key"""


def times_gone(database: Database, day: str) -> dict[str, list[datetime]]:
    """Return URL key → times at which its page was gone, oldest first, for the entries of a day whose page ever was."""
    with database.session() as connection:
        return dict(connection.execute(_GONE, [day, list(GONE)]).fetchall())
