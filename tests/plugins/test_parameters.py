"""Every parameter goes through one gate: whatever a browser sends, the answer is a page with the headers, never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.dependencies.utils import get_flat_dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx import Response
from pantau_ui import forms, parameters, stores
from pantau_ui.app import HEADERS, app
from visitors import enter, visitor

from pantau.settings import Settings

NAMES = ("hari", "dari", "sampai", "media", "cari", "hal", "gagal")
PASSING = {"day": "2026-11-22", "name": "style.css"}  # what passes the gate in a path; elsewhere a1 does
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


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_value_of_any_parameter_of_any_route_is_answered_without_a_page(client: TestClient) -> None:
    """A refused parameter hides those after it, so the test sends each parameter of the route alone, then all others at once."""
    assert {*NAMES} <= set().union(*map(names_taken, routes("GET")))
    for route in routes("GET"):
        own = names_taken(route) - placed(route)
        for value in map(quote, (*TEXTS, *DAYS)):
            here = filled(route)
            asked = [filled(route, value)] if placed(route) else [f"{here}?{together(NAMES, value)}"]
            asked += [] if placed(route) or own >= {*NAMES} else [f"{here}?{together({*NAMES} - own, value)}"]
            asked += [f"{here}?{name}={value}" for name in sorted(own)]
            for address in asked:
                assert_page(client.get(address), address)


@pytest.mark.usefixtures("started")
def test_no_value_of_any_field_of_any_form_is_answered_without_a_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request comes as from Pantau's own form, by a user who may send it; the tests of each form check the token."""
    enter(monkeypatch, "OP")
    monkeypatch.setattr(forms, "check_form", lambda *_: None)
    monkeypatch.setattr(forms, "check_operator", lambda *_: None)
    client.follow_redirects = False
    for route in routes("POST"):
        fields = fields_taken(route)
        assert fields
        for value in (*TEXTS, *DAYS):
            if placed(route):
                assert_page(client.post(filled(route, quote(value)), data={}), route.path)
            for given in ({name: value} for name in sorted(fields)):
                assert_page(client.post(filled(route), data=given), f"{route.path} {given}")
            assert_page(client.post(filled(route), data=dict.fromkeys(fields, value)), f"{route.path} {value!r}")


def assert_page(answer: Response, address: str) -> None:
    assert answer.status_code in (200, 303, 400, 404, 409), (answer.status_code, address)
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"], address


def routes(method: str) -> list[APIRoute]:
    return sorted((one for one in app.routes if isinstance(one, APIRoute) and method in one.methods), key=lambda one: one.path)


def together(names: Iterable[str], value: str) -> str:
    return "&".join(f"{name}={value}" for name in sorted(names))


def filled(route: APIRoute, value: str = "") -> str:
    """The address of a route with this value in its path, else with one that passes the gate."""
    return re.sub(r"\{(\w+)\}", lambda found: value or PASSING.get(found[1], "a1"), route.path)


def placed(route: APIRoute) -> set[str]:
    """The parameters in the path of a route."""
    return {field.alias for field in get_flat_dependant(route.dependant).path_params}


def names_taken(route: APIRoute) -> set[str]:
    """The names of a route's parameters, also those of its dependencies and each one that is read into a class."""
    flat = get_flat_dependant(route.dependant)
    return inside((*flat.path_params, *flat.query_params))


def fields_taken(route: APIRoute) -> set[str]:
    """The fields of the form of a route."""
    return inside(get_flat_dependant(route.dependant).body_params)


def inside(fields: Iterable[Any]) -> set[str]:
    models = {field.alias: getattr(field.field_info.annotation, "model_fields", None) for field in fields}
    return set().union(*({*model} if model else {name} for name, model in models.items()))


def test_every_parameter_has_words_for_whoever_wrote_it_otherwise() -> None:
    for route in app.routes:
        if isinstance(route, APIRoute):
            assert names_taken(route) <= parameters.WANTED.keys(), route.path


@pytest.mark.parametrize("search", SEARCHES)
def test_any_search_is_answered(client: TestClient, search: str) -> None:
    assert client.get("/artikel", params={"cari": search}).status_code in (200, 400)
