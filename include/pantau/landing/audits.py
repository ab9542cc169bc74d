"""Audits as they are kept: the figures of each, and of each outlet-day of its sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

# The fields of Audit after `audited_at`, in their order.
AuditFigures = tuple[int, str, str, int, int, int, float | None, float | None, float | None, int]

_SAVE = """INSERT INTO landing.audits (seed, first_day, last_day, sampled, listed, found, recall, low, high, refilled)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING audit_id, audited_at"""
_SAVE_DAY = """INSERT INTO landing.audit_days (audit_id, outlet, day, result, listed, found, refilled)
VALUES (%s, %s, %s, %s, %s, %s, %s)"""
_LATEST = """SELECT audited_at, seed, first_day::text, last_day::text, sampled, listed, found, recall, low, high, refilled
FROM landing.audits ORDER BY audit_id DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class AuditDay:
    """One outlet-day of a sample, listed again: `found` of `listed` were in the warehouse, `refilled` are in the queue now."""

    outlet: str
    day: str
    result: str
    listed: int
    found: int
    refilled: int


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit: recall with its 95 % Wilson interval (None if nothing was listed), over the `sampled` days that were listed
    wholly."""

    audited_at: datetime
    seed: int
    first_day: str
    last_day: str
    sampled: int
    listed: int
    found: int
    recall: float | None
    low: float | None
    high: float | None
    refilled: int

    def as_json(self) -> dict[str, object]:
        """Return the audit as JSON values."""
        return {name: getattr(self, name) for name in Audit.__slots__} | {"audited_at": self.audited_at.isoformat()}


def insert_audit(connection: psycopg.Connection, figures: AuditFigures, days: Sequence[AuditDay]) -> Audit:
    """Keep an audit with its sample and return it with the moment it was kept."""
    row = connection.execute(_SAVE, figures).fetchone()
    assert row is not None  # noqa: S101 — RETURNING gives the row inserted
    rows = [(row[0], day.outlet, day.day, day.result, day.listed, day.found, day.refilled) for day in days]
    connection.cursor().executemany(_SAVE_DAY, rows)
    return Audit(row[1], *figures)


def latest_audit(connection: psycopg.Connection) -> Audit | None:
    """Return the last audit, None before the first."""
    row = connection.execute(_LATEST).fetchone()
    return Audit(*row) if row else None
