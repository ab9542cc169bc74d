"""Polling over real HTTP into a real database."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NoReturn

import pytest
from poll_site import Asked, Reply, Site

from pantau.day import WIB
from pantau.feeds import reading as reading_module
from pantau.landing.records import FeedState
from pantau.net import PoliteClient
from pantau.poll import feeds as feeds_module
from pantau.poll import indexes as indexes_module
from pantau.poll.feeds import poll_due
from pantau.poll.indexes import live_indexes
from pantau.poll.interval import MONTH_S
from pantau.poll.silence import find_silence
from pantau.settings import Settings
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=WIB).astimezone(UTC)
Make = Callable[..., Workspace]


def rss(site: Site, *items: tuple[str, str, str]) -> str:
    """A feed of (path, title, printed time)."""
    rows = "".join(
        f"<item><title>{title}</title><link>{site.url(path)}</link>{f'<pubDate>{time}</pubDate>' if time else ''}</item>"
        for path, title, time in items
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Koran</title>{rows}</channel></rss>'


def state(work: Workspace, url: str) -> FeedState:
    found = work.landing.feed_state(url)
    assert found is not None
    return found


def test_entries_are_landed_with_their_day_and_zone(site: Site, workspace: Make) -> None:
    url = site.put(
        "/rss",
        rss(
            site,
            ("/read/1?utm_source=rss", "Satu", "Fri, 20 Nov 2026 08:00:00 +0700"),
            ("/read/2", "Dua", "Jumat, 20 November 2026 01:30"),  # WIT: still the 19th in WIB
            ("/read/3", "Tiga", "Sun, 22 Nov 2026 08:00:00 +0700"),
            ("/read/4", "Empat", ""),
            ("/", "Beranda", ""),
        ),
    )
    work = workspace([url])
    report = poll_due(work, NOW)
    assert report.results == {"ok": 1}
    assert report.skipped == {"homepage_link": 1}
    assert report.days == ["2026-11-19", "2026-11-20"]
    assert report.counts["new"] == 4
    by_title = {landed.entry.title: landed.entry for day in report.days for landed in work.landing.entries(day)}
    assert by_title["Satu"].url == site.url("/read/1")
    assert by_title["Satu"].section == "nasional"
    assert by_title["Dua"].day == "2026-11-19"
    assert by_title["Tiga"].day == "2026-11-20"
    assert by_title["Tiga"].time_flag == "future"
    assert by_title["Tiga"].raw_date == "Sun, 22 Nov 2026 08:00:00 +0700"
    assert by_title["Tiga"].published_at is not None
    assert abs(by_title["Tiga"].published_at - NOW) < timedelta(minutes=1)
    assert (by_title["Empat"].day, by_title["Empat"].published_at) == ("2026-11-20", None)
    assert "1 homepage_link" in state(work, url).last_message


def test_only_what_is_due_is_asked(site: Site, workspace: Make) -> None:
    url = site.put("/rss", rss(site, ("/read/1", "Satu", "Fri, 20 Nov 2026 08:00:00 +0700")))
    work = workspace([url])
    assert poll_due(work, NOW).counts["read"] == 1
    assert poll_due(work, NOW + timedelta(minutes=20)).readings == ()
    assert poll_due(work, NOW + timedelta(minutes=31)).results == {"same_body": 1}
    assert len(site.asked) == 2
    assert state(work, url).interval_s == pytest.approx(1_800 * 1.6)


def test_conditions_are_sent_and_304_is_understood(site: Site, workspace: Make) -> None:
    body = rss(site, ("/read/1", "Satu", "Fri, 20 Nov 2026 08:00:00 +0700"))

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == '"a1"' and asked.headers.get("If-Modified-Since"):
            return Reply("", 304, {"ETag": '"a1"'})
        return Reply(body, headers={"ETag": '"a1"', "Last-Modified": "Fri, 20 Nov 2026 01:00:00 GMT"})

    site.routes["www.koran.test", "/rss"] = answer
    work = workspace([site.url("/rss")])
    results = []
    moment = NOW
    for _ in range(13):
        results.append(next(iter(poll_due(work, moment).results)))
        moment = state(work, site.url("/rss")).next_poll_at
    assert results[:2] == ["ok", "not_modified"]
    assert results[11] == "same_body", "every twelfth poll asks without conditions"
    assert results[12] == "not_modified"


@pytest.mark.parametrize(
    ("reply", "kind", "failures"),
    [
        (Reply("", 404), "http_404", 0.5),
        (Reply("", 403), "http_403", 1.0),
        (Reply("", 500), "http_500", 0.5),
        (Reply("<!doctype html><html><body>Halo</body></html>"), "html_not_xml", 0.5),
        (Reply("<html><title>Just a moment...</title></html>"), "block_page", 0.5),
        (Reply(""), "empty_body", 0.5),
        (Reply("<?xml version='1.0'?><rss><channel></channel></rss>"), "empty_feed", 0.5),
        (Reply("<rss><channel>" + "x" * 6_000_000), "too_large", 1.0),
        (Reply("", 302, {"Location": "/rss"}), "redirect_loop", 1.0),
    ],
)
def test_failures_have_names_and_weights(site: Site, workspace: Make, reply: Reply, kind: str, failures: float) -> None:
    bad, good = site.put("/rss", reply), site.put("/baik", rss(site, ("/read/1", "Satu", "")), host="baik.koran.test")
    work = workspace([bad, good])
    report = poll_due(work, NOW)
    assert report.results == {kind: 1, "ok": 1}
    assert [failure.source for failure in report.failures] == [bad]
    assert report.failures[0].message
    known = state(work, bad)
    assert (known.last_result, known.failures) == (kind, failures)
    assert known.next_poll_at > NOW + timedelta(seconds=1_800)


def test_retry_after_is_honoured(site: Site, workspace: Make) -> None:
    url = site.put("/rss", Reply("", 429, {"Retry-After": "7200"}))
    work = workspace([url])
    poll_due(work, NOW)
    assert timedelta(hours=2) <= state(work, url).next_poll_at - NOW < timedelta(hours=2, minutes=1)


def test_a_dead_feed_is_tried_monthly_and_revives(site: Site, workspace: Make) -> None:
    url = site.put("/rss", Reply("", 403), rss(site, ("/read/1", "Satu", "")))
    work = workspace([url])
    work.landing.save_feed_state(FeedState(url, "koran", 1_800, NOW, failures=29.5, polls=60))
    poll_due(work, NOW)
    dead = state(work, url)
    assert dead.failures == 30.5
    assert (dead.next_poll_at - NOW).total_seconds() == pytest.approx(MONTH_S, abs=60)
    assert poll_due(work, dead.next_poll_at).results == {"ok": 1}
    assert state(work, url).failures == 0


def test_a_news_sitemap_index_is_followed(site: Site, workspace: Make) -> None:
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    part = f"<urlset {news}><url><loc>%s</loc><news:news><news:title>Satu</news:title></news:news></url></urlset>"
    one = site.put("/a/sitemap-news.xml", "<?xml version='1.0'?>" + part % site.url("/read/1"))
    pages = site.put("/b/sitemap.xml", f"<?xml version='1.0'?><urlset><url><loc>{site.url('/kontak')}</loc></url></urlset>")
    links = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in (pages, one))
    index = site.put("/sitemap.xml", f"<?xml version='1.0'?><sitemapindex>{links}</sitemapindex>")
    work = workspace([index])
    report = poll_due(work, NOW)
    assert report.results == {"ok": 1}
    assert report.skipped == {"sitemap_not_news_sitemap": 1}
    assert report.counts["new"] == 1
    again = poll_due(work, state(work, index).next_poll_at)
    assert again.results == {"ok": 1}, "an index is never taken for unchanged: its parts change"


def test_a_parser_that_crashes_is_one_failed_feed(site: Site, workspace: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object, **options: object) -> None:
        raise ZeroDivisionError("belum pernah terjadi")

    url = site.put("/rss", rss(site, ("/read/1", "Satu", "")))
    work = workspace([url])
    monkeypatch.setattr(reading_module, "read_feed", crash)
    report = poll_due(work, NOW)
    assert report.results == {"parser_crash": 1}
    assert "ZeroDivisionError" in state(work, url).last_message


def test_a_roll_over_is_told(site: Site, workspace: Make) -> None:
    first = rss(site, *((f"/read/{n}", str(n), "Fri, 20 Nov 2026 08:00:00 +0700") for n in range(10)))
    second = rss(site, *((f"/read/{n}", str(n), "Fri, 20 Nov 2026 12:00:00 +0700") for n in range(20, 30)))
    url = site.put("/rss", first, second)
    work = workspace([url])
    poll_due(work, NOW)
    report = poll_due(work, NOW + timedelta(hours=1))
    assert "rolled out unseen" in report.readings[0].message
    assert state(work, url).interval_s == 600


def test_an_edit_makes_an_entry_pending_again(site: Site, workspace: Make) -> None:
    def atom(updated: str) -> str:
        return (
            "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Satu</title>"
            f"<link href='{site.url('/read/1')}'/><published>2026-11-20T08:00:00+07:00</published><updated>{updated}</updated>"
            "</entry></feed>"
        )

    url = site.put("/atom", atom("2026-11-20T08:00:00+07:00"), atom("2026-11-20T12:20:00+07:00"))
    work = workspace([url])
    poll_due(work, NOW)
    entry = work.landing.entries("2026-11-20")[0].entry
    work.landing.mark(entry.url_key, "failed", "http_500")
    report = poll_due(work, NOW + timedelta(hours=1))
    assert report.days == ["2026-11-20"]
    assert work.landing.entries("2026-11-20")[0].state == "pending"


def test_no_feed_is_no_work(site: Site, workspace: Make) -> None:
    assert poll_due(workspace([]), NOW).counts["read"] == 0


def test_without_the_internet_every_shipped_feed_ends_in_a_name(database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **options: object) -> NoReturn:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    for module in (feeds_module, indexes_module):
        monkeypatch.setattr(module, "PoliteClient", partial(PoliteClient, lookup=unknown))
    work = Workspace(database)
    report = poll_due(work, NOW)
    feeds = [feed.feed_url for feed in work.catalogue.enabled_feeds()]
    indexes = live_indexes(work.catalogue, {feed.outlet for feed in work.catalogue.enabled_feeds()}, "2026-11-20")
    assert len(feeds) > 100
    assert "kompas" in {archive.outlet for archive in indexes.values()}
    assert sorted(one.source for one in report.readings) == sorted([*feeds, *indexes])
    assert report.failures == list(report.readings)
    assert set(report.results) == {"dns"}
    assert poll_due(work, NOW + timedelta(seconds=30)).readings == (), "nothing hammers a network that is down"
    work.landing.close()


YEAR = timedelta(days=365)


def test_a_clock_that_was_a_year_ahead_for_one_poll_stops_nothing(site: Site, workspace: Make) -> None:
    urls = [site.put(f"/rss{n}", rss(site, (f"/read/{n}", "Satu", "Fri, 20 Nov 2026 08:00:00 +0700"))) for n in range(3)]
    work = workspace(urls)
    assert poll_due(work, NOW + YEAR).counts["read"] == 3
    report = poll_due(work, NOW)
    assert report.counts["read"] == 3
    assert report.counts["pulled_back.feeds"] == 3
    assert [state(work, url).last_poll_at for url in urls] == pytest.approx([NOW] * 3, abs=timedelta(minutes=1))
    again = poll_due(work, NOW + timedelta(minutes=1))
    assert "pulled_back.feeds" not in again.counts


def test_times_from_the_future_of_hosts_and_entries_are_pulled_back(site: Site, workspace: Make) -> None:
    url = site.put("/rss", rss(site, ("/read/1", "Satu", "Fri, 20 Nov 2026 08:00:00 +0700"), ("/read/2", "Dua", "")))
    work = workspace([url])
    poll_due(work, NOW)
    ahead = datetime.now(UTC) + YEAR
    with work.landing.database.session() as connection:
        connection.execute(
            "UPDATE landing.hosts SET next_start_at = %(at)s, next_past_at = %(at)s, live_until = %(at)s, "
            "cooldown_until = %(at)s, robots_until = %(at)s",
            {"at": ahead},
        )
        connection.execute(
            "UPDATE landing.entries SET next_try_at = %s, state = CASE title WHEN 'Satu' THEN 'pending' ELSE 'failed' END",
            [ahead],
        )
        report = poll_due(work, NOW + timedelta(days=1))
        assert {name: report.counts[f"pulled_back.{name}"] for name in ("hosts", "entries")} == {"hosts": 1, "entries": 2}
        assert connection.execute(
            "SELECT max(greatest(next_start_at, next_past_at, live_until)) - now() < '1 minute' FROM landing.hosts"
        ).fetchone() == (True,)
        assert connection.execute("SELECT max(cooldown_until) - now() < '1 minute' FROM landing.hosts").fetchone() == (True,)
        kept = "SELECT max(robots_until) - now() <= '1 day' FROM landing.hosts"  # the poll fetched robots.txt again
        assert connection.execute(kept).fetchone() == (True,)
        assert connection.execute("SELECT max(next_try_at) <= clock_timestamp() FROM landing.entries").fetchone() == (True,)


def test_honest_waits_are_left_alone(site: Site, workspace: Make) -> None:
    work = workspace([])
    day = timedelta(days=1)
    waits = {"given up": (MONTH_S, 30.0), "slow": (work.settings.poll_max_s, 0.0), "dubious": (work.settings.poll_max_s * 2, 0.0)}
    states = [
        FeedState(name, "koran", 600.0, NOW + timedelta(seconds=wait), last_poll_at=NOW, failures=failures)
        for name, (wait, failures) in waits.items()
    ]
    states.append(FeedState("ahead", "koran", 600.0, NOW + timedelta(minutes=10), last_poll_at=NOW + YEAR))
    work.landing.save_feed_state(*states)
    work.landing.hosts.rest("slow.test", day.total_seconds(), "http_429")
    assert poll_due(work, NOW).pulled_back == {"feeds": 2}
    assert state(work, "ahead").last_poll_at == NOW
    assert state(work, "dubious").next_poll_at == NOW
    assert state(work, "slow").next_poll_at > NOW


@pytest.mark.parametrize(
    ("last_poll_h", "next_poll_h", "silent"),
    [(-1, -0.5, False), (-4, -3.5, True), (-4, 1, False), (-30, -4, True), (-4, -2, False), (5, 6, True), (-2.5, -3.2, False)],
    ids=[
        "polled",
        "nobody polls",
        "nothing due",
        "a slow feed, long due",
        "not due for long",
        "the clock ran ahead",
        "polled since",
    ],
)
def test_silence_is_a_fault_only_when_something_was_due(
    workspace: Make, last_poll_h: float, next_poll_h: float, silent: bool
) -> None:
    work = workspace([])
    off = FeedState("off", "koran", 600.0, NOW - timedelta(days=90), last_poll_at=NOW - timedelta(days=91))
    with work.landing.database.session() as connection:
        assert find_silence(connection, work.settings, NOW) is None, "a fresh warehouse is no fault"
        last, due = NOW + timedelta(hours=last_poll_h), NOW + timedelta(hours=next_poll_h)
        work.landing.save_feed_state(off, FeedState("on", "koran", 600.0, due, last_poll_at=last))
        found = find_silence(connection, work.settings, NOW)
    assert (found is not None) is silent
    assert found is None or "check the machine's clock" in found.message or "look at the DAG poll_feeds" in found.message
