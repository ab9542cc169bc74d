"""Sends one alert for a fault, whichever process meets it and however often, and one more when the fault is over.

Open faults are rows of the warehouse. If the warehouse itself fails, they are files in the state folder; the alert is still
sent, once per machine.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import psycopg

from pantau.alerts import kept
from pantau.alerts.fault import Fault, ended, told
from pantau.alerts.targets import AlertNotSent, send, targets
from pantau.errors import PantauError

if TYPE_CHECKING:
    from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_DOWN = (PantauError, OSError, psycopg.Error)
_OPEN = """INSERT INTO open_faults (key, what, place, why, remedy)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (key) DO UPDATE SET times = open_faults.times + 1, last_at = now(), why = excluded.why, remedy = excluded.remedy
RETURNING told_at IS NULL"""
_TOLD = "UPDATE open_faults SET told_at = now() WHERE key = %s"
_IS_OPEN = "SELECT FROM open_faults WHERE key = %(key)s OR starts_with(key, %(key)s || '/')"
_CLOSE = """DELETE FROM open_faults WHERE key = %(key)s OR starts_with(key, %(key)s || '/')
RETURNING key, what, place, why, remedy, told_at IS NOT NULL"""


def tell(work: Workspace, fault: Fault) -> bool:
    """Send an alert for a fault, except if one was sent and the fault is still open; return whether an alert was sent.

    The fault is logged and stays open also if nobody gets alerts. If no target took the alert, the next `tell` sends it. It
    raises only BadInput, for a connection that cannot be read, so that a caller that is already failing need not handle other
    errors.
    """
    log.error("%s", " ".join(told(fault)[1].split("\n")))
    addresses = targets(work.settings)
    if kept.was_told(work.settings, fault.key):
        return False
    try:
        with work.connect() as connection:
            return _tell_once(connection, addresses, fault)
    except _DOWN as error:
        log.warning("the warehouse does not keep open faults (%s); they are kept in %s", error, kept.folder(work.settings))
        return kept.tell_once(work.settings, fault, lambda: _send_mail(addresses, fault))


def _tell_once(connection: psycopg.Connection, addresses: list[str], fault: Fault) -> bool:
    """Send within the transaction: another process with the same fault waits for this row, and then sees that the alert was
    sent."""
    row = connection.execute(_OPEN, [fault.key, fault.what, fault.where, fault.why, fault.remedy]).fetchone()
    if not row or not row[0] or not _send_mail(addresses, fault):
        return False
    connection.execute(_TOLD, [fault.key])
    return True


def _send_mail(addresses: list[str], fault: Fault) -> bool:
    if not addresses:
        return False
    try:
        send(addresses, *told(fault))
    except AlertNotSent as error:
        log.warning("%s", error)
        return False
    return True


def over(work: Workspace, key: str) -> list[Fault]:
    """Close the fault of this key and all below it (`day/2026-11-20` closes `day/2026-11-20/late`); return the closed faults.

    It sends one alert for those of which an alert was sent before. If no target takes it, they stay open, and the next `over`
    sends it.
    """
    try:
        with work.connect() as connection:
            rows = connection.execute(_CLOSE, {"key": key}).fetchall()
            faults = [Fault(*row[:5]) for row in rows]
            heard = [fault for fault, row in zip(faults, rows, strict=True) if row[5]]
            files = kept.told_below(work.settings, key)
            addresses = targets(work.settings)
            if addresses and (heard or files):
                send(addresses, *ended([*heard, *files]), good=True)
            kept.forget(work.settings, key)
    except AlertNotSent as error:
        log.warning("%s", error)
        return []
    except _DOWN as error:
        log.warning("whether faults of %s are over is told once the warehouse answers (%s)", key, error)
        return []
    return [*faults, *files]


def is_open(work: Workspace, key: str) -> bool:
    """Tell whether a fault of this key or below it is open; if the warehouse does not answer, it looks only at the files."""
    if kept.told_below(work.settings, key):
        return True
    try:
        with work.connect() as connection:
            return connection.execute(_IS_OPEN, {"key": key}).fetchone() is not None
    except _DOWN as error:
        log.warning("whether %s is open is not known: %s", key, error)
        return False


def open_faults(connection: psycopg.Connection, most: int = 20) -> list[Fault]:
    """Return the faults that are not over, the newest first, whether an alert was sent or not."""
    rows = connection.execute("SELECT key, what, place, why, remedy FROM open_faults ORDER BY opened_at DESC LIMIT %s", [most])
    return [Fault(*row) for row in rows.fetchall()]
