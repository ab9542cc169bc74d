"""Tells what a body is, whatever its Content-Type says, and whether an XML parser may read it safely."""

from __future__ import annotations

import re
import zlib

from pantau.net.problem import FetchProblem

_ROOTS = {"rss": "rss", "rdf": "rdf", "feed": "atom", "channel": "rss", "urlset": "sitemap", "sitemapindex": "sitemapindex"}
_SKIPPED = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*>", re.S | re.I)
_SUBSET = re.compile(rb"<!DOCTYPE[^\[>]*\[", re.I)
_SUBSET_END = re.compile(rb"\]\s*>")
_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]*:)?([A-Za-z][\w.-]*)[\s/>]")
_LATE_ROOT = re.compile(rb"<(?:rss|rdf:RDF|feed|urlset|sitemapindex)[\s>]")
_HTML_ROOTS = {"html", "head", "body", "script", "meta", "div", "center", "title", "link", "style", "p", "h1"}
_GZIP = b"\x1f\x8b"
_MOST_MEMBERS = 1_000  # each is copied once
_LOOKED_AT = 65_536
_BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n"

# Phrases of challenge and block pages (Cloudflare, CloudFront, DataDome, PerimeterX, DDoS-Guard, Akamai). They count only in
# HTML: an article about a captcha is an article.
BLOCK_MARKERS = (
    b"access denied",
    b"just a moment",
    b"captcha",
    b"datadome",
    b"perimeterx",
    b"ddos-guard",
    b"please enable javascript",
    b"enable javascript and cookies",
    b"reference #",
    b"cloudflare",
    b"request blocked",
    b"the request could not be satisfied",
)
_ENTITY = re.compile(rb"<!ENTITY\s+(%\s*)?([\w.:-]+)\s+(?:(SYSTEM|PUBLIC)\b|\"([^\"]*)\"|'([^']*)')?", re.I)
_LONGEST_ENTITY = 32  # bytes; a feed of 5 MB can name an entity a million times
_LONG_TAG = re.compile(rb"<[^<>]{16384,}")
_MOST_ATTRIBUTES, _MOST_PREFIXES = 400, 200  # parsers compare each with every other: 5 MB of them take hours


def unzipped(body: bytes, most: int) -> bytes:
    """Return the body, unpacked if it is a gzip file (Antara sends some that way). Raises FetchProblem for more than `most`
    bytes."""
    if not body.startswith(_GZIP):
        if len(body) > most:
            raise FetchProblem("too_large", f"the feed has more than {most:,} bytes", "hard")
        return body
    plain: list[bytes] = []
    room = most + 1
    while body.startswith(_GZIP):  # a file may have many members, each a gzip file of its own
        unpacker = zlib.decompressobj(wbits=31)
        try:
            plain.append(unpacker.decompress(body, room))
        except zlib.error as error:
            raise FetchProblem("truncated_body", f"the gzip data is damaged ({error})", "soft") from None
        room -= len(plain[-1])
        if room <= 0:
            raise FetchProblem("too_large", f"the feed unpacks to more than {most:,} bytes", "hard")
        if not unpacker.eof:
            raise FetchProblem("truncated_body", "the gzip data ends early", "soft")
        if len(plain) > _MOST_MEMBERS:
            raise FetchProblem("too_large", f"the gzip file has more than {_MOST_MEMBERS:,} members", "hard")
        body = unpacker.unused_data
    return b"".join(plain)


def kind_of(body: bytes) -> tuple[str, int]:
    """Return (rss, atom, rdf, sitemap, sitemapindex or xml; where the document begins).

    Raises FetchProblem that names what it is instead: empty_body, block_page, html_not_xml, not_xml, or xml_bomb for a document
    that would take an XML parser hours or gigabytes.
    """
    wide = bool(body[:4].count(b"\0")) or body[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = body.replace(b"\0", b"") if wide else body
    head = text[:_LOOKED_AT]
    if not head.strip(_BLANK):
        raise FetchProblem("empty_body", "the answer is empty", "soft")
    root = _root(head)
    start = 0
    if root not in _ROOTS and (late := _LATE_ROOT.search(head)) and b"<html" not in head[: late.start()].lower():
        start = _junk_end(head, late.start())  # a PHP warning printed above the feed
        root = _root(head[start:])
    unknown_xml = root is not None and root not in _HTML_ROOTS and head.lstrip(_BLANK).startswith(b"<?xml")
    if root not in _ROOTS and not unknown_xml:
        raise _not_a_feed(head, root)
    _refuse_bombs(text)
    return _ROOTS.get(root or "", "xml"), 0 if wide else start


def _root(head: bytes) -> str | None:
    place = 3 if head.startswith(b"\xef\xbb\xbf") else 2 if head[:2] in (b"\xff\xfe", b"\xfe\xff") else 0
    while found := _SKIPPED.match(head, place) or _subset(head, place):
        place = found.end()
    root = _ROOT.match(head, place)
    return root[1].decode("ascii").lower() if root else None


def _subset(head: bytes, place: int) -> re.Match[bytes] | None:
    """Return the end of a document type with declarations inside. It is written by hand, because one pattern for it would
    backtrack for hours."""
    opened = _SUBSET.match(head, place)
    return _SUBSET_END.search(head, opened.end()) if opened else None


def _junk_end(head: bytes, root: int) -> int:
    declaration = head.rfind(b"<?xml", 0, root)
    return declaration if declaration >= 0 else root


def _not_a_feed(head: bytes, root: str | None) -> FetchProblem:
    folded = head.lower()
    looks_html = root in _HTML_ROOTS or b"<html" in folded or b"<!doctype html" in folded
    marker = next((marker for marker in BLOCK_MARKERS if marker in folded), None)
    if marker and (looks_html or len(head) < 2_000):
        return FetchProblem("block_page", f"a block page instead of a feed ({marker.decode()!r})", "soft")
    if looks_html:
        return FetchProblem("html_not_xml", "a web page instead of a feed; its <link> elements may name the feed", "soft")
    return FetchProblem("not_xml", f"neither a feed nor a sitemap: it begins with {head[:40]!r}", "soft")


def _refuse_bombs(text: bytes) -> None:
    for parameter, name, external, double, single in _ENTITY.findall(text[:_LOOKED_AT]):
        value = double or single
        if parameter or external or len(value) > _LONGEST_ENTITY or re.search(rb"&(?!#)|%", value):
            raise FetchProblem("xml_bomb", f"the entity {name.decode()!r} is external, long or made of others", "hard")
    if any(tag.count(b"=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.findall(text)):
        raise FetchProblem("xml_bomb", f"an element has more than {_MOST_ATTRIBUTES} attributes", "hard")
    if text.count(b"xmlns:") > _MOST_PREFIXES and len(set(re.findall(rb"xmlns:([\w.-]+)", text))) > _MOST_PREFIXES:
        raise FetchProblem("xml_bomb", f"more than {_MOST_PREFIXES} namespace prefixes", "hard")
