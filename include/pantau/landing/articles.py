"""The addresses of an outlet's landed articles. From these Pantau learns the pattern of the outlet's article addresses."""

from __future__ import annotations

import psycopg

_LANDED = b"""SELECT url FROM landing.entries WHERE outlet = %s AND day > %s::date - %s AND day <= %s AND state = 'landed'
ORDER BY day DESC, url_key COLLATE "C" LIMIT %s"""


def landed_addresses(connection: psycopg.Connection, outlet: str, day: str, days: int, most: int) -> list[str]:
    """Return at most `most` addresses of landed articles of the last `days` up to `day`, the newest day first."""
    return [url for (url,) in connection.execute(_LANDED, [outlet, day, days, day, most]).fetchall()]
