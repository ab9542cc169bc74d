"""The pages as a FastAPI app. Every route asks Airflow for the user; text of outlets is always escaped."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from airflow.api_fastapi.core_api.security import get_user
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.base import RequestResponseEndpoint

from pantau.catalogue import read_catalogue
from pantau.coverage.figures import calendar, cells
from pantau.coverage.printed import remarks
from pantau.day import FIRST_DAY, shift, today
from pantau.errors import BadInput, PantauError
from pantau.landing.audits import latest_audit
from pantau.landing.revisits import count_revisits, tell_revisits
from pantau.landing.unreadable import damaged_files
from pantau.report import changes, events, named, pages, reading, stories
from pantau.report.today import outlet_names
from pantau.search.compiled import compile_query
from pantau.settings import settings
from pantau.validate.article_releases import list_releases
from pantau.validate.releases import held_day, held_items, releasable, state_of
from pantau.words import say_error, speaking, text
from pantau_airflow.releasing import DAG_ID, start_release
from pantau_ui import desk, finding, forms, languages, naming, refusing, sourcing, watching
from pantau_ui.parameters import (
    Day,
    Failing,
    FileName,
    FirstDay,
    Id,
    LastDay,
    Outlet,
    PageNumber,
    PathDay,
    Search,
    Seen,
    Sent,
    Token,
    Why,
    wanted,
)
from pantau_ui.rendering import HERE, page
from pantau_ui.stores import opened

SHOWN_DAYS = 14
MOST_NAMES = 10  # persons and bodies that a story, event or article links to
LARGEST = 10  # stories named on the page of a day
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_ITEMS_SHOWN = 50
STATIC = {"pantau.css": "text/css", "pantau.svg": "image/svg+xml"}
User = Annotated[Any, Depends(get_user)]

app = FastAPI(title="Pantau", dependencies=[Depends(get_user)], docs_url=None, redoc_url=None, openapi_url=None)
for part in (desk.router, sourcing.router, finding.router, watching.router, naming.router, refusing.router):
    app.include_router(part)


@app.middleware("http")
async def guarded(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Answer in the reader's language, or remember the one just chosen. Every response gets the security headers."""
    with speaking(languages.chosen(request)):
        response = languages.remembered(request) or await call_next(request)
    response.headers.update(HEADERS)
    return response


@app.get("/hari")
def overview(request: Request) -> Response:
    """The last days, one row each."""
    last = today()
    with opened() as connection:
        rows = pages.days(connection, shift(last, 1 - SHOWN_DAYS), last)
    return page(request, "overview.html", days=rows)


@app.get("/hari/{day}")
def one_day(request: Request, day: PathDay) -> Response:
    """One day: outlets by outcome, reasons, sources that are missing."""
    with opened() as connection:
        row = pages.days(connection, day, day)[0]
        outlets, missing = pages.outlets_of_day(connection, day), pages.missing(connection, day)
        told = stories.largest(connection, day, LARGEST)
        changed = changes.last_changes(connection, [day]).get(day)
        names = outlet_names(connection)
        seen, looked = stories.counts(connection, day), count_revisits(connection, day, day).get(day)
        named = stories.floods(connection, day)
    near: dict[str, Any] = {"before": shift(day, -1), "after": shift(day, 1), "after_publication": seen}
    near |= {"names": names, "revisits": tell_revisits(looked) if looked else None, "floods": named}
    totals = pages.totals(outlets)
    return page(
        request, "day.html", day=row, outlets=outlets, missing=missing, totals=totals, stories=told, changed=changed, **near
    )


@app.get("/mutu")
def quality(request: Request, user: User, day: Day = "") -> Response:
    """The quality results of a day. For a held day also what it would lose and, for operators, the form that releases it."""
    day = day or today()
    with opened() as connection:
        rules, held = pages.rules(connection, day), held_day(connection, day)
        harmed = {
            "files": damaged_files(connection, [day]),
            "parts": pages.damaged_parts(connection, day),
            "untagged": pages.untagged(connection, day),
        }
        lost = {row.rule: held_items(connection, day, row.rule, _ITEMS_SHOWN) for row in held}
    seen = state_of(held)
    form = forms.form_for(user, day, seen) if seen and forms.may_operate(user) else None
    near: dict[str, Any] = {"before": shift(day, -1), "after": shift(day, 1)}
    near |= {"harmed": harmed, "form": form}
    return page(request, "quality.html", day=date.fromisoformat(day), rules=rules, held=held, lost=lost, **near)


@app.post("/hari/{day}/lepas")
def let_go(
    request: Request,
    user: User,
    day: PathDay,
    why: Why = "",
    seen: Seen = "",
    token: Token = "",
) -> Response:
    """Release a held day. It checks login, role, Pantau's own form, and that the state is the one the operator saw."""
    forms.check_operator(request, user, day, forms.Form(seen, token))
    with opened() as connection:
        releasable(connection, day, why, seen or "-")  # an error is said here and not in the log of a run
    run = start_release(day, seen, forms.name_of(user), why)
    airflow = str(request.scope.get("root_path", "")).removesuffix("/pantau")
    return RedirectResponse(f"{airflow}/dags/{DAG_ID}/runs/{run}", 303)


@app.get("/artikel")
def articles(
    request: Request,
    day: Day = "",
    outlet: Outlet = "",
    search: Search = "",
    number: PageNumber = 1,
) -> Response:
    """The articles of a day, an outlet, a search."""
    query = compile_query(search, settings().seeds_dir) if search else None
    with opened() as connection:
        found = reading.headlines(connection, day or None, outlet, query, number)
    return page(request, "articles.html", found=found, day=day, outlet=outlet, search=search, number=number)


@app.get("/artikel/{article_id}")
def article(request: Request, user: User, article_id: Id, sent: Sent = False) -> Response:
    """One article with its tags and where their evidence is."""
    with opened() as connection:
        found = reading.article(connection, article_id)
        if found is None:
            raise HTTPException(404, text("pages.problem.no_article"))
        tags, twins = reading.tags(connection, article_id), reading.twins(connection, found)
        story_id, edits = stories.story_of(connection, article_id), stories.revisions(connection, article_id)
        event = events.event_of(connection, article_id)
        names = named.names_in(connection, [article_id], MOST_NAMES).get(article_id, [])
        released = list_releases(connection, article_id, most=1) if found.released else []
    marked = list(reading.pieces(found.text, tags))
    said = forms.form_for(user, article_id, "feedback") if forms.may_write(user) else None
    more: dict[str, Any] = {"twins": twins, "pieces": marked, "story_id": story_id, "edits": edits, "event": event, "said": said}
    more |= {"named": names, "released": released, "sent": sent}
    return page(request, "article.html", article=found, tags=tags, **more)


@app.get("/cerita")
def story_list(request: Request, day: Day = "", outlet: Outlet = "", number: PageNumber = 1) -> Response:
    """The stories, the largest first."""
    with opened() as connection:
        found, names = stories.stories(connection, day or None, outlet, number), outlet_names(connection)
    return page(request, "stories.html", found=found, names=names, day=day, outlet=outlet, number=number)


@app.get("/cerita/{story_id}")
def one_story(request: Request, story_id: Id) -> Response:
    """One story as a time line: who reported first, who copied whom."""
    with opened() as connection:
        found = stories.story(connection, story_id)
        if found is None:
            raise HTTPException(404, text("pages.problem.no_story"))
        told, event = stories.timeline(connection, story_id), events.event_of(connection, story_id)
        changed, outlets = stories.told_changes(connection, story_id), outlet_names(connection)
        names = named.names_among(connection, [row.article_id for row in told], MOST_NAMES)
    return page(request, "story.html", story=found, told=told, event=event, named=names, changed=changed, names=outlets)


@app.get("/peristiwa")
def event_list(request: Request, day: Day = "", outlet: Outlet = "", number: PageNumber = 1) -> Response:
    """The events of a day, those of most outlets first."""
    day = day or today()
    with opened() as connection:
        found, names = events.events_of_day(connection, day, outlet, number), outlet_names(connection)
    near: dict[str, Any] = {"before": shift(day, -1), "after": shift(day, 1)}
    near |= {"shown": date.fromisoformat(day), "names": names}
    return page(request, "events.html", found=found, day=day, outlet=outlet, number=number, **near)


@app.get("/peristiwa/{event_id}")
def one_event(request: Request, event_id: Id) -> Response:
    """One event as a time line: which texts are an outlet's own, and which are copies."""
    with opened() as connection:
        found = events.one_event(connection, event_id)
        if found is None:
            raise HTTPException(404, text("pages.problem.no_event"))
        told, places = events.tell_event(connection, event_id), events.event_places(connection, event_id)
        names = named.names_among(connection, [row.article_id for row in told], MOST_NAMES)
    return page(request, "event.html", event=found, told=told, places=places, named=names)


@app.get("/umpan")
def feeds(request: Request, outlet: Outlet = "", failing: Failing = False, number: PageNumber = 1) -> Response:
    """The state of the feeds, failing ones first."""
    with opened() as connection:
        found = pages.feeds(connection, outlet, failing, number)
        clocks = pages.local_clocks(connection)
    return page(request, "feeds.html", feeds=found, clocks=clocks, outlet=outlet, failing=failing, number=number)


@app.get("/cakupan")
def coverage(
    request: Request,
    first: FirstDay = "",
    last: LastDay = "",
) -> Response:
    """What outlets' archives list for each day, compared with what is here."""
    last = last or shift(today(), -1)
    first = first or max(FIRST_DAY, shift(last, 1 - SHOWN_DAYS))
    with opened() as connection:
        drawn = calendar(cells(connection, read_catalogue(settings().catalogue_folder), first, last))
        audit = latest_audit(connection)
    return page(request, "coverage.html", drawn=drawn, first=first, last=last, sums=remarks(drawn, audit))


@app.get("/kesehatan")
def health(request: Request) -> Response:
    """The state of the stores in a few figures."""
    with opened() as connection:
        figures = pages.health(connection)
    return page(request, "health.html", health=figures)


@app.get("/static/{name}")
def static(name: FileName) -> Response:
    """The style sheet and the icon."""
    if name not in STATIC:
        raise HTTPException(404, text("pages.problem.no_file"))
    return FileResponse(HERE / "static" / name, media_type=STATIC[name])


@app.exception_handler(HTTPException)
async def refused(request: Request, error: HTTPException) -> Response:
    """A page that says what is wrong, also to a user who has not logged in (401)."""
    message = text("pages.problem.no_page") if error.detail == "Not Found" else str(error.detail)
    return page(request, "problem.html", error.status_code, status=error.status_code, message=message)


@app.exception_handler(RequestValidationError)
async def unreadable(request: Request, error: RequestValidationError) -> Response:
    """A parameter out of its range."""
    message = wanted(str(one["loc"][-1]) for one in error.errors())
    return page(request, "problem.html", 400, status=400, message=message)


@app.exception_handler(PantauError)
async def failed(request: Request, error: PantauError) -> Response:
    """Bad input is the reader's fault (400); anything else is a store that does not answer (503)."""
    status = 400 if isinstance(error, BadInput) else 503
    with speaking(languages.chosen(request)):
        message = say_error(str(error))
    return page(request, "problem.html", status, status=status, message=message)


@app.exception_handler(Exception)
async def broken(request: Request, _: Exception) -> Response:
    """A bug, with its traceback in the log: a page like the others, with the headers that `guarded` cannot add."""
    with speaking(languages.chosen(request)):
        message = text("pages.problem.ours")
    answer = page(request, "problem.html", 500, status=500, message=message)
    answer.headers.update(HEADERS)
    return answer
