"""The first page: its verdict follows from the day, and an unfinished day is compared with the same hours of other days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import psycopg
import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.testclient import TestClient
from pantau_ui import stores
from pantau_ui.app import app
from visitors import visitor

from pantau.report.today import limit_of, most_tagged, outlet_series, tag_series
from pantau.settings import Settings

DAY = "2026-11-20"
FILL = (Path(__file__).parent / "cases" / "front.sql").read_bytes()


@pytest.fixture
def client(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(FILL)
    monkeypatch.setattr(stores, "settings", lambda: database)
    monkeypatch.setitem(app.dependency_overrides, get_user, lambda: visitor())
    with TestClient(app, root_path="/pantau") as made:
        yield made


def test_a_day_says_who_is_silent_what_is_new_and_who_is_named(client: TestClient) -> None:
    text = client.get(f"/?hari={DAY}").text
    assert re.search(r'<section class="verdict bad"[^>]*>\s*<h2 id="verdict">Jangan dulu', text)
    assert "Ada 20 artikel; biasanya 40 sehari." in text
    assert "Kira-kira 50% dari yang biasa belum ada." in text
    assert "1 media yang biasanya terbit belum ada sama sekali:" in text
    assert f'href="/pantau/sumber/sunyi?hari={DAY}">Sunyi</a>' in text
    assert ">gunung sindoro <b>" in text or ">sindoro <b>" in text
    assert "Ani &lt;script&gt;" in text
    assert "<script" not in text
    assert '<b class="few">13</b>' in text  # the watchlist has 13, where 40 are usual


def test_a_day_before_it_is_trusted_but_for_the_alerts_nobody_gets(client: TestClient) -> None:
    text = client.get("/?hari=2026-11-19").text
    assert 'class="verdict noted"' in text
    assert "Tidak ada yang diberi tahu" in text
    assert "belum ada sama sekali" not in text


def test_counts_until_an_hour_are_compared_with_the_same_hours(database: Settings, client: TestClient) -> None:
    with psycopg.connect(database.warehouse) as connection:
        whole, early = (outlet_series(connection, DAY, until)["ramai"] for until in (None, time(6)))
        assert (whole.test.count, whole.test.mean, len(whole.counts)) == (20, 20, 29)
        assert (early.test.count, early.test.mean) == (10, 10)
        assert outlet_series(connection, "2026-01-01", None) == {}
        assert tag_series(connection, DAY, None, "watchlist", ["lain"]) == {}
        (ani,) = most_tagged(connection, DAY, None, "person", 5)
        assert (ani.id, ani.test.count, ani.test.mean) == ("ani", 20, 0)


def test_only_the_day_that_runs_has_a_limit() -> None:
    now = datetime(2026, 11, 19, 23, 30, 15, 999, tzinfo=UTC)
    assert limit_of(DAY, now) == time(6, 30, 15)
    assert limit_of("2026-11-19", now) is None


def test_events_without_a_card_are_cards_too_and_days_without_words_are_told(client: TestClient, database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        found = connection.execute("SELECT article_id FROM article_rows WHERE day = %s AND title LIKE 'Gunung%%' LIMIT 2", [DAY])
        first, second = (row[0] for row in found.fetchall())
        connection.execute("INSERT INTO event_parts VALUES (%s, %s, 1, 1, NULL, NULL)", [first, DAY])
        for one in (first, second):
            connection.execute("INSERT INTO event_members VALUES (%s, %s, %s)", [one, one, first])
    text = client.get(f"/?hari={DAY}").text
    card = text.partition("Peristiwa lain")[2].partition("</article>")[0]
    assert f'href="/pantau/peristiwa/{first}">Gunung &lt;i&gt;Sindoro' in card
    assert "1 media, 2 naskah asli, 0 salinan" in card
    assert "Ramai &amp; &lt;b&gt;Rukun" in card
    assert "20 artikel dari 1 hari dalam rentang ini tidak punya kata" in text
    with psycopg.connect(database.warehouse) as connection:
        connection.execute("UPDATE article_rows SET search = ''::tsvector")
    assert "tidak punya kata" not in client.get(f"/?hari={DAY}").text
