"""Orders that people give on the pages and a worker carries out: each is kept with who and when, and done once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pantau.day import parse_day
from pantau.errors import BadInput

if TYPE_CHECKING:
    import psycopg  # Airflow reads this module with the DAG, and must not load a driver for it

_KEEP = """INSERT INTO desk_orders (run_id, kind, what, who, why) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (run_id) DO NOTHING RETURNING run_id"""
_LATEST = """SELECT who, carried_at::text FROM desk_orders
WHERE kind = %s AND what ->> 'day' = %s ORDER BY carried_at DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class DeskOrder:
    """An order of a kind with its parts, from a person. `run_id` names it, so that a task that runs twice carries it out
    once."""

    run_id: str
    kind: str
    what: Mapping[str, str]
    who: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What must follow an order: a day to be worked again, a watchlist to be matched with all days; empty if nothing."""

    day: str = ""
    watchlist: str = ""


def carry_out(connection: psycopg.Connection, order: DeskOrder) -> Consequence:
    """Keep an order and carry it out, in one transaction; return what must follow. Raises BadInput for an unknown kind."""
    do = _KINDS.get(order.kind)
    if do is None:
        raise BadInput(f"{order.kind!r} is no order of the desk; use the buttons on the pages of Pantau")
    consequence = do(connection, order)
    connection.execute(_KEEP, [order.run_id, order.kind, json.dumps(dict(order.what)), order.who, order.why])
    return consequence


def last_order(connection: psycopg.Connection, kind: str, day: str) -> tuple[str, str] | None:
    """Return who gave the last order of a kind for a day, and when; None if nobody did."""
    row = connection.execute(_LATEST, [kind, day]).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def _work_again(_: psycopg.Connection, order: DeskOrder) -> Consequence:
    return Consequence(parse_day(order.what.get("day", "")))


def _save_watchlist(connection: psycopg.Connection, order: DeskOrder) -> Consequence:
    from pantau.watchlists import kept
    from pantau.watchlists.model import checked

    wanted = checked(json.loads(order.what["list"]))
    before = next(iter(kept.read_saved(connection, wanted.watchlist)), None)
    if before:
        _require_owner(order, before.owner)
        wanted = replace(wanted, owner=before.owner)
    return Consequence(watchlist=kept.save(connection, wanted, order.who).watchlist)


def _remove_watchlist(connection: psycopg.Connection, order: DeskOrder) -> Consequence:
    from pantau.watchlists import kept

    before = next(iter(kept.read_saved(connection, order.what["watchlist"])), None)
    if before:  # a task that runs twice finds it gone
        _require_owner(order, before.owner)
        kept.take_away(connection, before.watchlist, order.who)
    return Consequence()


def _keep_feedback(connection: psycopg.Connection, order: DeskOrder) -> Consequence:
    from pantau.watchlists.feedback import Feedback, keep_feedback

    what = order.what
    keep_feedback(connection, Feedback(what["article_id"], what["kind"], what["subject"], what["note"], order.who))
    return Consequence()


def _release_article(connection: psycopg.Connection, order: DeskOrder) -> Consequence:
    from pantau.validate.article_releases import NotRefused, release_article

    try:
        row = release_article(connection, order.what["article_id"], order.who, order.why, order.what["seen"])
    except NotRefused:
        return Consequence()  # what was looked at is no more: nothing is released, and the order stays on record
    return Consequence(str(row.day))


def _take_back(connection: psycopg.Connection, order: DeskOrder) -> Consequence:
    from pantau.validate.article_releases import NotRefused, take_back

    try:
        return Consequence(take_back(connection, order.what["article_id"], order.who, order.why))
    except NotRefused:
        return Consequence()  # a task that runs twice finds it taken back


def _require_owner(order: DeskOrder, owner: str) -> None:
    if owner != order.who and not order.what.get("all"):
        raise BadInput("this watchlist belongs to somebody else; ask its owner or an operator, or make one of your own")


_KINDS: dict[str, Callable[[psycopg.Connection, DeskOrder], Consequence]] = {
    "again": _work_again,
    "watchlist": _save_watchlist,
    "remove_watchlist": _remove_watchlist,
    "feedback": _keep_feedback,
    "release_article": _release_article,
    "take_back": _take_back,
}
