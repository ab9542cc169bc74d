"""What a person does in a browser on a running stack: logs in through Airflow's own page, and uses Pantau's forms."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HOW = "no browser: apt-get install chromium, or .venv/bin/playwright install chromium"


@contextmanager
def opened_browser() -> Iterator[Any]:
    """A Chromium: Debian's, else the one that Playwright installed; where there is none the test is skipped."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        except Error:
            pytest.skip(HOW)
        try:
            yield browser
        finally:
            browser.close()


def log_in(browser: Any, address: str, passwords: Path, user: str) -> Any:
    """Open Pantau as somebody who has not logged in, follow its link to Airflow's login, and come back; return the page."""
    page = browser.new_context(base_url=address, locale="id-ID").new_page()
    page.set_default_timeout(60_000)
    assert page.goto("/pantau/").status == 401
    page.click("main a")
    page.wait_for_url("**/auth/login*")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", json.loads(passwords.read_text(encoding="utf-8"))[user])
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/auth/login" not in url)
    assert page.goto("/pantau/").status == 200
    return page


def work_again(page: Any, outlet_day: str) -> str:
    """Use the button *Kerjakan lagi* on the page of the first outlet of a day; return the id of the run that it started."""
    page.goto(f"/pantau/sumber?hari={outlet_day}")
    page.click("main table th a")
    page.click("form[action$='/again'] button")
    return run_of(page)


def release_first(page: Any, day: str, why: str) -> tuple[str, str]:
    """Release the first article of a day's quarantine; return the run that was started, and the article."""
    page.goto(f"/pantau/karantina?hari={day}")
    details = page.locator("details:has(form[action$='/release'])").first
    details.locator("summary").click()
    article = details.locator("form").get_attribute("action").split("/")[-2]
    details.locator("input[name=why]").fill(why)
    details.locator("button").click()
    return run_of(page), article


def run_of(page: Any) -> str:
    """The run whose page Airflow shows now."""
    page.wait_for_url("**/dags/desk_order/runs/*")
    found = re.search(r"/dags/desk_order/runs/([^/?#]+)", page.url)
    assert found, page.url
    return found[1]
