"""When an article was published and changed: the first plausible time wins, and an implausible one leaves a flag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pantau.dates import read_date
from pantau.extract.document import Document
from pantau.extract.jsonld import text_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.printed import Frame, Printed, has_clock
from pantau.rules import Generation
from pantau.urls import in_domains

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # the first Indonesian news sites; anything before is a default or an error
_AHEAD = timedelta(minutes=90)  # clocks of outlets run a little ahead, and articles are scheduled


@dataclass(frozen=True, slots=True)
class Times:
    """`source` says where the published time was read; `flag` why an earlier candidate was refused (future, absurd),
    mended (false_utc) or that there is none (missing)."""

    published_at: datetime | None
    modified_at: datetime | None
    source: str
    flag: str


def times_of(
    document: Document, article: dict[str, Any], known: Knowledge, frame: Frame, generation: Generation | None = None
) -> Times:
    """Return the times of a page; a time without offset is in the frame's zone, one after the fetch or before 1995 is refused."""
    printed = Printed(document, known, frame, generation)
    flag = ""
    for source, moment in _candidates(document, article, known, frame, printed):
        honest = _false_utc(moment, printed) if source in ("jsonld", "meta", "microdata") else None
        reason = _implausible(honest or moment, frame.fetched_at)
        if reason:
            flag = flag or reason
            continue
        published = honest or moment
        changed = _modified(document, article, known, frame, published, printed, local=honest is not None)
        return Times(published, changed, source, flag or ("false_utc" if honest else ""))
    return Times(None, None, "", flag or "missing")


def _candidates(
    document: Document, article: dict[str, Any], known: Knowledge, frame: Frame, printed: Printed
) -> Iterator[tuple[str, datetime]]:
    if printed.trusted:
        yield from (("printed", moment) for moment in printed.moments if has_clock(moment))
    for source, text in _written(document, article, known, frame):
        moment = read_date(text, zone=frame.zone)
        if moment:
            yield source, moment
    for moment in printed.moments:
        if has_clock(moment):
            yield "printed", moment
    if frame.fed:
        yield "feed", frame.fed
    yield from (("printed_day", moment) for moment in printed.moments)


def _written(document: Document, article: dict[str, Any], known: Knowledge, frame: Frame) -> Iterator[tuple[str, str]]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if article.get(name):
            yield "jsonld", text_of(article[name])
    for value in document.metas(known.meta["published"]):
        yield "meta", value
    for element in document.tree.css('[itemprop="datePublished"]'):
        yield "microdata", element.attributes.get("datetime") or element.attributes.get("content") or ""
    host = urlsplit(frame.url).hostname or ""
    for domain, pattern in known.url_times:
        found = pattern.search(frame.url) if in_domains(host, (domain,)) else None
        if found:
            yield "url", "{}-{}-{} {}:{}:{}".format(*found.groups())


def _implausible(moment: datetime, fetched_at: datetime | None) -> str:
    if moment < _EARLIEST:
        return "absurd"
    return "future" if fetched_at and moment > fetched_at + _AHEAD else ""


def _false_utc(moment: datetime, printed: Printed) -> datetime | None:
    """Return the right time where a page calls its own local time UTC (Detik printed `...T10:08:58Z` for 10:08 WIB)."""
    if moment.utcoffset() != timedelta():
        return None
    for shown in printed.moments:
        same_clock = moment.replace(tzinfo=None, second=0, microsecond=0) == shown.replace(tzinfo=None, second=0, microsecond=0)
        if shown.utcoffset() and same_clock and has_clock(shown):
            return moment.replace(tzinfo=shown.tzinfo)
    return None


def _modified(
    document: Document,
    article: dict[str, Any],
    known: Knowledge,
    frame: Frame,
    published: datetime,
    printed: Printed,
    *,
    local: bool,
) -> datetime | None:
    """Return the first plausible time of change that is after publication; `local` when the page's UTC is false."""
    written = (text_of(article.get("dateModified")), *document.metas(known.meta["modified"]))
    moments = [read_date(value, zone=frame.zone) for value in written if value]
    for moment in [*printed.modified, *moments] if printed.trusted else [*moments, *printed.modified]:
        if moment and local and moment.utcoffset() == timedelta():
            moment = moment.replace(tzinfo=published.tzinfo)
        if moment and moment > published and not _implausible(moment, frame.fetched_at):
            return moment
    return None
