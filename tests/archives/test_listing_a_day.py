"""Listing a past day from dated index pages, over real HTTP into a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from poll_site import DOMAIN, Asked, Reply, Site

from pantau.day import day_of
from pantau.errors import BadInput
from pantau.landing.records import ArchiveRead
from pantau.model import Entry
from pantau.poll.archives import poll_archive
from pantau.poll.stage import run
from pantau.urls import article_id, url_key
from pantau.workspace import Workspace

DAY = "2026-11-18"
Make = Callable[..., Workspace]


def archive(site: Site, url: str = "/indeks?d={yyyy}-{mm}-{dd}&page={page}", more: str = "  max_pages: 9\n") -> str:
    return (
        f'- outlet: koran\n  url: "{site.url(url)}"\n  link: "li.berita a"\n'
        f"  link_pattern: 'koran\\.test:\\d+/read/{{yyyy}}/{{mm}}/{{dd}}/\\d+'\n{more}"
    )


def page(*numbers: int, day: str = "2026/11/18") -> str:
    """An index page of articles, with a box of popular ones from another day and the site's own links."""
    rows = "".join(f'<li class="berita"><a href="/read/{day}/{n}?utm_source=indeks">Judul {n}</a></li>' for n in numbers)
    popular = "".join(f'<li class="berita"><a href="/read/2026/11/01/{n}">Populer</a></li>' for n in range(3))
    return f'<!doctype html><nav><a href="/">Beranda</a> <a href="mailto:x@y.z">surel</a></nav><ul>{rows}{popular}</ul>'


def index(number: int) -> str:
    return f"/indeks?d={DAY}&page={number}"


def listed(work: Workspace) -> list[str]:
    return sorted(landed.entry.title for landed in work.landing.entries(DAY))


def read(work: Workspace) -> ArchiveRead:
    found = work.landing.archive_read("koran", DAY)
    assert found is not None
    return found


def test_all_pages_are_read_until_an_empty_one(site: Site, workspace: Make) -> None:
    for number, articles in enumerate([(1, 2), (3, 4), (4, 5), ()], 1):
        site.put(index(number), page(*articles))
    work = workspace(archives=archive(site))
    report = poll_archive(work, DAY)
    assert report.results == {"ok": 1}
    assert report.days == [DAY]
    assert listed(work) == [f"Judul {n}" for n in (1, 2, 3, 4, 5)]
    entry = work.landing.entries(DAY)[0].entry
    assert entry.url == site.url("/read/2026/11/18/1")
    assert (entry.source, entry.source_url) == ("archive", site.url(f"/indeks?d={DAY}&page={{page}}"))
    assert (read(work).result, read(work).pages, read(work).listed) == ("ok", 4, 5)


def test_a_page_handed_out_twice_does_not_end_the_reading(site: Site, workspace: Make) -> None:
    for number, articles in enumerate([(1, 2), (1, 2), (3, 4), (3, 4), (3, 4), (5,)], 1):
        site.put(index(number), page(*articles))
    work = workspace(archives=archive(site))
    poll_archive(work, DAY)
    assert listed(work) == [f"Judul {n}" for n in (1, 2, 3, 4)]
    assert site.paths() == [index(number) for number in range(1, 6)]


def test_offsets_and_a_404_at_the_end(site: Site, workspace: Make) -> None:
    site.put("/arsip/2026/11/18/0", page(1, 2))
    site.put("/arsip/2026/11/18/15", page(3))
    work = workspace(archives=archive(site, "/arsip/{yyyy}/{m}/{d}/{offset}", "  first_page: 0\n  step: 15\n  max_pages: 9\n"))
    assert poll_archive(work, DAY).results == {"ok": 1}
    assert listed(work) == ["Judul 1", "Judul 2", "Judul 3"]


def test_more_than_max_pages_is_told(site: Site, workspace: Make) -> None:
    for number in range(1, 4):
        site.put(index(number), page(number))
    work = workspace(archives=archive(site, more="  max_pages: 2\n"))
    report = poll_archive(work, DAY)
    assert report.results == {"cut_off": 1}
    assert "raise max_pages" in read(work).message
    assert listed(work) == ["Judul 1", "Judul 2"]


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        (Reply(page()), "empty"),
        (Reply("", 404), "http_404"),
        (Reply("", 403), "http_403"),
        (Reply("<html><title>Access Denied</title></html>"), "block_page"),
        (Reply(page(*range(12)).replace('class="berita"', 'class="baru"')), "selector_stale"),
    ],
)
def test_a_listing_that_fails_has_a_name(site: Site, workspace: Make, reply: Reply, result: str) -> None:
    site.put(index(1), reply)
    work = workspace(archives=archive(site))
    report = poll_archive(work, DAY)
    assert report.results == {result: 1}
    assert len(report.failures) == (result != "empty")
    assert (read(work).result, read(work).listed) == (result, 0)
    assert read(work).message
    assert listed(work) == []


def test_a_passing_failure_is_waited_out(site: Site, workspace: Make) -> None:
    site.put(index(1), Reply("", 503), page(1))
    site.put(index(2), Reply("", 429, {"Retry-After": "0"}), Reply("", 500), page(2))
    site.put(index(3), page())
    work = workspace(archives=archive(site))
    assert poll_archive(work, DAY).results == {"ok": 1}
    assert listed(work) == ["Judul 1", "Judul 2"]


def test_what_was_listed_before_a_failure_is_kept(site: Site, workspace: Make) -> None:
    site.put(index(1), page(1, 2))
    site.put(index(2), Reply("", 403))
    work = workspace(archives=archive(site))
    report = poll_archive(work, DAY)
    assert report.results == {"partial": 1}
    assert "http_403" in read(work).message
    assert listed(work) == ["Judul 1", "Judul 2"]


def test_a_settled_listing_is_not_asked_for_again(site: Site, workspace: Make) -> None:
    site.put(index(1), page(1))
    site.put(index(2), page())
    work = workspace(archives=archive(site))
    poll_archive(work, DAY)
    asked = len(site.asked)
    assert poll_archive(work, DAY).results == {"already_read": 1}
    assert len(site.asked) == asked
    early = ArchiveRead("koran", DAY, datetime(2026, 11, 18, 18, tzinfo=UTC), "ok", "", 2, 1)
    work.landing.save_archive_read(early)
    assert poll_archive(work, DAY).results == {"ok": 1}, "read an hour after the day's end it may have been too early"


def test_an_archive_knows_the_day_better_than_a_feed(site: Site, workspace: Make) -> None:
    url = site.url("/read/2026/11/18/1")
    key = url_key(url)
    site.put(index(1), page(1))
    site.put(index(2), page())
    work = workspace(archives=archive(site))
    work.landing.add_entries([Entry(article_id(key), key, url, "koran", "2026-11-19", "feed", "http://x.test/rss")])
    report = poll_archive(work, DAY)
    assert report.days == [DAY, "2026-11-19"]
    assert report.counts["moved"] == 1
    assert work.landing.entries("2026-11-19") == []


def test_a_months_sitemap_gives_the_day_only(site: Site, workspace: Make) -> None:
    rows = "".join(
        f"<url><loc>{site.url(f'/read/{n}')}</loc><lastmod>2026-11-{n}T00:30:00+07:00</lastmod></url>" for n in (17, 18, 19)
    )
    site.put("/peta/2026-11.xml", f"<?xml version='1.0'?><urlset>{rows}</urlset>")
    block = archive(site, "/peta/{yyyy}-{mm}.xml", "  kind: sitemap\n  max_pages: 1\n").replace("{yyyy}/{mm}/{dd}/", "")
    work = workspace(archives=block)
    assert poll_archive(work, DAY).results == {"ok": 1}
    assert [landed.entry.url for landed in work.landing.entries(DAY)] == [site.url("/read/18")]


def test_days_before_the_archive_are_not_asked_for(site: Site, workspace: Make) -> None:
    work = workspace(archives=archive(site, more='  max_pages: 2\n  since: "2026-11-19"\n'))
    report = poll_archive(work, DAY)
    assert report.results == {"before_archive": 1}
    assert report.failures == []
    assert site.asked == []


def test_a_link_longer_than_any_address_is_passed_over(site: Site, workspace: Make) -> None:
    site.put(index(1), page(1) + f'<li class="berita"><a href="/read/2026/11/18/9/{"x" * 3_000}">Panjang</a></li>')
    site.put(index(2), page())
    work = workspace(archives=archive(site))
    assert poll_archive(work, DAY).results == {"ok": 1}
    assert listed(work) == ["Judul 1"]


def test_two_archives_of_one_outlet_are_one_result(site: Site, workspace: Make) -> None:
    site.put(index(1), page(1))
    site.put(index(2), page())
    other = archive(site, "/lain?d={yyyy}-{mm}-{dd}&page={page}")
    work = workspace(archives=archive(site) + other)
    report = poll_archive(work, DAY)
    assert report.results == {"partial": 1}
    assert "http_404" in report.readings[0].message
    assert listed(work) == ["Judul 1"]


def test_the_stage_lists_a_past_day_by_shard(site: Site, workspace: Make) -> None:
    site.put(index(1), page(1, 2))
    site.put(index(2), page())
    work = workspace(archives=archive(site), shards=2)
    counts = [run(work, DAY, shard).counts for shard in (0, 1)]
    assert sorted(count.get("new", 0) for count in counts) == [0, 2]
    assert sum(count["read"] for count in counts) == 1
    assert run(work, DAY).counts["result.already_read"] == 1


def test_the_stage_polls_the_feeds_due_for_the_present_day(site: Site, workspace: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = site.put("/rss", f"<rss><channel><item><link>{site.url('/read/1')}</link></item></channel></rss>")
    work = workspace([feed])
    present = day_of(datetime.now(UTC))
    monkeypatch.setattr("pantau.poll.stage.today", lambda: present)  # the test may run across midnight in Jakarta
    assert run(work, present).counts["new"] == 1
    assert run(work, present, 1).counts == {}, "one shard polls for all"
    with pytest.raises(BadInput, match="has not begun"):
        run(work, "2099-01-01")


def test_every_outlet_ends_in_a_result_whatever_one_does(site: Site, workspace: Make) -> None:
    def stubborn(asked: Asked) -> Reply:
        return Reply("x" * 11_000_000)

    site.routes[f"www.{DOMAIN}", index(1)] = stubborn
    work = workspace(archives=archive(site))
    assert poll_archive(work, DAY, ["koran", "tanpa-arsip"]).results == {"too_large": 1}
