"""How the reading of an archive ends, rule by rule, over real HTTP; a day called complete has lost nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from poll_site import Asked, Reply, Site

from pantau.archives import ArchiveReader, DayListing
from pantau.files import parse_yaml
from pantau.net import PoliteClient
from pantau.workspace import Workspace

DAY = "2026-11-18"
URL = "/indeks?d={yyyy}-{mm}-{dd}&page={page}"
CASES = parse_yaml((Path(__file__).parent / "cases" / "stop_rules.yaml").read_text(encoding="utf-8"))
Make = Callable[..., Workspace]


def block(site: Site, **more: Any) -> str:
    known = {"outlet": "koran", "url": URL, "link": "li.berita a", "link_pattern": "/read/{yyyy}/{mm}/{dd}/\\d+", "max_pages": 9}
    values = known | more
    values["url"] = site.url(values["url"])
    return yaml.safe_dump([values], width=1_000)


def page(numbers: list[int], marker: str = "") -> str:
    rows = "".join(f'<li class="berita"><a href="/read/2026/11/18/{number}">Judul {number}</a></li>' for number in numbers)
    return f"<!doctype html><title>Indeks</title>{marker}<ul>{rows}</ul>"


def address(number: int, url: str = URL) -> str:
    return url.format(yyyy="2026", mm="11", dd="18", page=number)


def put(site: Site, number: int, content: Any, url: str) -> None:
    if isinstance(content, list):
        site.put(address(number, url), page(content))
    elif "marker" in content:
        site.put(address(number, url), page(content["marker"], '<p class="habis">Tidak ada berita lagi</p>'))
    else:
        site.put(address(number, url), *(page(numbers) for numbers in content["answers"]))


def entries_for(work: Workspace, day: str = DAY) -> DayListing:
    async def ask() -> DayListing:
        async with PoliteClient(work.settings, work.landing.hosts) as client:
            return await ArchiveReader(work, client).entries_for("koran", day)

    return asyncio.run(ask())


def numbers(listing: DayListing) -> list[int]:
    return sorted(int(entry.url.rpartition("/")[2]) for entry in listing.entries)


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_reading_ends(site: Site, workspace: Make, case: dict[str, Any]) -> None:
    more = case.get("block", {})
    url = more.get("url", URL)
    pages = [*case["pages"], []] if "{page}" in url else case["pages"]
    for number, content in enumerate(pages, 1):
        put(site, number, content, url)
    listing = entries_for(workspace(archives=block(site, **more)))
    assert numbers(listing) == case["listed"]
    assert listing.result == case["result"]
    assert (listing.state == "complete") == (case["result"] in ("ok", "empty"))
    assert case.get("message", "") in listing.reason
    assert len(site.asked) == listing.requests == case["asked"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    total=st.integers(0, 17),
    size=st.integers(1, 5),
    rule=st.sampled_from(["end", "retry", "limit"]),
    shown=st.integers(1, 5),
    cached=st.lists(st.integers(1, 3), max_size=6),
)
@example(total=6, size=2, rule="limit", shown=1, cached=[])
def test_what_is_called_complete_is_complete(
    site: Site, workspace: Make, total: int, size: int, rule: str, shown: int, cached: list[int]
) -> None:
    """An archive of any length that repeats its last page, or a cache that gives each page after some wrong answers."""
    articles = list(range(1, total + 1))
    pages = [articles[start : start + size] for start in range(0, total, size)] or [[]]
    site.routes.clear()
    site.asked.clear()
    for number in range(1, 25):
        right = pages[number - 1] if number <= len(pages) else []
        if rule == "limit":  # for a page after the last one that it shows, the site gives that last one
            right = pages[min(number, shown, len(pages)) - 1]
        wrong = cached[number - 1] if rule == "retry" and 1 < number <= len(cached) and right else 0
        site.put(address(number), *[page(pages[0])] * wrong, page(right))
    work = workspace(archives=block(site, on_repeat=rule.replace("limit", "end"), max_pages=shown if rule == "limit" else 20))
    listing = entries_for(work)
    work.landing.close()  # forty connections are more than the server takes
    found = numbers(listing)
    assert set(found) <= set(articles)
    if listing.state == "complete":
        assert found == articles
    if rule == "end" or (rule == "retry" and max(cached, default=0) <= 3):
        assert listing.state == "complete"


def test_an_archive_narrowed_to_a_year_is_searched_by_halving(site: Site, workspace: Make) -> None:
    first, per_page = date(2026, 12, 31), 7
    days = [(first - timedelta(days=number // 5)).isoformat() for number in range(5 * 365)]

    def answer(asked: Asked) -> Reply:
        number = int(asked.path.rpartition("=")[2])
        items = list(enumerate(days))[(number - 1) * per_page : number * per_page]
        rows = "".join(f'<li class="berita"><a href="/read/{day.replace("-", "/")}/{place}">x</a></li>' for place, day in items)
        popular = '<li class="berita"><a href="/read/2026/01/02/999999">populer</a></li>' if items else ""
        return Reply(f"<!doctype html><ul>{rows}{popular}</ul>")

    for number in range(0, 1_000):
        site.routes["www.koran.test", f"/indeks/2026?page={number}"] = answer
    pattern = r"/read/(?P<y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d)/\d+"
    archives = block(site, url="/indeks/{yyyy}?page={page}", link_pattern=pattern, year_only=True, max_pages=600)
    for day in ("2026-11-18", "2026-12-31", "2026-06-01"):
        site.asked.clear()
        listing = entries_for(workspace(archives=archives), day)
        assert [days[number] for number in numbers(listing)] == [day] * 5
        assert listing.state == "complete"
        assert listing.requests < 20


POSTS = "/wp-json/wp/v2/posts?after={prev}T16:59:59&before={next}T02:00:01&per_page=2&page={page}"


def post(number: int, gmt: str, local: str = "2026-11-18T09:00:00") -> dict[str, Any]:
    title = {"rendered": f"Harga beras &#8211; <em>naik</em> {number}"}
    return {"link": f"http://www.koran.test/2026/{number}", "title": title, "date": local, "date_gmt": gmt, "modified_gmt": gmt}


def put_posts(site: Site, *pages: Any, total: str = "") -> None:
    for number, content in enumerate(pages, 1):
        path = POSTS.format(prev="2026-11-17", next="2026-11-19", page=number)
        body = content if isinstance(content, Reply) else Reply(json.dumps(content), headers={"Content-Type": "application/json"})
        if total:
            body.headers["X-WP-TotalPages"] = total
        site.put(path, body)


def test_posts_of_a_day_are_told_by_their_utc_time(site: Site, workspace: Make) -> None:
    put_posts(
        site,
        [post(1, "2026-11-17T16:59:59"), post(2, "2026-11-17T17:00:00")],
        [post(3, "2026-11-18T16:59:59"), post(4, "2026-11-18T17:00:00")],
        [post(5, "0000-00-00T00:00:00", "2026-11-18T23:30:00")],  # in the outlet's zone, WIT: 21:30 WIB
        total="3",
    )
    listing = entries_for(workspace(archives=block(site, url=POSTS, kind="wordpress", link_pattern="{hosts}/")))
    assert numbers(listing) == [2, 3, 5]
    assert listing.state == "complete"
    assert listing.requests == 3
    entry = listing.entries[0]
    assert entry.title == "Harga beras – naik 2"
    assert str(entry.published_at) == "2026-11-17 17:00:00+00:00"


@pytest.mark.parametrize(
    ("pages", "result", "found"),
    [
        ([[post(1, "2026-11-18T01:00:00")], Reply('{"code":"rest_post_invalid_page_number"}', 400)], "ok", [1]),
        ([[]], "empty", []),
        ([Reply("<html>Tidak ada</html>", 404)], "http_404", []),
        ([Reply('{"code":"rest_disabled"}', 401)], "http_401", []),
        ([Reply("<!doctype html><p>Selamat datang")], "not_json", []),
        ([Reply('{"posts": []}')], "not_posts", []),
        ([[post(1, "2026-11-18T01:00:00"), {"link": "http://www.koran.test/2026/2"}], []], "undated", [1]),
        ([[post(1, "2026-11-18T01:00:00"), 7, {"link": 7, "date_gmt": "2026-11-18T01:00:00"}], []], "ok", [1]),
    ],
)
def test_a_rest_list_ends_in_a_name(site: Site, workspace: Make, pages: list[Any], result: str, found: list[int]) -> None:
    put_posts(site, *pages)
    listing = entries_for(workspace(archives=block(site, url=POSTS, kind="wordpress", link_pattern="{hosts}/")))
    assert numbers(listing) == found
    assert listing.result == result
    assert (listing.state == "complete") == (result in ("ok", "empty"))


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "utf-7", "base64", "utf-16", "\u00e9" * 3])
def test_a_charset_that_no_page_is_in_hides_no_article(site: Site, workspace: Make, charset: str) -> None:
    site.put(address(0), Reply(page([1, 2]), headers={"Content-Type": f"text/html; charset={charset}"}))
    listing = entries_for(workspace(archives=block(site, max_pages=1, first_page=0)))
    assert numbers(listing) == [1, 2], listing


def test_a_number_of_pages_of_five_thousand_digits_is_no_number(site: Site, workspace: Make) -> None:
    put_posts(site, [post(1, "2026-11-18T01:00:00")], [], total="9" * 5_000)
    listing = entries_for(workspace(archives=block(site, url=POSTS, kind="wordpress", link_pattern="{hosts}/")))
    assert (numbers(listing), listing.result) == ([1], "ok")


def sitemap(*rows: tuple[str, str]) -> str:
    urls = "".join(f"<url><loc>{loc}</loc>{time}</url>" for loc, time in rows)
    return f"<?xml version='1.0'?><urlset>{urls}</urlset>"


def test_sitemaps_an_index_names_are_read_for_their_month(site: Site, workspace: Make) -> None:
    names = [site.url(f"/peta/{month}.xml") for month in ("2026-10", "2026-11")]
    children = "".join(f"<sitemap><loc>{name}</loc></sitemap>" for name in [*names, site.url("/peta/foto.xml")])
    site.put("/peta.xml?t=2026-11-18", f"<?xml version='1.0'?><sitemapindex>{children}</sitemapindex>")
    site.put("/peta/2026-11.xml", sitemap((site.url("/read/1"), "<lastmod>2026-11-18T08:00:00+07:00</lastmod>")))
    site.put("/peta/foto.xml", sitemap((site.url("/foto/2"), "<lastmod>2026-11-18T08:00:00+07:00</lastmod>")))
    archives = block(site, url="/peta.xml?t={yyyy}-{mm}-{dd}", kind="sitemap", link_pattern="/read/", max_pages=1)
    listing = entries_for(workspace(archives=archives))
    assert numbers(listing) == [1]
    assert listing.state == "complete"
    assert "/peta/2026-10.xml" not in site.paths()


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (sitemap(("http://www.koran.test/read/1", "")), "undated"),
        ("<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><urlset><url><loc>&c;</loc></url></urlset>", "xml_bomb"),
        ("<html><p>Beranda", "html_not_xml"),
        (Reply(b"\x1f\x8b\x08rusak"), "truncated_body"),
    ],
)
def test_a_sitemap_that_cannot_be_read_has_a_name(site: Site, workspace: Make, body: Any, result: str) -> None:
    site.put("/peta.xml?t=2026-11-18", body)
    archives = block(site, url="/peta.xml?t={yyyy}-{mm}-{dd}", kind="sitemap", link_pattern="/read/", max_pages=1)
    listing = entries_for(workspace(archives=archives))
    assert (listing.result, listing.state, listing.entries) == (result, "incomplete", ())


def test_what_cannot_be_listed_says_why_and_asks_nobody(site: Site, workspace: Make) -> None:
    blocks = [
        {"outlet": "koran", "cannot": "no_archive", "reason": "indeksnya hilang pada 2020", "since": "2020-01-01"},
        {"outlet": "koran", "cannot": "unproven", "reason": "bentuk lama", "until": "2019-12-31"},
    ]
    work = workspace(archives=yaml.safe_dump(blocks))
    now, then = entries_for(work), entries_for(work, "2019-05-01")
    assert (now.state, now.result, now.reason) == ("cannot", "no_archive", "indeksnya hilang pada 2020")
    assert (then.state, then.result, then.reason) == ("cannot", "unproven", "bentuk lama")
    assert site.asked == []


def test_what_robots_txt_closes_cannot_be_listed(site: Site, workspace: Make) -> None:
    site.put("/robots.txt", Reply("User-agent: *\nDisallow: /indeks\n", headers={"Content-Type": "text/plain"}))
    listing = entries_for(workspace(archives=block(site)))
    assert (listing.state, listing.result) == ("cannot", "robots")
    assert site.asked == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["link", "date", "date_gmt", "title", "x"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(["index", "sitemap", "wordpress"]),
    body=st.binary(max_size=300) | json_values.map(json.dumps) | st.text(max_size=100).map("<urlset><url><loc>{}".format)
    | st.text(max_size=100).map('<!doctype html><li class="berita"><a href="{}">x</a></li>'.format),
)  # fmt: skip
def test_nothing_an_archive_says_is_an_error(site: Site, workspace: Make, kind: str, body: str | bytes) -> None:
    site.routes.clear()
    site.put("/arsip?t=2026-11-18", Reply(body if isinstance(body, bytes) else body.encode("utf-8", "replace")))
    archives = block(site, url="/arsip?t={yyyy}-{mm}-{dd}", kind=kind, link_pattern="{hosts}", max_pages=1)
    work = workspace(archives=archives, fetch_attempts=1)
    listing = entries_for(work)
    work.landing.add_entries(listing.entries)
    work.landing.close()
    assert listing.state in ("complete", "incomplete")
    assert listing.state == "complete" or listing.reason
