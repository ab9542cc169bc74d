"""An audit's figures: recall over the days that were listed whole, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pantau.coverage.wilson import wilson
from pantau.landing.audits import Audit, AuditDay, insert_audit

if TYPE_CHECKING:
    import psycopg


def save_audit(connection: psycopg.Connection, seed: int, first: str, last: str, days: Sequence[AuditDay]) -> Audit:
    """Keep an audit and return its figures. Days that could not be listed wholly are kept and do not count."""
    whole = [day for day in days if day.result in ("ok", "empty")]
    listed, found = sum(day.listed for day in whole), sum(day.found for day in whole)
    recall, low, high = (found / listed, *wilson(found, listed)) if listed else (None, None, None)
    refilled = sum(day.refilled for day in days)
    return insert_audit(connection, (seed, first, last, len(whole), listed, found, recall, low, high, refilled), days)
