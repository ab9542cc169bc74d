"""The report stage: the figures of the day, as counts that travel with its asset event."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import psycopg

from pantau.day import shift, today
from pantau.errors import BadInput
from pantau.model import StageReport
from pantau.remade import note_kept
from pantau.report import changes, stories
from pantau.report.drift import tell_drift
from pantau.report.figures import figures
from pantau.report.headlines import keep_words
from pantau.report.layouts import tell_layouts
from pantau.watchlists.seeding import match_watchlists
from pantau.workspace import Workspace

log = logging.getLogger(__name__)


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:  # noqa: ARG001 — a day is reported whole
    """Return the day's figures from the warehouse.

    Counts: discovered, each outcome, late, lost, balanced (1 or 0), outlets heard, outlets missing, rules failed, stories with
    an article of the day, such articles, edits seen of the day's articles; what the last load changed; watchlists, and their
    matches with the day; and, if there are any, layouts changed, measures of tags that drifted, pages unreadable and parts
    damaged.
    """
    with work.connect() as connection:
        keep_words(connection, day)
    with work.connect() as connection:
        matched = _match_watchlists(connection, day, work.settings.seeds_dir)
        fresh = day >= shift(today(), -1)  # a past day is nobody's news
        layouts = tell_layouts(work, connection, day) if fresh else 0
        drifted = tell_drift(work, connection, day) if fresh else 0
        found, told = figures(connection, [day])[0], stories.counts(connection, day)
    counts = {"discovered": found["discovered"], **found["outcomes"], "late": found["late"], "lost": found["lost"]}
    counts |= {"balanced": int(found["balanced"]), "outlets": len(found["outlets"])}
    counts |= {"outlets_missing": len(found["missing"]), "rules_failed": len(found["quality"])}
    told |= {name: count for name, count in (("layouts_changed", layouts), ("tags_drifted", drifted)) if count}
    changed = {name: count for name, count in (found["changes"] or {}).items() if name in changes.COUNTS}
    counts |= {"watchlists": len(matched), "watchlist_matches": sum(matched.values())}
    return StageReport("report", day, counts | told | changed | _count_harmed(work, day, found["unreadable"]))


def _match_watchlists(connection: psycopg.Connection, day: str, seeds_dir: Path) -> dict[str, int]:
    """Match the watchlists with the day. If seeds cannot be read, it logs that and goes on: the day stays open for matching."""
    try:
        return match_watchlists(connection, day, seeds_dir)
    except BadInput as error:
        log.warning("no watchlist was matched with %s: %s", day, error)
        return {}


def _count_harmed(work: Workspace, day: str, unreadable: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many pages could not be read and how many parts of the results were damaged; {} if there are none."""
    parts = work.results.damaged(day)
    note_kept(work, day, parts)
    for name in parts:
        log.warning("%s/%s was found damaged and made again; look at it, then delete it", work.results.root, name)
    counts = {"pages_unreadable": sum(file["pages"] for file in unreadable), "parts_damaged": len(parts)}
    return {name: count for name, count in counts.items() if count}
