"""The pages of watchlists: the list, one with its figures, several side by side, and the form with its preview."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import psycopg
from airflow.api_fastapi.core_api.security import get_user
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from pantau.day import shift
from pantau.day import today as this_day
from pantau.errors import BadInput
from pantau.report import terms, today, watch_alerts, watched
from pantau.report.wordless import wordless_days
from pantau.settings import settings
from pantau.watchlists import kept, matching, preview
from pantau.watchlists.meaning import names_asked_for_words
from pantau.watchlists.model import ALERTS, COLOURS, SavedWatchlist, checked, lines_of, slug_of
from pantau.words import say_error, text
from pantau_airflow.ordering import start_order
from pantau_ui import forms, tiles
from pantau_ui.parameters import (
    Day,
    FeedbackFields,
    FeedbackForm,
    PathSlug,
    Sent,
    Token,
    WatchAsked,
    WatchFields,
    WatchIds,
    WatchQuery,
)
from pantau_ui.rendering import page
from pantau_ui.sourcing import near_days
from pantau_ui.stores import opened, somebody_is_told

router = APIRouter()
User = Annotated[Any, Depends(get_user)]
MOST_HITS, MOST_STORIES, MOST_NAMES, MOST_VOICES, MOST_TERMS, MOST_QUOTES = 20, 8, 10, 12, 16, 6
MOST_SIDES, MOST_ALERTS = 5, 5
MOST_RANKED = 200  # largest stories of the month, among which the new ones of the day are looked for
EMPTY = SavedWatchlist("", 0, "", "", "")


@router.get("/pantauan")
def watch_list(request: Request, user: User, day: Day = "", sent: Sent = False) -> Response:
    """All watchlists that this user may see, with today's count against the usual."""
    chosen = day or this_day()
    until = today.limit_of(chosen, datetime.now(UTC))
    with opened() as connection:
        lists = seen_by(connection, user)
        series = watched.watch_series(connection, [one.watchlist for one in lists], chosen, until)
        progress = {one.watchlist: matching.progress_of(connection, one.watchlist) for one in lists}
    shown: dict[str, Any] = {"lists": lists, "series": series, "progress": progress, "sent": sent}
    shown |= {"may_write": forms.may_write(user), "me": forms.name_of(user), "near": near_days(chosen)}
    return page(request, "watchlists.html", day=chosen, until=until, **shown)


@router.get("/pantauan/new")
def new_watchlist(request: Request, user: User, asked: WatchAsked) -> Response:
    """The form of a new watchlist, with a preview once there is a query."""
    forms.require_writer(user)
    return _show_form(request, user, _fill(asked, EMPTY), "")


@router.get("/pantauan/compare")
def compare(request: Request, user: User, ids: WatchIds, day: Day = "") -> Response:
    """Two to five watchlists side by side."""
    chosen = day or this_day()
    with opened() as connection:
        lists = [one for one in seen_by(connection, user) if one.watchlist in ids][:MOST_SIDES]
        if len(lists) < 2:
            raise HTTPException(400, text("pages.watch.compare_few"))
        series = watched.watch_series(connection, [one.watchlist for one in lists], chosen, None)
        sides = [_gather_side(connection, one, series.get(one.watchlist), chosen) for one in lists]
        wordless = wordless_days(connection, shift(chosen, 1 - today.PAST_DAYS), chosen)
    top = max([1, *(count for one in series.values() for count in one.counts)])
    many = len(set(ids)) > MOST_SIDES
    return page(request, "compare.html", day=chosen, sides=sides, wordless=wordless, top=top, many=many, near=near_days(chosen))


@router.get("/pantauan/{ident}")
def one_watchlist(request: Request, user: User, ident: PathSlug, day: Day = "", sent: Sent = False) -> Response:
    """One watchlist: trend, who writes, where, who is named, stories, what is new."""
    chosen = day or this_day()
    until = today.limit_of(chosen, datetime.now(UTC))
    with opened() as connection:
        one = _find(connection, user, ident)
        month = shift(chosen, 1 - today.PAST_DAYS)
        old = names_asked_for_words(connection, one, settings().seeds_dir)
        voices = watched.voices(connection, ident, chosen)
        stories = watched.watched_stories(connection, ident, chosen, MOST_RANKED)
        shown: dict[str, Any] = {
            "series": watched.watch_series(connection, [ident], chosen, until).get(ident),
            "totals": watched.watch_totals(connection, ident, chosen),
            "voices": voices[:MOST_VOICES],
            "spoken_all": sum(voice.articles for voice in voices),
            "map": tiles.tiles(
                {row.id: row.articles for row in watched.tagged(connection, ident, chosen, "province", 50)},
                text("pages.watch.map", name=one.name),
            ),
            "persons": watched.tagged(connection, ident, chosen, "person", MOST_NAMES),
            "tones": watched.tones(connection, ident, chosen),
            "quotes": watched.watched_quotes(connection, ident, chosen, MOST_QUOTES),
            "wordless": wordless_days(connection, month, chosen),
            "bodies": watched.tagged(connection, ident, chosen, "body", MOST_NAMES),
            "stories": stories[:MOST_STORIES],
            "terms": terms.set_terms(connection, "watchlist", ident, month, chosen, MOST_TERMS, one.name),
            "news": watched.news_of(connection, ident, chosen, stories),
            "hits": watched.latest(connection, ident, chosen, MOST_HITS),
            "progress": matching.progress_of(connection, ident),
            "changes": kept.changes_of(connection, ident),
            "alerts": watch_alerts.sent_alerts(connection, ident, MOST_ALERTS),
            "names": today.outlet_names(connection),
        }
    owns = forms.may_write(user) and _may_change(user, one)
    shown |= {"old": old if owns else []}
    shown |= {"sent": sent, "owns": owns, "form": forms.form_for(user, ident, "watchlist") if owns else None}
    shown |= {"said": forms.form_for(user, ident, "feedback") if forms.may_write(user) else None}
    return page(request, "watchlist.html", day=chosen, until=until, one=one, near=near_days(chosen), **shown)


@router.get("/pantauan/{ident}/edit")
def change_watchlist(request: Request, user: User, ident: PathSlug, asked: WatchAsked) -> Response:
    """The form of a watchlist, with a preview of what the fields match now."""
    forms.require_writer(user)
    with opened() as connection:
        before = _find(connection, user, ident)
    if not _may_change(user, before):
        raise HTTPException(403, text("pages.watch.not_yours"))
    return _show_form(request, user, _fill(asked, before), ident)


@router.post("/pantauan/save")
def save_watchlist(request: Request, user: User, given: WatchFields) -> Response:
    """Save a watchlist. It checks login, role, Pantau's own form and the owner here, and the worker checks once more."""
    forms.require_writer(user)
    forms.check_form(request, user, given.ident or "baru", forms.Form("watchlist", given.token))
    wanted = checked(
        {
            "watchlist": given.ident or slug_of(given.name),
            "name": given.name,
            "description": given.description,
            "query": given.query,
            "aliases": list(lines_of(given.aliases)),
            "exclusions": list(lines_of(given.exclusions)),
            "shared": given.shared,
            "colour": given.colour,
            "alert": given.alert,
            "alert_factor": given.alert_factor,
            "owner": forms.name_of(user),
        }
    )
    with opened() as connection:
        before = next(iter(kept.read_saved(connection, wanted.watchlist)), None)
        if before and (not given.ident or not _may_change(user, before)):
            raise HTTPException(403, text("pages.watch.not_yours"))
        preview.read_query(wanted, settings().seeds_dir)  # an error is said here and not in the log of a run
    return _order(request, user, "watchlist", {"list": kept.as_text(wanted)})


@router.post("/pantauan/{ident}/remove")
def remove_watchlist(request: Request, user: User, ident: PathSlug, token: Token = "") -> Response:
    """Take a watchlist away; its history stays."""
    forms.require_writer(user)
    forms.check_form(request, user, ident, forms.Form("watchlist", token))
    with opened() as connection:
        if not _may_change(user, _find(connection, user, ident)):
            raise HTTPException(403, text("pages.watch.not_yours"))
    return _order(request, user, "remove_watchlist", {"watchlist": ident})


@router.post("/umpan-balik")
def say_wrong(request: Request, user: User, given: FeedbackFields) -> Response:
    """Keep what a reader says is wrong with an article; an article that is not relevant no longer counts for the watchlist."""
    forms.require_writer(user)
    forms.check_form(request, user, given.about, forms.Form("feedback", given.token))
    what = {"article_id": given.article, "kind": given.kind, "subject": given.subject, "note": given.note}
    return _order(request, user, "feedback", what, _page_of(given))


def _page_of(given: FeedbackForm) -> str:
    """Return where the remark was made: a search, an article or a watchlist."""
    if given.about.startswith("?"):
        return f"cari?{urlencode({'q': given.about[1:], 'ok': '1'})}"
    return f"artikel/{given.article}?ok=1" if given.about == given.article else f"pantauan/{quote(given.about, safe='')}?ok=1"


def _order(request: Request, user: Any, kind: str, what: dict[str, str], back: str = "pantauan?ok=1") -> Response:
    start_order(kind, what | {"all": "1" if forms.may_operate(user) else ""}, forms.name_of(user))
    return RedirectResponse(f"{request.scope.get('root_path', '')}/{back}", 303)


def seen_by(connection: psycopg.Connection, user: Any) -> list[SavedWatchlist]:
    """Return the watchlists that a user sees, by name."""
    everything = forms.may_operate(user)
    return kept.visible_to(kept.read_saved(connection), forms.name_of(user), everything=everything)


def _gather_side(
    connection: psycopg.Connection, one: SavedWatchlist, series: today.DaySeries | None, day: str
) -> tuple[Any, ...]:
    """Return a watchlist, its series, totals, loudest groups, persons and tones."""
    ident = one.watchlist
    groups, persons = watched.voices(connection, ident, day)[:5], watched.tagged(connection, ident, day, "person", 5)
    return one, series, watched.watch_totals(connection, ident, day), groups, persons, watched.tones(connection, ident, day)


def _find(connection: psycopg.Connection, user: Any, ident: str) -> SavedWatchlist:
    """Return a watchlist; one that this user may not see is not there for him."""
    found = [one for one in seen_by(connection, user) if one.watchlist == ident]
    if not found:
        raise HTTPException(404, text("pages.watch.none"))
    return found[0]


def _may_change(user: Any, one: SavedWatchlist) -> bool:
    return one.owner == forms.name_of(user) or bool(forms.may_operate(user))


def _fill(asked: WatchQuery, before: SavedWatchlist) -> dict[str, Any]:
    """Return the fields of the form: what the user typed, else what is kept."""
    if not asked.shown:
        return before.as_json() | {"aliases": "\n".join(before.aliases), "exclusions": "\n".join(before.exclusions)}
    fields = ("name", "description", "query", "aliases", "exclusions", "shared", "colour", "alert", "alert_factor")
    return {name: getattr(asked, name) for name in fields} | {"watchlist": before.watchlist}


def _show_form(request: Request, user: Any, fields: dict[str, Any], ident: str) -> Response:
    shown, wrong = None, ""
    if str(fields["query"]).strip():
        names = {name: list(lines_of(fields[name])) for name in ("aliases", "exclusions")}
        try:
            wanted = checked({"watchlist": ident or "baru", "name": fields["name"] or "-", "query": fields["query"], **names})
            with opened() as connection:
                shown = preview.preview(connection, wanted, this_day(), settings().seeds_dir)
        except BadInput as error:
            wrong = say_error(str(error))
    form = forms.form_for(user, ident or "baru", "watchlist")
    known: dict[str, Any] = {"colours": COLOURS, "alerts": ALERTS, "told": somebody_is_told()}
    return page(request, "watchform.html", fields=fields, ident=ident, form=form, shown=shown, wrong=wrong, **known)
