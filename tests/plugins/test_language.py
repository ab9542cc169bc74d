"""The reader's language: every page in English; a switch that returns to the same page and to no other site; its cookie."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

import psycopg
import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.testclient import TestClient
from pantau_ui import languages, stores
from pantau_ui.app import HEADERS, app
from visitors import visitor

from pantau.day import today
from pantau.settings import Settings
from pantau.words import keys
from pantau.words.catalogue import entry

FILLED = (Path(__file__).parent / "cases" / "filled.sql").read_text(encoding="utf-8")
DAY = today()
PAGES = [
    "/",
    "/hari",
    f"/hari/{DAY}",
    f"/mutu?hari={DAY}",
    "/karantina",
    "/artikel",
    "/artikel/a1",
    "/artikel/a2",
    "/cerita",
    "/cerita/a1",
]
PAGES += [
    "/sumber",
    "/sumber/kabar-bahari",
    "/sumber/suara-lembah",
    "/sumber/x",
    "/umpan",
    "/umpan?gagal=1",
    "/cakupan",
    "/kesehatan",
    "/hari/2026-01-01",
    "/mutu?hari=2026-01-01",
    "/karantina?media=x",
]
PAGES += [
    "/cari",
    "/cari?q=NOT+banjir",
    "/cari?q=banjir+(",
    "/artikel?media=x",
    "/cerita?media=x",
    "/umpan?media=x",
    "/hari/kemarin",
    "/artikel/abc",
    "/cerita/abc",
    "/tidak/ada",
]
ENGLISH = {"Cookie": f"{languages.COOKIE}=en"}


@pytest.fixture
def client(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The pages over a filled warehouse; a redirect is not followed."""
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(FILLED.replace(":day", f"'{DAY}'").encode())
    monkeypatch.setattr(stores, "settings", lambda: database)
    monkeypatch.setitem(app.dependency_overrides, get_user, lambda: visitor())
    with TestClient(app, root_path="/pantau", follow_redirects=False) as made:
        yield made


def only_indonesian() -> set[str]:
    """The longer Indonesian texts of the pages, without values; Airflow itself shows the names of DAGs and tasks."""
    found = {line for key in keys() if key.startswith(("pages.", "terms.")) for line in entry(key)["id"].values()}
    return {line for line in found if len(line) > 9 and "{" not in line and line != "Bahasa Indonesia"}


def test_every_page_is_whole_in_english(client: TestClient) -> None:
    indonesian = only_indonesian()
    assert len(indonesian) > 100
    for path in PAGES:
        answer = client.get(path, headers=ENGLISH)
        assert '<html lang="en">' in answer.text, path
        shown = unescape(answer.text)
        assert [line for line in indonesian if line in shown] == [], path
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


def test_the_switch_keeps_the_page_with_its_parameters_and_is_remembered(client: TestClient) -> None:
    path = "/artikel?hari=&media=kabar-bahari&cari=%22kota+makassar%22+-%C3%A9"
    text = client.get(path).text
    assert '<b lang="id">Bahasa Indonesia</b>' in text
    address = "?bahasa=en&hari=&media=kabar-bahari&cari=%22kota+makassar%22+-%C3%A9"
    assert f'href="{escape(address)}"' in text
    answer = client.get(f"/artikel{address}")
    assert answer.status_code == 303
    assert answer.headers["location"] == address.replace("bahasa=en&", "")
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    kept = answer.headers["set-cookie"]
    assert kept.startswith("pantau_language=en;")
    assert "Path=/pantau" in kept
    assert "HttpOnly" in kept
    assert "SameSite=lax" in kept
    text = client.get(f"/pantau{path}").text  # the client sends the cookie to addresses below /pantau
    assert "<h1>Articles</h1>" in text
    assert 'value="&#34;kota makassar&#34; -é"' in text
    assert client.get(f"{path}&bahasa=id").headers["set-cookie"].startswith("pantau_language=id;")


def test_the_switch_can_send_nobody_elsewhere_and_remembers_no_other_value(client: TestClient) -> None:
    for path in (
        "//evil.example/?bahasa=en",
        "/%2F%2Fevil.example?bahasa=en",
        "/?bahasa=en&x=https://evil.example%0d%0aSet-Cookie:+a=b",
    ):
        answer = client.get(path)
        assert answer.headers["location"].startswith("?"), path
        assert len(answer.headers.get_list("set-cookie")) == 1
    for value in ("nl", "", "EN", "en%0d%0aSet-Cookie: a=b", "<script>", "../en"):
        answer = client.get(f"/?bahasa={value}")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert '<html lang="id">' in answer.text
        assert '<html lang="id">' in client.get("/", headers={"Cookie": f"pantau_language={value}"}).text


def test_the_setting_is_the_language_until_a_reader_chooses(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    english = languages.settings().model_copy(update={"language": "en"})
    monkeypatch.setattr(languages, "settings", lambda: english)
    assert "<h1>Health</h1>" in client.get("/kesehatan").text
    assert "<h1>Kesehatan</h1>" in client.get("/kesehatan", headers={"Cookie": "pantau_language=id"}).text


def test_a_mistake_of_ours_and_a_refusal_are_said_in_the_readers_language(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pantau_ui.forms.may_operate", lambda _: False)
    text = client.post(f"/hari/{DAY}/lepas", headers=ENGLISH).text
    assert "Only the roles Op and Admin may do this." in text
    assert 'href="/pantau/?bahasa=id"' in text
    monkeypatch.setattr("pantau_ui.app.pages.days", lambda *_: 1 / 0)
    with TestClient(app, root_path="/pantau", raise_server_exceptions=False) as quiet:
        assert "Pantau itself made a mistake" in quiet.get("/", headers=ENGLISH).text
