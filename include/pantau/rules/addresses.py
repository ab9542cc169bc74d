"""Learns the pattern of an outlet's article addresses from addresses of known articles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_LEAST = 3  # least addresses of one form
_SHARE = 0.03  # least share of all addresses
_MOST_FORMS = 12
_NAMED = 0.2  # if this share of a form's addresses has the same word in one place, the word belongs to the form
_SLUG = 3  # least hyphens of a segment that is a headline
_YEAR = re.compile(r"(?:19|20)\d{2}")
_END = re.compile(r"\.(?:html?|php|aspx?|shtml|phtml)$", re.I)
_NUMBER = re.compile(r"\d{4,}")


@dataclass(frozen=True, slots=True)
class AddressPattern:
    """A pattern over host, path and query (as `OutletRule.article`), and how many of the addresses from which it was learnt fit
    it."""

    pattern: re.Pattern[str]
    fitting: int
    of: int


def learn_addresses(urls: Iterable[str]) -> AddressPattern | None:
    """Return the pattern of most of the addresses; None if the addresses are few or all unlike each other.

    A number becomes any number with as many digits or more, a headline any headline with as few hyphens. Repeated words stay.
    """
    addresses = sorted({found for url in urls if (found := address_of(url))})
    forms: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for address in addresses:
        parts = _parts(address)
        forms[tuple(_kind(part) for part in parts)].append(parts)
    least = max(_LEAST, _SHARE * len(addresses))
    kept = [form for form in sorted(forms, key=lambda form: (-len(forms[form]), form)) if len(forms[form]) >= least]
    written = {one for form in kept[:_MOST_FORMS] if (one := _write_form(form, forms[form]))}
    if not written:
        return None
    pattern = re.compile("^(?:" + "|".join(sorted(written)) + ")$", re.I)
    return AddressPattern(pattern, sum(map(bool, map(pattern.search, addresses))), len(addresses))


def address_of(url: str) -> str:
    """Return host, path and query of an address, without the scheme, for a match with a pattern; "" for text that is no
    address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return f"{parts.hostname}{parts.path}{'?' + parts.query if parts.query else ''}"


def _parts(address: str) -> list[str]:
    path, _, query = address.partition("?")
    return [*path.rstrip("/").split("/"), *([f"?{query}"] if query else [])]


def _kind(part: str) -> str:
    """Return the kind of a segment: a query, a number, a headline, a headline with a number, or a word."""
    if part.startswith("?"):
        return "?" + "&".join(sorted(one.partition("=")[0] for one in part[1:].split("&")))
    end = _END.search(part)
    bare = part[: end.start()] if end else part
    suffix = f" {end[0].lower()}" if end else ""
    if bare.isdigit():
        return (f"digits{len(bare)}" if len(bare) <= 4 else "number") + suffix
    if bare.count("-") >= _SLUG or (_NUMBER.search(bare) and "-" in bare):
        return ("slug number" if _NUMBER.search(bare) else "slug") + suffix
    return ("code" if _NUMBER.search(bare) else "word") + suffix


def _write_form(form: tuple[str, ...], listed: list[list[str]]) -> str:
    """Return the pattern of one form; "" if nothing in it distinguishes an article from a list."""
    written, tells = [], False
    for place, kind in enumerate(form):
        seen = [parts[place] for parts in listed]
        told = kind.partition(" ")[0]
        tells = tells or told in ("number", "slug", "code") or (kind.startswith("?") and any(map(_NUMBER.search, seen)))
        written.append(_segment(kind, seen, host=place == 0))
    query = written.pop() if form[-1].startswith("?") else ""
    return "/".join(written) + ("/?" if not _END.search(listed[0][len(written) - 1]) else "") + query if tells else ""


def _segment(kind: str, seen: list[str], *, host: bool) -> str:
    counts = Counter(seen)
    if host:
        return (
            "(?:" + "|".join(re.escape(one) for one in sorted(counts)) + ")" if len(counts) <= _MOST_FORMS else _any_host(counts)
        )
    if kind.startswith("?"):
        return r"\?" + "&".join(f"{re.escape(one)}=[^&]*" for one in kind[1:].split("&")) if "&" not in kind else r"\?.+"
    told, _, suffix = (
        kind.rpartition(" ") if kind.endswith(("htm", "html", "php", "asp", "aspx", "shtml", "phtml")) else (kind, "", "")
    )
    end = re.escape(suffix) if suffix else ""
    if told.startswith("digits"):
        return rf"\d{{{told.removeprefix('digits')}}}{end}"
    if told == "number":
        return rf"\d{{{min(map(_digits, seen))},}}{end}"
    if told == "slug number":
        return rf"[^/?]*\d{{{min(map(_digits, seen))},}}[^/?]*{end}"
    if told == "slug":
        return rf"(?:[^/?-]+-){{{min(one.count('-') for one in seen)},}}[^/?]*{end}"
    if told == "code":
        return rf"[^/?]*\d{{{min(map(_digits, seen))},}}[^/?]*{end}"
    if counts.most_common(1)[0][1] >= _NAMED * len(seen) and len(counts) <= _MOST_FORMS:
        return "(?:" + "|".join(re.escape(one) for one in sorted(counts)) + ")"
    return r"[^/?]+"


def _any_host(counts: Counter[str]) -> str:
    """Return one pattern for many hosts of one domain."""
    ends = {_domain(one.split(".")) for one in counts}
    return "(?:" + "|".join(rf"(?:[^/.]+\.)*{re.escape(one)}" for one in sorted(ends)) + ")"


def _domain(labels: list[str]) -> str:
    short = len(labels) > 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if short else labels[-2:])


def _digits(text: str) -> int:
    return max((len(one) for one in re.findall(r"\d+", text)), default=1)
