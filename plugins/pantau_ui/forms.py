"""Who may send the forms of the pages, and the token that proves that a form is Pantau's own. Airflow says what a role may
do."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException

from pantau.words import text
from pantau_airflow.ordering import DAG_ID
from pantau_airflow.past import POOL
from pantau_airflow.signed import signing_key


@dataclass(frozen=True, slots=True)
class Form:
    """The hidden fields of a form: what it is for (the state that the user saw), and a token that only this user's own page
    holds."""

    seen: str
    token: str


def may_operate(user: Any) -> bool:
    """Tell whether Airflow lets this user operate Pantau, that is, change its pool: the roles Op and Admin may."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import PoolDetails

    return bool(get_auth_manager().is_authorized_pool(method="PUT", details=PoolDetails(name=POOL), user=user))


def form_for(user: Any, about: str, seen: str) -> Form:
    """Return the hidden fields for this user; `about` is the day, watchlist or article that the form changes."""
    return Form(seen, _token(user, about, seen))


def may_write(user: Any) -> bool:
    """Tell whether Airflow lets this user start a run: the roles User, Op and Admin may, a Viewer may not."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails

    manager, run = get_auth_manager(), DagAccessEntity.RUN
    return bool(manager.is_authorized_dag(method="POST", access_entity=run, details=DagDetails(id=DAG_ID), user=user))


def require_writer(user: Any) -> None:
    """Raise HTTPException 403 for a user who may only read."""
    if not may_write(user):
        raise HTTPException(403, text("pages.problem.viewer"))


def check_operator(request: Request, user: Any, about: str, form: Form) -> None:
    """Raise HTTPException 403 if the user may not operate, or did not send Pantau's own form."""
    if not may_operate(user):
        raise HTTPException(403, text("pages.problem.role"))
    check_form(request, user, about, form)


def check_form(request: Request, user: Any, about: str, form: Form) -> None:
    """Raise HTTPException 403 if the user did not send Pantau's own form; another site's page cannot know the token."""
    origin = request.headers.get("origin", "null")
    foreign = origin != "null" and urlsplit(origin).hostname not in _own_hosts(request)
    if foreign or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, text("pages.problem.foreign"))
    if not hmac.compare_digest(form.token.encode(), _token(user, about, form.seen).encode()):
        raise HTTPException(403, text("pages.problem.form"))


def _own_hosts(request: Request) -> set[str | None]:
    from airflow.configuration import conf

    return {request.url.hostname, urlsplit(conf.get("api", "base_url", fallback="") or "").hostname}


def name_of(user: Any) -> str:
    """Return the login under which the user's orders are kept."""
    return str(user.get_name() or user.get_id())


def _token(user: Any, about: str, seen: str) -> str:
    return hmac.new(signing_key().encode(), repr((user.get_id(), about, seen)).encode(), hashlib.sha256).hexdigest()
