"""The page Cari: hits, facets, permanent links and files; it escapes what outlets wrote and what a browser sends."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.testclient import TestClient
from pantau_ui import stores
from pantau_ui.app import app
from visitors import enter

from pantau.day import shift
from pantau.settings import Settings
from stored_words import store_words

FILLED = (Path(__file__).parent / "cases" / "filled.sql").read_text(encoding="utf-8")


@pytest.fixture
def client(database: Settings, monkeypatch: pytest.MonkeyPatch, day: str) -> Iterator[TestClient]:
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(FILLED.replace(":day", f"'{day}'").encode())
        store_words(connection)
    monkeypatch.setattr(stores, "settings", lambda: database)
    enter(monkeypatch, "VIEWER")
    with TestClient(app, root_path="/pantau") as made:
        yield made


def test_the_page_shows_hits_with_their_words_and_facets_that_lead_on(client: TestClient) -> None:
    text = client.get("/cari", params={"q": "banjir Makassar"}).text
    assert "<mark>Banjir</mark> di <mark>Makassar</mark>" in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    assert "topik=bencana" in text
    clicked = client.get("/cari", params={"q": "banjir Makassar", "topik": "bencana"}).text
    assert clicked.count('class="hit"') == 1
    assert 'name="topik" value="bencana"' in clicked


def test_the_days_of_the_address_bound_the_hits(client: TestClient, day: str) -> None:
    assert 'class="hit"' in client.get("/cari", params={"q": "banjir"}).text
    yesterday = shift(day, -1)
    assert 'class="hit"' not in client.get("/cari", params={"q": "banjir", "dari": yesterday, "sampai": yesterday}).text


def test_the_files_hold_what_the_page_shows(client: TestClient) -> None:
    rows = list(csv.reader(io.StringIO(client.get("/cari/csv", params={"q": "banjir"}).text)))
    lines = [json.loads(line) for line in client.get("/cari/json", params={"q": "banjir"}).text.splitlines()]
    assert [row[0] for row in rows[1:]] == [line["id"] for line in lines]
    assert len(lines) == 3


@pytest.mark.parametrize("path", ["/cari", "/cari/csv", "/cari/json"])
def test_a_query_that_cannot_be_read_is_told_where(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"q": "banjir <b>)"})
    assert answer.status_code == 400
    assert "huruf ke-11" in answer.text
    assert "<b>)" not in answer.text


@pytest.mark.parametrize("path", ["/cari", "/cari/csv", "/cari/json"])
def test_nobody_searches_without_a_login(client: TestClient, path: str) -> None:
    app.dependency_overrides.pop(get_user)
    assert client.get(path, params={"q": "banjir"}).status_code == 401


def test_tone_is_a_facet_and_names_are_shown_as_articles_print_them(client: TestClient, database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        facets = ["tone/negatif", "person/ani-sari", "main/person:ani-sari", "speaker/person:ani-sari"]
        connection.execute("UPDATE article_rows SET facets = %s WHERE article_id = 'a1'", [facets])
        connection.execute("INSERT INTO entities VALUES ('person:ani-sari', 'person', 'person', 'Ani Sari <b>', false)")
    text = client.get("/cari", params={"q": "banjir"}).text
    beside = text.partition('class="facets"')[2]
    for shown in (
        "nada=negatif",
        "Negatif <b>1</b>",
        "Ani Sari &lt;b&gt; <b>1</b>",
        "utama=person%3Aani-sari",
        "pembicara=person%3Aani-sari",
        "Bahasa Indonesia <b>3</b>",
    ):
        assert shown in beside, shown
    narrowed = client.get("/cari", params={"q": "banjir", "nada": "negatif", "kode": "id"})
    assert narrowed.text.count('class="hit"') == 1
    for field in ("utama", "pembicara"):
        assert f"{field}=person%3Aani-sari" in beside
        assert client.get("/cari", params={"q": "banjir", field: "person:ani-sari"}).text.count('class="hit"') == 1
        assert client.get("/cari", params={"q": "banjir", field: "person:budi"}).text.count('class="hit"') == 0
    assert client.get("/cari", params={"q": "banjir", "nada": "positif"}).text.count('class="hit"') == 0
    enter_form = client.get("/cari/json", params={"q": "banjir", "nada": "negatif"})
    assert len(enter_form.text.splitlines()) == 1


def test_a_search_with_every_facet_becomes_a_query_that_can_be_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(monkeypatch, "USER")
    asked = {"q": "banjir", "nada": "negatif", "kode": "id", "media": "kabar-bahari"}
    asked |= {"utama": "person:ani@lurah", "pembicara": "organisation:bps"}
    link = re.search(r'href="/pantau/(pantauan/new\?[^"]+)"', client.get("/cari", params=asked).text)
    assert link
    text = client.get(html.unescape(link[1])).text
    assert "bahasa:&#34;id&#34;" in text
    assert "nada:&#34;" in text
    assert "utama:&#34;ani@lurah&#34; AND pembicara:&#34;bps&#34;" in text
    assert 'role="alert"' not in text
