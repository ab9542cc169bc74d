"""The report stage: what the day came to, as the counts that travel with its asset event."""

from __future__ import annotations

import logging
from typing import Any

from pantau.model import StageReport
from pantau.remade import note_kept
from pantau.report import changes, stories
from pantau.report.figures import figures
from pantau.workspace import Workspace

log = logging.getLogger(__name__)


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:  # noqa: ARG001 — a day is reported whole
    """Return the day's figures from the warehouse.

    Counts: discovered, each outcome, late, lost, balanced (1 or 0), outlets heard, outlets missing, rules failed,
    stories with an article of the day, such articles, edits seen of the day's articles; what the last load changed in it;
    where there are any, pages unreadable and parts damaged.
    """
    with work.connect() as connection:
        found, told = figures(connection, [day])[0], stories.counts(connection, day)
    counts = {"discovered": found["discovered"], **found["outcomes"], "late": found["late"], "lost": found["lost"]}
    counts |= {"balanced": int(found["balanced"]), "outlets": len(found["outlets"])}
    counts |= {"outlets_missing": len(found["missing"]), "rules_failed": len(found["quality"])}
    changed = {name: count for name, count in (found["changes"] or {}).items() if name in changes.COUNTS}
    return StageReport("report", day, counts | told | changed | _count_harmed(work, day, found["unreadable"]))


def _count_harmed(work: Workspace, day: str, unreadable: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many pages could not be read and how many parts of the results were damaged; nothing where there are none."""
    parts = work.results.damaged(day)
    note_kept(work, day, parts)
    for name in parts:
        log.warning("%s/%s was found damaged and made again; look at it, then delete it", work.results.root, name)
    counts = {"pages_unreadable": sum(file["pages"] for file in unreadable), "parts_damaged": len(parts)}
    return {name: count for name, count in counts.items() if count}
