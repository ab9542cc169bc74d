"""The pages of outlets: one word for each, its faults, and a button to work a day again, with the name of who pressed it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from visitors import enter, visiting

from pantau.errors import BadInput
from pantau.landing.host_states import HostState
from pantau.learn.shown import show_lessons
from pantau.lessons import NO_LESSONS, Container, FurnitureLine, Lessons, Parameter, Zone
from pantau.report import sources
from pantau.report.desk_orders import DeskOrder, carry_out, last_order
from pantau.report.layout import LayoutDrop
from pantau.report.today import DaySeries, outlet_series
from pantau.report.trust import TrustLevel
from pantau.report.volume import measure
from pantau.settings import Settings
from pantau_airflow.ordering import read_signed

DAY = "2026-11-20"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
FILL = (Path(__file__).parent / "cases" / "front.sql").read_bytes()
MORE = """
INSERT INTO feeds VALUES ('https://sunyi.test/rss', 'sunyi', '', 'rss', true, '', '');
INSERT INTO landing.feeds (feed_url, outlet, interval_s, next_poll_at, last_poll_at, last_result, last_message, failures, polls)
VALUES ('https://sunyi.test/rss', 'sunyi', 600, now(), now(), 'http_503', '<script>alert(1)</script>', 1, 4);
INSERT INTO landing.hosts (host, robots_status, cooldown_until, cooldown_reason)
VALUES ('sunyi.test', 0, now() + interval '1 hour', 'timeout'), ('www.ramai.test', 200, '-infinity', '');
INSERT INTO landing.probation (source_url, outlet, state, good, failures, tries, next_try_at, last_try_at, result, message,
  items, dated, titles, moved_to, origin)
VALUES
  ('https://sunyi.test/feed', 'sunyi', 'proven', 2, 0, 3, now(), now(), 'good', '', 20, 20, '{<b>Jalan desa</b>}', '', 'robots'),
  ('https://sunyi.test/lama', 'sunyi', 'demoted', 0, 5, 5, now(), now(), 'stale', 'the newest item is of 2024-01-02', 4, 4,
   '{}', '', 'robots'),
  ('https://sunyi.test/indeks?hari={yyyy}-{mm}-{dd}', 'sunyi', 'demoted', 0, 5, 6, now(), now(), 'other_day',
   'is of 2026-11-20, the archive was asked for 2026-11-17', 9, 3, '{}', '', 'archive'),
  ('https://sunyi.test/hilang', 'sunyi', 'waiting', 0, 0, 0, now(), NULL, '', '', 0, 0, '{}', '', 'seeds');
INSERT INTO source_days VALUES ('2026-11-20', 'sunyi', 'failed', '<img src=x>', 3);
"""


@pytest.fixture
def client(database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with visiting(database, monkeypatch, FILL.decode() + MORE) as made:
        enter(monkeypatch, "OP")
        yield made


def fields(client: TestClient) -> dict[str, str]:
    text = client.get(f"/sumber/sunyi?hari={DAY}").text
    return dict(re.findall(r'name="(day|token)" value="([^"]+)"', text))


def test_the_list_names_what_is_unusual_first(client: TestClient) -> None:
    text = client.get(f"/sumber?hari={DAY}").text
    assert text.index(">Sunyi<") < text.index("Ramai &amp; &lt;b&gt;Rukun&lt;/b&gt;")
    assert '<span class="bad">tidak ada</span>' in text
    assert '<span class="good">seperti biasa</span>' in text


def test_one_outlet_says_what_speaks_against_it(client: TestClient) -> None:
    text = client.get(f"/sumber/sunyi?hari={DAY}").text
    assert "Sumber ini sedang tidak bisa dipercaya" in text
    assert "Belum ada satu artikel pun; 99 dari 100 hari ada" in text
    assert "1 dari 1 umpan gagal (http_503)" in text
    assert "sunyi.test sedang diistirahatkan (timeout)" in text
    assert "robots.txt tidak terbaca" in text
    assert "&lt;script&gt;alert(1)" in text
    assert "&lt;img src=x&gt;" in text
    assert "Artikel terakhir: 19 Nov 2026 15.00 WIB" in text
    well = client.get(f"/sumber/ramai?hari={DAY}").text
    assert "<li>" in well
    assert "Ramai &amp; &lt;b&gt;" in well
    assert client.get("/sumber/tidak-ada").status_code == 404
    assert client.get("/sumber/%20").status_code == 400


def test_one_outlet_shows_how_far_its_unproven_sources_have_come(client: TestClient) -> None:
    text = client.get(f"/sumber/sunyi?hari={DAY}").text
    assert '<span class="good">terbukti</span>' in text
    assert "20 artikel “&lt;b&gt;Jalan desa&lt;/b&gt;”" in text
    assert "the newest item is of 2024-01-02" in text
    assert "the archive was asked for 2026-11-17" in text
    assert "sunyi.test/hilang" not in text  # no longer in the catalogue
    assert "Sumber yang sedang diuji" not in client.get(f"/sumber/ramai?hari={DAY}").text


def test_one_outlet_shows_the_pace_that_its_hosts_taught(client: TestClient, database: Settings) -> None:
    taught = "UPDATE landing.hosts SET gap_s = %s, answer_s = 4.25 WHERE host = 'sunyi.test'"
    with psycopg.connect(database.warehouse, autocommit=True) as connection:
        connection.execute(taught, [21.5])
        assert "jeda 21,5 dtk, jawaban 4,2 dtk" in client.get(f"/sumber/sunyi?hari={DAY}").text
        connection.execute(taught, [0])
        text = client.get(f"/sumber/sunyi?hari={DAY}").text
    assert "jeda terpendek, jawaban 4,2 dtk" in text
    assert "jawaban" not in client.get(f"/sumber/ramai?hari={DAY}").text


def test_one_outlet_shows_the_pace_that_it_asked_for(client: TestClient, database: Settings) -> None:
    assert "Menurut katalog" not in client.get(f"/sumber/sunyi?hari={DAY}").text
    with psycopg.connect(database.warehouse, autocommit=True) as connection:
        connection.execute("UPDATE outlets SET gap_s = 12.5, at_once = 1 WHERE outlet = 'sunyi'")
    text = client.get(f"/sumber/sunyi?hari={DAY}").text
    assert "Menurut katalog: jeda 12,5 dtk atau lebih" in text
    assert "Menurut katalog: paling banyak 1 permintaan sekaligus" in text


def test_one_outlet_shows_what_its_pages_taught_until_other_lessons_come(client: TestClient, database: Settings) -> None:
    line = FurnitureLine("sunyi", "Ikuti <b>kami</b> " + "di kanal " * 40, 9, 15, 3)
    lessons = Lessons(
        "2026-11-19.01.abc",
        "2026-11-01",
        "2026-11-19",
        90,
        containers=(Container("www.sunyi.test", "div.isi", 9, 10), Container("lain.test", "div.lain", 9, 10)),
        lines=(line, line),
        parameters=(Parameter("sunyi.test", "asal", 4),),
        zones=(Zone("sunyi", "-07:00", 7, 11, 1),),
    )
    with psycopg.connect(database.warehouse) as connection:
        show_lessons(connection, lessons)
    text = client.get(f"/sumber/sunyi?hari={DAY}").text
    assert "terakhir sampai 2026-11-19" in text
    assert '<code>div.isi</code> www.sunyi.test</td><td class="n">9 dari 10</td>' in text
    assert "div.lain" not in text
    assert text.count("<code>Ikuti &lt;b&gt;kami&lt;/b&gt; di kanal") == 1
    assert '<code>asal</code> sunyi.test</td><td class="n">4</td>' in text
    assert '<code>-07:00 +7</code></td><td class="n">11 dari 12</td>' in text
    with psycopg.connect(database.warehouse) as connection:
        show_lessons(connection, NO_LESSONS)
    assert "Yang dipelajari" not in client.get(f"/sumber/sunyi?hari={DAY}").text


def test_an_operator_has_a_day_worked_again_and_is_kept(
    client: TestClient, database: Settings, started: list[dict[str, Any]]
) -> None:
    answer = client.post("/sumber/sunyi/again", data=fields(client), headers={"Origin": "http://pantau.test"})
    (run,) = started
    assert (run["dag"], run["triggering_user_name"]) == ("desk_order", "budi")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/dags/desk_order/runs/{run['run_id']}")
    order = read_signed(run["conf"], run["run_id"])
    with psycopg.connect(database.warehouse) as connection:
        for _ in range(2):  # a task that runs twice keeps it once
            assert carry_out(connection, order).day == DAY
        assert connection.execute("SELECT kind, what, who FROM desk_orders").fetchall() == [
            ("again", {"day": DAY, "outlet": "sunyi"}, "budi")
        ]
        found = last_order(connection, "again", DAY)
        assert found
        assert found[0] == "budi"
        assert last_order(connection, "again", "2026-11-19") is None
    assert "Terakhir diminta budi" in client.get(f"/sumber/sunyi?hari={DAY}").text


@pytest.mark.parametrize("role", ["VIEWER", "USER"])
def test_others_have_no_button(
    client: TestClient, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    sent = fields(client)
    enter(monkeypatch, role)
    assert "<form" not in client.get(f"/sumber/sunyi?hari={DAY}").text
    assert client.post("/sumber/sunyi/again", data=sent).status_code == 403
    assert started == []


@pytest.mark.parametrize(
    ("path", "change", "headers", "code"),
    [
        ("/sumber/sunyi/again", {"token": ""}, {}, 403),
        ("/sumber/ramai/again", {}, {}, 403),
        ("/sumber/sunyi/again", {"day": "2026-11-19"}, {}, 403),
        ("/sumber/sunyi/again", {"day": "kemarin"}, {}, 400),
        ("/sumber/sunyi/again", {}, {"Origin": "http://jahat.test"}, 403),
        ("/sumber/sunyi/again", {}, {"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_is_not_our_own_form_starts_nothing(
    client: TestClient, started: list[dict[str, Any]], path: str, change: dict[str, str], headers: dict[str, str], code: int
) -> None:
    assert client.post(path, data=fields(client) | change, headers=headers).status_code == code
    assert started == []


@pytest.mark.parametrize("change", [{"proof": ""}, {"who": "ani"}, {"what": '{"day": "2026-11-19"}'}, {"at": "99999999999"}])
def test_an_order_that_the_pages_did_not_sign_is_refused(
    client: TestClient, started: list[dict[str, Any]], change: dict[str, str]
) -> None:
    client.post("/sumber/sunyi/again", data=fields(client))
    (run,) = started
    with pytest.raises(BadInput, match="nothing was done"):
        read_signed(run["conf"] | change, run["run_id"])
    with pytest.raises(BadInput, match="nothing was done"):
        read_signed(run["conf"], f"{run['run_id']}1")


def test_an_order_of_no_known_kind_is_refused_and_not_kept(database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        with pytest.raises(BadInput, match="no order of the desk"):
            carry_out(connection, DeskOrder("x", "drop", {}, "ani"))
        assert connection.execute("SELECT count(*) FROM desk_orders").fetchone() == (0,)


def test_a_layout_that_changed_names_the_field_and_three_pages(client: TestClient, database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        connection.execute("UPDATE article_rows SET method = 'density' WHERE outlet = 'ramai' AND day = %s", [DAY])
    text = client.get(f"/sumber/ramai?hari={DAY}").text
    assert "Aturan atau pelajarannya kini membaca 0% artikel, dulu 100%." in text
    reason = text[text.index("Aturan atau pelajarannya") :]
    assert reason[: reason.index("</li>")].count("<a href=") == 3
    assert "<i>Sindoro" not in text


def known(database: Settings, **change: Any) -> sources.SourceEvidence:
    with psycopg.connect(database.warehouse) as connection:
        outlet = sources.find_outlet(connection, "ramai")
        assert outlet
        found = sources.gather(connection, outlet, DAY, outlet_series(connection, DAY, None)["ramai"], [])
    return replace(found, **change)


def test_each_fault_of_a_source_is_a_reason(client: TestClient, database: Settings) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"series": None}, "unknown"),
        ({"series": DaySeries("a", "", (20,) * 28 + (0,), measure(0, [20] * 28))}, "silent"),
        ({"series": DaySeries("a", "", (20,) * 28 + (90,), measure(90, [20] * 28))}, "flooded"),
        ({"series": DaySeries("a", "", (40,) * 20 + (12,) * 9, measure(12, [40] * 20 + [12] * 8))}, "fell"),
        ({"drops": [LayoutDrop("ramai", "author", 0.9, 0.1, 40)]}, "lost_author"),
        ({"drops": [LayoutDrop("ramai", "long", 0.9, 0.1, 40)]}, "lost_long"),
        ({"hosts": [HostState("a", 200, NOW + timedelta(hours=1), "timeout")]}, "resting"),
        ({"hosts": [HostState("a", 503, None, "")]}, "robots"),
    ]
    for change, reason in cases:
        names = [one.name for one in sources.judge_source(known(database, **change), NOW)]
        assert reason in names, (reason, names)
    assert [(one.name, one.level) for one in sources.judge_source(known(database), NOW)] == [("no_feed", TrustLevel.NOTED)]


def test_quiet_for_longer_than_its_gaps_is_stale() -> None:
    daily = DaySeries("a", "", (), measure(20, [20] * 28))
    weekly = DaySeries("a", "", (), measure(0, [1, 0, 0, 0, 0, 0, 0] * 4))
    assert sources.is_stale(NOW - timedelta(days=2), NOW, daily)
    assert not sources.is_stale(NOW - timedelta(hours=20), NOW, daily)
    assert not sources.is_stale(NOW - timedelta(days=9), NOW, weekly)
    assert not sources.is_stale(None, NOW, daily)
