"""The pages of outlets: all of them with one word each, one in full, and the button that works a day again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from airflow.api_fastapi.core_api.security import get_user
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from pantau.day import shift
from pantau.day import today as this_day
from pantau.report import pages, sources, today
from pantau.report.desk_orders import last_order
from pantau.report.volume import unusual
from pantau.words import text
from pantau_airflow.ordering import DAG_ID, start_order
from pantau_ui import forms
from pantau_ui.parameters import Day, FormDay, PathOutlet, Token
from pantau_ui.rendering import page
from pantau_ui.stores import opened

router = APIRouter()
User = Annotated[Any, Depends(get_user)]


@router.get("/sumber")
def source_list(request: Request, day: Day = "") -> Response:
    """Every outlet with its volume against the usual and one word, the unusual ones first."""
    chosen = day or this_day()
    until = today.limit_of(chosen, datetime.now(UTC))
    with opened() as connection:
        series = today.outlet_series(connection, chosen, until)
        last, names = sources.last_articles(connection, chosen), today.outlet_names(connection)
        quiet = sorted({row.outlet for row in pages.missing(connection, chosen)} - series.keys())
    verdicts = find_verdicts(series)
    rows = sorted(series.values(), key=lambda one: (verdicts[one.id] == "usual", -one.test.mean, one.id))
    shown: dict[str, Any] = {"rows": rows, "verdicts": verdicts, "last": last, "names": names, "quiet": quiet}
    return page(request, "sources.html", day=chosen, until=until, near=near_days(chosen), **shown)


@router.get("/sumber/{outlet}")
def one_source(request: Request, user: User, outlet: PathOutlet, day: Day = "") -> Response:
    """One outlet: can it be trusted, and why not."""
    chosen, now = day or this_day(), datetime.now(UTC)
    until = today.limit_of(chosen, now)
    with opened() as connection:
        found = sources.find_outlet(connection, outlet)
        if found is None:
            raise HTTPException(404, text("pages.problem.no_outlet"))
        series = today.outlet_series(connection, chosen, until).get(outlet)
        known = sources.gather(connection, found, chosen, series, pages.feeds(connection, outlet, False, 1))
        before = last_order(connection, "again", chosen)
    form = forms.form_for(user, chosen, f"again:{outlet}") if forms.may_operate(user) else None
    shown: dict[str, Any] = {"reasons": sources.judge_source(known, now), "form": form, "last_order": before, "until": until}
    shown |= {"stale": sources.is_stale(known.last_at, now, series) if chosen == this_day() else False}
    return page(request, "source.html", day=chosen, known=known, near=near_days(chosen), **shown)


@router.post("/sumber/{outlet}/again")
def work_again(request: Request, user: User, outlet: PathOutlet, day: FormDay, token: Token = "") -> Response:
    """Order a day to be worked again. It checks login, role and Pantau's own form; the order keeps who asked."""
    forms.check_operator(request, user, day, forms.Form(f"again:{outlet}", token))
    run = start_order("again", {"day": day, "outlet": outlet}, forms.name_of(user))
    airflow = str(request.scope.get("root_path", "")).removesuffix("/pantau")
    return RedirectResponse(f"{airflow}/dags/{DAG_ID}/runs/{run}", 303)


def find_verdicts(series: dict[str, today.DaySeries]) -> dict[str, str]:
    """Return one word for every outlet: usual, or what `judge_volume` calls it if the test over all outlets says that it is
    unusual."""
    odd = unusual({name: one.test for name, one in series.items()})
    words = {name: sources.judge_volume(series[name].test, 2.0)[0].name for name in odd}
    return {name: words.get(name, "usual") for name in series}


def near_days(day: str) -> tuple[str, str]:
    """Return the day before, and the day after if it is not in the future."""
    return shift(day, -1), shift(day, 1) if day < this_day() else ""
