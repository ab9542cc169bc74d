"""Finds out that no feed is polled, from the catalogue alone, so that every reader of the catalogue can do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg

from pantau.day import WIB
from pantau.landing.clock import SLACK_S
from pantau.landing.feeds import first_due_after, last_poll
from pantau.settings import Settings

_ROUND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing was polled since `since` although a feed was due (or `since` is in the future: the clock ran ahead)."""

    since: datetime
    due: datetime
    ahead: bool = False

    @property
    def message(self) -> str:
        """What is wrong and what to do, in one line."""
        since = f"{self.since.astimezone(WIB):%Y-%m-%d %H:%M} WIB"
        if self.ahead:
            return f"the last poll is of {since}, which is in the future; check the machine's clock"
        return f"no feed was polled since {since} though feeds were due; look at the DAG poll_feeds and the machine's clock"


def find_silence(connection: psycopg.Connection, settings: Settings, now: datetime) -> Silence | None:
    """Return the silence if no feed was polled for `poll_silence_s` seconds and one was due as long, else None.

    It is None too if no feed was ever polled: that is a new warehouse and no fault.
    """
    since = last_poll(connection)
    if since is None:
        return None
    if since > now + timedelta(seconds=SLACK_S):
        return Silence(since, now, ahead=True)
    # A feed that was switched off keeps its next time for ever: it was due before the last poll and was not polled by it.
    due = first_due_after(connection, since - _ROUND)
    limit = now - timedelta(seconds=settings.poll_silence_s)
    return Silence(since, due) if due is not None and since < limit and due < limit else None
