"""How the hosts of an outlet answer, as the reading role sees it: robots.txt, rests, and the pace that was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row

_HOSTS = """SELECT host, status, rests_until, rests_after, gap_s, answer_s FROM host_states
WHERE host = ANY(%(domains)s) OR host = ANY(SELECT 'www.' || d FROM unnest(%(domains)s::text[]) d) ORDER BY host"""


@dataclass(frozen=True, slots=True)
class HostState:
    """A host of an outlet: the status its robots.txt gave (0: unreadable, None: never requested), and until when it rests.

    `gap_s` is the learnt gap in seconds (None: the shortest is enough), `answer_s` the mean time of its answers (None: unknown).
    """

    host: str
    status: int | None
    rests_until: datetime | None
    rests_after: str
    gap_s: float | None = None
    answer_s: float | None = None


def read_host_states(connection: psycopg.Connection, domains: Sequence[str]) -> list[HostState]:
    """Return the hosts of these domains, with and without www, that were ever asked."""
    with connection.cursor(row_factory=class_row(HostState)) as cursor:
        return cursor.execute(_HOSTS, {"domains": list(domains)}).fetchall()
