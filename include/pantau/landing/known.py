"""What the catalogue knows of addresses that an archive lists: landed, waiting, given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pantau.landing.database import Database
from pantau.landing.records import MAY_BE_RETRIED, NEVER_AGAIN

_KNOWN = f"""SELECT e.url_key, e.url, e.outlet, e.day::text, e.source, e.state, {MAY_BE_RETRIED},
  EXISTS (SELECT FROM landing.pages p WHERE p.url_key = e.url_key AND p.status = 200)
FROM landing.entries e WHERE e.url_key = ANY(%(keys)s) OR (e.day = %(day)s AND e.outlet = %(outlet)s)"""  # noqa: S608
_DAYS = "SELECT DISTINCT outlet, day::text FROM landing.entries WHERE day BETWEEN %s AND %s"
_PAGES = "SELECT url_key, fetched_at, digest FROM landing.pages WHERE url_key = ANY(%s)"


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """The state of an address, whether it may be asked for again if it was given up, and whether a page of it is landed."""

    url_key: str
    url: str
    outlet: str
    day: str
    source: str
    state: str
    may_be_retried: bool
    has_page: bool


def known_entries(database: Database, keys: Sequence[str], outlet: str = "", day: str | None = None) -> list[KnownEntry]:
    """Return what is known of these URL keys and, if given, of all addresses of an outlet's day."""
    given = {"never": NEVER_AGAIN, "keys": list(keys), "outlet": outlet, "day": day}
    with database.session() as connection:
        return [KnownEntry(*row) for row in connection.execute(_KNOWN.encode(), given)]


def known_outlet_days(database: Database, first: str, last: str) -> set[tuple[str, str]]:
    """Return the (outlet, day) pairs from day `first` to `last` that any address is known of."""
    with database.session() as connection:
        return set(connection.execute(_DAYS, [first, last]).fetchall())


def landed_versions(database: Database, keys: Sequence[str]) -> list[tuple[str, object, str]]:
    """Return (URL key, time fetched, digest of the body) of every page landed for these keys."""
    with database.session() as connection:
        return connection.execute(_PAGES, [list(keys)]).fetchall()
