"""The load stage: one transaction swaps the day in, links copies across days and recounts every day that changed."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime

import psycopg
from psycopg.types.json import Jsonb

from pantau.errors import PantauError
from pantau.load.articles import with_columns
from pantau.load.changes import CHANGES, changes
from pantau.load.events import regroup
from pantau.load.floods import name_floods
from pantau.load.mirror import mirror_catalogue
from pantau.load.relink import note_keys, relink
from pantau.load.staging import FOLDER, stage_day
from pantau.load.stories import retell
from pantau.load.unchanged import is_loaded, note_loaded, origin_of_load
from pantau.model import Outcome, StageReport
from pantau.validate.releases import DayHeld, refuse_losses, write_held
from pantau.warehouse.locks import SWAP_LOCK
from pantau.workspace import Workspace

_BOUNDS = """UPDATE quality_bounds SET volume_low = %(low)s, volume_high = %(high)s
WHERE (volume_low, volume_high) <> (%(low)s, %(high)s)"""
_CHECK = """SELECT
  (SELECT count(*) FROM staged_outcomes),
  (SELECT count(*) FROM entry_outcomes JOIN staged_day USING (day)),
  (SELECT coalesce(sum(count), 0) FROM source_days JOIN staged_day USING (day)),
  (SELECT count(*) FROM entry_outcomes JOIN staged_day USING (day) WHERE outcome IN ('loaded', 'duplicate')),
  (SELECT count(*) FROM article_rows JOIN staged_day USING (day))"""
_COUNTS = "SELECT outcome, sum(count)::integer FROM source_days WHERE day = %s GROUP BY outcome"


class NotConserved(PantauError):
    """The figures of the day do not add up: nothing was loaded, and the earlier rows stay."""


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:  # noqa: ARG001 — a day is swapped whole
    """Swap the day into the warehouse in one transaction; the same landing and results give the same rows, in any order of
    days.

    A day that was loaded from the same results is only journalled. Counts: discovered, each outcome; what changed in the day
    (see `changes`); days whose figures changed with it; stories made anew. Raises NotConserved if a URL has no outcome, and
    DayHeld (see pantau.validate.releases) if the day would lose too much.
    """
    try:
        return _load(work, day)
    except DayHeld as held:
        with work.connect() as connection:
            write_held(connection, day, held.losses)
        raise


def _load(work: Workspace, day: str) -> StageReport:
    with work.connect() as connection:
        read_at, origin = _now(connection), origin_of_load(work, day)
        mirror_catalogue(connection, work)
        if is_loaded(connection, day, origin):
            return _confirm_load(connection, work, day, read_at)
        endings = stage_day(connection, work, day)
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [SWAP_LOCK])
        connection.execute((FOLDER / "trim.sql").read_bytes())
        refuse_losses(connection, work.settings, day, endings)
        changed = changes(connection)
        stories = _swap(connection, work, day)
        moved = len(endings) - _check(connection, day)
        counts = _counts(connection, day) | changed
        _journal(connection, work, day, read_at, counts)
        note_loaded(connection, day, origin)
        touched = _count_touched(connection)
    return StageReport("load", day, counts | {"moved_away": moved, "days_touched": touched, "stories": stories})


def confirm(work: Workspace, day: str) -> bool:
    """Tell whether the day is loaded from what is there now; if so, journal it like a load that changed nothing."""
    with work.connect() as connection:
        read_at = _now(connection)
        loaded = is_loaded(connection, day, origin_of_load(work, day))
        if loaded:
            mirror_catalogue(connection, work)
            _confirm_load(connection, work, day, read_at)
    return loaded


def _confirm_load(connection: psycopg.Connection, work: Workspace, day: str, read_at: datetime) -> StageReport:
    counts = _counts(connection, day) | dict.fromkeys(CHANGES, 0)
    _journal(connection, work, day, read_at, counts)
    return StageReport("load", day, counts | {"moved_away": 0, "days_touched": 0, "stories": 0})


def _journal(connection: psycopg.Connection, work: Workspace, day: str, read_at: datetime, counts: dict[str, int]) -> None:
    connection.execute(
        "INSERT INTO loads (day, loaded_at, run_id, code, counts) VALUES (%s, %s, %s, %s, %s)",
        [day, read_at, os.environ.get("AIRFLOW_CTX_DAG_RUN_ID", ""), work.version("validate"), Jsonb(counts)],
    )


def _now(connection: psycopg.Connection) -> datetime:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None  # noqa: S101 — a SELECT without FROM has one row
    moment: datetime = row[0]
    return moment


def _swap(connection: psycopg.Connection, work: Workspace, day: str) -> int:
    connection.execute(_BOUNDS, {"low": work.settings.volume_low, "high": work.settings.volume_high})
    note_keys(connection)
    connection.execute(with_columns((FOLDER / "swap.sql").read_text()).encode())
    note_keys(connection)
    relink(connection, min_words=work.settings.min_words)
    connection.execute((FOLDER / "count.sql").read_bytes())
    stories = retell(connection, work, day)
    name_floods(connection, work, day)
    regroup(connection)
    return stories


def _check(connection: psycopg.Connection, day: str) -> int:
    """Return how many URLs the day has; raise NotConserved when any of the tables disagrees."""
    row = connection.execute(_CHECK).fetchone()
    assert row is not None  # noqa: S101 — scalar subqueries always give a row
    staged, outcomes, counted, loaded, articles = row
    if not (staged == outcomes == counted and loaded == articles):
        raise NotConserved(
            f"day {day} was not loaded: {staged} URLs discovered, {outcomes} outcomes, {counted} counted, "
            f"{loaded} loaded or duplicate, {articles} articles; this is a fault of Pantau, please report it"
        )
    return int(outcomes)


def _counts(connection: psycopg.Connection, day: str) -> dict[str, int]:
    found: Counter[str] = Counter(dict(connection.execute(_COUNTS, [day]).fetchall()))
    return {"discovered": found.total()} | {str(outcome): found[outcome] for outcome in Outcome}


def _count_touched(connection: psycopg.Connection) -> int:
    return len(connection.execute("SELECT day FROM touched").fetchall())
