"""When an article was published and changed: the first plausible time wins, and an implausible one leaves a flag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pantau.dates import read_date
from pantau.extract.document import Document, words_of
from pantau.extract.jsonld import text_of
from pantau.extract.knowledge import Knowledge
from pantau.model import Entry

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # the first Indonesian news sites; anything before is a default or an error
_AHEAD = timedelta(minutes=90)  # clocks of outlets run a little ahead, and articles are scheduled
_SHORT = 110
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class Times:
    """`source` says where the published time was read; `flag` why an earlier candidate was refused (future, absurd, false_utc)."""

    published_at: datetime | None
    modified_at: datetime | None
    source: str
    flag: str


def times_of(
    document: Document, article: dict[str, Any], known: Knowledge, zone: str, entry: Entry | None, fetched_at: datetime | None
) -> Times:
    """Return the times of a page; a time without offset is in `zone`, one after `fetched_at` or before 1995 is refused."""
    printed = list(_printed(document, known, zone))
    flag = ""
    for source, text in _candidates(document, article, known):
        moment = read_date(text, zone=zone)
        if moment is None:
            continue
        honest = _false_utc(moment, printed)
        moment, reason = (honest, "false_utc") if honest else (moment, _implausible(moment, fetched_at))
        if not reason or honest:
            return Times(
                moment, _modified(document, article, known, zone, moment, fetched_at, bool(honest)), source, flag or reason
            )
        flag = flag or reason
    for source, moments in (("printed", printed), ("feed", [entry.published_at] if entry and entry.published_at else [])):
        for moment in moments:
            if not _implausible(moment, fetched_at):
                return Times(moment, _modified(document, article, known, zone, moment, fetched_at, False), source, flag)
    return Times(None, None, "", flag or "missing")


def _candidates(document: Document, article: dict[str, Any], known: Knowledge) -> Iterator[tuple[str, str]]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if article.get(name):
            yield "jsonld", text_of(article[name])
    for value in document.metas(known.meta["published"]):
        yield "meta", value
    for element in document.tree.iterfind(".//*[@itemprop='datePublished']"):
        yield "microdata", element.get("datetime") or element.get("content") or ""


def _printed(document: Document, known: Knowledge, zone: str) -> Iterator[datetime]:
    """Yield the times printed after the first heading, then those of elements that are called dates."""
    for text in _texts_after_heading(document):
        if _CLOCK.search(text) and _YEAR.search(text):
            moment = read_date(text, zone=zone)
            if moment:
                yield moment
                break
    for element in known.printed_dates(document.tree)[:12]:
        text = element.get("datetime") or words_of(element)
        if len(text) < _SHORT and _YEAR.search(text):
            moment = read_date(text, zone=zone)
            if moment:
                yield moment
                return


def _texts_after_heading(document: Document) -> Iterator[str]:
    """Yield the short texts that follow the first heading; the byline and the date of an article stand there."""
    heading = next(document.tree.iter("h1"), None)
    if heading is None:
        return
    seen = 0
    for element in heading.xpath("following::*[not(self::script or self::style)][position() <= 60]"):
        text = words_of(element) if len(element) < 4 else " ".join((element.text or "").split())
        if 8 < len(text) < _SHORT:
            yield text
            seen += 1
            if seen > 25:
                return


def _implausible(moment: datetime, fetched_at: datetime | None) -> str:
    if moment < _EARLIEST:
        return "absurd"
    return "future" if fetched_at and moment > fetched_at + _AHEAD else ""


def _false_utc(moment: datetime, printed: Iterable[datetime]) -> datetime | None:
    """Return the right time where a page calls its own local time UTC (Detik printed `...T10:08:58Z` for 10:08 WIB)."""
    if moment.utcoffset() != timedelta():
        return None
    for shown in printed:
        shift = shown.utcoffset()
        same_clock = moment.replace(tzinfo=None, second=0, microsecond=0) == shown.replace(tzinfo=None, second=0, microsecond=0)
        if shift and same_clock and (shown.hour, shown.minute) != (0, 0):
            return moment.replace(tzinfo=shown.tzinfo)
    return None


def _modified(
    document: Document, article: dict[str, Any], known: Knowledge, zone: str, published: datetime, fetched_at: datetime | None,
    local: bool,
) -> datetime | None:  # fmt: skip
    values = [text_of(article.get("dateModified")), *document.metas(known.meta["modified"])]
    for value in filter(None, values):
        moment = read_date(value, zone=zone)
        if moment and local and moment.utcoffset() == timedelta():
            moment = moment.replace(tzinfo=published.tzinfo)
        if moment and moment >= published and not _implausible(moment, fetched_at):
            return moment
    return None
