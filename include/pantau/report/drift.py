"""Tags that are not as usual: what the view `tag_drift` says of a day, and the alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from pantau.alerts import Fault, over, tell
from pantau.report.pages import ask
from pantau.validate.shown import shown_measure
from pantau.words import text
from pantau.workspace import Workspace

KEY = "drift"
_NAMED = 8  # measures in the alert; the page of quality has all
_JUDGED = """SELECT measure, value, usual, low, high, verdict IN ('fell', 'rose') AS drifted FROM tag_drift
WHERE day = %(day)s AND verdict <> 'unknown' ORDER BY abs(value - usual) DESC, measure"""


@dataclass(frozen=True, slots=True)
class TagDrift:
    """One measure of the tags of a day against its usual value (the median) and its bounds, all 0 to 1."""

    measure: str
    value: float
    usual: float
    low: float
    high: float
    drifted: bool


def read_drift(connection: psycopg.Connection, day: str) -> list[TagDrift]:
    """Return what was judged of a day, the largest change first; nothing for a day that cannot be judged."""
    return ask(connection, TagDrift, _JUDGED, day=day)


def tell_drift(work: Workspace, connection: psycopg.Connection, day: str) -> int:
    """Send one alert if the tags of a day drifted, and one more when a day is as usual again; return how many measures
    drifted."""
    judged = read_drift(connection, day)
    drifted = [one for one in judged if one.drifted]
    if drifted:
        tell(work, _as_fault(day, drifted))
    elif judged:
        over(work, KEY)
    return len(drifted)


def _as_fault(day: str, drifted: Sequence[TagDrift]) -> Fault:
    said = "; ".join(shown_measure(one.measure, one.value, one.usual, one.low, one.high) for one in drifted[:_NAMED])
    return Fault(
        KEY,
        text("alerts.drift.what"),
        text("alerts.drift.where", day=day),
        text("alerts.drift.why", measures=said, count=len(drifted)),
        text("alerts.drift.remedy", day=day),
    )
