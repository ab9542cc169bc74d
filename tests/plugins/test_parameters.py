"""Every parameter goes through one gate: whatever a browser sends, a page comes back, with the headers, and never a 500."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pantau_ui import parameters, stores
from pantau_ui.app import HEADERS, app
from visitors import visitor

from pantau.settings import Settings

NAMES = ("hari", "dari", "sampai", "media", "cari", "hal", "gagal")
TEXTS = (
    "\0",
    "a\0b",
    "\x1b[2J",
    "\ud7ff\ufffd",
    "%",
    "'",
    '"',
    "\\",
    "-" * 200,
    "x" * 5_000,
    "9" * 400,
    "-1",
    "1e9",
    "NaN",
    "[]",
)
DAYS = ("9999-12-31", "0001-01-01", "1994-12-31", "2026-02-30", "２０２６-11-22", "1995-01-01", "2026-11-22\n")
SEARCHES = ("-" * 200, "- " * 100, '-"' * 100, '"-' * 100, "-a" * 100, "-." * 100, "or " * 60, "!&|():*<->", "a:*b", "anak-anak")
BAD = [
    *((f"/hari/{day}", "hari ditulis") for day in ("9999-12-31", "0001-01-01", "1994-12-31", "%00")),
    *((f"/cakupan?sampai={day}", "hari ditulis") for day in ("9999-12-31", "0001-01-01")),
    ("/cakupan?dari=0001-01-01", "hari ditulis"),
    ("/mutu?hari=9999-12-31", "hari ditulis"),
    ("/artikel?media=%00", "nama pendek"),
    ("/cerita?media=a%20b", "nama pendek"),
    ("/karantina?media=%1b[2J", "nama pendek"),
    ("/artikel?cari=" + "a" * 201, "200 huruf"),
    ("/artikel?hal=" + "9" * 5_000, "dari 1 sampai 10.000"),
    ("/umpan?gagal=mungkin", "1 atau 0"),
]


@pytest.fixture
def client(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(stores, "settings", lambda: database)
    monkeypatch.setitem(app.dependency_overrides, get_user, lambda: visitor("USER"))
    with TestClient(app, root_path="/pantau") as made:
        yield made


@pytest.mark.parametrize(("path", "wanted"), BAD)
def test_what_does_not_pass_the_gate_is_told_how_to_write_it(client: TestClient, path: str, wanted: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert wanted in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_no_value_of_any_parameter_of_any_route_is_answered_without_a_page(client: TestClient) -> None:
    """All at once, the first that is refused hides the others; so each of its own comes alone too."""
    routes = {route.path: names_taken(route) for route in app.routes if isinstance(route, APIRoute) and "GET" in route.methods}
    assert {*NAMES} <= set().union(*routes.values())
    for path, own in sorted(routes.items()):
        for value in map(quote, (*TEXTS, *DAYS)):
            query = "&".join(f"{name}={value}" for name in NAMES)
            asked = [path.partition("{")[0] + value] if "{" in path else [f"{path}?{query}"]
            asked += [] if "{" in path else [f"{path}?{name}={value}" for name in sorted(own)]
            for address in asked:
                answer = client.get(address)
                assert answer.status_code in (200, 400, 404), address
                assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"], address


def names_taken(route: APIRoute) -> set[str]:
    """The parameters of a route by name; those of a form that is read into a class one by one."""
    names = set()
    for field in (*route.dependant.path_params, *route.dependant.query_params):
        inside = getattr(field.field_info.annotation, "model_fields", None)
        names |= set(inside) if inside else {field.alias}
    return names


def test_every_parameter_has_words_for_whoever_wrote_it_otherwise() -> None:
    for route in app.routes:
        if isinstance(route, APIRoute):
            assert names_taken(route) <= parameters.WANTED.keys(), route.path


@pytest.mark.parametrize("search", SEARCHES)
def test_any_search_is_answered(client: TestClient, search: str) -> None:
    assert client.get("/artikel", params={"cari": search}).status_code in (200, 400)
