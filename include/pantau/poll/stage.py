"""The poll stage: finds what there is to read, for the run of a day and for live polling."""

from __future__ import annotations

from pantau.day import today
from pantau.errors import BadInput
from pantau.model import StageReport
from pantau.poll.archives import poll_archive
from pantau.poll.feeds import poll_due
from pantau.workspace import Workspace

__all__ = ["poll_archive", "poll_due", "run"]


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:
    """List the entries of a day (of a shard's outlets): a past day from the archives, the present day from the feeds that are
    due.

    Raises BadInput for a day that has not begun. A source that fails is counted and named, and stops no other.
    """
    present = today()
    if day > present:
        raise BadInput(f"{day} has not begun; the latest day that can be polled is {present}")
    if day == present:
        return StageReport("poll", day, poll_due(work).counts if not shard else {})
    outlets = None if shard is None else work.outlets_of(shard)
    report = poll_archive(work, day, outlets, shard)
    listed = len(work.catalogue.outlets if outlets is None else outlets)
    asked = sum(reading.outlet != "" for reading in report.readings)
    return StageReport("poll", day, {**report.counts, "without_archive": listed - asked})
