"""One bad item of a feed or a list is named, and its neighbours land."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from poll_site import Site

from landed import entry
from pantau.archives import ArchiveReader
from pantau.feeds.reading import read_feed
from pantau.landing.writing import add_each
from pantau.poll.archives import poll_archive
from pantau.workspace import Workspace

DAY = "2026-11-18"
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
Make = Callable[..., Workspace]
BAD_LINKS = ["https://koran.test/" + "amp/" * 5_000, "https://koran.test/x&#xd83d;", "https://[", "https://koran.test/&#0;", "x"]
BAD_POSTS: list[dict[str, Any]] = [
    {"date_gmt": "9999-12-31T23:59:59"},
    {"date_gmt": "0001-01-01T00:00:00"},
    {"link": "https://koran.test/read/2026/11/18/2\ud83d"},
    {"link": ["https://koran.test/read/2026/11/18/2"]},
    {"link": "https://koran.test/read/2026/11/18/2" + "/amp" * 5_000},
    {"title": {"rendered": {"a": "\udc00"}}},
    {"modified_gmt": "9999-12-31T23:59:59"},
]


def test_rows_that_cannot_be_kept_are_counted_and_the_others_are(workspace: Make) -> None:
    work = workspace()
    good = [entry(f"/berita/{number}", day=DAY) for number in range(9)]
    bad = [entry("/berita/77", day="2026-02-30"), entry("/berita/78", url_key="x" * 3_000, day=DAY)]
    added, lost = add_each(work.landing, [*good[:4], bad[0], *good[4:], bad[1]])
    assert (added.new, added.days, dict(lost)) == (9, {DAY}, {"unstorable": 2})
    assert len(work.landing.entries(DAY)) == 9


@pytest.mark.parametrize("link", BAD_LINKS)
def test_one_bad_link_leaves_the_other_items_of_a_feed(link: str) -> None:
    items = "".join(
        f"<item><title>t</title><link>{one}</link></item>" for one in ("https://koran.test/1", link, "https://koran.test/3")
    )
    reading = read_feed(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "https://koran.test/rss", now=NOW)
    urls = [item.url for item in reading.items]
    assert (urls[0], urls[-1]) == ("https://koran.test/1", "https://koran.test/3")
    assert len(urls) + sum(reading.skipped.values()) == 3


def test_an_item_nobody_thought_of_is_counted_and_the_others_of_its_feed_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sys.modules["pantau.feeds.reading"].url_key

    def crash(url: str) -> str:
        if url.endswith("/2"):
            raise OverflowError("date value out of range")
        return str(whole(url))

    monkeypatch.setattr("pantau.feeds.reading.url_key", crash)
    items = "".join(f"<item><title>t</title><link>https://koran.test/{number}</link></item>" for number in (1, 2, 3))
    reading = read_feed(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "https://koran.test/rss", now=NOW)
    assert [item.url[-1] for item in reading.items] == ["1", "3"]
    assert reading.skipped["unreadable_item"] == 1


@pytest.mark.parametrize("given", BAD_POSTS, ids=str)
def test_one_bad_post_of_a_wordpress_list_leaves_the_others(site: Site, workspace: Make, given: dict[str, Any]) -> None:
    def post(number: int) -> dict[str, Any]:
        return {
            "date_gmt": "2026-11-18T03:00:00",
            "link": site.url(f"/read/2026/11/18/{number}"),
            "title": {"rendered": f"Judul {number}"},
        }

    posts = json.dumps([post(1), {**post(2), **given}, post(3)])
    site.put(f"/wp?d={DAY}&page=1", posts)
    address = site.url("/wp?d={yyyy}-{mm}-{dd}&page={page}")
    block = f'- outlet: koran\n  kind: wordpress\n  url: "{address}"\n  link_pattern: "/read/"\n  max_pages: 1\n'
    work = workspace(archives=block)
    poll_archive(work, DAY)
    assert {"Judul 1", "Judul 3"} <= {landed.entry.title for landed in work.landing.entries(DAY)}


def test_a_reader_that_crashes_is_that_outlets_result(workspace: Make, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise OverflowError("date value out of range")

    monkeypatch.setattr(ArchiveReader, "entries_for", broken)
    block = f'- outlet: koran\n  url: "{site.url("/x?d={yyyy}-{mm}-{dd}")}"\n  link: a\n  link_pattern: "/read/"\n'
    work = workspace(archives=block)
    report = poll_archive(work, DAY)
    assert report.results == {"reader_crash": 1}
    found = work.landing.archive_read("koran", DAY)
    assert found is not None
    assert found.result == "reader_crash"


ROWS = "".join(f"<li class=berita><a href=/read/{number}>Judul {number}</a>" for number in (1, 2, 3))
URLS = "".join(f"<url><loc>https://koran.test/read/{n}</loc><lastmod>2026-11-18T10:00:00Z</lastmod></url>" for n in (1, 2, 3))
POSTS = [{"date_gmt": f"{DAY}T03:00:00", "link": f"https://koran.test/read/{number}"} for number in (1, 2, 3)]
LISTS = {
    "pantau.archives.links.fetch_url": (ROWS, "link: li.berita a", "unreadable_item"),
    "pantau.archives.sitemap.url_key": (f"<urlset>{URLS}</urlset>", "kind: sitemap", "undated"),
    "pantau.archives.wordpress.fetch_url": (json.dumps(POSTS), "kind: wordpress\n  max_pages: 2", "undated"),
}


@pytest.mark.parametrize("where", LISTS)
def test_a_link_nobody_thought_of_is_counted_and_the_others_land(
    site: Site, workspace: Make, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    body, more, end = LISTS[where]
    module, _, name = where.rpartition(".")
    whole = getattr(sys.modules[module], name)

    def crash(url: str) -> str:
        if url.endswith("/2"):
            raise OverflowError("date value out of range")
        return str(whole(url))

    monkeypatch.setattr(where, crash)
    site.put(f"/arsip?d={DAY}&page=1", body)
    site.put(f"/arsip?d={DAY}&page=2", "[]")
    address = site.url("/arsip?d={yyyy}-{mm}-{dd}&page={page}" if "wordpress" in more else "/arsip?d={yyyy}-{mm}-{dd}&page=1")
    work = workspace(archives=f'- outlet: koran\n  url: "{address}"\n  link_pattern: "/read/"\n  {more}\n')
    [reading] = poll_archive(work, DAY).readings
    assert end in f"{reading.result} {reading.message}"
    assert len(work.landing.entries(DAY)) == 2
