"""robots.txt, obeyed as RFC 9309 says: absent means allowed, unreachable means not now."""

from __future__ import annotations

import asyncio
import codecs
import logging
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from protego import Protego

from pantau.net.problem import FetchProblem
from pantau.net.response import Response
from pantau.net.target import Target
from pantau.net.turns import Turns

if TYPE_CHECKING:
    from pantau.net.hosts import HostMemory
    from pantau.settings import Settings

log = logging.getLogger(__name__)
TOKEN = "Pantau"  # noqa: S105 — the product token robots.txt may name
FRESH_S = 86_400.0
LONGEST_DELAY_S = 60.0
_MOST_STARS = 5_000  # wildcards; each is compared with every address, and 500 KB of them take 0.2 s for one
_ABSENT = {"redirect_loop", "too_many_redirects"}  # "more than five redirects: may assume unavailable"


_AGENT = re.compile(r"^[^\S\n]*user[ -]?agent[^\S\n]*:[^\S\n]*(?P<name>[^#\n]*)", re.I | re.M)
_PRODUCT = re.compile(r"[A-Za-z_*][\w*-]*")
_OURS = re.compile(rf"(?<![\w-]){TOKEN}(?![\w-])", re.I)
_DELAY = re.compile(
    r"^(?P<field>[^\S\n]*crawl[ -]delay[^\S\n]*:)[^\S\n]*(?P<number>\d+(?:[.,]\d+)?)[^\S\n]*(?P<unit>[a-z]*)[^\n]*",
    re.I | re.M,
)
_UNITS = dict.fromkeys(("ms", "millisecond", "milliseconds"), 0.001) | dict.fromkeys(
    ("m", "min", "minute", "minutes", "menit"), 60.0
)
_WIDE = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_robots(text: str) -> Protego:
    """Return the rules of a robots.txt. It also understands a version after a name ("Pantau/1.0") and a unit after a delay.

    A robots.txt with more wildcards than people write closes its host, because its lines cannot be tried on every address. A
    group is for the product that its line begins with (RFC 9309); it is for Pantau if the line names Pantau as a word anywhere.
    """
    if text.count("*") > _MOST_STARS:
        log.warning("a robots.txt of %d bytes has more than %d wildcards; it is taken to close its host", len(text), _MOST_STARS)
        text = "User-agent: *\nDisallow: /\n"
    named = _AGENT.sub(
        lambda line: f"User-agent: {_product(line['name'].strip())}", text.replace("\r\n", "\n").replace("\r", "\n")
    )
    return Protego.parse(_DELAY.sub(_seconds, named))


def robots_text(body: bytes) -> str:
    """Return the text of a robots.txt in UTF-8, or in UTF-16 if it begins with its mark; stray bytes are replaced."""
    codec = next((name for mark, name in _WIDE if body.startswith(mark)), "utf-8")
    return body.decode(codec, "replace").lstrip("\ufeff")


def _product(name: str) -> str:
    found = TOKEN if _OURS.search(name) else _PRODUCT.match(name)
    return found if isinstance(found, str) else found[0] if found else name


def _seconds(line: re.Match[str]) -> str:
    number = float(line["number"].replace(",", "."))
    return f"{line['field']} {number * _UNITS.get(line['unit'].lower(), 1.0):g}"


def gap_under(rules: Protego, wanted_s: float) -> float:
    """Return the seconds between two starts on a host: `wanted_s`, or what its robots.txt asks for, a minute at most.

    "Crawl-delay: 10" and "Request-rate: 1/10" ask for the same.
    """
    rate = rules.request_rate(TOKEN)
    asked = max(float(rules.crawl_delay(TOKEN) or 0.0), rate.seconds / rate.requests if rate and rate.requests else 0.0)
    return max(wanted_s, min(asked, LONGEST_DELAY_S))


class RobotsGate:
    """Remembers for a day what each host's robots.txt said; all processes share this."""

    def __init__(self, settings: Settings, hosts: HostMemory, turns: Turns, fetch: Callable[[str], Awaitable[Response]]) -> None:
        self._pause_s = settings.host_cooldown_s
        self._hosts = hosts
        self._turns = turns
        self._fetch = fetch
        self._known: dict[str, tuple[Protego, float]] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def admit(self, target: Target, gap_s: float = 0.0) -> float:
        """Return the seconds to keep between starts on this host: `gap_s`, or more if robots.txt asks for it.

        Without `gap_s` they are what robots.txt asks for, 0 if it asks for none. Raises FetchProblem `robots` for a URL that it
        closes to Pantau, `robots_unreachable` while it cannot be read, or the problem of the host as a whole.
        """
        async with self._asking[target.key]:
            rules = await self._rules(target)
        if not rules.can_fetch(target.url, TOKEN):
            raise FetchProblem("robots", f"{target.robots_url} closes {target.url} to {TOKEN}")
        return gap_under(rules, gap_s)

    async def sitemaps(self, target: Target) -> tuple[str, ...]:
        """Return the sitemaps that the host's robots.txt names, in its order; raises FetchProblem as `admit` does."""
        async with self._asking[target.key]:
            return tuple((await self._rules(target)).sitemaps)

    async def _rules(self, target: Target) -> Protego:
        known, until = self._known.get(target.key, (None, 0.0))
        if known is None or until < time.monotonic():
            known = read_robots(await self._text(target))
            self._known[target.key] = (known, time.monotonic() + 3_600.0)  # then the shared copy is read again
        return known

    async def _text(self, target: Target) -> str:
        kept, fresh = await self._turns.call(self._hosts.robots, target.key)
        if kept is not None and fresh and kept.status != 0:
            return kept.body
        if kept is not None and fresh:
            raise self._unreachable(target, "it could not be read a moment ago", attempted=False)
        try:
            response = await self._fetch(target.robots_url)
        except FetchProblem as problem:
            if problem.kind in _ABSENT or (problem.kind.startswith("http_4") and not problem.host_failed):
                return await self._keep(target, int(problem.kind[5:]) if problem.kind.startswith("http_") else 310, "")
            if problem.host_failed or not problem.attempted or problem.kind in ("private_address", "bad_url"):
                raise  # the failure says nothing of robots.txt: the page would have ended in the same way
            if kept is not None and kept.status != 0:  # the old one counts while the new one cannot be read
                await self._turns.call(self._hosts.save_robots, target.key, kept.status, None, self._pause_s)
                return kept.body
            await self._turns.call(self._hosts.save_robots, target.key, 0, None, self._pause_s)
            raise self._unreachable(target, problem.message) from problem
        return await self._keep(target, response.status, robots_text(response.body))

    async def _keep(self, target: Target, status: int, text: str) -> str:
        await self._turns.call(self._hosts.save_robots, target.key, status, text, FRESH_S)
        return text

    def _unreachable(self, target: Target, why: str, *, attempted: bool = True) -> FetchProblem:
        text = f"{target.robots_url} must be read first and cannot be: {why}"
        return FetchProblem("robots_unreachable", text, "soft", self._pause_s, attempted=attempted, host_failed=True)
