"""Each fault does what its name says, only where a test asks for it."""

from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from xml.etree import ElementTree

import feedparser
import httpx
import pytest

from newsroom import Config, Room, serving
from newsroom.faults import FAULTS, HUGE_BYTES, RETRY_AFTER_S, STATUSES

Get = Callable[..., httpx.Response]
SLUG = "lintaskini"


@pytest.fixture(scope="module")
def faulty(now: datetime) -> Iterator[Room]:
    with serving(Config(outlets=6, clock=lambda: now)) as running:
        yield running


@pytest.fixture
def ask(faulty: Room, asking: Callable[[Room], Get]) -> Iterator[Get]:
    yield asking(faulty)
    faulty.faults.clear()


@pytest.fixture
def feed(faulty: Room) -> str:
    return f"http://{SLUG}.newsroom.test:{faulty.port}/rss"


@pytest.fixture
def page(faulty: Room) -> str:
    return next(truth.url for truth in faulty.truth.day("2026-11-18", SLUG) if truth.kind == "article")


@pytest.mark.parametrize("name", sorted(STATUSES))
def test_statuses(faulty: Room, ask: Get, page: str, name: str) -> None:
    faulty.faults.set(SLUG, name, "page")
    answer = ask(page)
    assert answer.status_code == int(name)
    assert answer.headers.get("Retry-After") == (str(RETRY_AFTER_S) if name in ("429", "503") else None)


def test_a_fault_stays_where_it_was_put(faulty: Room, ask: Get, page: str, feed: str) -> None:
    faulty.faults.set(SLUG, "500", "feed")
    assert ask(feed).status_code == 500
    assert ask(page).status_code == 200
    assert ask(feed.replace(SLUG, "kacapena")).status_code == 200
    faulty.faults.clear(SLUG, "feed")
    assert ask(feed).status_code == 200
    faulty.faults.set(SLUG, "403")
    assert {ask(url).status_code for url in (feed, page)} == {403}


def test_timeout_never_answers(faulty: Room, ask: Get, page: str) -> None:
    faulty.faults.set(SLUG, "timeout")
    with pytest.raises(httpx.ReadTimeout):
        ask(page, timeout=0.3)


def test_reset_breaks_the_connection(faulty: Room, ask: Get, page: str) -> None:
    faulty.faults.set(SLUG, "reset")
    with pytest.raises(httpx.ReadError):
        ask(page)


def test_slow_drips_byte_by_byte(faulty: Room, feed: str) -> None:
    faulty.faults.set(SLUG, "slow")
    with socket.create_connection(("127.0.0.1", faulty.port), timeout=5) as line:
        line.sendall(f"GET /rss HTTP/1.1\r\nHost: {SLUG}.newsroom.test\r\n\r\n".encode())
        got = b"".join(line.recv(4096) for _ in range(4))
    assert b"200 OK" in got
    assert len(got.split(b"\r\n\r\n", 1)[1]) < 60
    faulty.faults.clear()


def test_truncated_gzip_cannot_be_unpacked_to_its_end(faulty: Room, page: str) -> None:
    faulty.faults.set(SLUG, "truncated_gzip")
    raw = _raw(faulty, page)
    with pytest.raises(EOFError):
        gzip.decompress(raw)
    faulty.faults.clear()


def test_a_gzip_bomb_is_small_on_the_wire_and_huge_unpacked(faulty: Room, page: str) -> None:
    faulty.faults.set(SLUG, "gzip_bomb")
    raw = _raw(faulty, page)
    assert len(raw) < 200_000
    unpacker = zlib.decompressobj(31)
    assert sum(len(unpacker.decompress(raw[at : at + 20_000])) for at in range(0, len(raw), 20_000)) == HUGE_BYTES
    faulty.faults.clear()


def test_huge_streams_more_than_any_page_should_have(faulty: Room, page: str) -> None:
    faulty.faults.set(SLUG, "huge")
    seen = 0
    with httpx.stream("GET", _local(faulty, page), headers={"Host": f"{SLUG}.newsroom.test"}, trust_env=False) as answer:
        assert "Content-Length" not in answer.headers
        for chunk in answer.iter_bytes():
            seen += len(chunk)
            if seen > 12_000_000:
                break
    assert seen > 12_000_000
    faulty.faults.clear()


def test_wrong_charset_claims_latin_1_over_utf_8(faulty: Room, ask: Get, page: str) -> None:
    faulty.faults.set(SLUG, "wrong_charset")
    answer = ask(page)
    assert answer.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert answer.content.decode("utf-8") != answer.text


@pytest.mark.parametrize("name", ["html", "block_page"])
def test_html_comes_instead_of_a_feed(faulty: Room, ask: Get, feed: str, name: str) -> None:
    faulty.faults.set(SLUG, name, "feed")
    answer = ask(feed)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert feedparser.parse(answer.content).entries == []


@pytest.mark.parametrize(("slug", "path"), [(SLUG, "/rss"), ("persadabisnis", "/feed/atom")])
def test_ill_formed_xml_keeps_some_entries(faulty: Room, ask: Get, slug: str, path: str) -> None:
    faulty.faults.set(slug, "ill_formed", "feed")
    answer = ask(f"http://{slug}.newsroom.test:{faulty.port}{path}")
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(answer.content)  # noqa: S314 - our own server's feed
    assert feedparser.parse(answer.content).entries


@pytest.mark.parametrize(
    ("slug", "path"), [(SLUG, "/rss"), ("persadabisnis", "/feed/atom"), ("lintasfinansial", "/sitemap-news.xml")]
)
def test_an_empty_feed_is_well_formed_and_has_no_items(faulty: Room, ask: Get, slug: str, path: str) -> None:
    faulty.faults.set(slug, "empty_feed", "feed")
    tree = ElementTree.fromstring(ask(f"http://{slug}.newsroom.test:{faulty.port}{path}").content)  # noqa: S314 - ours
    assert not [node for node in tree.iter() if node.tag.rpartition("}")[2] in ("item", "entry", "url")]


def test_an_empty_body_is_empty(faulty: Room, ask: Get, page: str) -> None:
    faulty.faults.set(SLUG, "empty_body")
    assert ask(page).content == b""


def test_a_redirect_loop_never_ends(faulty: Room, ask: Get, page: str) -> None:
    faulty.faults.set(SLUG, "redirect_loop")
    places = [page]
    for _ in range(4):
        answer = ask(places[-1])
        assert answer.status_code == 302
        places.append(page.rsplit("/", 3)[0] + "".join(answer.headers["Location"]))
    assert len(set(places)) < len(places)


@pytest.mark.parametrize(
    ("name", "target"), [("redirect_private", "http://10.0.0.1/"), ("redirect_metadata", "http://169.254.169.254/")]
)
def test_redirects_into_private_networks(faulty: Room, ask: Get, page: str, name: str, target: str) -> None:
    faulty.faults.set(SLUG, name, "page")
    answer = ask(page)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(target)


def test_a_fault_of_the_further_pages_leaves_the_first_alone(faulty: Room, ask: Get) -> None:
    long = next(truth.url for truth in faulty.truth.day("2026-11-18", SLUG) if truth.text.count("\n") >= 7)
    first, second = ask(long), ask(f"{long}?page=2")
    faulty.faults.set(SLUG, "500_once", "part")
    statuses = [ask(url).status_code for url in (long, f"{long}?page=2", f"{long}?page=2", f"{long}?page=3")]
    assert statuses == [200, 500, 200, 500]
    faulty.faults.set(SLUG, "first_page", "part")
    assert ask(f"{long}?page=2").content == first.content != second.content
    faulty.faults.clear()
    faulty.faults.set(SLUG, "404", "page")
    assert ask(f"{long}?page=2").status_code == 404
    faulty.faults.set(SLUG, "503", "part")
    assert [ask(url).status_code for url in (long, f"{long}?page=2")] == [404, 503]


def test_faults_can_stand_in_the_config(now: datetime, asking: Callable[[Room], Get]) -> None:
    with serving(Config(outlets=2, clock=lambda: now, faults={f"{SLUG}/robots": "503"})) as running:
        ask = asking(running)
        assert ask(f"http://{SLUG}.newsroom.test/robots.txt").status_code == 503
        assert ask(f"http://{SLUG}.newsroom.test/rss").status_code == 200


def test_unknown_faults_are_refused_with_the_known_ones(faulty: Room) -> None:
    with pytest.raises(ValueError, match="gzip_bomb"):
        faulty.faults.set(SLUG, "earthquake")
    with pytest.raises(ValueError, match="robots"):
        faulty.faults.set(SLUG, "404", "kitchen")
    assert len(FAULTS) >= 17


def _local(room: Room, url: str) -> str:
    return f"http://127.0.0.1:{room.port}/" + url.split("/", 3)[3]


def _raw(room: Room, url: str) -> bytes:
    with httpx.stream("GET", _local(room, url), headers={"Host": f"{SLUG}.newsroom.test"}, trust_env=False) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        return b"".join(answer.iter_raw())
