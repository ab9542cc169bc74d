"""Websites of our own on loopback for the network tests: good pages, and every way in which a server can misbehave."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PAGE = b"<!doctype html><title>Pasar Rebo ramai</title><p>Warga berbelanja sejak subuh.</p>"
SUFFIX = "pers.test"
_LOOK_S = 0.01


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it; it came `late_s` before `at` at most, because the server stood still for so long."""

    at: float
    host: str
    path: str
    headers: dict[str, str]
    at_once: int
    late_s: float


@dataclass
class Website:
    """A server for all hosts below pers.test: `paths` holds handlers by 'path' or 'host/path'; other paths are a good page."""

    paths: dict[str, Handler] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    pause_s: float = 0.0

    async def __aenter__(self) -> Self:
        self._busy: dict[str, int] = {}
        self._stall = (0.0, 0.0)  # when the last one ended, and its seconds
        self.heard = asyncio.Event()
        server = web.Server(self._answer)  # type: ignore[arg-type]
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        self._watch = asyncio.create_task(self._note_stalls())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._watch.cancel()
        await self._runner.cleanup()

    async def _note_stalls(self) -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(_LOOK_S)
            if (stall := time.monotonic() - began - _LOOK_S) > _LOOK_S:
                self._stall = (time.monotonic(), stall)

    def _late(self, at: float) -> float:
        """What came while the server stood still is read right after it, in a few turns of the event loop."""
        ended, stall = self._stall
        return stall if at - ended < 2 * _LOOK_S else 0.0

    @property
    def allow_hosts(self) -> str:
        return f"{SUFFIX}=127.0.0.1:{self.port}"

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}.{SUFFIX}:{self.port}{path}"

    def pages(self) -> list[Asked]:
        """The requested paths, without robots.txt."""
        return [asked for asked in self.log if asked.path != "/robots.txt"]

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        host = request.headers["Host"].partition(".")[0]
        path = request.raw_path
        self._busy[host] = self._busy.get(host, 0) + 1
        at = time.monotonic()
        self.log.append(Asked(at, host, path, dict(request.headers), self._busy[host], self._late(at)))
        self.heard.set()
        try:
            if self.pause_s:
                await asyncio.sleep(self.pause_s)
            handler = self.paths.get(host + path) or self.paths.get(path)
            if handler is not None:
                return await handler(request)  # type: ignore[arg-type]
            return web.Response(status=404) if path == "/robots.txt" else html(PAGE)
        finally:
            self._busy[host] -= 1


def html(body: bytes, **headers: str) -> web.Response:
    return web.Response(body=body, headers={"Content-Type": "text/html; charset=utf-8", **headers})


def always(response: Callable[[], web.StreamResponse]) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        return response()

    return answer


def status(code: int, **headers: str) -> Handler:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return always(lambda: web.Response(status=code, text="maaf", headers=named))


def moved(to: str, code: int = 302) -> Handler:
    return always(lambda: web.Response(status=code, headers={"Location": to}))


def body(data: bytes, **headers: str) -> Handler:
    return always(lambda: html(data, **{name.replace("_", "-"): value for name, value in headers.items()}))


def raw(*pieces: bytes, pause_s: float = 0.0, reset: bool = False) -> Handler:
    """Write these bytes to the socket, then close it: an answer no honest server gives."""

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        for piece in pieces:
            request.transport.write(piece)  # type: ignore[attr-defined]
            await asyncio.sleep(pause_s)
        if reset:
            request.transport.abort()  # type: ignore[attr-defined]
        else:
            request.transport.close()
        return web.Response()

    return answer


def drip(pause_s: float) -> Handler:
    return raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", *[b"<p>"] * 200, pause_s=pause_s)


def silence() -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    return answer


def endless(piece: bytes, **headers: str) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", **headers})
        await response.prepare(request)
        for _ in range(2_000):
            await response.write(piece)
        return response

    return answer


def bomb(megabytes: int) -> bytes:
    return gzip.compress(b"\0" * (megabytes * 1_000_000), 9)


def gaps(requests: list[Asked]) -> list[float]:
    """The most seconds that may lie between one request and the next: a machine that stalls is no impolite client."""
    ordered = sorted(requests, key=lambda one: one.at)
    return [after.at - before.at + before.late_s for before, after in itertools.pairwise(ordered)]
