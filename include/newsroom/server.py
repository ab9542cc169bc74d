"""The server: all outlets on one loopback port, which the Host header distinguishes. Every visit is noted when it arrives.

Another thread writes the answers. An answer may take half a second, and meanwhile the log must note the next visit in time.
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import ParamSpec, TypeVar

from aiohttp import web

from newsroom import bucket
from newsroom.addresses import Addresses
from newsroom.archives import Archives
from newsroom.articles import Desk
from newsroom.config import Config, real_now
from newsroom.faults import Switchboard, spoil
from newsroom.habits import Habits
from newsroom.kept import KEEPERS, Keepers
from newsroom.log import Log
from newsroom.site import Site, SiteAnswer

P = ParamSpec("P")
T = TypeVar("T")


class Server:
    """One newsroom on one port; start it, use `site`, `log` and `faults`, then stop it."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.log = Log(config.log)
        self.faults = Switchboard(config.faults)
        self.desk = Desk(config)
        self.addresses = Addresses(self.desk, config.port)
        self.site = Site(self.addresses)
        self.archives = Archives(self.site)
        self.habits = Habits(self.site)
        self.keepers = Keepers(self.site)
        self._runner: web.AppRunner | None = None
        self._writer = ThreadPoolExecutor(1, "newsroom-writer")  # one thread, because only one thread at a time may use the desk

    async def start(self) -> int:
        """Listen and return the port; raise OSError when the port is taken."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.config.host, self.config.port, backlog=1024)
        await site.start()
        self.addresses.port = int(self._runner.addresses[0][1])
        return self.addresses.port

    async def stop(self) -> None:
        """Close every connection and the log."""
        if self._runner:
            await self._runner.cleanup()
        self._writer.shutdown()
        self.log.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        host = request.host.partition(":")[0].lower()
        started = time.monotonic()
        visit = self.log.start(started, real_now(), host, request.path_qs, dict(request.headers))
        what, status, size, fault = "unanswered", 0, 0, ""  # these stay if the client disconnects before the answer is known
        try:
            now = self.config.clock()
            answer = await self._write_apart(self._answer, host, request, now)
            what = answer.what
            place = self.addresses.place(host)
            fault = self.faults.fault(place.paper.slug if place else KEEPERS.get(host, ""), what)
            if fault == "500_once" and not self.faults.first_time(host + request.path_qs):
                fault = ""
            if fault == "first_page":
                answer = await self._write_apart(self.site.answer, host, request.path, {}, now)
            packs = place is not None and "gzip" in place.paper.quirks
            response = (
                await spoil(fault, request, answer)
                if fault not in ("", "first_page")
                else await self._write_apart(_plain, request, answer, packs)
            )
            status, size = response.status, response.body_length or _length(response)
            return response
        finally:
            self.log.end(visit, what, 0 if fault == "reset" else status, size, time.monotonic() - started, fault)

    async def _write_apart(self, write: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, lambda: write(*args, **kwargs))

    def _answer(self, host: str, request: web.Request, now: datetime) -> SiteAnswer:
        if host == self.config.host:  # an S3 client asks by the IP address
            return bucket.answer(self.keepers, request.path, request.query, request.headers, now)
        kept = self.keepers.answer(host, request.path_qs, request.query, request.headers, now)
        return (
            kept
            or self.habits.answer(host, request.path, now)
            or self.archives.answer(host, request.path, request.query, now)
            or self.site.answer(host, request.path, request.query, now)
        )


def _length(response: web.StreamResponse) -> int:
    body = getattr(response, "body", None)
    return len(body) if isinstance(body, bytes) else 0


def _plain(request: web.Request, answer: SiteAnswer, packs: bool) -> web.Response:
    """Return a good answer, in gzip if the outlet `packs` and the client accepts it; 304 if the client already has the answer."""
    tag, stamp = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    asked = request.headers.get("If-None-Match")
    fresh = (
        tag in [part.strip() for part in asked.split(",")]
        if asked
        else bool(stamp) and request.headers.get("If-Modified-Since") == stamp
    )
    if fresh:
        return web.Response(status=304, headers=answer.headers)
    headers = {"Content-Type": answer.content_type, **answer.headers}
    if packs and "gzip" in request.headers.get("Accept-Encoding", ""):
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return web.Response(status=answer.status, body=gzip.compress(answer.body, 1, mtime=0), headers=headers)
    return web.Response(status=answer.status, body=answer.body, headers=headers)
