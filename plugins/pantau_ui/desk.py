"""The desk: the pages an analyst opens first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Annotated, Any

import psycopg
from airflow.api_fastapi.core_api.security import get_user
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from pantau.alerts.telling import open_faults
from pantau.day import shift
from pantau.day import today as this_day
from pantau.poll.silence import find_silence
from pantau.report import events, named, pages, terms, today, trust, watched
from pantau.report.wordless import wordless_days
from pantau.settings import settings
from pantau.validate.releases import held_day
from pantau_ui.parameters import Day
from pantau_ui.rendering import page
from pantau_ui.stores import opened, somebody_is_told
from pantau_ui.watching import seen_by

router = APIRouter()
User = Annotated[Any, Depends(get_user)]
CARDS = 6
MOST_TERMS = 24
MOST_NAMED = 8  # persons, and outlets of one reason


@router.get("/")
def front(request: Request, user: User, day: Day = "") -> Response:
    """A day at a glance: whether it can be trusted, the user's watchlists, its stories, its words, and who is named."""
    chosen, now = day or this_day(), datetime.now(UTC)
    until = today.limit_of(chosen, now)
    with opened() as connection:
        silence = find_silence(connection, settings(), now)
        series = today.outlet_series(connection, chosen, until)
        shown: dict[str, Any] = {
            "verdict": trust.judge(_gather_evidence(connection, chosen, series, silent=silence is not None)),
            "faults": open_faults(connection),
            "silence": silence,
            "empty": pages.health(connection).entries == 0,
            "watched": watched_by(connection, user, chosen, until),
            "cards": today.story_cards(connection, chosen, CARDS),
            "wordless": wordless_days(connection, chosen, chosen),
            "terms": terms.day_terms(connection, chosen, MOST_TERMS),
            "persons": today.most_tagged(connection, chosen, until, "person", MOST_NAMED),
            "speakers": named.most_quoted(connection, chosen, MOST_NAMED),
            "names": today.outlet_names(connection),
        }
        shown["events"] = _choose_events(connection, chosen, shown["cards"])
    shown |= {"near": (shift(chosen, -1), shift(chosen, 1) if chosen < this_day() else ""), "told": somebody_is_told()}
    shown |= {"total": sum(one.test.count for one in series.values()), "usual": sum(one.test.mean for one in series.values())}
    return page(request, "front.html", day=chosen, until=until, most=MOST_NAMED, **shown)


def _choose_events(connection: psycopg.Connection, day: str, cards: Sequence[today.StoryCard]) -> list[events.EventRow]:
    """Return the events that most outlets tell of and that no card of a story names."""
    named_already = {card.event.event_id for card in cards if card.event}
    found = events.events_of_day(connection, day, "", 1)
    return [one for one in found if one.event_id not in named_already][:CARDS]


def watched_by(connection: psycopg.Connection, user: Any, day: str, until: time | None) -> list[today.DaySeries]:
    """Return the watchlists that a user may see and that matched an article, with their names, the most unusual first."""
    names = {one.watchlist: one.name for one in seen_by(connection, user)}
    found = watched.watch_series(connection, list(names), day, until)
    rows = [replace(one, label=names[one.id]) for one in found.values()]
    return sorted(rows, key=lambda one: (one.test.improbable >= 0.02, -one.test.count, one.label))


def _gather_evidence(
    connection: psycopg.Connection, day: str, series: Mapping[str, today.DaySeries], *, silent: bool
) -> trust.DayEvidence:
    row = pages.days(connection, day, day)[0]
    failed = [one for one in pages.rules(connection, day) if not one.success and one.severity == "critical"]
    return trust.DayEvidence(
        loaded=row.loaded_at is not None,
        held=bool(held_day(connection, day)),
        balanced=bool(row.balanced),
        critical=len(failed),
        waiting=row.waiting,
        faults=len(open_faults(connection)),
        silent_polls=silent,
        told=somebody_is_told(),
        volumes={name: one.test for name, one in series.items()} if row.loaded_at else {},
    )
