"""Prepares a URL for a request: checked, quoted, upgraded to https."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from pantau.net.addresses import Guard, literal_address
from pantau.net.problem import FetchProblem

LONGEST_URL = 2_048
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """The address of one request: `url` ASCII and quoted, `key` the host's name for politeness, `opened` if allow_hosts
    opens it."""

    url: str
    key: str
    opened: bool

    @property
    def robots_url(self) -> str:
        """The address of the robots.txt that rules this URL."""
        return urljoin(self.url, "/robots.txt")


def read_target(url: str, guard: Guard) -> Target:
    """Return what to request for a URL. Raises FetchProblem bad_url, or private_address for a host that spells one.

    Hosts of the real Internet are asked only over https, also if a redirect points back to http.
    """
    scheme, host, port, rest = _parts(url)
    guard.check_literal(host)
    opened = guard.opening(host, port or _PORTS[scheme]) is not None
    if not opened:
        scheme, port = "https", None if port == 80 else port
    place = f"[{host}]" if ":" in host else host
    key = place.rstrip(".")
    if port not in (None, _PORTS[scheme]):
        place, key = f"{place}:{port}", f"{key}:{port}"
    return Target(urlunsplit((scheme, place, *rest, "")), key, opened)


def _parts(url: str) -> tuple[str, str, int | None, tuple[str, str]]:
    from w3lib.url import safe_url_string

    if len(url) > LONGEST_URL:
        raise FetchProblem("bad_url", f"{url[:80]}… has {len(url)} characters; {LONGEST_URL} are read")
    try:
        parts = urlsplit(safe_url_string(url.strip()))
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:  # UnicodeError is one
        raise FetchProblem("bad_url", f"{url!a} cannot be read as a URL ({error})") from None
    if parts.scheme not in _PORTS:
        raise FetchProblem("bad_url", f"{url} is not an http or https address")
    if parts.username is not None or parts.password is not None:
        raise FetchProblem("bad_url", "a URL with a user name in it is not followed")
    if not (_HOST.fullmatch(host) or literal_address(host)):
        raise FetchProblem("bad_url", f"{host!r} is no host name")
    return parts.scheme, host, port, (parts.path or "/", parts.query)


def redirected(target: Target, location: str, guard: Guard) -> Target:
    """Return where a redirect leads. Raises FetchProblem if it must not be followed."""
    # aiohttp hands over raw UTF-8 in a header as surrogates
    text = location.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        following = read_target(urljoin(target.url, text.strip()), guard)
    except ValueError as error:
        raise FetchProblem("bad_url", f"{target.url} redirects to {location!a}, which is no URL ({error})") from None
    if following.opened and not target.opened:
        raise FetchProblem("private_address", f"{target.url} redirects to {following.url}, an address of this machine")
    return following
