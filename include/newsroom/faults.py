"""Faults on request: what a faulty real server does to a crawler. Each fault has a name."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import threading
import zlib
from collections.abc import Mapping
from functools import cache

from aiohttp import web

from newsroom.site import SiteAnswer

WHATS = ("feed", "page", "part", "index", "robots", "home", "warc")
STATUSES = {"404": 404, "403": 403, "410": 410, "429": 429, "500": 500, "503": 503}
FAULTS = (
    *STATUSES, "timeout", "reset", "slow", "truncated_gzip", "wrong_charset", "html", "ill_formed", "empty_feed", "empty_body",
    "redirect_loop", "redirect_private", "redirect_metadata", "huge", "gzip_bomb", "block_page", "500_once", "first_page",
)  # fmt: skip
HUGE_BYTES = 100_000_000
RETRY_AFTER_S = 7
_PRIVATE = {"redirect_private": "http://10.0.0.1/", "redirect_metadata": "http://169.254.169.254/latest/meta-data/"}
_BLOCK = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    "<h1>Checking your browser before accessing the site.</h1>"
    "<p>Please enable JavaScript and cookies to continue. Reference #18.2f1</p></body></html>"
)


class Switchboard:
    """The faults that are on, which can change while the server runs. Keys are `outlet`, or `outlet/` and one of WHATS.

    A fault of pages also applies to the further pages of long articles (`part`), unless those have a fault of their own.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        self._lock = threading.Lock()
        self._struck: set[str] = set()
        self._on: dict[str, str] = {}
        for key, fault in faults.items():
            outlet, _, what = key.partition("/")
            self.set(outlet, fault, what)

    def set(self, outlet: str, fault: str, what: str = "") -> None:
        """Switch a fault on for an outlet, for everything or one kind. Raise ValueError, which names the faults, for an unknown
        one."""
        if fault not in FAULTS:
            raise ValueError(f"{fault!r} is no fault; choose one of {', '.join(FAULTS)}")
        if what and what not in WHATS:
            raise ValueError(f"{what!r} is nothing a fault can be put on; choose one of {', '.join(WHATS)}")
        with self._lock:
            self._on[f"{outlet}/{what}"] = fault

    def clear(self, outlet: str = "", what: str = "") -> None:
        """Switch off one fault, all faults of an outlet, or all."""
        with self._lock:
            self._on = {key: fault for key, fault in self._on.items() if outlet and (not key.startswith(f"{outlet}/{what}"))}

    def fault(self, outlet: str, what: str) -> str:
        """Return the fault that is on, or "" if none is."""
        with self._lock:
            page = self._on.get(f"{outlet}/page") if what == "part" else None
            return self._on.get(f"{outlet}/{what}") or page or self._on.get(f"{outlet}/", "")

    def first_time(self, address: str) -> bool:
        """Say whether a temporary fault meets an address for the first time, and remember the address."""
        with self._lock:
            known = address in self._struck
            self._struck.add(address)
            return not known


async def spoil(fault: str, request: web.Request, answer: SiteAnswer) -> web.StreamResponse:
    """Return what `fault` makes of a good answer. With some faults the function never returns, or breaks the connection."""
    if fault in STATUSES:
        headers = {"Retry-After": str(RETRY_AFTER_S)} if fault in ("429", "503") else {}
        return web.Response(status=STATUSES[fault], text=f"<h1>{fault}</h1>", content_type="text/html", headers=headers)
    if fault == "500_once":
        return web.Response(status=500, text="<h1>500</h1>", content_type="text/html")
    if fault == "timeout":
        await asyncio.Event().wait()
    if fault == "reset":
        return _reset(request)
    if fault == "slow":
        return await _stream(request, answer, [bytes([byte]) for byte in answer.body], pause=0.25)
    if fault == "huge":
        return await _stream(request, answer, [b"<p>" + b"berita " * 9_362 + b"</p>"] * (HUGE_BYTES // 65_541 + 1))
    if fault == "redirect_loop":
        turn = "b" if request.query.get("putar") == "a" else "a"
        return web.Response(status=302, headers={"Location": f"{request.path}?putar={turn}"})
    if fault in _PRIVATE:
        return web.Response(status=302, headers={"Location": _PRIVATE[fault]})
    return _change_answer(fault, answer)


def _change_answer(fault: str, answer: SiteAnswer) -> web.Response:
    headers = {"Content-Type": answer.content_type}
    body = answer.body
    if fault == "truncated_gzip":
        packed = gzip.compress(body, 6, mtime=0)
        return web.Response(body=packed[: len(packed) // 2], headers={**headers, "Content-Encoding": "gzip"})
    if fault == "gzip_bomb":
        return web.Response(body=_bomb(), headers={**headers, "Content-Encoding": "gzip"})
    if fault == "wrong_charset":
        media = answer.content_type.partition(";")[0]
        return web.Response(body=body, headers={"Content-Type": f"{media}; charset=iso-8859-1"})
    if fault in ("html", "block_page"):
        return web.Response(text=_BLOCK, content_type="text/html", charset="utf-8")
    if fault == "ill_formed":
        return web.Response(body=_break_xml(body), headers=headers)
    if fault == "empty_feed":
        return web.Response(body=_empty_feed(body), headers=headers)
    return web.Response(body=b"", headers=headers)


def _reset(request: web.Request) -> web.Response:
    """Close with RST: with a lingering time of zero the kernel drops the connection at once, without a normal end."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)


async def _stream(request: web.Request, answer: SiteAnswer, chunks: list[bytes], pause: float = 0.0) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": answer.content_type})
    await response.prepare(request)
    for chunk in chunks:
        await response.write(chunk)
        if pause:
            await asyncio.sleep(pause)
    await response.write_eof()
    return response


@cache
def _bomb() -> bytes:
    """Return 100 MB of zeros in 100 KB of gzip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1_000_000)
    return b"".join([packer.compress(block) for _ in range(HUGE_BYTES // len(block))] + [packer.flush()])


def _break_xml(body: bytes) -> bytes:
    """Make XML ill-formed as some Indonesian feeds are: a title has a bare ampersand, and the end is missing."""
    return body.replace(b"<title>", b"<title>Jual & Beli ", 2)[: int(len(body) * 0.8)]


def _empty_feed(body: bytes) -> bytes:
    """Take every item out of a feed and leave it well-formed."""
    text = body.decode("utf-8-sig")
    for start, end in (("<item", "</item>"), ("<entry", "</entry>"), ("<url>", "</url>")):
        first, last = text.find(start), text.rfind(end)
        while first >= 0 and text[first : first + 6] == "<items":
            first = text.find(start, first + 6)
        if 0 <= first < last:
            text = text[:first] + text[last + len(end) :]
    return text.encode()
