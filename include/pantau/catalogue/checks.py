"""The forms that values of the catalogue must have. Each check returns what is wrong and what to do, or ""."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pantau.catalogue.provinces import PROVINCES, ZONES

TYPES = ("national", "regional", "international", "network", "business", "community", "government")
KINDS = ("auto", "rss", "atom", "rdf", "sitemap", "front")
CLOCKS = ("", "local")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HOST = re.compile(r"(?=.{4,253}\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


def slug(value: str) -> str:
    """Check a short name: a-z, 0-9 and single hyphens, at most 60 characters."""
    if _SLUG.fullmatch(value) and len(value) <= 60:
        return ""
    return f"outlet {value!r} is not a short name; use a-z, 0-9 and hyphens, for example harian-contoh"


def url(value: str, column: str) -> str:
    """Check an absolute http or https address with a host name, without spaces, user or fragment."""
    try:
        parts = urlsplit(value)
        port_fits = parts.port != 0
    except ValueError:
        return f"{column} {value!r} is not a URL; copy the address from the browser"
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.hostname or "") or not port_fits:
        return f"{column} {value!r} is not an http(s) address; write it in full, for example https://www.contoh.id/feed"
    if re.search(r"\s", value) or parts.fragment or parts.username is not None or len(value) > 2048:
        return f"{column} {value!r} has a space, a user name, a #fragment or is too long; take that out"
    return ""


def domains(values: list[str]) -> str:
    """Check host names: lower case, with a dot, without scheme, path or port."""
    bad = [value for value in values if not _HOST.fullmatch(value)]
    if not values:
        return "domains is empty; name the hosts its articles live on, separated by spaces"
    if bad:
        return f"domains {' '.join(bad)!r}: not a host name; write it without https:// and path, in lower case"
    return ""


def province(code: str, outlet_type: str) -> str:
    """Check a BPS province code; it may be empty for an international outlet only."""
    if code in PROVINCES or (not code and outlet_type == "international"):
        return ""
    return f"province_code {code!r} is not a BPS province; use two digits, for example 31 for DKI Jakarta (seeds/README.md)"


def language(code: str) -> str:
    """Check an ISO 639 code of two or three letters."""
    return "" if re.fullmatch(r"[a-z]{2,3}", code) else f"language {code!r} is not an ISO 639 code; use id, en, jv, …"


def gap(value: str) -> str:
    """Check the seconds between two requests to an outlet's hosts: 5 to 60, or empty."""
    if not value or (re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", value) and 5 <= float(value) <= 60):
        return ""
    return f"gap_s {value!r} is no number of seconds from 5 to 60; a shorter gap is not allowed, and empty means the usual one"


def one_of(value: str, choices: tuple[str, ...], column: str) -> str:
    """Check a value against a closed list."""
    return (
        ""
        if value in choices
        else f"{column} {value!r} is not known; use one of {', '.join(choice or '(empty)' for choice in choices)}"
    )


def zone(value: str) -> str:
    """Check an Indonesian zone name."""
    return one_of(value, ZONES, "zone")
