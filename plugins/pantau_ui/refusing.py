"""The page of the quarantine: what a rule refused, and the forms by which an operator lets one article through, or back."""

from __future__ import annotations

from typing import Annotated, Any

from airflow.api_fastapi.core_api.security import get_user
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from pantau.report import pages
from pantau.report.today import outlet_names
from pantau.validate import article_releases
from pantau.validate.article_releases import seen_as
from pantau_airflow.ordering import DAG_ID, start_order
from pantau_ui import forms
from pantau_ui.parameters import Day, Id, Outlet, PageNumber, Seen, Token, Why
from pantau_ui.rendering import page
from pantau_ui.stores import opened

router = APIRouter()
User = Annotated[Any, Depends(get_user)]
_BACK = "take_back"


@router.get("/karantina")
def quarantine(request: Request, user: User, day: Day = "", outlet: Outlet = "", number: PageNumber = 1) -> Response:
    """The rows a rule refused, and the articles that somebody let through; for operators with the forms that do so."""
    with opened() as connection:
        held = pages.held(connection, day or None, outlet, number)
        through = article_releases.holding(connection)
        releases = article_releases.list_releases(connection, day=day or None, outlet=outlet)
        names = outlet_names(connection)
    waiting = {row.article_id for row in held if set(row.rules) <= through.get(row.article_id, frozenset())}
    shown: dict[str, Any] = {"held": held, "waiting": waiting, "releases": releases, "names": names, "letting": {}, "taking": {}}
    if forms.may_operate(user):
        shown["letting"] = {row.article_id: _form(user, row) for row in held if row.article_id not in waiting}
        holding = [row.article_id for row in releases if row.undone_at is None]
        shown["taking"] = {article_id: forms.form_for(user, article_id, _BACK) for article_id in holding}
    return page(request, "quarantine.html", day=day, outlet=outlet, number=number, **shown)


@router.post("/karantina/{article_id}/release")
def let_through(request: Request, user: User, article_id: Id, why: Why = "", seen: Seen = "", token: Token = "") -> Response:
    """Let one article out of quarantine: login, role, our own form and the rules that were looked at are checked here."""
    forms.check_operator(request, user, article_id, forms.Form(seen, token))
    with opened() as connection:
        article_releases.releasable_article(connection, article_id, why, seen or "-")  # said here and not in the log of a run
    return _order(request, user, "release_article", {"article_id": article_id, "seen": seen}, why)


@router.post("/karantina/{article_id}/take_back")
def take_back(request: Request, user: User, article_id: Id, why: Why = "", token: Token = "") -> Response:
    """Take the release of an article back: the next work of its day puts it into quarantine again."""
    forms.check_operator(request, user, article_id, forms.Form(_BACK, token))
    with opened() as connection:
        article_releases.require_release(connection, article_id, why)
    return _order(request, user, _BACK, {"article_id": article_id}, why)


def _form(user: Any, row: pages.QuarantineRow) -> forms.Form:
    return forms.form_for(user, row.article_id, seen_as(row.rules))


def _order(request: Request, user: Any, kind: str, what: dict[str, str], why: str) -> Response:
    run = start_order(kind, what, forms.name_of(user), why)
    airflow = str(request.scope.get("root_path", "")).removesuffix("/pantau")
    return RedirectResponse(f"{airflow}/dags/{DAG_ID}/runs/{run}", 303)
