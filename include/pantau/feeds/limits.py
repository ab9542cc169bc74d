"""What a document may cost, counted on its bytes before a parser sees it: what one item has too much of is cut out of it.

The figures behind "real" are the largest of 695 real feeds: 174,801 bytes, 3,702 tags and 195 items in all, and in one item 3,112
bytes, 46 tags and 44 references.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pantau.budget.documents import is_small
from pantau.feeds.sniff import kind_of, unzipped
from pantau.net.problem import FetchProblem

TAGS_PER_ITEM = 40  # a richly marked item has some 30; a document of n items may have n times as many, CDATA apart
_ITEM_BYTES, _ITEM_TAGS, _ITEM_REFERENCES = 262_144, 4_000, 20_000  # CDATA included: an article in full, and far more
_MOST_REFERENCES = 400_000  # two hundred in each of 2,000 items; feedparser reads 200,000 in a second
_TAG = re.compile(rb"<[\w/!?:]")
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"
_NAMES = {"atom": b"entry", "sitemap": b"url", "sitemapindex": b"sitemap"}
_ROOT = re.compile(rb"<((?:[\w.-]{1,40}:)?(?:rss|feed|rdf|urlset|sitemapindex))[\s>]", re.I)


def _tag_of(name: bytes, begin: bytes, end: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + begin + rb"(?:[\w.-]{1,40}:)?" + name + end, re.I)


_ENDS = {name: _tag_of(name, b"/", rb"\s{0,9}>") for name in (b"item", *_NAMES.values())}
_STARTS = {name: _tag_of(name, b"", rb"[\s>]") for name in _ENDS}


@dataclass(frozen=True, slots=True)
class LightFeed:
    """A document that is cheap to parse: its bytes, its kind, whether junk stood before it, and how many items were left out."""

    body: bytes
    kind: str
    junk: bool = False
    too_costly: int = 0
    beyond_cap: int = 0


def lighten(body: bytes, most_items: int, most_bytes: int) -> LightFeed:
    """Return the document, unpacked, without items that cost too much and without those after `most_items`.

    It takes time in proportion to the bytes, and no parser. Raises FetchProblem as `unzipped`, `kind_of` and `afford` do.
    """
    body = unzipped(body, most_bytes)
    kind, start = kind_of(body)
    return afford(LightFeed(body[start:], kind, start > 0), most_items)


def afford(feed: LightFeed, most_items: int) -> LightFeed:
    """Return the document with what can be afforded: a small one as it is, of any other no item over a limit.

    Raises FetchProblem `too_costly` where what stands before the first item is over a limit, or all items together are.
    """
    body = feed.body
    if is_small(body):
        return feed
    if b"\0" not in body[:4]:  # in UTF-16 no tag can be told
        feed = _cut(feed, most_items)
    _refuse_costly(feed.body, TAGS_PER_ITEM * most_items)
    return feed


def _cut(feed: LightFeed, most_items: int) -> LightFeed:
    """Take out the items over a limit and those beyond the cap; what is left of a document that had none is the same."""
    body, name = feed.body, _NAMES.get(feed.kind, b"item")
    kept: list[bytes] = []
    at = costly = beyond = 0
    for number, end in enumerate(found.end() for found in _ENDS[name].finditer(body)):
        if number >= most_items:
            beyond += 1
            continue
        if _is_costly(body, at, end):
            costly += 1
            kept.append(b"" if at else _head(body, end, _STARTS[name]))
        else:
            kept.append(body[at:end])
        at = end
    tail = body[at:]
    if beyond or _is_costly(body, at, len(body)):
        if not at:
            raise _too_costly("one item or none, and more tags, references or bytes than a hundred items have")
        costly += not beyond
        tail = _closing(body)
    if not costly and not beyond:
        return feed
    return LightFeed(b"".join(kept) + tail, feed.kind, feed.junk, costly, beyond)


def _is_costly(body: bytes, at: int, end: int) -> bool:
    if end - at <= _ITEM_TAGS:  # so few bytes are within all limits
        return False
    many = body.count(b"<", at, end) > _ITEM_TAGS or body.count(b"&", at, end) > _ITEM_REFERENCES
    return many or end - at > _ITEM_BYTES


def _head(body: bytes, end: int, start: re.Pattern[bytes]) -> bytes:
    """Return what stands before the first item, which is itself over a limit."""
    begun = start.search(body, 0, end)
    if begun is None or _is_costly(body, 0, begun.start()):
        raise _too_costly("more tags, references or bytes before its first item than a hundred items have")
    return body[: begun.start()]


def _refuse_costly(body: bytes, most_tags: int) -> None:
    if (references := body.count(b"&")) > _MOST_REFERENCES:
        raise _too_costly(f"{references:,} references; the limit is {_MOST_REFERENCES:,}")
    if body.count(b"<") > most_tags and _has_tags(body, most_tags):
        raise _too_costly(f"more than {most_tags:,} tags")


def _too_costly(what: str) -> FetchProblem:
    return FetchProblem("too_costly", f"the document has {what}", "hard")


def _has_tags(body: bytes, number: int) -> bool:
    """Tell whether there are more tags than that outside of CDATA."""
    at = 0
    while at < len(body):
        opened = body.find(_CDATA, at)
        end = len(body) if opened < 0 else opened
        for _ in _TAG.finditer(body, at, end):
            if number == 0:
                return True
            number -= 1
        closed = body.find(_CDATA_END, end) if opened >= 0 else -1
        if closed < 0:
            return False
        at = closed + len(_CDATA_END)
    return False


def _closing(body: bytes) -> bytes:
    root = _ROOT.search(body)
    if root is None:
        return b""
    return (b"</channel>" if root[1].lower().endswith(b"rss") else b"") + b"</" + root[1] + b">"
