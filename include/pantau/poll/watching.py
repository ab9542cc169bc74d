"""Sends an alert if no feed is polled. It works apart from the polling, which cannot notice while it is paused or stuck."""

from __future__ import annotations

from datetime import datetime

from pantau.alerts import Fault, over, tell
from pantau.day import WIB
from pantau.poll.silence import Silence, find_silence
from pantau.words import text
from pantau.workspace import Workspace

KEY = "poll/silence"


def watch(work: Workspace, now: datetime) -> Silence | None:
    """Send one alert if nothing was polled for `poll_silence_s` although feeds were due, and one more when that is over."""
    with work.connect() as connection:
        found = find_silence(connection, work.settings, now)
    if found:
        tell(work, as_fault(found))
    else:
        over(work, KEY)
    return found


def as_fault(silence: Silence) -> Fault:
    """Return the fault with its sentences for the alert."""
    since = f"{silence.since.astimezone(WIB):%Y-%m-%d %H:%M} WIB"
    if silence.ahead:
        return Fault(
            KEY,
            text("alerts.clock.what"),
            "DAG poll_feeds",
            text("alerts.silence.why", since=since),
            text("alerts.clock.remedy"),
        )
    return Fault(
        KEY,
        text("alerts.silence.what"),
        "DAG poll_feeds",
        text("alerts.silence.why", since=since),
        text("alerts.silence.remedy"),
    )
