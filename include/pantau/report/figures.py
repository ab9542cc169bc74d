"""The figures of days as plain data for JSON: outcomes by outlet and reason, missing outlets, failed rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import psycopg

from pantau.landing.revisits import count_revisits
from pantau.landing.unreadable import damaged_files
from pantau.model import Outcome
from pantau.report.changes import last_changes
from pantau.report.stories import StoryRow, floods, largest

LARGEST = 5  # stories named for a day
_LATEST = """SELECT day::text FROM (SELECT day FROM loads UNION SELECT day FROM quality_rows) d
WHERE %(until)s::date IS NULL OR day <= %(until)s ORDER BY day DESC LIMIT %(limit)s"""
_BALANCE = "SELECT day::text, balanced, late, lost FROM day_balance WHERE day = ANY(%(days)s::date[])"
_WAITING = "SELECT day::text, count(*) FROM entry_days WHERE day = ANY(%(days)s::date[]) GROUP BY day"
_COUNTS = """SELECT s.day::text, s.outlet, coalesce(o.name, s.outlet), s.outcome, s.reason, s.count
FROM source_days s LEFT JOIN outlets o USING (outlet) WHERE s.day = ANY(%(days)s::date[])
ORDER BY s.day, s.outlet, s.outcome, s.reason"""
_RULES = """SELECT day::text, rule, scope, severity, success, checked, failed, observed, description FROM quality_results
WHERE NOT success AND day = ANY(%(days)s::date[])
ORDER BY day, array_position(ARRAY['critical', 'warning', 'info'], severity), rule"""
_MISSING = """SELECT m.day::text, m.outlet, coalesce(o.name, m.outlet), m.reason
FROM missing_sources m LEFT JOIN outlets o USING (outlet) WHERE m.day = ANY(%(days)s::date[]) ORDER BY m.day, m.outlet"""

_DAMAGED = "SELECT day::text, file, kept_as FROM damaged_parts WHERE day = ANY(%(days)s::date[]) ORDER BY day, kept_as"
_UNTAGGED = """SELECT day::text, untagged, count(*)::integer FROM article_rows
WHERE untagged <> '' AND day = ANY(%(days)s::date[]) GROUP BY day, untagged ORDER BY day, untagged"""

_AFTER = """SELECT day::text, count(withdrawn_at)::integer,
  coalesce(sum((SELECT count(*) FROM article_revisions r WHERE r.article_id = a.article_id)), 0)::integer
FROM article_rows a WHERE day = ANY(%(days)s::date[]) GROUP BY day"""


def latest_days(connection: psycopg.Connection, limit: int, until: str | None = None) -> list[str]:
    """Return the latest days (up to `until`) that were loaded or refused, oldest first."""
    rows = connection.execute(_LATEST, {"limit": limit, "until": until}).fetchall()
    return sorted(str(day) for (day,) in rows)


def figures(connection: psycopg.Connection, days: Sequence[str]) -> list[dict[str, Any]]:
    """Return one object per day, in the order given; the keys are those of `pantau status --json` and do not change.

    `balanced` is true if every discovered URL has its one outcome; a day with entries that was never loaded is not balanced.
    `stories` are the largest of the day: `members` in all, `here` on this day. `changes` is what the last load changed, null
    for a day not loaded; its `first` is 1 for the first load. `unreadable` gives for each WARC file the number of landed pages
    that could not be read from it, and how many of them keep an earlier row. `damaged` are the parts of the results that were
    set aside and made again; `untagged` is reason → articles without tags. `revisions` are the edits seen in articles of the
    day after their first reading, `withdrawn` those gone from their site. `revisits` is result → revisits of articles of the
    day: same, changed, gone, elsewhere, unanswered. `floods` are templates of the day of which not all articles were compared,
    with the number of pairs not compared. `late` entries were discovered since the last load; `reasons` is outcome → reason →
    count.
    """
    given = {"days": list(days)}
    balance = {row[0]: row[1:] for row in connection.execute(_BALANCE, given)}
    waiting: dict[str, int] = dict(connection.execute(_WAITING, given).fetchall())
    found = {day: _empty(day, balance.get(day), waiting.get(day, 0)) for day in days}
    for day, outlet, name, outcome, reason, count in connection.execute(_COUNTS, given):
        _add(found[day], outlet, name, outcome, reason, count)
    for day, *values in connection.execute(_RULES, given):
        keys = ("rule", "scope", "severity", "success", "checked", "failed", "observed", "description")
        found[day]["quality"].append(dict(zip(keys, values, strict=True)))
    for day, outlet, name, reason in connection.execute(_MISSING, given):
        found[day]["missing"].append({"outlet": outlet, "name": name, "reason": reason})
    for file in damaged_files(connection, days):
        found[file.day]["unreadable"].append({"warc_file": file.warc_file, "pages": file.pages, "kept": file.kept})
    for day, file, kept_as in connection.execute(_DAMAGED, given):
        found[day]["damaged"].append({"file": file, "kept_as": kept_as})
    for day, reason, articles in connection.execute(_UNTAGGED, given):
        found[day]["untagged"][reason] = articles
    for day, withdrawn, revisions in connection.execute(_AFTER, given):
        found[day] |= {"revisions": revisions, "withdrawn": withdrawn}
    looked = count_revisits(connection, min(days), max(days)) if days else {}
    for day in days:
        found[day]["revisits"] = looked.get(day, {})
    changed = last_changes(connection, days)
    for day in days:
        found[day]["floods"] = [asdict(row) for row in floods(connection, day)]
        found[day]["changes"] = changed.get(day)
        found[day]["stories"] = [_as_object(row) for row in largest(connection, day, LARGEST)]
    return [found[day] for day in days]


def _as_object(row: StoryRow) -> dict[str, Any]:
    keys = ("story_id", "title", "first_outlet", "members", "here")
    return {key: getattr(row, key) for key in keys}


def _empty(day: str, balance: tuple[Any, ...] | None, waiting: int) -> dict[str, Any]:
    balanced, late, lost = balance or (waiting == 0, waiting, 0)
    head = {"day": day, "loaded": balance is not None, "balanced": balanced, "discovered": 0, "late": late, "lost": lost}
    lists: dict[str, Any] = {name: [] for name in ("outlets", "missing", "quality", "stories", "unreadable", "damaged")}
    return head | {"outcomes": _zeros(), "untagged": {}, "revisions": 0, "withdrawn": 0} | lists


def _zeros() -> dict[str, int]:
    return {str(outcome): 0 for outcome in Outcome}


def _add(found: dict[str, Any], outlet: str, name: str, outcome: str, reason: str, count: int) -> None:
    if not found["outlets"] or found["outlets"][-1]["outlet"] != outlet:
        found["outlets"].append({"outlet": outlet, "name": name, "outcomes": _zeros(), "reasons": {}})
    row = found["outlets"][-1]
    found["discovered"] += count
    found["outcomes"][outcome] += count
    row["outcomes"][outcome] += count
    if reason:
        row["reasons"].setdefault(outcome, {})[reason] = count
