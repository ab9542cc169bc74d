"""Sends one request and reads its answer; every failure becomes a FetchProblem."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from pantau.net.body import BodyReader
from pantau.net.problem import FetchProblem
from pantau.net.target import Target

if TYPE_CHECKING:
    from pantau.settings import Settings

log = logging.getLogger(__name__)
_TOLD = (aiohttp.ClientError, OSError, TimeoutError, ValueError)  # what `problem_of` has a name for
REDIRECTS = {301, 302, 303, 307, 308}
PERMANENT = {301, 308}
LONGEST_RETRY_S = 86_400.0
ROBOTS_BYTES = 512_000  # RFC 9309: at least 500 KiB are read, the rest may be left
PIECE_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """What is wanted of one kind of document: the Accept header and the accepted media types (feeds often say text/html).

    Answers with a status in `ends` are accepted as they are: the caller wanted to know whether the page is gone.
    """

    accept: str
    types: re.Pattern[str]
    ends: frozenset[int] = frozenset()


_HTML = re.compile(r"text/(html|plain|xml)|application/(xhtml\+xml|xml)|")
_TEXT = re.compile(r"text/.*|application/(.*\+)?(xml|rdf|rss|atom|json|gzip|x-gzip|octet-stream|xhtml).*|")
KINDS = {
    "page": DocumentKind("text/html,application/xhtml+xml;q=0.9,*/*;q=0.1", _HTML),
    "again": DocumentKind("text/html,application/xhtml+xml;q=0.9,*/*;q=0.1", _HTML, frozenset({404, 410})),
    "index": DocumentKind("text/html,application/xhtml+xml;q=0.9,application/xml;q=0.9,*/*;q=0.1", _TEXT),
    "feed": DocumentKind(
        "application/rss+xml,application/atom+xml,application/rdf+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1", _TEXT
    ),
    "robots": DocumentKind("text/plain,*/*;q=0.1", re.compile(".*")),
    "piece": DocumentKind("*/*", re.compile(".*")),  # a piece of a large file, requested with Range
}


class StaleConnection(FetchProblem):
    """The server had closed a kept connection. Nothing is known of the URL, so the client asks again over a new connection."""


class Unanswered(Exception):
    """Carries a broken connection past aiohttp, which would otherwise send the request again at once, without the gap."""


@dataclass(slots=True)
class Connection:
    """What is learnt of a request's connection while it is made. `ready` is awaited once the connection exists, before
    anything is sent; this wait does not count in `limit`."""

    ready: Callable[[], Awaitable[None]]
    limit: asyncio.Timeout
    reused: bool = False

    async def is_there(self) -> None:
        """Wait until the request may be sent."""
        now = asyncio.get_running_loop().time
        left = (self.limit.when() or now()) - now()
        self.limit.reschedule(None)
        await self.ready()
        self.limit.reschedule(now() + left)


async def send_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """An aiohttp middleware: one request of ours is one request on the wire."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise Unanswered from error


def connection_watch() -> aiohttp.TraceConfig:
    """Return the aiohttp trace that tells the request's `Connection` when the connection exists, and lets nothing be sent
    before `ready`."""

    async def reused(_session: aiohttp.ClientSession, context: Any, _given: Any) -> None:
        context.trace_request_ctx.reused = True
        await context.trace_request_ctx.is_there()

    async def made(_session: aiohttp.ClientSession, context: Any, _given: Any) -> None:
        await context.trace_request_ctx.is_there()

    trace = aiohttp.TraceConfig()
    trace.on_connection_reuseconn.append(reused)
    trace.on_connection_create_end.append(made)
    return trace


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What one request brought: a body, or (`location`) the address of a redirect."""

    status: int
    reason: str
    headers: CIMultiDictProxy[str]
    sent: CIMultiDictProxy[str]
    body: bytes
    location: str
    at: datetime


async def exchange(
    session: aiohttp.ClientSession,
    settings: Settings,
    target: Target,
    what: str,
    headers: Mapping[str, str],
    ready: Callable[[], Awaitable[None]],
) -> HttpAnswer:
    """Send one GET and read its answer within the caps and `total_timeout_s`; raise FetchProblem for everything else.

    `ready` is awaited between the connection and the request, and may take any time.
    """
    url, connection = URL(target.url, encoded=True), None
    try:
        async with asyncio.timeout(settings.total_timeout_s) as limit:
            connection = Connection(ready, limit)
            async with session.get(url, headers=headers, allow_redirects=False, trace_request_ctx=connection) as response:
                try:
                    return await _read_guarded(response, settings, what, headers)
                except BaseException:
                    response.close()  # reading the rest of the body costs more than a new connection
                    raise
    except Unanswered as error:
        kind = StaleConnection if connection and connection.reused else FetchProblem
        raise kind("connection_reset", f"{target.url}: the server hung up without an answer") from error.__cause__
    except _TOLD as error:
        raise problem_of(error, target) from error


async def _read_guarded(
    response: aiohttp.ClientResponse, settings: Settings, what: str, headers: Mapping[str, str]
) -> HttpAnswer:
    """Return what `_read` returns; an unexpected error over one answer is its end, and requests to other hosts go on."""
    try:
        return await _read(response, settings, what, conditional=any(name.lower().startswith("if-") for name in headers))
    except (FetchProblem, *_TOLD):
        raise
    except Exception as error:
        log.exception("the answer of %s cannot be read", response.url)
        raise FetchProblem("bad_http", f"{response.url}: {type(error).__name__}: {error}") from error


async def _read(response: aiohttp.ClientResponse, settings: Settings, what: str, *, conditional: bool) -> HttpAnswer:
    location = response.headers.get("Location", "") if response.status in REDIRECTS else ""
    unchanged = conditional and response.status == 304
    body = b""
    if location:
        response.close()  # the body of a redirect is not read, because it may be endless
    elif not unchanged:
        _check_head(response, settings, what)
        cap = _cap(settings, what)
        reader = BodyReader(response.headers.get("Content-Encoding", ""), cap, cut=what == "robots", packed=what == "piece")
        body = await reader.read(response.content.iter_any())
        if not body.strip() and what != "robots" and response.status not in KINDS[what].ends:
            raise FetchProblem("empty_body", f"{response.url} answered {response.status} with nothing in it")
    sent = response.request_info.headers
    return HttpAnswer(response.status, response.reason or "", response.headers, sent, body, location, datetime.now(UTC))


def _check_head(response: aiohttp.ClientResponse, settings: Settings, what: str) -> None:
    status = response.status
    if status in KINDS[what].ends:
        return
    if not 200 <= status < 300:
        retry = retry_after(response.headers.get("Retry-After", ""), datetime.now(UTC))
        resting = status == 429 or (status == 503 and retry is not None)
        raise FetchProblem(
            f"http_{status}", f"{response.url} answered {status} {response.reason}", None, retry, host_failed=resting
        )
    media = media_type(response.headers.get("Content-Type", ""))
    if not KINDS[what].types.fullmatch(media):
        raise FetchProblem("content_type", f"{response.url} is {media[:60]!r}, not a {what}")
    coded = response.headers.get("Content-Encoding", "identity").lower() != "identity"
    if not coded and (response.content_length or 0) > _cap(settings, what) and what != "robots":
        size, cap = response.content_length, _cap(settings, what)
        raise FetchProblem("too_large", f"{response.url} announces {size:,} bytes; {cap:,} are read")


def media_type(value: str) -> str:
    """Return the media type of a Content-Type header in lower case, empty for a header that names none."""
    media = value.partition(";")[0].partition(",")[0].strip().lower()
    return media if "/" in media else ""


def _cap(settings: Settings, what: str) -> int:
    others = {
        "feed": settings.max_feed_bytes,
        "index": settings.max_list_bytes,
        "robots": ROBOTS_BYTES,
        "piece": PIECE_BYTES,
    }
    return others.get(what, settings.max_page_bytes)


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (a number or an HTTP date), at most a day; None if it says
    nothing."""
    text = value.strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        return min(float(text), LONGEST_RETRY_S)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year or an offset of twenty digits
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now).total_seconds()), LONGEST_RETRY_S)


_ERRNOS = {
    errno.ECONNREFUSED: "connection_refused",
    errno.ECONNRESET: "connection_reset",
    errno.EPIPE: "connection_reset",
    errno.ETIMEDOUT: "timeout",
}


def problem_of(error: Exception, target: Target) -> FetchProblem:
    """Return the problem that an aiohttp error stands for; `host_failed` if there was not even a connection."""
    kind, host_failed = _kind_of(error)
    text = " ".join(str(error).split()) or error.__class__.__name__
    return FetchProblem(kind, f"{target.url}: {text}", host_failed=host_failed)


def _kind_of(error: Exception) -> tuple[str, bool]:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return "timeout", True
    if isinstance(error, TimeoutError):
        return "timeout", False
    if isinstance(error, (aiohttp.ClientSSLError, ssl.SSLError)):
        return "tls", True
    if isinstance(error, aiohttp.ClientConnectorError):
        return _ERRNOS.get(error.os_error.errno or 0, "unreachable"), True
    if isinstance(error, aiohttp.ClientPayloadError):
        return ("connection_reset" if _was_reset(error) else "truncated_body"), False
    if isinstance(error, (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError)):
        return "bad_url", False
    if isinstance(error, (aiohttp.ClientConnectionError, OSError)):
        return "connection_reset", False
    return "bad_http", False


def _was_reset(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ConnectionError):
            return True
        error = error.__cause__
    return False
