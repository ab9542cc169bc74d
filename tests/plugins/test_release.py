"""The button that releases a held day: only Op and Admin, only by POST from Pantau's own form, only for the state that the
operator saw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from visitors import enter, visiting

from pantau.errors import BadInput
from pantau.settings import Settings
from pantau.validate.releases import release
from pantau.warehouse import connect
from pantau_airflow.releasing import read_order
from pantau_airflow.signed import VALID_S

DAY = "2026-11-20"
ADDRESS = f"/hari/{DAY}/lepas"
HELD = """
INSERT INTO held_days (day, rule, digest, observed)
VALUES ('2026-11-20', 'shrinks', 'abc', '6 dari 26 artikel; media lenyap: suara (6)');
INSERT INTO held_items
VALUES ('2026-11-20', 'shrinks', 'suara.test/1', 'suara', 'javascript:alert(1)', 'Judul <script>1</script>');
"""


@pytest.fixture
def client(database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with visiting(database, monkeypatch, HELD) as client:
        yield client


def fields(client: TestClient) -> dict[str, str]:
    """The fields that the form on the page of the day would send."""
    text = client.get(f"/mutu?hari={DAY}").text
    return dict(re.findall(r'name="(seen|token)" value="([^"]+)"', text)) | {"why": "media ditutup"}


def releases(database: Settings) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.warehouse) as connection:
        return connection.execute("SELECT who, why, rule, digest FROM day_releases").fetchall()


@pytest.mark.parametrize("role", ["OP", "ADMIN"])
def test_an_operator_releases_and_the_page_says_what_follows(
    client: TestClient, database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    enter(monkeypatch, role)
    assert "tidak perlu <i>Clear</i> apa pun" in client.get(f"/mutu?hari={DAY}").text
    answer = client.post(ADDRESS, data=fields(client), headers={"Origin": "http://pantau.test"})
    (run,) = started
    assert (run["dag"], run["triggering_user_name"], releases(database)) == ("release_day", "budi", [])
    assert (answer.status_code, answer.headers["location"]) == (303, f"/dags/release_day/runs/{run['run_id']}")
    order = read_order(run["conf"], run["run_id"])
    with connect(database) as connection:
        release(connection, order.day, order.who, order.why, order.seen)
    assert releases(database) == [("budi", "media ditutup", "shrinks", "abc")]
    text = client.get(f"/mutu?hari={DAY}").text
    assert "Sudah dilepas oleh budi: media ditutup" in text
    assert "<form" not in text


@pytest.mark.parametrize("role", ["VIEWER", "USER"])
def test_others_see_what_would_go_and_have_no_button(
    client: TestClient, database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    enter(monkeypatch, "OP")
    sent = fields(client)
    enter(monkeypatch, role)
    text = client.get(f"/mutu?hari={DAY}").text
    assert "media lenyap: suara (6)" in text
    assert "Judul &lt;script&gt;" in text
    assert 'href="javascript' not in text
    assert "<form" not in text
    assert client.post(ADDRESS, data=sent).status_code == 403
    assert started == []


@pytest.mark.parametrize(
    ("change", "headers", "code"),
    [
        ({"token": ""}, {}, 403),
        ({"token": "0" * 64}, {}, 403),
        ({"seen": "abd"}, {}, 403),
        ({}, {"Origin": "http://jahat.test"}, 403),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({"why": " "}, {}, 400),
    ],
)
def test_what_is_not_our_own_form_releases_nothing(
    client: TestClient,
    started: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, str],
    headers: dict[str, str],
    code: int,
) -> None:
    enter(monkeypatch, "OP")
    assert client.post(ADDRESS, data=fields(client) | change, headers=headers).status_code == code
    assert client.get(ADDRESS).status_code == 405
    assert started == []


def test_the_form_of_somebody_else_and_of_an_older_state_release_nothing(
    client: TestClient, database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(monkeypatch, "OP", "ani")
    of_ani = fields(client)
    enter(monkeypatch, "OP", "budi")
    assert client.post(ADDRESS, data=of_ani).status_code == 403
    older = fields(client)
    with psycopg.connect(database.warehouse) as connection:
        connection.execute("UPDATE held_days SET digest = 'xyz'")
    assert client.post(ADDRESS, data=older).status_code == 400
    assert started == []


def test_somebody_who_has_not_logged_in_is_turned_away(client: TestClient, started: list[dict[str, Any]]) -> None:
    assert client.post(ADDRESS, data={"why": "x", "seen": "y", "token": "z"}).status_code == 401
    assert started == []


@pytest.mark.parametrize(
    ("change", "run_id"),
    [
        ({"proof": ""}, ""),
        ({"proof": "0" * 64}, ""),
        ({"who": "ani"}, ""),
        ({"day": "2026-11-21"}, ""),
        ({"at": "99999999999"}, ""),
        ({}, "release__2026-11-20__again"),
    ],
    ids=["no proof", "a wrong one", "another name", "another day", "another time", "the same order in another run"],
)
def test_an_order_that_the_pages_did_not_sign_for_this_run_is_refused(
    client: TestClient, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, change: dict[str, str], run_id: str
) -> None:
    enter(monkeypatch, "OP")
    client.post(ADDRESS, data=fields(client))
    (run,) = started
    assert read_order(run["conf"], run["run_id"]).why == "media ditutup"
    with pytest.raises(BadInput, match="nothing was released"):
        read_order(run["conf"] | change, run_id or run["run_id"])


def test_an_order_is_good_for_an_hour(client: TestClient, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    enter(monkeypatch, "OP")
    client.post(ADDRESS, data=fields(client))
    (run,) = started
    later = int(run["conf"]["at"]) + VALID_S + 1
    monkeypatch.setattr("pantau_airflow.signed.time.time", lambda: later)
    with pytest.raises(BadInput, match="within the last hour"):
        read_order(run["conf"], run["run_id"])
