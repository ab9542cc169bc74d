"""Whatever a request asks for, the pages answer without an internal error and with the security headers, and run nothing
of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.testclient import TestClient
from pantau_ui import stores
from pantau_ui.app import HEADERS, app
from visitors import visitor

from pantau.settings import Settings

_CASES = Path(__file__).parent / "cases"
REQUESTS = [line for line in (_CASES / "hostile_requests.txt").read_text(encoding="utf-8").splitlines() if line[:1] == "/"]


@pytest.fixture
def pages(database: Settings, monkeypatch: pytest.MonkeyPatch, day: str) -> Iterator[TestClient]:
    """The pages over a filled warehouse for a user who has logged in; an exception in them gives the answer 500."""
    with psycopg.connect(database.warehouse) as connection:
        connection.execute((_CASES / "filled.sql").read_text(encoding="utf-8").replace(":day", f"'{day}'").encode())
    monkeypatch.setattr(stores, "settings", lambda: database)
    monkeypatch.setitem(app.dependency_overrides, get_user, lambda: visitor())
    with TestClient(app, root_path="/pantau", raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def test_no_request_is_an_error_of_ours_and_every_answer_is_guarded(pages: TestClient, day: str) -> None:
    assert len(REQUESTS) == len(set(REQUESTS)) > 90
    wrong = []
    for path in REQUESTS:
        answer = pages.get(path.replace("{long}", "a" * 5_000).replace("{day}", day))
        headers = {name: answer.headers.get(name) for name in HEADERS}
        ours = answer.status_code >= 500
        if ours or headers != HEADERS or "root:" in answer.text or "<script>alert" in answer.text:
            wrong.append((answer.status_code, path, headers["Content-Security-Policy"]))
    assert wrong == [], "\n".join(f"{code} {path[:90]} {csp is not None}" for code, path, csp in wrong)


def test_a_mistake_of_ours_is_a_page_with_the_headers_and_no_traceback(
    pages: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pantau_ui.app.pages.days", lambda *_: 1 / 0)
    answer = pages.get("/")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "kesalahan di Pantau sendiri" in answer.text
    assert "ZeroDivisionError" not in answer.text
