"""PoliteClient: one identity, a gap between requests, robots.txt obeyed, every redirect checked, a cap on everything."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import aiohttp
import certifi

from pantau.net.addresses import Guard
from pantau.net.exchange import KINDS, PERMANENT, HttpAnswer, StaleConnection, connection_watch, exchange, send_once
from pantau.net.manners import Manners
from pantau.net.pace import Gaps
from pantau.net.preliminary import BoundedResponse
from pantau.net.problem import FetchProblem
from pantau.net.resolver import GuardedResolver, Lookup
from pantau.net.response import Response
from pantau.net.robots import RobotsGate
from pantau.net.target import Target, read_target, redirected
from pantau.net.turns import MARGIN_S, Turns

if TYPE_CHECKING:
    from pantau.net.hosts import HostMemory
    from pantau.settings import Settings

_HEADER_BYTES = 32_768  # one header line; Kompas sends a Content-Security-Policy of several thousand
_HEADERS = 200
SILENT = 4  # timeouts in a row after which a host rests


class PoliteClient:
    """Gets URLs; use it as an async context manager. A client for a `past` day lets live requests go first."""

    def __init__(
        self,
        settings: Settings,
        hosts: HostMemory,
        lookup: Lookup = socket.getaddrinfo,
        *,
        past: bool = False,
        manners: Manners | None = None,
    ) -> None:
        self._settings = settings
        self._hosts = hosts
        self._past, self._manners = past, manners or Manners()
        self._lookup = lookup
        self._guard = Guard(settings.allow_hosts)
        self._silences: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        """Open the session; nothing is sent yet."""
        self.turns = Turns(self._settings, self._hosts, past=self._past)
        self._robots = RobotsGate(self._settings, self._hosts, self.turns, lambda url: self.get(url, "robots"))
        self._resolver = GuardedResolver(self._guard, self._settings.connect_timeout_s, self._lookup)
        self._session = self._new_session()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close every connection."""
        await self._session.close()
        await self._resolver.close()
        self.turns.close()

    async def get(
        self, url: str, what: str = "page", headers: Mapping[str, str] | None = None, gap_s: float | None = None
    ) -> Response:
        """Get a URL as a `page`, `feed`, `index`, `piece` or `robots` file; follow redirects and check each like the first
        address.

        A page asked for `again` may also answer 404 or 410. `gap_s` replaces the setting on a host that documents how many
        requests it allows. Returns a 2xx answer with a body, or a 304 if `headers` made the request conditional. Raises
        FetchProblem otherwise.
        """
        target = read_target(url, self._guard)
        hops, statuses = [target.url], set[int]()
        while True:
            answer = await self._one(target, what, headers or {}, gap_s)
            if not answer.location:
                return _response(url, hops, answer, bool(statuses) and statuses <= PERMANENT)
            statuses.add(answer.status)
            target = redirected(target, answer.location, self._guard)
            if target.url in hops:
                raise FetchProblem("redirect_loop", f"{url} comes back to {target.url} after {len(hops)} redirects")
            hops.append(target.url)
            if len(hops) - 1 > self._settings.max_redirects:
                raise FetchProblem("too_many_redirects", f"{url} redirects more than {self._settings.max_redirects} times")

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of the URL's host names; it is requested once a day, with all its rules.
        Raises FetchProblem if it cannot be read."""
        return await self._robots.sitemaps(read_target(url, self._guard))

    async def _one(self, target: Target, what: str, headers: Mapping[str, str], gap_s: float | None) -> HttpAnswer:
        own = self._manners.of(target.key)
        usual = max(self._settings.gap_s(target.opened), own.gap_s)
        # A host that documents so many requests a minute may have a short gap, and keeps it.
        gap = usual if what == "robots" else await self._robots.admit(target, usual if gap_s is None else gap_s)
        past_gap = gap if gap_s is not None else self._settings.past_gap_s(target.opened)
        margin = MARGIN_S if gap and gap_s is None else 0.0
        most = 0.0 if gap_s is not None else self._settings.most_gap_s(target.opened)
        gaps = Gaps(gap, past_gap, margin, most, own.at_once)
        sent = {"Accept": KINDS[what].accept, **headers}
        try:
            return await self._turn(target, what, sent, gaps)
        except StaleConnection:  # the second try gets a new connection
            return await self._turn(target, what, sent, gaps)

    async def _turn(self, target: Target, what: str, headers: Mapping[str, str], gaps: Gaps) -> HttpAnswer:
        async with self.turns.turn(target.key, gaps) as started:
            try:
                answer = await exchange(self._session, self._settings, target, what, headers, started.ready)
            except FetchProblem as problem:
                await started.failed(problem.kind)
                if not (problem.host_failed or self._is_silent(target, problem)):
                    raise
                raise await self._rest_host(target, problem) from problem
            self._silences.pop(target.key, None)
            if not answer.location:  # a redirect is fast even on a busy host
                await started.answered()
            return answer

    def _is_silent(self, target: Target, problem: FetchProblem) -> bool:
        """Tell whether a host lets request after request time out; such a host would hold its places for hours."""
        if problem.kind != "timeout":
            self._silences.pop(target.key, None)
            return False
        self._silences[target.key] = self._silences.get(target.key, 0) + 1
        return self._silences[target.key] >= SILENT

    async def _rest_host(self, target: Target, problem: FetchProblem) -> FetchProblem:
        """Let the host of a failed connection or a 429 rest, for as long as it asks."""
        self._silences.pop(target.key, None)
        seconds = self._settings.host_cooldown_s if problem.retry_after_s is None else problem.retry_after_s
        await self.turns.rest(target.key, seconds, problem.kind)
        return FetchProblem(problem.kind, problem.message, problem.weight, seconds, host_failed=True)

    def _new_session(self) -> aiohttp.ClientSession:
        settings = self._settings
        # No proxy and no cookies from the environment: a proxy would connect past the guard.
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,  # turns count
                resolver=self._resolver,
                ttl_dns_cache=60,
                ssl=_trust(),
                socket_factory=self._socket,
                keepalive_timeout=max(15.0, 2 * settings.host_gap_s),
            ),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_timeout_s, sock_read=settings.read_timeout_s),
            headers={"User-Agent": settings.user_agent, "Accept-Language": "id,en;q=0.5", "Accept-Encoding": "gzip, deflate"},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            response_class=BoundedResponse,
            middlewares=(send_once,),
            trace_configs=[connection_watch()],
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
            max_headers=_HEADERS,
        )

    def _socket(self, place: tuple[Any, ...]) -> socket.socket:
        """Make a socket for a connection, after a last check of its address."""
        family, kind, protocol, _, address = place
        self._guard.check_socket(address[0], address[1])
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made


def _trust() -> ssl.SSLContext:
    """Trust the authorities of the system and of certifi: Jubi's chain ends in one that many systems lack."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _response(url: str, hops: list[str], answer: HttpAnswer, moved: bool) -> Response:
    return Response(
        url=url,
        final_url=hops[-1],
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        fetched_at=answer.at,
        request_headers=answer.sent,
        redirects=tuple(hops[1:]),
        reason=answer.reason,
        moved=moved,
    )
