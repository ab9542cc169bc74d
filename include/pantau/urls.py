"""The identity of an article: one key for all its addresses (with tracking, AMP, mobile, page or host variants)."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from pantau.errors import BadInput
from pantau.seed_cache import seed_cache
from pantau.text.storable import make_storable
from pantau.url_rules import UrlRules, name_url_rules, url_rules

_LONGEST = 4_000  # characters of an address with its tracking parameters; honest addresses have 300
_MOST_FOLDS = 7  # one fold is enough for nearly all addresses
_LONGEST_HOST = 253  # what DNS allows
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_ENCODED = re.compile(r"%[0-9a-fA-F]{2}")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_AMP_ENDINGS = (".amp", ".amp.html")
_SESSION = re.compile(r";jsessionid=[^/?#]*|\(S\([0-9a-z]{20,}\)\)(?=/|$)", re.I)  # session ids of Java and of ASP.NET
_BROKEN = re.compile(r"\s{2,}|[\r\n]")  # an address that is written over several lines
_BEYOND_ASCII = re.compile(r"(?:%[89A-F][0-9A-F])+")
_SCRIPT = re.compile(r"[a-z]+\d?\.(?:php\d?|aspx?|jsp|jspx|cfm|cgi|pl|do|html?)", re.I)
_INDEX = re.compile(r"index\.html?", re.I)  # the file that a folder shows by itself
_TELLING = re.compile(r"[\d_-]|[^/]{20}")  # what the path of an article has: a number, words, or a long segment
_SAFE = "/:@!$&'()*+,;=~-._"
_PLAIN = "-._~'!()*,@"  # escaped or not, these characters give the same address
_DEFAULT_PORTS = {"http": 80, "https": 443}


class UrlTooLong(BadInput):
    """No outlet has an address of that length. It is refused before anything reads it."""


@dataclass(frozen=True, slots=True)
class _Parts:
    scheme: str
    host: str
    port: str
    path: str
    query: str


def use_url_rules(seeds: Path) -> None:
    """Make `seeds`/urls.yaml the rules by which this process reads addresses.

    A program calls this where it begins, before it reads an address; the file is opened at the first address. An article has
    one identity in all rooms, so a process has one set of rules. The last call decides.
    """
    if name_url_rules(seeds):
        for kept in (canonical_url, url_key):
            kept.cache_clear()  # type: ignore[attr-defined]


@seed_cache(maxsize=16)  # a page names its own address several times
def canonical_url(url: str, base: str = "") -> str:
    """Return the one address of the article at `url` (relative to `base`): https if no port is named, without fragment, and not
    in a tracking, page, AMP or mobile form.

    It is idempotent. Raises BadInput if `url` is no http(s) URL.
    """
    parts = _fold(_split(_join_to_base(base, _tidy(url)) if base else _tidy(url)))
    return urlunsplit((parts.scheme, parts.host + parts.port, parts.path, parts.query, ""))


@seed_cache(maxsize=8192)
def url_key(url: str) -> str:
    """Return the identity of the article at `url`: the outlet's own number if the URL holds one, else the canonical URL without
    scheme and `www.`.

    It is idempotent. Raises BadInput if `url` is no http(s) URL.
    """
    parts = _fold(_split(_tidy(url)))
    host = parts.host.removeprefix("www.") if parts.host.count(".") > 1 else parts.host
    for rule in url_rules().identities:
        if in_domains(host, (rule.domain,)) and not in_domains(host, rule.excepted):
            found = rule.pattern.search(parts.path)
            if found:
                return rule.key.format("", *(group or "" for group in found.groups()), host=host)
    return host + parts.port + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")


def without_parameters(key: str, empty: Mapping[str, Collection[str]]) -> str:
    """Return a `url_key` without the parameters that mean nothing on its host (`empty`: host → names)."""
    place, _, query = key.partition("?")
    names = empty.get(place.partition("/")[0], ())
    kept = [piece for piece in query.split("&") if piece and piece.partition("=")[0] not in names]
    return place + ("?" + "&".join(kept) if kept else "")


def article_id(key: str) -> str:
    """Return the 16 hexadecimal digits that name the article with this `url_key`."""
    return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()


def fetch_url(url: str) -> str:
    """Return `url` as Pantau requests it: without tracking parameters and fragment, everything else as the outlet wrote it.
    Raises BadInput."""
    tidy = _tidy(url)
    parts = _split(tidy)
    raw = urlsplit(tidy)
    query = "&".join(
        piece for piece in raw.query.split("&") if not url_rules().tracking.fullmatch(piece.partition("=")[0].lower())
    )
    path = quote(raw.path, safe=_SAFE + "%") or "/"
    return urlunsplit((raw.scheme.lower(), parts.host + parts.port, path, quote(query, safe=_SAFE + "%/?[]"), ""))


def whole_url(url: str, form: str) -> str:
    """Return `url` in the form that shows all pages of an article: a query ("page=all"), or a path to append ("/all")."""
    return _in_form(url, form) if form else url


def part_url(url: str, form: str, number: int) -> str:
    """Return the address of page `number` of the article at `url`; `form` is "?page={n}" or "/{n}". Page 1 is the plain one."""
    if number > 1:
        return _in_form(url, form.format(n=number))
    return plain_url(url, form)


def plain_url(url: str, form: str) -> str:
    """Return `url` without the form that `whole_url` or `part_url` added to it."""
    if not form.startswith("/"):
        return _in_form(url, form.partition("=")[0]) if form else url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.removesuffix(form)))


def _in_form(url: str, form: str) -> str:
    if not form.startswith("/"):
        return _with_query(url, form.removeprefix("?"))
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return url if path.endswith(form) else urlunsplit(parts._replace(path=path + form))


def _with_query(url: str, query: str) -> str:
    """Return `url` with the parameter of `query` set to its value, or without it when `query` is only a name."""
    parts = urlsplit(url)
    name, given, _ = query.partition("=")
    others = [piece for piece in parts.query.split("&") if piece and piece.partition("=")[0] != name]
    return urlunsplit(parts._replace(query="&".join([*others, query] if given else others)))


def in_domains(host: str, domains: Iterable[str]) -> bool:
    """Return whether `host` (a port is ignored) is one of `domains` or below one."""
    name = host.lower().partition(":")[0].rstrip(".")
    return any(name == domain or name.endswith("." + domain) for domain in domains)


def _tidy(url: str) -> str:
    """Repair URLs that feeds spoil: line breaks inside, a second escaping of `&`, a missing scheme. Raises UrlTooLong."""
    if len(url) > _LONGEST:
        raise UrlTooLong(f"{url[:200]!r} … has {len(url):,} characters; no address of an article has more than {_LONGEST:,}")
    text = _CONTROL.sub("", _BROKEN.sub("", make_storable(url).strip())).strip().replace("&amp;", "&").replace("\\", "/")
    return "https:" + text if text.startswith("//") else text


def _join_to_base(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError as error:  # pages do give "//[" as their address
        raise BadInput(f"{url[:200]!r} is not a URL ({error})") from None


def _split(url: str) -> _Parts:
    try:
        raw = urlsplit(url)
        port = raw.port
        host = _host(raw.hostname or "")
    except ValueError as error:
        raise BadInput(f"{url[:200]!r} is not a URL ({error})") from None
    scheme = raw.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        raise BadInput(f"{url[:200]!r} is not an http or https URL with a host")
    if port is None or port == _DEFAULT_PORTS[scheme]:
        return _Parts(scheme, host, "", raw.path, raw.query)
    return _Parts(scheme, host, f":{port}", raw.path, raw.query)


def _host(host: str) -> str:
    """Return the host in lower case and ASCII (IDN names in their `xn--` form); raise ValueError for a malformed one."""
    name = unquote(host).strip().rstrip(".").lower()
    if len(name) > _LONGEST_HOST:
        raise ValueError(f"a host of {len(name)} characters")
    if ":" in name:  # an IPv6 literal, which urlsplit has checked
        return f"[{name}]"
    name = name if name.isascii() else name.encode("idna").decode("ascii")
    if name and (not _HOST.fullmatch(name) or ".." in name):
        raise ValueError(f"malformed host {host!r}")
    return name


def _fold(parts: _Parts) -> _Parts:
    """Return the canonical form of host, path and query. A non-default port belongs to the identity and keeps its scheme."""
    host, path = parts.host, _fold_path(parts.path)
    for pattern, replace in url_rules().rewrites:
        written = pattern.sub(replace, host + path)
        if written == host + path:
            continue
        host, slash, rest = written.partition("/")
        path = _fold_path(slash + rest)  # a cache holds the AMP address of the original, not the plain one
    host = _fold_host(host)
    return _Parts(parts.scheme if parts.port else "https", host, parts.port, path, _query(parts.query, _names_article(path)))


def _fold_host(host: str) -> str:
    rules = url_rules()
    while True:
        label, _, rest = host.partition(".")
        if host in rules.folds:
            host = rules.folds[host]
        elif _is_mobile(host, rules) or (label == "www" and _is_mobile(rest, rules)):  # www.m.detik.com is m.detik.com
            host = rest
        else:
            return host


def _is_mobile(host: str, rules: UrlRules) -> bool:
    """Tell whether the first label of a host names a layout (m, mobile), and whether the rest can be a site."""
    label, _, rest = host.partition(".")
    return label in rules.mobile and "." in rest and rest not in rules.suffixes


def _fold_path(path: str) -> str:
    """Fold the path until nothing changes, so that it also folds what an escape hid."""
    for _ in range(_MOST_FOLDS):
        if (folded := _path(path)) == path:
            break
        path = folded
    return path


def _path(path: str) -> str:
    text = _compose_letters(quote(_decode_plain(_SESSION.sub("", path)).strip(), safe=_SAFE + "%"))
    kept: deque[str] = deque()
    for segment in text.split("/"):
        _append(kept, segment)
    while len(kept) > 1 and kept[0].lower() == "amp":
        kept.popleft()
    if len(kept) > 1 and _INDEX.fullmatch(kept[-1]) and _TELLING.search(kept[-2]):
        kept.pop()  # the folder has the name of the article
    while kept:
        last = kept.pop()
        plain = _without_amp(last)
        if plain == last:
            kept.append(last)
            break
        _append(kept, plain)
    return "".join(f"/{segment}" for segment in kept)


def _append(kept: deque[str], segment: str) -> None:
    """Add a segment of a path. `//` (Republika), `.` and `..` lead to the same page as the path without them."""
    if segment == "..":
        if kept:
            kept.pop()
    elif segment not in ("", "."):
        kept.append(segment)


def _without_amp(segment: str) -> str:
    """Return the last segment of a path without its mark of the AMP form. Only the index moves; nothing is copied."""
    folded = segment.lower()
    if folded == "amp":
        return ""
    end = len(folded)
    while ending := next((one for one in _AMP_ENDINGS if folded.endswith(one, 0, end)), ""):
        end -= len(ending)
    return segment[:end]


def _decode_plain(text: str) -> str:
    """Decode the escapes of characters that need none, so `%2D` and `-` are the same; write the others with upper-case
    digits."""

    def one(found: re.Match[str]) -> str:
        letter = chr(int(found[0][1:], 16))
        return letter if letter.isascii() and (letter.isalnum() or letter in _PLAIN) else found[0].upper()

    return _ENCODED.sub(one, _LONE_PERCENT.sub("%25", text))


def _compose_letters(path: str) -> str:
    """Return an escaped path with letters and their accents as one (NFC): macOS writes them apart."""
    if not _BEYOND_ASCII.search(path):
        return path
    text = _BEYOND_ASCII.sub(_letters, path)
    return quote(normalize("NFC", text), safe=_SAFE + "%")


def _letters(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _names_article(path: str) -> bool:
    """Return whether a path names an article by itself. "/", "/baca.php" and "/berita" do not: there the query names it."""
    segments = [one for one in path.split("/") if one]
    if not segments or (_SCRIPT.fullmatch(segments[-1]) and not any(map(_TELLING.search, segments[:-1]))):
        return False
    return len(segments) > 1 or bool(_TELLING.search(segments[0]))


def _query(query: str, named: bool) -> str:
    """Return the parameters that belong to the identity. A number belongs to it only if neither path nor other parameters
    name the article."""
    rules = url_rules()
    kept, numbers = [], []
    for pair in parse_qsl(query, keep_blank_values=True, errors="surrogateescape"):
        name, value = (normalize("NFC", part.strip()) for part in pair)
        small, folded = name.lower(), value.lower()
        if rules.tracking.fullmatch(small):
            continue
        view = rules.views.get(small)
        if not view or not view.fullmatch(folded):
            kept.append((name, value))
        elif small in rules.numbering and folded.isdigit():
            numbers.append((name, value))
    named = named or any(_TELLING.search(value) for _, value in kept)  # `kanal=b` beside `show=12` names no article
    return urlencode(sorted(kept if named else [*kept, *numbers]), errors="surrogateescape")
