"""The room around the press: the visitors' log, scale, the catalogue files, the command line."""

from __future__ import annotations

import csv
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import httpx
import pytest

from newsroom import Config, Room, serving
from newsroom.__main__ import main
from newsroom.catalogue import FEED_COLUMNS, OUTLET_COLUMNS
from newsroom.log import Visit, politeness
from newsroom.server import Server
from pantau.files import parse_yaml

PROJECT = Path(__file__).resolve().parents[2]
Get = Callable[..., httpx.Response]


def _visit(at: float, host: str, concurrency: int = 1) -> Visit:
    return Visit(0, at, datetime.fromisoformat("2026-11-20T00:00:00+07:00"), host, "/", "page", concurrency, {})


def test_politeness_is_the_smallest_gap_and_the_largest_crowd_per_host() -> None:
    found = politeness([_visit(9.0, "a"), _visit(1.0, "a"), _visit(3.5, "a", 2), _visit(7.0, "b", 3)])
    assert (found["a"].requests, found["a"].min_gap_s, found["a"].max_concurrency) == (3, 2.5, 2)
    assert (found["b"].requests, found["b"].min_gap_s, found["b"].max_concurrency) == (1, None, 3)


def test_the_log_sees_how_many_come_at_once(tmp_path: Path, now: datetime, asking: Callable[[Room], Get]) -> None:
    path = tmp_path / "visits.jsonl"
    with serving(Config(outlets=3, clock=lambda: now, log=path)) as room:
        room.faults.set("lintaskini", "timeout", "feed")
        ask = asking(room)

        def knock() -> None:
            with pytest.raises(httpx.ReadTimeout):
                ask("http://lintaskini.newsroom.test/rss", timeout=1.0, headers={"User-Agent": "Tamu/1"})

        guests = [threading.Thread(target=knock) for _ in range(3)]
        for guest in guests:
            guest.start()
        for guest in guests:
            guest.join()
        body = ask("http://harianpersada.newsroom.test/rss").content
        seen = room.log.politeness()
        assert seen["lintaskini.newsroom.test"].max_concurrency == 3
        assert seen["lintaskini.newsroom.test"].requests == 3
        assert seen["harianpersada.newsroom.test"].max_concurrency == 1
        visit = room.log.visits("harianpersada.newsroom.test", "feed")[0]
        assert (visit.status, visit.bytes, visit.path) == (200, len(body), "/rss")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 4
    assert {line["headers"]["User-Agent"] for line in lines if line["host"].startswith("lintaskini")} == {"Tamu/1"}
    assert {"at", "wall", "host", "path", "bytes", "status", "concurrency"} <= set(lines[0])


def test_a_thousand_outlets_of_a_hundred_a_day_are_made_on_demand() -> None:
    server = Server(Config(outlets=1000, per_day=100, port=1))
    hosts = {paper.host for paper in server.desk.planner.papers.values()}
    assert len(hosts) == 1000
    for slug in list(server.desk.planner.papers)[::125]:
        plans = server.desk.planner.day(slug, date(2025, 1, 1))
        assert len(plans) == 100
        last = plans[-1]
        found = server.addresses.place(f"{f'{last.bureau}.' if last.bureau else ''}{slug}.newsroom.test")
        assert found is not None
        answered = server.addresses.find(found, server.addresses.path(last))
        assert answered is not None
        assert answered[0] == last


def test_outlets_keep_their_identity_when_the_press_grows() -> None:
    small, large = (Server(Config(outlets=count)).desk.planner.papers for count in (30, 60))
    assert all(large[slug] == paper for slug, paper in small.items())


@pytest.mark.parametrize("bad", [{"outlets": 0}, {"outlets": 1001}, {"per_day": 101}, {"port": 70_000}])
def test_sizes_out_of_range_are_refused_with_the_range(bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="choose"):
        Config(**bad)  # type: ignore[arg-type]


def test_the_catalogue_holds_what_the_newsroom_serves(tmp_path: Path, room: Room, get: Get) -> None:
    room.write_catalogue(tmp_path / "seeds")
    with (tmp_path / "seeds" / "outlets.csv").open(encoding="utf-8", newline="") as file:
        outlets = list(csv.DictReader(file))
    with (tmp_path / "seeds" / "feeds.csv").open(encoding="utf-8", newline="") as file:
        feeds = list(csv.DictReader(file))
    archives = parse_yaml((tmp_path / "seeds" / "archives.yaml").read_text(encoding="utf-8"))
    assert list(outlets[0]) == OUTLET_COLUMNS
    assert list(feeds[0]) == FEED_COLUMNS
    assert len(outlets) == len(archives) == 26
    assert {row["kind"] for row in feeds} == {"rss", "atom", "rdf", "sitemap"}
    assert len({row["feed_url"] for row in feeds}) == len(feeds)
    assert {row["outlet"] for row in feeds} == {row["outlet"] for row in outlets}
    assert all(get(row["feed_url"]).status_code == 200 for row in feeds)
    for row in archives:
        re.compile(row["link_pattern"])
        assert {"outlet", "url", "link", "first_page", "step", "max_pages", "since"} <= set(row)


def test_pantau_reads_the_catalogue(tmp_path: Path) -> None:
    catalogue = pytest.importorskip("pantau.catalogue")
    assert main(["catalogue", "--out", str(tmp_path), "--port", "8123"]) == 0
    read = catalogue.read_catalogue(tmp_path)
    assert len(read.outlets) == 26
    assert len(read.archives) == 26
    assert all(feed.enabled for feed in read.feeds)
    rules = pytest.importorskip("pantau.rules").read_rules(tmp_path / "rules")
    ruled = {outlet for outlet in read.outlets if rules.for_outlet(outlet)}
    assert 0.3 * len(read.outlets) < len(ruled) < 0.7 * len(read.outlets), "both ways to read a page are walked"
    pages = {rules.for_outlet(outlet).pages for outlet in ruled}
    assert {(bool(one.whole), bool(one.next), bool(one.siblings)) for one in pages} == {
        (True, False, False), (False, True, False), (False, False, True), (False, False, False)
    }  # fmt: skip


def test_the_server_says_when_it_is_ready_and_stops_on_a_signal(tmp_path: Path) -> None:
    log = tmp_path / "visits.jsonl"
    words = [sys.executable, "-m", "newsroom", "serve", "--port", "0", "--outlets", "2", "--per-day", "3", "--log", str(log)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(PROJECT / "include")}) as server:
        assert server.stdout is not None
        ready = json.loads(server.stdout.readline())
        answer = httpx.get(
            f"http://127.0.0.1:{ready['port']}/robots.txt", headers={"Host": "lintaskini.newsroom.test"}, trust_env=False
        )
        assert answer.status_code == 200
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
    assert json.loads(log.read_text(encoding="utf-8"))["what"] == "robots"


def test_a_taken_port_and_bad_sizes_end_with_one_line(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--port", str(room.port)]) == 1
    assert main(["serve", "--outlets", "5000"]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 2
    assert "choose" in lines[0]
    assert "1 to 1000" in lines[1]
