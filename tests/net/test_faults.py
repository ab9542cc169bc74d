"""Every fault of a server ends as a problem with a named kind."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from pantau.landing import Landing
from pantau.net import FetchProblem, PoliteClient
from pantau.settings import Settings
from website import PAGE, Website, always, body, bomb, drip, endless, html, moved, raw, silence, status

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
HINT = b"HTTP/1.1 103 Early Hints\r\nLink: </gaya.css>; rel=preload\r\n\r\n"
ZIPPED = gzip.compress(PAGE * 50)
Make = Callable[..., Settings]

FAULTS = {
    "gone": (status(404), "http_404", "soft"),
    "removed": (status(410), "http_410", "hard"),
    "forbidden": (status(403), "http_403", "hard"),
    "login": (status(401), "http_401", "hard"),
    "busy": (status(429), "http_429", "soft"),
    "rests-too-long": (status(429, Retry_After="Mon, 01 Jan 2026 00:00:00 +" + "9" * 20), "http_429", "soft"),
    "rests-too-late": (status(503, Retry_After="Mon, 01 Jan " + "9" * 20 + " 00:00:00 GMT"), "http_503", "soft"),
    "broken": (status(500), "http_500", "soft"),
    "gateway": (status(502), "http_502", "soft"),
    "unasked": (status(304), "http_304", "hard"),
    "nowhere": (status(302), "http_302", "hard"),
    "nothing": (body(b""), "empty_body", "soft"),
    "blanks": (body(b" \n\t "), "empty_body", "soft"),
    "no-content": (status(204), "empty_body", "soft"),
    "silent": (silence(), "timeout", "soft"),
    "drip": (drip(0.05), "timeout", "soft"),
    "reset": (raw(reset=True), "connection_reset", "soft"),
    "hung-up": (raw(), "connection_reset", "soft"),
    "reset-inside": (raw(OK + b"Content-Length: 9000\r\n\r\n", b"<p>", pause_s=0.05, reset=True), "truncated_body", "soft"),
    "cut": (raw(OK + b"Content-Length: 9000\r\n\r\n<p>Sete"), "truncated_body", "soft"),
    "cut-chunks": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n400\r\n<p>Sete"), "truncated_body", "soft"),
    "cut-gzip": (body(ZIPPED[:-30], Content_Encoding="gzip"), "truncated_body", "soft"),
    "cut-gzip-end": (body(ZIPPED[:-8], Content_Encoding="gzip"), "truncated_body", "soft"),
    "bad-gzip": (body(b"\x1f\x8b not gzip at all", Content_Encoding="gzip"), "truncated_body", "soft"),
    "html-as-gzip": (body(PAGE, Content_Encoding="gzip"), "truncated_body", "soft"),
    "brotli": (body(b"\x0b\x02\x80", Content_Encoding="br"), "content_encoding", "hard"),
    "doubly": (body(gzip.compress(ZIPPED), Content_Encoding="gzip, gzip"), "content_encoding", "hard"),
    "bomb": (body(bomb(40), Content_Encoding="gzip"), "too_large", "hard"),
    "quiet-bomb": (body(bomb(40)), "too_large", "hard"),
    "announced": (raw(OK + b"Content-Length: 100000000\r\n\r\n<p>"), "too_large", "hard"),
    "endless": (endless(b"<p>ulang" * 4_000), "too_large", "hard"),
    "picture": (body(b"\x89PNG....", Content_Type="image/png"), "content_type", "hard"),
    "pdf": (body(b"%PDF-1.7", Content_Type="application/pdf"), "content_type", "hard"),
    "json": (body(b"{}", Content_Type="application/json"), "content_type", "hard"),
    "no-http": (raw(b"SSH-2.0-OpenSSH_9.9\r\n"), "bad_http", "soft"),
    "long-header": (raw(OK + b"X-A: " + b"a" * 40_000 + b"\r\n\r\n<p>"), "bad_http", "soft"),
    "many-headers": (raw(OK + b"X-A: b\r\n" * 300 + b"\r\n<p>"), "bad_http", "soft"),
    "early-hints": (raw(*[HINT * 1_000] * 100), "bad_http", "soft"),
    "itself": (moved("/x"), "redirect_loop", "hard"),
    "inside": (moved("http://169.254.169.254/latest/meta-data/"), "private_address", "hard"),
    "inside-6": (moved("http://[::ffff:127.0.0.1]/"), "private_address", "hard"),
    "other-port": (moved("http://127.0.0.1:5432/"), "private_address", "hard"),
    "script": (moved("javascript:alert(1)"), "bad_url", "hard"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_ends_in_its_kind(name: str, website: Website, hasty: Make, landing: Landing) -> None:
    handler, kind, weight = FAULTS[name]
    website.paths["/x"] = handler
    async with PoliteClient(hasty(max_page_bytes=1_000_000), landing.hosts) as client:
        with pytest.raises(FetchProblem) as caught:
            await client.get(website.url("fault", "/x"))
    assert (caught.value.kind, caught.value.weight) == (kind, weight), str(caught.value)
    assert caught.value.attempted
    # one try is one request; only when a kept connection (from robots.txt) breaks, a second request goes over a new one
    assert len([asked for asked in website.pages() if asked.path == "/x"]) == (2 if kind == "connection_reset" else 1)


async def test_a_kept_connection_that_was_closed_costs_no_page(website: Website, hasty: Make, landing: Landing) -> None:
    async def hang_up_once(request: web.Request) -> web.StreamResponse:
        if len(website.pages()) == 2:  # the server closes the kept connection when the second request comes
            assert request.transport is not None
            request.transport.close()
        return html(PAGE)

    website.paths["/x"] = hang_up_once
    async with PoliteClient(hasty(), landing.hosts) as client:
        for _ in range(2):
            assert (await client.get(website.url("a", "/x"))).body == PAGE
    assert len(website.pages()) == 3


async def test_a_page_after_early_hints_arrives(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/x"] = raw(HINT * 3 + OK + b"Content-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE))
    async with PoliteClient(hasty(), landing.hosts) as client:
        assert (await client.get(website.url("a", "/x"))).body == PAGE


@pytest.mark.parametrize(
    ("data", "coding"),
    [
        (PAGE, ""),
        (ZIPPED, "gzip"),
        (ZIPPED, "x-gzip"),
        (ZIPPED, ""),  # Antara's feed: gzip without saying so
        (gzip.compress(PAGE) + gzip.compress(PAGE), "gzip"),
        (ZIPPED + b"\0\0\0\0", "gzip"),
        (zlib.compress(PAGE), "deflate"),
        (zlib.compress(PAGE)[2:-4], "deflate"),
    ],
)
async def test_a_body_arrives_unpacked(data: bytes, coding: str, website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/x"] = body(data, **({"Content_Encoding": coding} if coding else {}))
    async with PoliteClient(hasty(), landing.hosts) as client:
        response = await client.get(website.url("baik", "/x"))
    assert response.body.replace(PAGE, b"") == b""
    assert response.status == 200


async def test_a_redirect_chain_is_followed_to_its_end_and_not_further(website: Website, hasty: Make, landing: Landing) -> None:
    for number in range(7):
        website.paths[f"/{number}"] = moved(f"/{number + 1}", 301)
    async with PoliteClient(hasty(max_redirects=5), landing.hosts) as client:
        response = await client.get(website.url("arah", "/2"))
        assert response.final_url == website.url("arah", "/7")
        assert len(response.redirects) == 5
        with pytest.raises(FetchProblem) as caught:
            await client.get(website.url("arah", "/1"))
    assert caught.value.kind == "too_many_redirects"


async def test_a_loop_over_two_hosts_is_seen(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["satu/x"] = moved(website.url("dua", "/x"))
    website.paths["dua/x"] = moved(website.url("satu", "/x"))
    async with PoliteClient(hasty(), landing.hosts) as client:
        with pytest.raises(FetchProblem) as caught:
            await client.get(website.url("satu", "/x"))
    assert caught.value.kind == "redirect_loop"
    assert len(website.pages()) == 2


async def test_nobody_listening_is_connection_refused(hasty: Make, landing: Landing) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with PoliteClient(hasty(allow_hosts=f"mati.test=127.0.0.1:{port}"), landing.hosts) as client:
        with pytest.raises(FetchProblem) as caught:
            await client.get(f"http://a.mati.test:{port}/x")
    assert (caught.value.kind, caught.value.host_failed, caught.value.retry_after_s) == ("connection_refused", True, 30.0)


def _addresses(*found: str) -> Callable[..., list[Any]]:
    family = {True: socket.AF_INET6, False: socket.AF_INET}
    rows = [(family[":" in one], socket.SOCK_STREAM, 6, "", (one, 443, 0, 0) if ":" in one else (one, 443)) for one in found]
    return lambda *_args, **_names: rows


def _failing(number: int) -> Callable[..., list[Any]]:
    def lookup(*_args: Any, **_names: Any) -> list[Any]:
        raise socket.gaierror(number, "name service says no")

    return lookup


@pytest.mark.parametrize(
    ("lookup", "kind", "weight"),
    [
        (_addresses("10.1.2.3"), "private_address", "hard"),
        (_addresses("8.8.8.8", "127.0.0.1"), "private_address", "hard"),
        (_addresses("::ffff:169.254.169.254"), "private_address", "hard"),
        (_addresses("fe80::1"), "private_address", "hard"),
        (_failing(socket.EAI_AGAIN), "dns", "temporary"),
        (_failing(socket.EAI_NONAME), "dns", "hard"),
    ],
)
async def test_what_a_name_leads_to_is_looked_at(
    lookup: Callable[..., list[Any]], kind: str, weight: str, hasty: Make, landing: Landing
) -> None:
    async with PoliteClient(hasty(), landing.hosts, lookup) as client:
        with pytest.raises(FetchProblem) as caught:
            await client.get("https://berita.example/x")
    assert (caught.value.kind, caught.value.weight) == (kind, weight)


async def test_a_connection_goes_to_the_address_that_was_checked(
    hasty: Make, landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([_addresses("8.8.8.8")(), _addresses("127.0.0.1")()])  # a rebinding name server
    gone_to: list[Any] = []

    def connect(self: socket.socket, address: Any) -> None:
        gone_to.append(address[0])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    async with PoliteClient(hasty(host_cooldown_s=0), landing.hosts, lambda *a, **k: next(answers)) as client:
        for kind in ("connection_refused", "connection_refused"):
            with pytest.raises(FetchProblem) as caught:
                await client.get("https://berita.example/x", "robots")
            assert caught.value.kind == kind
    assert gone_to == ["8.8.8.8", "8.8.8.8"]


async def test_a_name_server_that_does_not_answer_is_a_timeout(hasty: Make, landing: Landing) -> None:
    let_go = threading.Event()

    def silent(*_args: Any, **_names: Any) -> list[Any]:
        let_go.wait(5)
        return []

    async with PoliteClient(hasty(), landing.hosts, silent) as client:
        with pytest.raises(FetchProblem) as caught:
            await client.get("https://berita.example/x", "robots")
        let_go.set()
    assert (caught.value.kind, caught.value.host_failed) == ("timeout", True)


async def test_feeds_may_say_html_and_a_conditional_request_may_get_304(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/rss"] = body(b"<rss/>", ETag='"1"')
    website.paths["/same"] = status(304, ETag='"1"')
    async with PoliteClient(hasty(), landing.hosts) as client:
        first = await client.get(website.url("umpan", "/rss"), "feed")
        again = await client.get(website.url("umpan", "/same"), "feed", {"If-None-Match": first.headers["etag"]})
    assert (first.body, first.content_type) == (b"<rss/>", "text/html; charset=utf-8")
    assert (again.status, again.body) == (304, b"")
    assert website.pages()[-1].headers["If-None-Match"] == '"1"'


@pytest.mark.parametrize(
    "kind", ["TEXT/HTML;charset=utf-8", "text/html, text/html", "html", "application/xhtml+xml", "text/plain"]
)
async def test_sloppy_content_types_pass(kind: str, website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/x"] = raw(b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\n\r\n<p>")
    async with PoliteClient(hasty(), landing.hosts) as client:
        assert (await client.get(website.url("a", "/x"))).content_type == kind


async def test_a_feed_has_a_smaller_cap_than_a_page(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/x"] = body(b"<p>" * 1_000)
    async with PoliteClient(hasty(max_feed_bytes=2_999), landing.hosts) as client:
        assert len((await client.get(website.url("a", "/x"))).body) == 3_000
        with pytest.raises(FetchProblem, match="2,999"):
            await client.get(website.url("a", "/x"), "feed")


async def test_one_honest_identity_and_no_cookies(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/x"] = always(lambda: html(PAGE, **{"Set-Cookie": "a=b"}))
    async with PoliteClient(hasty(contact="https://pantau.example/kontak"), landing.hosts) as client:
        for _ in range(2):
            response = await client.get(website.url("a", "/x"))
    for asked in website.log:
        assert asked.headers["User-Agent"] == "Pantau/1.0 (+https://pantau.example/kontak)"
        assert asked.headers["Accept-Language"].startswith("id")
        assert "Cookie" not in asked.headers
    assert response.request_headers["user-agent"] == "Pantau/1.0 (+https://pantau.example/kontak)"


async def test_addresses_are_sent_as_written(website: Website, hasty: Make, landing: Landing) -> None:
    async with PoliteClient(hasty(), landing.hosts) as client:
        await client.get(website.url("a", "/indeks?date=11%2F22%2F2026&page=1&q=é#atas"))
    assert website.pages()[0].path == "/indeks?date=11%2F22%2F2026&page=1&q=%C3%A9"


async def test_a_cancelled_request_gives_its_place_back(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths["/lama"] = silence()
    async with PoliteClient(hasty(host_parallel=1, read_timeout_s=20, total_timeout_s=20), landing.hosts) as client:
        task = asyncio.create_task(client.get(website.url("a", "/lama")))
        while not website.pages():
            website.heard.clear()
            await website.heard.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await client.get(website.url("a", "/x"))).status == 200
