"""Held days and their releases: what a day would lose is listed, and an operator who has seen the list may release exactly
that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.rows import class_row

from pantau.accounting.endings import Ending
from pantau.errors import BadInput, CriticalRuleFailed
from pantau.settings import Settings
from pantau.validate.losses import SHRINKS, Loss, LostItem, forget_gone, keep_gone, losses

WHY_CHARACTERS = 1000
_HOLD = """INSERT INTO held_days (day, rule, digest, observed) VALUES (%(day)s, %(rule)s, %(digest)s, %(observed)s)
ON CONFLICT (day, rule) DO UPDATE SET digest = excluded.digest, observed = excluded.observed,
  held_at = CASE WHEN held_days.digest = excluded.digest THEN held_days.held_at ELSE excluded.held_at END"""
_LIST = "INSERT INTO held_items (day, rule, url_key, outlet, url, title) VALUES (%s, %s, %s, %s, %s, %s)"
# One load uses up a release of `shrinks`: where the same articles are lost again, somebody has to look again. Unreadable pages
# are still there after the load, so their release holds as long as they are exactly the same pages.
_RELEASED = """SELECT FROM day_releases WHERE day = %s AND rule = %s AND digest = %s AND (used_at IS NULL OR rule <> %s)"""
_USE = """UPDATE day_releases SET used_at = clock_timestamp()
WHERE day = %s AND rule = %s AND digest = %s AND used_at IS NULL"""
_HELD = """SELECT d.day::text AS day, d.rule, d.digest, d.held_at, d.observed,
  (SELECT count(*) FROM held_items i WHERE i.day = d.day AND i.rule = d.rule)::integer AS items,
  (SELECT r.who || ': ' || r.why FROM day_releases r WHERE r.day = d.day AND r.rule = d.rule AND r.digest = d.digest
     AND r.used_at IS NULL ORDER BY r.release_id DESC LIMIT 1) AS released
FROM held_days d WHERE d.day = %s ORDER BY d.rule"""
_ITEMS = """SELECT url_key, outlet, url, title FROM held_items WHERE day = %s AND rule = %s
ORDER BY outlet, url_key LIMIT %s OFFSET %s"""
_RELEASE = """INSERT INTO day_releases (day, rule, digest, items, observed, who, why)
VALUES (%(day)s, %(rule)s, %(digest)s, %(items)s, %(observed)s, %(who)s, %(why)s)"""


class DayHeld(CriticalRuleFailed):
    """The day would lose too much: nothing was loaded. The message says what, how many and the remedy."""

    def __init__(self, message: str, losses: Sequence[Loss] = ()) -> None:
        super().__init__(message)
        self.losses = tuple(losses)


class NotHeld(BadInput):
    """There is nothing to release: the day is not held, or what it would lose is no longer what the operator saw."""


@dataclass(frozen=True, slots=True)
class HeldDay:
    """One rule that holds a day; `released` says who released it and why, None if nobody did."""

    day: str
    rule: str
    digest: str
    held_at: datetime
    observed: str
    items: int
    released: str | None


def unreleased(connection: psycopg.Connection, settings: Settings, day: str, endings: Sequence[Ending]) -> list[Loss]:
    """Return what holds the day and was not released."""
    return [loss for loss in losses(connection, settings, day, endings) if not _is_released(connection, day, loss)]


def _is_released(connection: psycopg.Connection, day: str, loss: Loss) -> bool:
    return connection.execute(_RELEASED, [day, loss.rule, loss.digest, SHRINKS]).fetchone() is not None


def refuse_losses(connection: psycopg.Connection, settings: Settings, day: str, endings: Sequence[Ending]) -> None:
    """Raise DayHeld unless everything that the day would lose was released; mark those releases used. Call it in the
    transaction of the load."""
    found = losses(connection, settings, day, endings)
    held = [loss for loss in found if not _is_released(connection, day, loss)]
    if held:
        raise held_error(day, held)
    for loss in found:
        connection.execute(_USE, [day, loss.rule, loss.digest])
    if any(loss.rule == SHRINKS for loss in found):
        forget_gone(connection, day)
    else:
        keep_gone(connection, settings, day, endings)
    connection.execute("DELETE FROM held_days WHERE day = %s", [day])


def held_error(day: str, found: Sequence[Loss]) -> DayHeld:
    """Return the error that says what would go, from which outlets, and what to do."""
    reasons = "; ".join(f"{loss.rule}: {loss.observed}" for loss in found)
    return DayHeld(
        f"day {day} was not loaded; what was loaded before stays. {reasons}. Mend the cause (is the landing there, is an outlet "
        f"missing in seeds/?) and run the day again. See what would go: pantau day show {day}. If it is right that it goes: "
        f'pantau day release {day} --why "…", then trigger monitor_day with that day. '
        "The button in Pantau → Mutu does both",
        found,
    )


def write_held(connection: psycopg.Connection, day: str, found: Sequence[Loss]) -> None:
    """Replace what is stored as holding the day; if nothing was found, the day is not held."""
    connection.execute("DELETE FROM held_days WHERE day = %s AND NOT rule = ANY(%s)", [day, [loss.rule for loss in found]])
    for loss in found:
        connection.execute(_HOLD, {"day": day, "rule": loss.rule, "digest": loss.digest, "observed": loss.observed})
        connection.execute("DELETE FROM held_items WHERE day = %s AND rule = %s", [day, loss.rule])
        with connection.cursor() as cursor:
            rows = [(day, loss.rule, item.url_key, item.outlet, item.url, item.title) for item in loss.items]
            cursor.executemany(_LIST, rows)


def held_day(connection: psycopg.Connection, day: str) -> list[HeldDay]:
    """Return the rules that hold a day."""
    with connection.cursor(row_factory=class_row(HeldDay)) as cursor:
        return cursor.execute(_HELD, [day]).fetchall()


def held_items(connection: psycopg.Connection, day: str, rule: str, limit: int | None = None, offset: int = 0) -> list[LostItem]:
    """Return what a rule holds a day for, by outlet."""
    with connection.cursor(row_factory=class_row(LostItem)) as cursor:
        return cursor.execute(_ITEMS, [day, rule, limit, offset]).fetchall()


def release(connection: psycopg.Connection, day: str, who: str, why: str, seen: str = "") -> list[HeldDay]:
    """Release a held day: it may lose exactly what it is held for; return what was released.

    `seen` is the `state_of` the list that the operator saw, if there was one. Raises NotHeld if nothing holds the day or the
    state has changed, BadInput for a reason that is too short or too long.
    """
    connection.execute("SELECT FROM held_days WHERE day = %s FOR UPDATE", [day])
    held = releasable(connection, day, why, seen)
    for row in held:
        values = {"day": day, "rule": row.rule, "digest": row.digest, "items": row.items, "observed": row.observed}
        connection.execute(_RELEASE, values | {"who": who[:200], "why": " ".join(why.split())})
    return held


def releasable(connection: psycopg.Connection, day: str, why: str, seen: str = "") -> list[HeldDay]:
    """Return what a release with this reason would release. It writes nothing, and raises what `release` raises."""
    why = " ".join(why.split())
    if len(why) < 3 or len(why) > WHY_CHARACTERS:
        raise BadInput(f"a release needs a reason of 3 to {WHY_CHARACTERS} characters; say why it is right that this goes")
    held = [row for row in held_day(connection, day) if row.released is None]
    if not held:
        raise NotHeld(f"day {day} is not held, so there is nothing to release; `pantau day show {day}` says how it stands")
    if seen and seen != state_of(held):
        raise NotHeld(f"what day {day} would lose is not what was looked at any more; look again, then release it")
    return held


def state_of(held: Iterable[HeldDay]) -> str:
    """Return a name of exactly the state in which a day is held; equal for equal losses."""
    return "-".join(row.digest for row in held if row.released is None)
