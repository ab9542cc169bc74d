"""When an article was published and changed: the first plausible time wins, and an implausible one leaves a flag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlsplit

from pantau.dates import read_date, zone_of
from pantau.extract.document import Document
from pantau.extract.jsonld import text_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.printed import Frame, Printed, has_clock
from pantau.rules import Generation
from pantau.urls import in_domains

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # the first Indonesian news sites; an earlier time is a default or an error
_HOME_OFFSETS = frozenset(timedelta(hours=hours) for hours in (7, 8, 9))
_ZONED = re.compile(r"(?:\dZ|[+-]\d{2}:?\d{2}|\b(?:WIB|WITA|WIT|UTC|GMT)\b.{0,8})\s*$", re.I)
_OTHER_ZONE = re.compile(r"\d\s?\(?WITA?\b|T\d\d:\d\d(?::\d\d)?\+0[89]:?00")
_NAMES_OTHER = re.compile(r"\d\s?\(?WI(?:B|TA?)\b")
_MOST_HOURS = 14  # hours between two zones that an outlet in Jakarta can confuse: -07:00 and +07:00
_MINUTES = 2  # between the metadata's minute and the printed one
_SAME = timedelta(minutes=_MINUTES)
_AHEAD = timedelta(minutes=90)  # clocks of outlets run a little ahead, and articles are scheduled


@dataclass(frozen=True, slots=True)
class Times:
    """`source` says where the published time was read. `flag` says why an earlier candidate was refused (future, absurd),
    that the zone was corrected (false_utc), or that there is no time (missing)."""

    published_at: datetime | None
    modified_at: datetime | None
    source: str
    flag: str


def times_of(
    document: Document, article: dict[str, Any], known: Knowledge, frame: Frame, generation: Generation | None = None
) -> Times:
    """Return the times of a page. A time without offset is in the frame's zone; one after the fetch or before 1995 is
    refused."""
    printed = Printed(document, known, frame, generation)
    flag = ""
    for source, moment in _candidates(document, article, known, frame, printed):
        honest = _mend_zone(moment, document, printed, frame) if source in ("jsonld", "meta", "microdata") else None
        reason = _implausible(honest or moment, frame.fetched_at)
        if reason:
            flag = flag or reason
            continue
        published = honest or moment
        changed = _find_modified(document, article, known, frame, published, printed, local=honest is not None)
        return Times(published, changed, source, flag or _zone_flag(moment, honest))
    return Times(None, None, "", flag or "missing")


def _candidates(
    document: Document, article: dict[str, Any], known: Knowledge, frame: Frame, printed: Printed
) -> Iterator[tuple[str, datetime]]:
    if printed.trusted:
        yield from (("printed", moment) for moment in printed.moments if has_clock(moment))
    written = [
        (source, text, read_date(text, zone=frame.zone)) for source, text in _find_published(document, article, known, frame)
    ]
    stated = [moment for _, text, moment in written if moment and _ZONED.search(text)]
    if not stated and written and _OTHER_ZONE.search(document.source):  # then the clock that readers see may name its zone
        stated = [moment for moment in printed.moments if has_clock(moment)]
    changed = _zone_of_change(document, article, known)
    for source, text, moment in written:
        if moment:
            yield source, moment if source == "url" or _ZONED.search(text) else _add_zone(moment, stated, changed)
    for moment in printed.moments:
        if has_clock(moment):
            yield "printed", moment
    if frame.fed:
        yield "feed", frame.fed
    yield from (("printed_day", moment) for moment in printed.moments)


def _zone_of_change(document: Document, article: dict[str, Any], known: Knowledge) -> timezone | None:
    """Return the zone of Indonesia in which the page writes its time of change, if it writes one."""
    for text in (text_of(article.get("dateModified")), *document.metas(known.meta["modified"])):
        moment = read_date(text) if text and _ZONED.search(text) else None
        offset = moment.utcoffset() if moment else None
        if offset in _HOME_OFFSETS and offset is not None:
            return timezone(offset)
    return None


def _find_published(document: Document, article: dict[str, Any], known: Knowledge, frame: Frame) -> Iterator[tuple[str, str]]:
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


def disagreement(
    document: Document, article: dict[str, Any], known: Knowledge, frame: Frame, generation: Generation | None = None
) -> tuple[str, int] | None:
    """Return the hours (-14 to 14, 0: they agree) by which the printed clock is later than the metadata, and the offset of the
    metadata.

    None if the page has no metadata with a zone, prints no clock, or the two differ by something else than whole hours.
    """
    printed = [moment for moment in Printed(document, known, frame, generation).moments if has_clock(moment)]
    for source, text in _find_published(document, article, known, frame):
        moment = read_date(text, zone=frame.zone) if source != "url" and _ZONED.search(text) else None
        if moment is None:
            continue
        minutes = [round((shown - moment).total_seconds() / 60) for shown in printed]
        whole = [gap for gap in minutes if abs(gap) <= _MOST_HOURS * 60 and min(gap % 60, -gap % 60) <= _MINUTES]
        return (offset_of(moment), round(min(whole, key=abs) / 60)) if whole else None
    return None


def offset_of(moment: datetime) -> str:
    """Return the offset of a time as `+07:00`."""
    return moment.isoformat()[-6:]


def _mend_zone(moment: datetime, document: Document, printed: Printed, frame: Frame) -> datetime | None:
    """Return the right time if a page writes a wrong zone: the clock that readers see, or the feed's, has the same digits.

    Detik printed `...T10:08:58Z` for 10:08 WIB, Merdeka `...11:38:29-07:00` for 11:38 WIB. The zones of Indonesia are believed,
    except if the page prints the same clock with the name of another one, or a lesson says that the outlet's are wrong.
    """
    fed = [frame.fed.astimezone(zone_of(frame.zone))] if frame.fed else []
    if hours := frame.shifts.get(offset_of(moment), 0):
        agreed = any(has_clock(shown) and abs(shown - moment) <= _SAME for shown in (*printed.moments, *fed))
        return None if agreed else (moment + timedelta(hours=hours)).astimezone(zone_of(frame.zone))
    home = moment.utcoffset() in _HOME_OFFSETS
    if home and not _NAMES_OTHER.search(document.source):
        return None
    usual = zone_of(frame.zone).utcoffset(None)
    for shown in printed.moments if home else (*printed.moments, *fed):
        same_clock = moment.replace(tzinfo=None, second=0, microsecond=0) == shown.replace(tzinfo=None, second=0, microsecond=0)
        if home and shown.utcoffset() == usual:
            continue
        if shown.utcoffset() and shown.utcoffset() != moment.utcoffset() and same_clock and has_clock(shown):
            return moment.replace(tzinfo=shown.tzinfo)
    return None


def _zone_flag(moment: datetime, honest: datetime | None) -> str:
    if honest is None:
        return ""
    return "false_zone" if moment.utcoffset() else "false_utc"


def _add_zone(moment: datetime, others: list[datetime], changed: timezone | None) -> datetime:
    """Return a time written without zone in the zone that the same time has elsewhere: the same clock, or its UTC twin, else
    in the zone of the time of change."""
    clock = moment.replace(tzinfo=None, second=0, microsecond=0)
    for other in others:
        bare = other.replace(tzinfo=None, second=0, microsecond=0)
        if bare == clock and other.utcoffset() in _HOME_OFFSETS:
            return moment.replace(tzinfo=other.tzinfo)
        if other.utcoffset() == timedelta() and clock - bare in _HOME_OFFSETS:
            return moment.replace(tzinfo=timezone(clock - bare))
    return moment.replace(tzinfo=changed) if changed else moment


def _find_modified(
    document: Document,
    article: dict[str, Any],
    known: Knowledge,
    frame: Frame,
    published: datetime,
    printed: Printed,
    *,
    local: bool,
) -> datetime | None:
    """Return the first plausible time of change that is after publication; `local` if the page's UTC is false."""
    written = (text_of(article.get("dateModified")), *document.metas(known.meta["modified"]))
    moments = [read_date(value, zone=frame.zone) for value in written if value]
    for moment in [*printed.modified, *moments] if printed.trusted else [*moments, *printed.modified]:
        if moment and local and moment.utcoffset() == timedelta():
            moment = moment.replace(tzinfo=published.tzinfo)
        if moment and moment > published and not _implausible(moment, frame.fetched_at):
            return moment
    return None
