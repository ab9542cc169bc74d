"""The page of the quarantine: only an operator releases an article, for the rules that he saw, and takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from visitors import enter, visiting

from pantau.report.desk_orders import carry_out
from pantau.settings import Settings
from pantau_airflow.ordering import read_signed

DAY = "2026-11-20"
REFUSED = """INSERT INTO quarantine VALUES
  ('a1', '2026-11-20', 'suara', 'javascript:alert(1)', 'Gempa <b>kilat</b>', 'text.length', 'terlalu pendek', '9'),
  ('a1', '2026-11-20', 'suara', 'javascript:alert(1)', 'Gempa <b>kilat</b>', 'title.length', 'judul pendek', 'Gempa'),
  ('b2', '2026-11-20', 'warta', 'https://warta.test/2', 'Iklan', 'text.length', 'terlalu pendek', '4')"""
WHY = "kabar kilat <i>"


@pytest.fixture
def client(database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with visiting(database, monkeypatch, REFUSED) as client:
        yield client


def form(client: TestClient, action: str) -> dict[str, str]:
    """The fields that the form with this address on the page would send."""
    found = re.search(rf'action="/pantau{action}">(.*?)</form>', client.get("/karantina").text, re.DOTALL)
    assert found, action
    return dict(re.findall(r'name="(seen|token)" value="([^"]+)"', found[1])) | {"why": WHY}


def carried(database: Settings, started: list[dict[str, Any]]) -> str:
    """Carry out the last order; return the day that must be worked again."""
    with psycopg.connect(database.warehouse) as connection:
        return carry_out(connection, read_signed(started[-1]["conf"], started[-1]["run_id"])).day


@pytest.mark.parametrize("role", ["OP", "ADMIN"])
def test_an_operator_releases_one_article_and_takes_it_back(
    client: TestClient, database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    enter(monkeypatch, role)
    assert client.get("/karantina").text.count("/release") == 2  # one form per article, however many rules refuse it
    sent = form(client, "/karantina/a1/release")
    assert sent["seen"] == "text.length+title.length"
    answer = client.post("/karantina/a1/release", data=sent, headers={"Origin": "http://pantau.test"})
    assert (answer.status_code, started[-1]["dag"]) == (303, "desk_order")
    assert answer.headers["location"] == f"/dags/desk_order/runs/{started[-1]['run_id']}"
    assert carried(database, started) == DAY
    text = client.get("/karantina").text
    assert "dilepas, menunggu harinya dikerjakan" in text
    assert "kabar kilat &lt;i&gt;" in text
    assert "/karantina/a1/release" not in text
    assert client.post("/karantina/a1/take_back", data=form(client, "/karantina/a1/take_back")).status_code == 303
    assert carried(database, started) == DAY
    text = client.get(f"/karantina?hari={DAY}&media=suara").text
    assert "ditarik kembali oleh budi" in text
    assert "/karantina/a1/release" in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize("role", ["VIEWER", "USER"])
def test_others_see_the_quarantine_and_have_no_form(
    client: TestClient, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    enter(monkeypatch, "OP")
    sent = form(client, "/karantina/a1/release")
    enter(monkeypatch, role)
    text = client.get("/karantina").text
    assert "Gempa &lt;b&gt;kilat" in text
    assert 'method="post"' not in text
    for action in ("release", "take_back"):
        assert client.post(f"/karantina/a1/{action}", data=sent).status_code == 403
    assert started == []


@pytest.mark.parametrize(
    ("article", "change", "headers", "code"),
    [
        ("a1", {"token": ""}, {}, 403),
        ("a1", {"token": "0" * 64}, {}, 403),
        ("a1", {"seen": "text.length"}, {}, 403),
        ("b2", {}, {}, 403),
        ("a1", {}, {"Origin": "http://jahat.test"}, 403),
        ("a1", {}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ("a1", {"why": " x "}, {}, 400),
    ],
)
def test_what_is_not_our_own_form_of_this_article_releases_nothing(
    client: TestClient,
    started: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    article: str,
    change: dict[str, str],
    headers: dict[str, str],
    code: int,
) -> None:
    enter(monkeypatch, "OP")
    sent = form(client, "/karantina/a1/release") | change
    assert client.post(f"/karantina/{article}/release", data=sent, headers=headers).status_code == code
    assert started == []


def test_the_form_of_an_older_state_and_of_nothing_changes_nothing(
    client: TestClient, database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(monkeypatch, "OP")
    sent = form(client, "/karantina/a1/release")
    with psycopg.connect(database.warehouse) as connection:
        connection.execute("UPDATE quarantine SET rule = 'text.markup' WHERE rule = 'title.length'")
    answer = client.post("/karantina/a1/release", data=sent)
    assert (answer.status_code, "lihat lagi" in answer.text) == (400, True)
    assert started == []
