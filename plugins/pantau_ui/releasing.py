"""The one thing the pages write: the release of a held day, by a user whom Airflow lets operate, sent from our own form."""

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
from pantau_airflow.releasing import signing_key

ITEMS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Form:
    """The hidden fields of the form: the state that was looked at, and a token only this user's own page holds."""

    seen: str
    token: str


def may_release(user: Any) -> bool:
    """Tell whether Airflow lets this user operate Pantau, that is change its pool: the roles Op and Admin may."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import PoolDetails

    return bool(get_auth_manager().is_authorized_pool(method="PUT", details=PoolDetails(name=POOL), user=user))


def form_for(user: Any, day: str, seen: str) -> Form:
    """Return the form's hidden fields for this user, day and state."""
    return Form(seen, _token(user, day, seen))


def may_write(user: Any) -> bool:
    """Tell whether Airflow lets this user start a run: the roles User, Op and Admin may, a Viewer may not."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails

    manager, run = get_auth_manager(), DagAccessEntity.RUN
    return bool(manager.is_authorized_dag(method="POST", access_entity=run, details=DagDetails(id=DAG_ID), user=user))


def require_writer(user: Any) -> None:
    """Raise HTTPException 403 for a user who may only look."""
    if not may_write(user):
        raise HTTPException(403, text("pages.problem.viewer"))


def check(request: Request, user: Any, day: str, form: Form) -> None:
    """Raise HTTPException 403 unless the user may release and sent our own form."""
    if not may_release(user):
        raise HTTPException(403, text("pages.problem.role"))
    check_form(request, user, day, form)


def check_form(request: Request, user: Any, day: str, form: Form) -> None:
    """Raise HTTPException 403 unless the user sent our own form: a page elsewhere cannot know the token."""
    origin = request.headers.get("origin", "null")
    foreign = origin != "null" and urlsplit(origin).hostname not in _own_hosts(request)
    if foreign or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, text("pages.problem.foreign"))
    if not hmac.compare_digest(form.token.encode(), _token(user, day, form.seen).encode()):
        raise HTTPException(403, text("pages.problem.form"))


def _own_hosts(request: Request) -> set[str | None]:
    from airflow.configuration import conf

    return {request.url.hostname, urlsplit(conf.get("api", "base_url", fallback="") or "").hostname}


def name_of(user: Any) -> str:
    """Return the login as it is kept with the release."""
    return str(user.get_name() or user.get_id())


def _token(user: Any, day: str, seen: str) -> str:
    return hmac.new(signing_key().encode(), repr((user.get_id(), day, seen)).encode(), hashlib.sha256).hexdigest()
