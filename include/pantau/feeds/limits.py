"""Limits of a document, counted on its bytes before a parser sees it. Tags are what costs a parser time and memory."""

from __future__ import annotations

import re

from pantau.net.problem import FetchProblem

TAGS_PER_ITEM = 40  # a richly marked item has some 30; a document of n items may have n times as many
_MOST_REFERENCES = 400_000  # two hundred in each of 2,000 items; feedparser reads 200,000 in a second
_TAG = re.compile(rb"<[\w/!?:]")
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"
_ENDS = {
    "atom": re.compile(rb"</(?:[\w.-]{1,40}:)?entry\s{0,9}>", re.I),
    "sitemap": re.compile(rb"</(?:[\w.-]{1,40}:)?url\s{0,9}>", re.I),
    "sitemapindex": re.compile(rb"</(?:[\w.-]{1,40}:)?sitemap\s{0,9}>", re.I),
}
_ITEM_END = re.compile(rb"</(?:[\w.-]{1,40}:)?item\s{0,9}>", re.I)
_ROOT = re.compile(rb"<((?:[\w.-]{1,40}:)?(?:rss|feed|rdf|urlset|sitemapindex))[\s>]", re.I)


def affordable(body: bytes, kind: str, most_tags: int) -> tuple[bytes, int]:
    """Return the document, cut after the last whole item before tag `most_tags`, and how many items were cut off (at least 1).

    Tags in CDATA are text and do not count. Raises FetchProblem `too_costly` if no item comes before the limit, and for more
    than _MOST_REFERENCES references ("&amp;").
    """
    if (references := body.count(b"&")) > _MOST_REFERENCES:
        raise FetchProblem("too_costly", f"the document has {references:,} references; the limit is {_MOST_REFERENCES:,}", "hard")
    place = _place_of_tag(body, most_tags) if body.count(b"<") > most_tags else None
    if place is None:
        return body, 0
    ends = _ENDS.get(kind, _ITEM_END)
    cut = max((found.end() for found in ends.finditer(body, 0, place)), default=0)
    if not cut or b"\0" in body[:4]:
        raise FetchProblem("too_costly", f"the document has more than {most_tags:,} tags", "hard")
    left = sum(1 for _ in ends.finditer(body, cut))
    return body[:cut] + _closing(body), max(1, left)


def _place_of_tag(body: bytes, number: int) -> int | None:
    """Return where tag `number` begins, counted from 0 and outside of CDATA; None if there are fewer."""
    at = 0
    while at < len(body):
        opened = body.find(_CDATA, at)
        end = len(body) if opened < 0 else opened
        for tag in _TAG.finditer(body, at, end):
            if number == 0:
                return tag.start()
            number -= 1
        closed = body.find(_CDATA_END, end) if opened >= 0 else -1
        if closed < 0:
            return None
        at = closed + len(_CDATA_END)
    return None


def _closing(body: bytes) -> bytes:
    root = _ROOT.search(body)
    if root is None:
        return b""
    return (b"</channel>" if root[1].lower().endswith(b"rss") else b"") + b"</" + root[1] + b">"
