"""The pages in a real Chromium, wide and narrow, light and dark: no script of an outlet runs, axe-core finds no fault.

Where there is no browser these tests skip: `apt-get install chromium`, or `.venv/bin/playwright install chromium`.
"""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
import uvicorn
from fastapi import FastAPI
from pantau_ui import stores
from pantau_ui.app import app
from visitors import enter

from pantau.report.desk_orders import carry_out
from pantau.search.vocabulary import read_vocabulary
from pantau.settings import PROJECT, Settings
from pantau.validate.releases import release
from pantau.watchlists import kept, matching
from pantau.watchlists.model import checked
from pantau_airflow.ordering import read_signed
from pantau_airflow.releasing import read_order

SEEDS = PROJECT / "seeds"
FILLED = (Path(__file__).parent / "cases" / "filled.sql").read_text(encoding="utf-8")
PATHS = ["/", "/cari?q=banjir", "/hari/{day}", "/sumber", "/sumber/kabar-bahari", "/pantauan", "/pantauan/milik-ani?hari={day}"]
PATHS += [
    "/pantauan/compare?pilih=milik-ani&pilih=kantor&hari={day}",
    "/pantauan/new?shown=1&query=banjir",
    "/mutu?hari={day}",
    "/karantina",
]
PATHS += [
    "/artikel",
    "/artikel/a1",
    "/cerita",
    "/cerita/a1",
    "/peristiwa",
    "/umpan",
    "/tokoh",
    "/lembaga",
    "/tempat",
    "/cakupan",
    "/kesehatan",
]
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
QUERY = 'banjir OR "<script>alert(3)</script> <img src=x onerror=alert(4)>"'  # hostile, and a query that can be read
FORMS = [
    "/",
    "/cari?q=banjir",
    "/pantauan/new?shown=1&query=banjir",
    "/pantauan/milik-ani/edit",
    "/pantauan/milik-ani?hari={day}",
]
FORMS += [
    "/karantina",
    "/mutu?hari={day}",
    "/artikel/a1",
    "/sumber/kabar-bahari",
    "/tokoh",
    "/cakupan",
    "/umpan",
    "/artikel",
    "/cerita",
]
HELD = """INSERT INTO held_days (day, rule, digest, observed)
  VALUES (:day, 'shrinks', 'abc', '6 dari 26 <script>alert(5)</script>');
INSERT INTO held_items VALUES
  (:day, 'shrinks', 'suara.test/1', 'suara', 'javascript:alert(6)', 'Judul <script>alert(7)</script>')"""
# Each form, once per button: the preview of a watchlist is a GET, saving it is a POST.
READ_FORMS = """() => [...document.forms].flatMap(form => [...form.querySelectorAll('button')].map(button => ({
  action: button.formAction && button.hasAttribute('formaction') ? button.formAction : form.action,
  method: button.hasAttribute('formmethod') ? button.formMethod : form.method,
  fields: [...form.elements].filter(one => one.name && (one.type !== 'checkbox' || one.checked))
    .map(one => [one.name, one.type, one.value])})))"""
INJECTED = "() => [...document.querySelectorAll('script, img, [onerror], [onload]')].map(one => one.outerHTML)"
HOW = "no browser: apt-get install chromium, or .venv/bin/playwright install chromium"
SERIOUS = ("serious", "critical")
VIEWS = [("light", 1280), ("dark", 390)]
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium: Debian's, else the one that Playwright installed."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            made = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        except Error:
            pytest.skip(HOW)
        yield made
        made.close()


@pytest.fixture
def address(database: Settings, monkeypatch: pytest.MonkeyPatch, day: str) -> Iterator[str]:
    """The address of the pages over hostile rows; the user is an operator."""
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(FILLED.replace(":day", f"'{day}'").encode())
        vector = read_vocabulary(SEEDS).analyzer.vector("Banjir di Makassar", "Banjir merendam Kota Makassar sejak pagi.")
        connection.execute("UPDATE article_rows SET search = %s::tsvector", [vector])
        for name, owner in (("kantor", ""), ("milik-ani", "ani")):
            parts = {"watchlist": name, "name": f"{name} <b>", "query": "banjir", "owner": owner, "shared": True}
            kept.save(connection, checked(parts), owner or "seeds")
            matching.match_all(connection, name, SEEDS)
    monkeypatch.setattr(stores, "settings", lambda: database)
    enter(monkeypatch, "OP", "ani")
    whole = FastAPI()
    whole.mount("/pantau", app)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(whole, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/pantau"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.mark.parametrize(("scheme", "width"), VIEWS)
def test_every_page_is_accessible_fits_and_runs_nothing(browser: Any, address: str, scheme: str, width: int, day: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page, wrong = context.new_page(), []
    page.on("dialog", lambda dialog: wrong.append(("a script ran", dialog.message, dialog.dismiss())))
    for path in PATHS:
        answer = page.goto(address + path.format(day=day))
        found = Axe().run(page).response["violations"]
        wrong += [(path, one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if answer.status != 200 or wide > 0:
            wrong.append((path, str(answer.status), f"{wide} px too wide"))
    context.close()
    assert wrong == []


def test_the_browser_refuses_scripts_and_styles_in_the_page(browser: Any, address: str) -> None:
    """The header of the pages stops a script that escaping missed; this test puts one in on purpose."""
    page = browser.new_page()
    page.goto(address + "/")
    page.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);
        const i = document.createElement('img'); i.setAttribute('onerror', 'window.ran = 2');
        i.src = 'x:'; document.body.append(i) }"""
    )
    page.wait_for_load_state()
    assert page.evaluate("window.ran === undefined")
    page.close()


def test_an_operator_finds_the_source_and_its_button_with_the_keyboard_and_without_scripts(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/")
    page.click("nav a[href$='/sumber']")
    page.wait_for_url("**/sumber")
    page.click("main a[href*='/sumber/kabar-bahari']")
    page.wait_for_url("**/sumber/kabar-bahari?*")
    assert page.is_visible("form[action$='/again'] button")
    page.click("summary")
    page.click("nav a[href$='/kesehatan']")
    page.wait_for_url("**/kesehatan")
    assert page.inner_text("h1")
    page.click("text=English")
    page.wait_for_selector("h1:has-text('Health')")
    context.close()


def test_a_search_becomes_a_watchlist_without_scripts(
    browser: Any, address: str, database: Settings, started: list[dict[str, Any]]
) -> None:
    """A user searches, takes a facet, fills the form with hostile text, previews it and saves it; the text returns unchanged."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/cari")
    page.fill("input[name=q]", "banjir")
    page.click("form.search button.primary")
    assert page.locator("article.hit").count() == 3
    page.click(".facets a:has-text('Kabar Bahari')")
    assert page.locator("article.hit").count() == 1
    page.click("a[href*='/pantauan/new']")
    assert page.input_value("textarea[name=query]") == '(banjir) AND media:"Kabar Bahari"'
    page.fill("input[name=name]", HOSTILE)
    page.fill("textarea[name=aliases]", HOSTILE)
    page.click("form.stacked button:not(.primary)")  # the preview
    assert (page.input_value("input[name=name]"), page.input_value("textarea[name=aliases]")) == (HOSTILE, HOSTILE)
    assert page.locator("article.hit, [role=alert]").count() > 0
    page.fill("input[name=name]", "Banjir bahari")
    page.fill("textarea[name=aliases]", "")
    page.click("form.stacked button.primary")
    assert page.url.endswith("/pantauan?ok=1")
    context.close()
    with psycopg.connect(database.warehouse) as connection:
        follows = carry_out(connection, read_signed(started[-1]["conf"], started[-1]["run_id"]))
        matching.match_all(connection, follows.watchlist, SEEDS)
        assert matching.progress_of(connection, "banjir-bahari") == (1, 1)


def test_a_viewer_is_offered_nothing_that_changes_anything(
    browser: Any, address: str, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    enter(monkeypatch, "VIEWER", "eka")
    page = browser.new_page()
    for path in PATHS:
        if page.goto(address + path.format(day=day)).status != 403:
            assert page.locator("form[method=post]").count() == 0, path
            assert page.locator("a[href*='/pantauan/new']").count() == 0, path
    page.close()


def test_what_is_typed_into_any_field_never_runs(
    browser: Any, address: str, database: Settings, started: list[dict[str, Any]], day: str
) -> None:
    """Fill every text field of every form with a script, send it, carry out the orders, and read all pages again."""
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(HELD.replace(":day", f"'{day}'").encode())
    context = browser.new_context(bypass_csp=True)
    page, wrong, filled = context.new_page(), [], set()
    page.on("dialog", lambda dialog: wrong.append(("a script ran", dialog.message, dialog.dismiss())))
    for path in FORMS:
        page.goto(address + path.format(day=day))
        for form in (one for one in page.evaluate(READ_FORMS) if not one["action"].endswith("/remove")):
            sent = {name: typed(name, kind) or value for name, kind, value in form["fields"]}
            filled |= {(form["method"], name) for name, kind, _ in form["fields"] if typed(name, kind)}
            if form["method"] == "get":
                answer, good = page.goto(f"{form['action'].partition('?')[0]}?{urlencode(sent)}"), (200, 400)
                wrong += [(form["action"], "in the page", one) for one in page.evaluate(INJECTED)]
            else:
                answer, good = page.request.post(form["action"], form=sent, max_redirects=0), (303,)
            if answer.status not in good:
                wrong.append((form["action"], str(answer.status), str(sent)))
    assert {name for method, name in filled if method == "post"} == {
        "name",
        "description",
        "query",
        "aliases",
        "exclusions",
        "why",
    }
    assert {name for method, name in filled if method == "get"} >= {"q", "cari", "media", "name", "query", "aliases"}
    carry_all_out(database, started)
    with psycopg.connect(database.warehouse) as connection:
        lists = [row[0] for row in connection.execute("SELECT watchlist FROM watchlists")]
        kept_whys = connection.execute("SELECT why FROM article_releases UNION ALL SELECT why FROM day_releases").fetchall()
    assert len(lists) == 3
    assert kept_whys == [(HOSTILE,), (HOSTILE,)]
    for path in [*PATHS, *FORMS, *(f"/pantauan/{one}" for one in lists)]:
        page.goto(address + path.format(day=day))
        wrong += [(path, "in the page", one) for one in page.evaluate(INJECTED)]
    context.close()
    assert wrong == []


def typed(name: str, kind: str) -> str:
    """What an attacker types into a field; empty where the field takes no text."""
    if kind not in ("text", "search", "textarea"):
        return ""
    return QUERY if name in ("q", "query") else HOSTILE


def carry_all_out(database: Settings, started: list[dict[str, Any]]) -> None:
    """Carry out the orders of the runs that Airflow was asked to start."""
    with psycopg.connect(database.warehouse) as connection:
        for run in started:
            if run["dag"] == "release_day":
                order = read_order(run["conf"], run["run_id"])
                release(connection, order.day, order.who, order.why, order.seen)
            else:
                follows = carry_out(connection, read_signed(run["conf"], run["run_id"]))
                if follows.watchlist:
                    matching.match_all(connection, follows.watchlist, SEEDS)
