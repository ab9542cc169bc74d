"""Listings with faults that tests ask for, WordPress lists, and copies in other archives: all from the same truth."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime

import httpx
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from newsroom import Config, Room, serving
from newsroom.archives import LISTING_FAULTS, listing_path
from newsroom.markup import FAMILIES

Get = Callable[..., httpx.Response]
DAY = date(2026, 11, 18)
SLUG = "lintaskini"  # detik, 6 a page


@pytest.fixture
def press(now: datetime) -> Iterator[Room]:
    with serving(Config(outlets=12, per_day=14, clock=lambda: now)) as running:
        yield running


@pytest.fixture
def ask(press: Room, asking: Callable[[Room], Get]) -> Get:
    return asking(press)


def listing(press: Room, slug: str, page: int, day: date = DAY) -> str:
    family = FAMILIES[press.server.desk.planner.papers[slug].family]
    return f"http://{slug}.newsroom.test:{press.port}{listing_path(family, day, page)}"


def bodies(press: Room, ask: Get, pages: int, slug: str = SLUG) -> list[str]:
    return [ask(listing(press, slug, page)).text for page in range(pages)]


def test_an_unknown_fault_is_refused_with_the_names(press: Room) -> None:
    with pytest.raises(ValueError, match="outage, late, cached_page"):
        press.archives.set(SLUG, "banjir")


def test_every_fault_of_listings_is_where_it_was_put_and_goes_away(press: Room, ask: Get) -> None:
    good, other = bodies(press, ask, 4), ask(listing(press, "kacapena", 0)).text
    for fault in LISTING_FAULTS:
        press.archives.set(SLUG, fault, days=["2026-11-18"] if fault == "outage" else ())
        spoilt = [ask(listing(press, SLUG, page)) for page in range(4)]
        changed = [answer.status_code != 200 or answer.text != body for answer, body in zip(spoilt, good, strict=True)]
        assert any(changed) == (fault != "late"), fault  # the late items of such an old day are listed already
        assert ask(listing(press, "kacapena", 0)).text == other
        press.archives.clear()
        assert bodies(press, ask, 4) == good


def test_pages_from_a_cache(press: Room, ask: Get) -> None:
    first, second, *_ = bodies(press, ask, 3)
    press.archives.set(SLUG, "cached_page")
    assert [ask(listing(press, SLUG, 1)).text for _ in range(3)] == [first, first, second]
    press.archives.set(SLUG, "stuck_page")
    assert [ask(listing(press, SLUG, 1)).text for _ in range(3)] == [first] * 3
    press.archives.set(SLUG, "limit")
    assert bodies(press, ask, 4)[1:] == [second] * 3


def test_an_outage_passes_unless_it_has_days(press: Room, ask: Get) -> None:
    press.archives.set(SLUG, "outage")
    assert [ask(listing(press, SLUG, 0)).status_code for _ in range(3)] == [500, 500, 200]
    press.archives.set(SLUG, "outage", days=["2026-11-18"])
    assert [ask(listing(press, SLUG, 0)).status_code for _ in range(3)] == [500, 500, 500]
    assert ask(listing(press, SLUG, 0, date(2026, 11, 17))).status_code == 200


def test_the_end_marker_stands_beyond_the_end_only(press: Room, ask: Get) -> None:
    press.archives.set(SLUG, "end_marker")
    marked = ["tidak-ada-berita" in body for body in bodies(press, ask, 5)]
    assert marked == [False, False, False, True, True]


def test_wordpress_lists_posts_by_local_time(press: Room, ask: Get) -> None:
    slug = "halmaherakini"  # WIT
    base = f"http://{slug}.newsroom.test:{press.port}/wp-json/wp/v2/posts"
    asked = {"after": "2026-11-18T01:59:59", "before": "2026-11-19T02:00:00", "per_page": "5"}
    pages = [ask(f"{base}?{httpx.QueryParams(asked | {'page': str(number)})}") for number in (1, 2, 3, 4)]
    assert [page.status_code for page in pages] == [200, 200, 200, 400]
    assert {page.headers["X-WP-Total"] for page in pages[:3]} == {"14"}
    posts = [post for page in pages[:3] for post in page.json()]
    truth = {item.url: item for item in press.truth.day("2026-11-18", slug)}
    assert {post["link"] for post in posts} == set(truth)
    for post in posts:
        gmt, local = (datetime.fromisoformat(post[name]) for name in ("date_gmt", "date"))
        assert (local - gmt).total_seconds() == 9 * 3600
        assert abs((truth[post["link"]].published_at.replace(tzinfo=None) - gmt).total_seconds() - 7 * 3600) < 1


def test_a_capture_is_the_page_as_it_was(press: Room, ask: Get) -> None:
    host = f"{SLUG}.newsroom.test"
    query = "/cdx/search/cdx?matchType=domain&from=20261117170000&to=20261118170000&output=json&fl=timestamp,original"
    table = json.loads(ask(f"{press.wayback}{query}&url={host}&limit=5&showResumeKey=true").text)
    assert table[0] == ["timestamp", "original"]
    assert table[-2] == []
    rest = json.loads(ask(f"{press.wayback}{query}&url={host}&resumeKey={table[-1][0]}").text)
    rows = [*table[1:-2], *rest[1:]]
    assert len({url for _, url in rows}) == len(rows) > 8
    stamp, url = rows[0]
    capture = ask(f"{press.wayback}/web/{stamp}id_/{url}")
    moment = datetime.strptime(capture.headers["Memento-Datetime"], "%a, %d %b %Y %H:%M:%S %Z").strftime("%Y%m%d%H%M%S")  # noqa: DTZ007
    assert moment == stamp
    truth = press.truth.of(url)
    assert truth is not None
    assert truth.text.split("\n")[0][:40] in capture.text.replace("&amp;", "&")
    near = ask(f"{press.wayback}/web/20261130000000id_/{url}")
    assert near.status_code == 302
    assert near.headers["Location"].startswith("/web/2026")
    assert ask(f"{press.wayback}/web/{stamp}id_/http://tidak.ada.test/").status_code == 404


def test_the_bucket_holds_the_files_of_cc_news_for_who_signs(press: Room, now: datetime) -> None:
    names = press.keepers.files(now)
    with httpx.Client(base_url=f"http://127.0.0.1:{press.port}", trust_env=False) as stranger:
        assert stranger.get(f"/commoncrawl/{names[-1]}").status_code == 403
        signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=x"}
        assert stranger.get(f"/commoncrawl/{names[-1]}", headers=signed).content == press.keepers.warc(names[-1], now)
        assert stranger.get("/commoncrawl/tiada.warc.gz", headers=signed).status_code == 404
        assert "NoSuchBucket" in stranger.get("/lain/x", headers=signed).text
        listed = stranger.get("/commoncrawl", params={"list-type": "2", "prefix": names[-1]}, headers=signed).text
    assert f"<Key>{names[-1]}</Key><Size>{len(press.keepers.warc(names[-1], now))}</Size>" in listed


def test_cc_news_holds_what_was_kept_and_more(press: Room, ask: Get, now: datetime) -> None:
    listed = gzip.decompress(ask(f"{press.cc_news}/crawl-data/CC-NEWS/2026/11/warc.paths.gz").content).decode().split()
    assert set(listed) <= set(press.keepers.files(now))
    name = next(name for name in listed if "CC-NEWS-20261118000000" in name)
    whole = ask(f"{press.cc_news}/{name}")
    assert whole.content == press.keepers.warc(name, now)
    piece = ask(f"{press.cc_news}/{name}", headers={"Range": "bytes=10-29"})
    assert (piece.status_code, piece.content) == (206, whole.content[10:30])
    assert piece.headers["Content-Range"] == f"bytes 10-29/{len(whole.content)}"
    beyond = ask(f"{press.cc_news}/{name}", headers={"Range": f"bytes={len(whole.content)}-{len(whole.content) + 9}"})
    assert beyond.status_code == 416
    records = ArchiveIterator(io.BytesIO(whole.content), record_types=WarcRecordType.response)
    urls = [record.headers["WARC-Target-URI"] for record in records]
    assert any("example.org" in url for url in urls)
    assert sum("newsroom.test" in url for url in urls) > 20
