"""The pages of persons, bodies and places: what they count, what they escape, and which names link to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.testclient import TestClient
from pantau_ui import stores
from pantau_ui.app import app
from visitors import visitor

from pantau.report import named
from pantau.settings import Settings
from stored_words import store_words

FILL = (Path(__file__).parent / "cases" / "naming.sql").read_bytes()
RANGE = {"dari": "2026-11-18", "sampai": "2026-11-20"}
ANI = "person:ani@camat-bulu"


@pytest.fixture
def client(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(stores, "settings", lambda: database)
    monkeypatch.setitem(app.dependency_overrides, get_user, lambda: visitor())
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(FILL)
        store_words(connection)
    with TestClient(app, root_path="/pantau") as made:
        yield made


def test_the_list_counts_articles_main_and_quotes_without_copies(client: TestClient, database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        rows = named.most_mentioned(connection, "person", "2026-11-18", "2026-11-20")
        assert [(one.entity_id, one.articles, one.main, one.quotes) for one in rows] == [(ANI, 3, 1, 2), ("person:budi", 1, 0, 1)]
    text = client.get("/tokoh", params=RANGE).text
    assert text.index("Ani &lt;svg") < text.index("Budi 100%")
    assert "/pantau/tokoh/ani@camat-bulu?" in text
    assert "Bulog" in client.get("/lembaga", params=RANGE).text
    assert "/pantau/tempat/31?" in client.get("/tempat", params=RANGE).text


@pytest.mark.parametrize(("typed", "found"), [("100%", 1), ("%", 1), ("bud", 1), ("_", 0), ("ani", 1), ("cici", 0)])
def test_a_name_is_looked_for_as_it_is_typed(database: Settings, client: TestClient, typed: str, found: int) -> None:
    with psycopg.connect(database.warehouse) as connection:
        assert len(named.most_mentioned(connection, "person", "2026-11-18", "2026-11-20", typed)) == found


def test_one_person_has_days_quotes_company_places_and_outlets_by_group(client: TestClient) -> None:
    text = client.get("/tokoh/ani@camat-bulu", params=RANGE).text
    for said in (
        "Ani &lt;svg",
        "Camat Bulu &lt;b&gt;",
        "20 Nov 2026: 2 artikel, 1 utama",
        "18 Nov 2026: 0 artikel, 0 utama",
        "“Beras &lt;img src=x onerror=alert(3)&gt; cukup”",
        "<blockquote>Rapat selesai</blockquote>",
        "/pantau/tokoh/budi?",
        "/pantau/lembaga/bulog?",
        "/pantau/tempat/31?",
        "Jawa Tengah <b>1</b>",
        "Grup &lt;i&gt;",
        "Ramai &lt;b&gt;, Sepi",
        "Beras naik &lt;script&gt;",
    ):
        assert said in text, said
    for never in ("<script", "<img", "<svg onload", "Salinan"):
        assert never not in text, never


@pytest.mark.parametrize("field", ["orang", "utama", "pembicara"])
def test_the_links_to_the_search_find_the_same_person(client: TestClient, field: str) -> None:
    found = client.get("/cari", params=RANGE | {"q": f'{field}:"ani@camat-bulu"'}).text
    assert "Beras naik" in found
    assert 'href="/pantau/tokoh/ani@camat-bulu"' in found


def test_a_place_that_no_list_knows_is_asked_for_by_its_name(client: TestClient) -> None:
    assert client.get("/cari", params=RANGE | {"q": 'tempat:"Entah Berantah"'}).status_code == 200


def test_names_on_the_first_page_and_of_an_article_lead_to_their_pages(client: TestClient) -> None:
    front = client.get("/", params={"hari": "2026-11-20"}).text
    assert "Paling banyak bicara" in front
    assert 'href="/pantau/tokoh/budi?hari=2026-11-20"' in front
    assert 'href="/pantau/tokoh/ani@camat-bulu"' in client.get("/artikel/a1").text


@pytest.mark.parametrize("path", ["/tokoh/tak-ada", "/lembaga/ani@camat-bulu"])
def test_nobody_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/tokoh/%3Cb%3E", "/tempat/..%5C", "/tokoh/a%00", "/tokoh?hal=0", "/lembaga?dari=2026-02-30"])
def test_a_wrong_address_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_a_range_the_wrong_way_round_or_of_centuries_is_cut(client: TestClient) -> None:
    assert client.get("/tokoh/budi", params={"dari": "2026-11-20", "sampai": "2026-11-01"}).status_code == 200
    assert client.get("/tokoh/budi", params={"dari": "1999-01-01", "sampai": "2026-11-20"}).text.count("<g><title>") < 450
