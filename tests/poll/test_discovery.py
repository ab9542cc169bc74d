"""Discovery of feeds on the outlets' own sites, over real HTTP: which feeds, from where, with how many requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from poll_site import DOMAIN, Reply, Site

from pantau.landing.probation import read_probations
from pantau.sources.candidates import Signs, linked_feeds
from pantau.sources.discovery import MOST_REQUESTS, discover, discover_due, found_feeds, searchable
from pantau.sources.lane import try_due
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
Make = Callable[..., Workspace]


def feed(site: Site, *paths: str) -> str:
    time = format_datetime(NOW - timedelta(hours=1))
    rows = "".join(f"<item><title>Judul</title><link>{site.url(p)}</link><pubDate>{time}</pubDate></item>" for p in paths)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Koran</title>{rows}</channel></rss>'


def sitemap(*addresses: str) -> str:
    rows = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'


def put_declared(site: Site) -> None:
    site.put(
        "/", "<html><head><link href='/warta.xml' type='application/rss+xml' rel='alternate'></head><body>Koran</body></html>"
    )


def put_anchor(site: Site) -> None:
    site.put("/", "<html><body><footer><a href='/indeks'>Indeks</a> <a href='/rss/terkini?x=1'>RSS</a></footer></body></html>")


def put_robots(site: Site) -> None:
    site.put("/", "<html><body>Koran</body></html>")
    lines = f"User-agent: *\nAllow: /\nSitemap: {site.url('/sitemap.xml')}\nSitemap: {site.url('/peta/berita-terbaru.xml')}\n"
    site.put("/robots.txt", Reply(lines, headers={"Content-Type": "text/plain"}))


def put_inside_an_index(site: Site) -> None:
    site.put("/", "<html><body>Koran</body></html>")
    site.put("/robots.txt", Reply(f"Sitemap: {site.url('/peta.xml')}\n", headers={"Content-Type": "text/plain"}))
    site.put("/peta.xml", sitemap(site.url("/peta-tag.xml"), site.url("/peta-news.xml")))


def put_usual_path(site: Site) -> None:
    site.put("/", "<html><body>Koran</body></html>")
    site.put("/rss.xml", feed(site, "/berita/1"))


@pytest.mark.parametrize(
    ("serve", "path", "origin"),
    [
        (put_declared, "/warta.xml", "home_page"),
        (put_anchor, "/rss/terkini?x=1", "home_page"),
        (put_robots, "/peta/berita-terbaru.xml", "robots"),
        (put_inside_an_index, "/peta-news.xml", "sitemap_index"),
        (put_usual_path, "/rss.xml", "usual_path"),
    ],
)
def test_a_planted_feed_is_found_and_must_prove_itself(
    site: Site, workspace: Make, serve: Callable[[Site], None], path: str, origin: str
) -> None:
    serve(site)
    work = workspace([])
    (ended,) = discover(work, searchable(work), NOW)
    assert (ended.result, ended.found, ended.next_at) == ("ok", 1, NOW + timedelta(days=7))
    assert len(site.asked) + 1 <= MOST_REQUESTS  # and one for robots.txt, which the site does not count
    (found,) = found_feeds(work)
    assert (found.feed_url, found.evidence, found.unproven, found.enabled) == (site.url(path), origin, True, False)
    with work.landing.database.session() as connection:
        assert read_probations(connection, [found.feed_url])[found.feed_url].state == "waiting"
    assert try_due(work, NOW + timedelta(days=1))["tried"] == 1


def test_a_site_without_any_feed_costs_six_requests_and_finds_nothing(site: Site, workspace: Make) -> None:
    site.put("/", "<html><body>Koran</body></html>")
    work = workspace([])
    (ended,) = discover(work, searchable(work), NOW)
    assert (ended.result, ended.found) == ("ok", 0)
    assert len(site.asked) + 1 == MOST_REQUESTS
    assert found_feeds(work) == []


def test_robots_txt_closes_the_search_too(site: Site, workspace: Make) -> None:
    put_declared(site)
    site.put("/robots.txt", Reply("User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"}))
    work = workspace([])
    (ended,) = discover(work, searchable(work), NOW)
    assert (ended.result, ended.found) == ("robots", 0)
    assert site.asked == []


def test_who_does_not_want_to_be_read_is_not_searched(site: Site, workspace: Make) -> None:
    work = workspace([site.url("/rss")])
    file = work.settings.catalogue_folder / "feeds.csv"
    file.write_text(file.read_text().replace(",yes,,", ",no,unwelcome: pages forbid crawling,"))
    assert searchable(work) == []


def test_each_site_is_searched_once_a_week_and_a_known_feed_is_found_once(site: Site, workspace: Make) -> None:
    put_declared(site)
    work = workspace([])
    assert discover_due(work, NOW)["searched"] == 0  # its turn comes later in the week
    week = [discover_due(work, NOW + timedelta(hours=6 * step))["searched"] for step in range(1, 57)]
    assert sum(week) == 2
    assert len(found_feeds(work)) == 1


SIGNS = Signs((), (), ())
HOSTILE = st.text(st.sampled_from("<>\"'=/ alinkhrefrsfeedx:\ud7ff\x00&;#"), max_size=400)


@given(HOSTILE)
def test_no_home_page_breaks_the_search_or_leads_outside(text: str) -> None:
    html = f"<a href='https://lain.example/rss'>x</a><a href='javascript:alert(1)//rss'>y</a>{text}<a href='/rss'>z</a>"
    assert all(url.startswith(f"http://www.{DOMAIN}/") for url in linked_feeds(html, f"http://www.{DOMAIN}/", [DOMAIN], SIGNS))
