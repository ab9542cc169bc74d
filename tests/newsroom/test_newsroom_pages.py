"""Pages, listings, feeds and robots of every family, over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import feedparser
import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsroom import Room
from newsroom.feeds import PATHS
from newsroom.papers import papers
from newsroom.truth import Truth

PAPERS = papers(26)
DAY = "2026-11-18"
Get = Callable[..., httpx.Response]


def _visible_text(page: str) -> str:
    tree = LexborHTMLParser(page)
    for node in tree.css("script, style, nav, aside, footer"):
        node.decompose()
    return re.sub(r"[\s\xa0]+", " ", tree.body.text(separator=" ")) if tree.body else ""


def _article_text(page: str) -> str:
    """Return the text of the article: the JSON-LD body when the page has one, else what a reader sees."""
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
        if "articleBody" in block:
            return re.sub(r"\s+", " ", str(json.loads(block)["articleBody"]))
    return _visible_text(page)


def _whole(get: Get, room: Room, truth: Truth) -> list[str]:
    """Return the pages that a reader opens to see the whole article, by the page numbers of the outlet's family."""
    pages = room.server.addresses.family(PAPERS[truth.outlet]).rule().get("pages", {})
    if "whole" in pages:
        return [get(f"{truth.url}?{pages['whole']}").text]
    found = [get(truth.url).text]
    links = LexborHTMLParser(found[0]).css(pages["count"]) if "count" in pages else []
    last = max((int(link.text()) for link in links if link.text().isdecimal()), default=1)
    further = dict.fromkeys(pages["next"].format(n=number) for number in range(2, last + 1)) if links else ()
    return [*found, *(get(truth.url + form).text for form in further)]


@pytest.mark.parametrize("slug", sorted(PAPERS))
def test_a_page_holds_its_title_and_every_paragraph_of_the_truth_in_order(room: Room, get: Get, slug: str) -> None:
    truths = [truth for truth in room.truth.day(DAY, slug) if truth.is_article and not truth.broken_status]
    assert len(truths) >= 5
    for truth in truths:
        pages = _whole(get, room, truth)
        assert all(truth.title in unescape(page) for page in pages)
        text, at = " ".join(map(_article_text, pages)), 0
        for paragraph in truth.text.split("\n"):
            found = text.find(paragraph, at)
            assert found >= at, f"{truth.url}: {paragraph!r} is missing or out of order"
            at = found + len(paragraph)


@pytest.mark.parametrize("slug", sorted(PAPERS))
def test_the_boilerplate_the_truth_tells_of_stands_in_the_page_and_not_in_the_text(room: Room, get: Get, slug: str) -> None:
    for truth in room.truth.day(DAY, slug):
        if truth.broken_status:
            continue
        shown = " ".join(map(_article_text, _whole(get, room, truth)))
        for line in (part for block in truth.boilerplate for part in block.split("\n")):
            assert re.sub(r"\s+", " ", line) in shown
            assert line not in truth.text.split("\n")
        assert truth.dateline.strip(" -") in shown.replace(" ,", ",") or not truth.is_article


@pytest.mark.parametrize("slug", sorted(PAPERS))
def test_pages_have_the_size_of_real_ones(room: Room, get: Get, slug: str) -> None:
    truth = next(truth for truth in room.truth.day(DAY, slug) if truth.kind == "article" and not truth.broken_status)
    assert 12_000 < len(get(truth.url).content) < 70_000


@pytest.mark.parametrize("slug", sorted(PAPERS))
def test_the_dated_listing_of_a_past_day_shows_every_item(room: Room, get: Get, slug: str) -> None:
    family = room.server.addresses.family(PAPERS[slug])
    wanted = {truth.url for truth in room.truth.day(DAY, slug)}
    found: list[str] = []
    for turn in range(8):
        page = family.first_page + turn * family.step
        offset = turn * family.page_size
        path = family.archive.format(yyyy="2026", mm="11", dd="18", m="11", d="18", page=page, offset=offset)
        answer = get(f"http://{PAPERS[slug].host}:{room.port}{path}")
        links = [str(node.attributes["href"]) for node in LexborHTMLParser(answer.text).css(family.link)]
        fresh = [link for link in links if link not in found]
        if not fresh:
            break
        found += fresh
    assert wanted <= set(found)
    assert all(re.search(family.pattern(PAPERS[slug].host), link) for link in wanted)
    aliases = set(found) - wanted
    assert all(room.truth.of(link) in list(room.truth.day(DAY, slug)) for link in aliases)


def test_second_urls_twins_and_tracking_links_lead_to_the_same_article(room: Room, get: Get) -> None:
    twins = [(truth, url) for truth in room.truth.day(DAY) for url in truth.urls[1:] if not truth.broken_status]
    assert len(twins) > 40
    for truth, url in twins:
        answer = get(url)
        assert answer.status_code == 200
        assert f'<link rel="canonical" href="{truth.url}">' in answer.text
        assert room.truth.of(f"{url}?utm_source=ABC") == truth


@pytest.mark.parametrize(("slug", "most"), [("harianpersada", 9), ("lintaskini", 7), ("tanahpasundan", 6)])
def test_long_articles_are_split_and_their_pages_hold_them_whole(room: Room, get: Get, slug: str, most: int) -> None:
    split = [truth for truth in room.truth.day(DAY, slug) if truth.text.count("\n") >= most]
    assert split
    for truth in split:
        pages, paragraphs = _whole(get, room, truth), truth.text.split("\n")
        first, whole = _visible_text(get(truth.url).text), [_visible_text(page) for page in pages]
        assert [line for line in paragraphs if line in first] == paragraphs[:most]
        assert all(any(line in page for page in whole) for line in paragraphs)
        assert [page.encode() for page in _whole(get, room, truth)] == room.server.site.whole(
            truth.url, room.server.config.clock()
        )


def test_only_the_first_page_of_some_outlets_has_metadata(room: Room, get: Get) -> None:
    truth = next(truth for truth in room.truth.day(DAY, "tanahpasundan") if truth.text.count("\n") >= 6)
    first, rest = _whole(get, room, truth)
    assert "datePublished" in first
    assert "datePublished" not in rest
    assert "og:title" not in rest
    assert truth.text.split("\n")[-1] in _visible_text(rest)


def test_some_outlets_put_all_pages_into_one_document(room: Room, get: Get) -> None:
    long = [truth for truth in room.truth.day(DAY, "acehmadani") if truth.text.count("\n") >= 6]
    assert long
    for truth in long:
        blocks = LexborHTMLParser(get(truth.url).text).css("[data-page]")
        assert [block.attributes["data-page"] for block in blocks] == [str(number + 1) for number in range(len(blocks))]
        assert len(blocks) > 1


def test_a_page_says_when_it_was_changed_only_if_it_was(room: Room, get: Get) -> None:
    seen = set()
    for truth in room.truth.day(DAY):
        if truth.is_article and not truth.broken_status:
            page = get(truth.url).text
            assert truth.modified_at or not re.search(r"dateModified|modified_time|Diperbarui", page)
            seen.add(bool(truth.modified_at))
    assert seen == {True, False}


def test_the_section_stands_in_the_page(room: Room, get: Get) -> None:
    for truth in room.truth.day(DAY):
        if truth.is_article and not truth.broken_status and PAPERS[truth.outlet].family in ("wordpress", "blogger"):
            tree = LexborHTMLParser(get(truth.url).text)
            assert [link.text() for link in tree.css(".cat-links a, .post-labels a")] == [truth.section]


@pytest.mark.parametrize(("slug", "kind"), [(slug, kind) for slug in sorted(PAPERS) for kind in PAPERS[slug].feeds])
def test_a_feed_parses_and_lists_the_latest_items(room: Room, get: Get, slug: str, kind: str, now: datetime) -> None:
    answer = get(f"http://{PAPERS[slug].host}:{room.port}{PATHS[kind]}")
    assert answer.status_code == 200
    if kind == "sitemap":
        links = re.findall(r"<loc>(.*?)</loc>", answer.text)
    else:
        links = [entry.link for entry in feedparser.parse(answer.content).entries]
    assert 20 <= len(links) <= 50
    truths = [room.truth.of(unescape(link)) for link in links]
    assert all(truth is not None and truth.appears_at <= now for truth in truths)
    appeared = [truth.appears_at for truth in truths if truth]
    assert appeared == sorted(appeared, reverse=True)


def test_feeds_answer_304_to_who_has_them_already(room: Room, get: Get) -> None:
    url = f"http://lintaskini.newsroom.test:{room.port}/rss"
    first = get(url)
    assert get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    assert get(url, headers={"If-None-Match": '"something-else"'}).status_code == 200


def test_guid_traps_are_laid(room: Room, get: Get) -> None:
    def guids(slug: str) -> list[str]:
        return [entry.id for entry in feedparser.parse(get(f"http://{slug}.newsroom.test:{room.port}/rss").content).entries]

    assert set(guids("kabarraya")) == {f"http://kabarraya.newsroom.test:{room.port}"}
    assert guids("lintasbola")[:3] == ["1", "2", "3"]
    assert len(set(guids("lintaskini"))) == len(guids("lintaskini")) >= 20


def test_feed_dates_come_in_many_forms(room: Room, get: Get) -> None:
    forms = {}
    for paper in PAPERS.values():
        if "rss" in paper.feeds and paper.habit("date"):
            text = get(f"http://{paper.host}:{room.port}/rss").text
            forms[paper.habit("date")] = re.findall(r"<pubDate>(.*?)</pubDate>", text)[0]
    assert forms["wib"].endswith(" WIB")
    assert forms["zone"].endswith(" WITA")
    assert forms["gmt"].endswith(" GMT")
    assert forms["wrong"].endswith(" +0000")
    assert re.fullmatch(r"(Sen|Sel|Rab|Kam|Jum|Sab|Min), \d\d (Nov|Okt) 2026 [\d:]{8} \+0700", forms["indonesian"])
    assert "WIB" in forms["iso_wib"]
    assert not re.search(r"[+-]\d{4}|[A-Z]{3,4}$", forms["offsetless"])


def test_robots_allow_all_but_what_they_name(room: Room, get: Get) -> None:
    for slug, paper in PAPERS.items():
        answer = get(f"http://{paper.host}:{room.port}/robots.txt")
        assert answer.status_code == 200
        assert ("Disallow: /premium/" in answer.text) == (slug == "suluhnegeri")
    blocked = [truth for truth in room.truth.day(DAY) if truth.blocked_by_robots]
    assert all("/premium/" in truth.url for truth in blocked)


def test_the_future_does_not_exist(room: Room, get: Get, now: datetime) -> None:
    today = now.date()
    later = [plan for plan in room.server.desk.planner.day("lintaskini", today) if plan.published > now]
    assert later
    for plan in later:
        assert get(room.server.addresses.url(plan)).status_code == 404
        assert room.truth.of(room.server.addresses.url(plan)) is None
    assert list(room.truth.day(today + timedelta(days=1))) == []


def test_a_late_item_is_on_its_page_before_it_is_in_the_feed(room: Room, now: datetime) -> None:
    truths: list[Truth] = list(room.truth.day("2026-11-17"))
    late = [truth for truth in truths if truth.appears_at - truth.published_at > timedelta(hours=1)]
    assert 0.02 < len(late) / len(truths) < 0.3
    assert now.astimezone(UTC) > late[0].appears_at


def test_three_days_show_every_outcome_a_demo_should(room: Room) -> None:
    truths = [truth for day in ("2026-11-17", "2026-11-18", "2026-11-19") for truth in room.truth.day(day)]
    assert {truth.kind for truth in truths} == {"article", "short", "video", "gallery", "live"}
    assert any(truth.blocked_by_robots for truth in truths)
    assert {truth.broken_status for truth in truths} == {0, 404, 500}
    assert any(truth.origin and not truth.edits for truth in truths)
    assert {edit for truth in truths for edit in truth.edits} == {"new_headline", "cut_tail", "inserted_line"}
    assert any(truth.modified_at for truth in truths)
    assert {truth.tags.topic for truth in truths} >= {
        "politik",
        "hukum",
        "ekonomi",
        "olahraga",
        "bencana",
        "kesehatan",
        "peristiwa",
    }


@pytest.mark.parametrize(
    "url", ["http://nobody.newsroom.test/", "http://lintaskini.newsroom.test/berita/d-9/x", "http://a.b.c.newsroom.test/"]
)
def test_what_is_nowhere_is_404(get: Get, url: str) -> None:
    assert get(url).status_code == 404
