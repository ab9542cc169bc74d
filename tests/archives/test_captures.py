"""The Wayback Machine's two interfaces as they behave on good and bad days, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from time import monotonic
from typing import Any

import pytest
from poll_site import Asked, Reply, Site
from test_stop_rules import entries_for

from pantau.archives import cdx
from pantau.poll.archives import poll_archive
from pantau.poll.stage import run
from pantau.urls import url_key
from pantau.workspace import Workspace

DAY = "2026-11-18"
HOST = "web.koran.test"
PAGE = "<!doctype html><title>Beras</title><meta property='article:published_time' content='{}'><p>Harga naik."
WHY = "- outlet: koran\n  cannot: no_archive\n  reason: tidak pernah ada\n"
Make = Callable[..., Workspace]


def machine(site: Site, make: Make, *answers: Any, **settings: Any) -> Workspace:
    """A Wayback Machine that gives these CDX answers one after the other."""
    replies = [answer if isinstance(answer, Reply) else Reply(json.dumps(answer)) for answer in answers]
    queries: list[Asked] = []

    def answer(asked: Asked) -> Reply:
        queries.append(asked)
        return replies.pop(0) if len(replies) > 1 else replies[0]

    work = make(archives=WHY, wayback=f"http://{HOST}:{site.port}", wayback_cdx_per_minute=6e5, **settings)

    class Routes(dict[tuple[str, str], Any]):
        def get(self, key: tuple[str, str], default: Any = None) -> Any:
            return answer if key[0] == HOST and key[1].startswith("/cdx/") else super().get(key, default)

    site.routes = Routes(site.routes)
    return work


def url(site: Site, path: str) -> str:
    return site.url(f"/berita/{path}")


def keep(site: Site, path: str, stamp: str, reply: Reply | str) -> list[str]:
    site.put(f"/web/{stamp}id_/{url(site, path)}", reply, host=HOST)
    return [stamp, url(site, path)]


HEAD = ["timestamp", "original"]


def test_long_answers_are_read_to_the_last_key(site: Site, workspace: Make) -> None:
    rows = [keep(site, f"{10_000 + n}/a", "20261118030405", PAGE.format("2026-11-18T09:00:00+07:00")) for n in range(3)]
    work = machine(site, workspace, [HEAD, *rows[:2], [], ["test,koran)/b 2"]], [HEAD, rows[2]])
    report = poll_archive(work, DAY)
    assert report.results == {"partial": 1}
    assert report.skipped == {"captures_landed": 3}
    queries = [asked.path for asked in site.asked if asked.path.startswith("/cdx/")]
    assert len(queries) == 2
    assert "from=20261117170000&to=20261119170000" in queries[0]
    assert queries[1].endswith("&resumeKey=test%2Ckoran%29/b%202")
    [one, *_] = work.landing.entries(DAY)
    assert one.page is not None
    assert one.page.fetched_at.isoformat() == "2026-11-18T03:04:05+00:00"


def test_a_page_of_another_day_is_left_to_the_run_of_that_day(site: Site, workspace: Make) -> None:
    evening = keep(site, "10002/b", "20261118030405", PAGE.format("2026-11-17T23:00:00+07:00"))
    own = keep(site, "10003/c", "20261119030405", PAGE.format("2026-11-18T09:00:00+07:00"))
    work = machine(site, workspace, [HEAD, evening, own])
    assert poll_archive(work, DAY).skipped == {"captures_landed": 1, "captures_other_day": 1}
    assert work.landing.entries("2026-11-17") == []
    assert poll_archive(work, "2026-11-17").skipped == {"captures_landed": 1, "captures_already_landed": 1}
    assert [one.entry.url_key for one in work.landing.entries("2026-11-17")] == [url_key(evening[1])]


def test_rows_that_cannot_be_articles_of_the_day_are_left(site: Site, workspace: Make) -> None:
    rows = [
        ["20261118030405", site.url("/")],
        ["20261118030405", site.url("/tag/beras")],
        ["20261118030405", site.url("/2025/01/02/harga-beras-naik-lagi-di-ambon/")],
        ["20261118030405", "http://www.lain.test/berita/12345/a"],
        ["kemarin", url(site, "12345/a")],
        ["20261399000000", url(site, "12345/a")],
        ["20261118030405", "bukan alamat"],
        ["20261118030405", url(site, "12345/a?page=2")],
        ["20261118030405"],
    ]
    work = machine(site, workspace, [HEAD, *rows])
    report = poll_archive(work, DAY)
    assert report.results == {"no_archive": 1}
    assert work.landing.entries(DAY) == []


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        (Reply("[]"), "empty"),
        (Reply(""), "empty"),
        (Reply("<html>Internet Archive: Scheduled Maintenance"), "not_cdx"),
        (Reply('{"error": 1}'), "not_cdx"),
        (Reply("", 503), "http_503"),
        (Reply("", 403), "http_403"),
    ],
)
def test_a_query_that_fails_has_a_name_and_loses_nothing_else(site: Site, workspace: Make, reply: Reply, result: str) -> None:
    work = machine(site, workspace, reply)
    report = poll_archive(work, DAY)
    assert report.results == {"no_archive": 1}
    assert f"0 captures of the day ({result})" in report.readings[0].message


def test_too_many_captures_are_told(site: Site, workspace: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdx, "MOST_QUERIES", 3)
    row = keep(site, "12345/a", "20261118030405", PAGE.format("2026-11-18T09:00:00+07:00"))
    work = machine(site, workspace, [HEAD, row, [], ["lagi"]])
    assert "(cut_off)" in poll_archive(work, DAY).readings[0].message


def test_a_429_is_obeyed(site: Site, workspace: Make) -> None:
    """Without Retry-After the host rests for host_cooldown_s (60 s as the Wayback Machine wants), and then all goes on."""
    row = keep(site, "12345/a", "20261118030405", PAGE.format("2026-11-18T09:00:00+07:00"))
    work = machine(site, workspace, Reply("pelan-pelan", 429), [HEAD, row], host_cooldown_s=0.6)
    begun = monotonic()
    assert poll_archive(work, DAY).skipped == {"captures_landed": 1}
    assert monotonic() - begun > 0.6


def test_a_capture_of_another_time_is_as_old_as_it_says(site: Site, workspace: Make) -> None:
    page = PAGE.format("2026-11-18T09:00:00+07:00")
    memento = Reply(page, headers={"Memento-Datetime": "Wed, 18 Nov 2026 05:06:07 GMT", "Content-Type": "text/html"})
    to = f"/web/20261118050607id_/{url(site, '12345/a')}"
    row = keep(site, "12345/a", "20261118030405", Reply("", 302, {"Location": to}))
    site.put(to, memento, host=HOST)
    work = machine(site, workspace, [HEAD, row])
    poll_archive(work, DAY)
    [landed] = work.landing.entries(DAY)
    assert landed.page is not None
    assert landed.page.fetched_at.isoformat() == "2026-11-18T05:06:07+00:00"
    assert (landed.page.url, landed.page.final_url) == (url(site, "12345/a"), url(site, "12345/a"))


def test_a_capture_that_cannot_be_got_is_left_to_the_outlet(site: Site, workspace: Make) -> None:
    dated, undated = "2026/11/18/harga-beras-naik-lagi-di-ambon", "12345/a"
    rows = [keep(site, path, "20261118030405", Reply("", 404)) for path in (dated, undated)]
    work = machine(site, workspace, [HEAD, *rows])
    report = poll_archive(work, DAY)
    assert report.skipped == {"captures_left_to_the_outlet": 1, "captures_lost_http_404": 1}
    [left] = work.landing.entries(DAY)
    assert (left.entry.url, left.state) == (url(site, dated), "pending")


def test_captures_are_spaced_as_documented(site: Site, workspace: Make) -> None:
    moments: list[float] = []

    def page(asked: Asked) -> Reply:
        moments.append(monotonic())
        return Reply(PAGE.format("2026-11-18T09:00:00+07:00") + asked.path)

    rows = [["20261118030405", url(site, f"{20_000 + n}/a")] for n in range(6)]
    for stamp, original in rows:
        site.routes[HOST, f"/web/{stamp}id_/{original}"] = page
    work = machine(site, workspace, [HEAD, *rows], host_gap_s=5.0, allowed_host_gap_s=0.0, wayback_captures_per_minute=300.0)
    poll_archive(work, DAY)
    assert len(moments) == 6
    assert min(later - earlier for earlier, later in pairwise(moments)) > 0.15, "60 s / 300, less what the server wavers"
    assert moments[-1] - moments[0] < 3.0, "not the gap of other hosts"


def test_an_outlet_that_wants_to_be_left_alone_is(site: Site, workspace: Make) -> None:
    why = WHY.replace("no_archive", "unwelcome")
    work = workspace(archives=why, wayback=f"http://{HOST}:{site.port}", feeds=[site.url("/rss")])
    assert poll_archive(work, DAY).results == {}
    assert run(work, DAY).counts["without_archive"] == 1
    listing = entries_for(work)
    assert (listing.state, listing.result, listing.requests) == ("cannot", "unwelcome", 0)
    assert site.asked == []


def test_an_index_of_captures_over_the_budget_is_named(site: Site, workspace: Make) -> None:
    work = machine(site, workspace, Reply("[" + "[]," * 300_000 + "1]"), list_cpu_s=0.05)
    listing = entries_for(work)
    assert (listing.state, "(too_costly)" in listing.reason) == ("cannot", True), listing.reason


def test_an_index_of_more_captures_than_were_asked_for_is_named(site: Site, workspace: Make) -> None:
    work = machine(site, workspace, [HEAD, *[["20261118000000", "x"]] * (2 * cdx.ROWS)])
    assert "(too_many_items)" in entries_for(work).reason
