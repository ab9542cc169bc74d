"""Dead letters: entries whose page was given up. They can be put back into the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pantau.landing.database import Database
from pantau.landing.records import MAY_BE_RETRIED, NEVER_AGAIN

# A reason is given whole (`http_503`) or by its first word (`http`); without one, every reason that may have passed counts.
_WHICH = f"""e.state IN ('failed', 'blocked') AND e.day BETWEEN %(first)s AND %(last)s
  AND (%(outlets)s::text[] IS NULL OR e.outlet = ANY(%(outlets)s))
  AND CASE WHEN %(reasons)s::text[] IS NULL THEN {MAY_BE_RETRIED}
           ELSE e.reason = ANY(%(reasons)s) OR split_part(e.reason, '_', 1) = ANY(%(reasons)s) END"""
_COUNT = f"""SELECT e.day::text, e.outlet, e.reason, count(*)::integer FROM landing.entries e WHERE {_WHICH}
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""  # noqa: S608
_PUT_BACK = f"""WITH back AS (
  UPDATE landing.entries e SET state = 'pending', reason = 'retry:asked', attempts = 0, next_try_at = now() WHERE {_WHICH}
  RETURNING e.day, e.outlet, (SELECT o.reason FROM landing.entries o WHERE o.url_key = e.url_key) AS reason)
SELECT day::text, outlet, reason, count(*)::integer FROM back GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """How many entries of an outlet's day were given up for a reason."""

    day: str
    outlet: str
    reason: str
    count: int


def dead_letters(
    database: Database, first: str, last: str, outlets: Sequence[str] | None = None, reasons: Sequence[str] | None = None
) -> list[DeadLetters]:
    """Return the entries given up from day `first` to `last`; without `reasons` those whose reason may have passed."""
    with database.session() as connection:
        rows = connection.execute(_COUNT.encode(), _values_of(first, last, outlets, reasons)).fetchall()
    return [DeadLetters(*row) for row in rows]


def put_back(
    database: Database, first: str, last: str, outlets: Sequence[str] | None = None, reasons: Sequence[str] | None = None
) -> list[DeadLetters]:
    """Make the same entries pending, with all their tries again; return why they had been given up."""
    with database.transaction() as connection:
        rows = connection.execute(_PUT_BACK.encode(), _values_of(first, last, outlets, reasons)).fetchall()
    return [DeadLetters(*row) for row in rows]


def _values_of(first: str, last: str, outlets: Sequence[str] | None, reasons: Sequence[str] | None) -> dict[str, object]:
    return {
        "first": first,
        "last": last,
        "outlets": list(outlets) if outlets else None,
        "reasons": list(reasons) if reasons else None,
        "never": NEVER_AGAIN,
    }
