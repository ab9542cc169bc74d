"""When an article was published and changed: the first plausible time wins, and an implausible one leaves a flag."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from pantau.dates import read_date
from pantau.extract.document import Document, words_of
from pantau.extract.jsonld import text_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.titles import fold
from pantau.rules import Generation
from pantau.urls import in_domains

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # the first Indonesian news sites; anything before is a default or an error
_AHEAD = timedelta(minutes=90)  # clocks of outlets run a little ahead, and articles are scheduled
_SHORT = 110
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_URL_DAY = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?=/)")
_MOST_ELEMENTS = 50_000
_MOST_DATES = 20  # elements of one selector
_NEAR = 60  # elements after the headline in which the date line stands


@dataclass(frozen=True, slots=True)
class Times:
    """`source` says where the published time was read; `flag` why an earlier candidate was refused (future, absurd),
    mended (false_utc) or that there is none (missing)."""

    published_at: datetime | None
    modified_at: datetime | None
    source: str
    flag: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a page beside its bytes: where it is, its title, its outlet's zone, the feed's time, the fetch time."""

    url: str
    title: str
    zone: str
    fed: datetime | None
    fetched_at: datetime | None


def times_of(
    document: Document, article: dict[str, Any], known: Knowledge, frame: Frame, generation: Generation | None = None
) -> Times:
    """Return the times of a page; a time without offset is in the frame's zone, one after the fetch or before 1995 is refused."""
    printed = _Printed(document, known, frame, generation)
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
    document: Document, article: dict[str, Any], known: Knowledge, frame: Frame, printed: _Printed
) -> Iterator[tuple[str, datetime]]:
    if printed.trusted:
        yield from (("printed", moment) for moment in printed.moments if _has_clock(moment))
    for source, text in _written(document, article, known, frame):
        moment = read_date(text, zone=frame.zone)
        if moment:
            yield source, moment
    for moment in printed.moments:
        if _has_clock(moment):
            yield "printed", moment
    if frame.fed:
        yield "feed", frame.fed
    yield from (("printed_day", moment) for moment in printed.moments)


def _has_clock(moment: datetime) -> bool:
    return (moment.hour, moment.minute) != (0, 0)


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


class _Printed:
    """The times a reader sees, looked for only when asked: the rule's, else those with a clock nearest to the headline."""

    def __init__(self, document: Document, known: Knowledge, frame: Frame, generation: Generation | None) -> None:
        self._document, self._known, self._frame = document, known, frame
        self._generation = generation
        self.trusted = generation is not None and generation.metadata == "printed"

    @cached_property
    def moments(self) -> list[datetime]:
        """The printed times of publication, best first."""
        chosen = self._selected(self._generation.time) if self._generation else []
        return chosen or _around(self._document, self._known, self._frame)

    @cached_property
    def modified(self) -> list[datetime]:
        """The printed times of change the rule's selector finds."""
        return self._selected(self._generation.modified) if self._generation else []

    def _selected(self, selector: str) -> list[datetime]:
        elements = self._document.tree.css(selector)[:_MOST_DATES] if selector else []
        texts = [text for element in elements for text in (words_of(element), element.attributes.get("datetime") or "")]
        moments = [
            read_date(text, zone=self._frame.zone, now=self._frame.fetched_at) for text in texts if 3 < len(text) < 2 * _SHORT
        ]
        return [moment for moment in moments if moment]


def _around(document: Document, known: Knowledge, frame: Frame) -> list[datetime]:
    """Return the printed times, those with a clock first, the nearest to the headline first: a page is full of other dates."""
    root = document.tree.root
    elements = [node for node in islice(root.traverse(), _MOST_ELEMENTS) if node.is_element_node] if root else []
    heading = _heading(elements, frame.title)
    dated = {node.mem_id for node in document.tree.css(known.printed_dates)}
    found = []
    for place, element in enumerate(elements):
        if element.mem_id not in dated and not (heading is not None and 0 < place - heading < _NEAR):
            continue
        text = element.attributes.get("datetime") or _short_words(element)
        moment = read_date(text, zone=frame.zone) if 5 < len(text) < _SHORT and _YEAR.search(text) else None
        if moment and not _against_url(moment, frame.url):
            found.append((not _CLOCK.search(text), _distance(place, heading or 0), moment))
    return [moment for _, _, moment in sorted(found)]


def _short_words(element: LexborNode) -> str:
    """Return the words of an element that has few children; a date line has no more."""
    children = sum(1 for _ in islice(element.iter(), 6))
    return words_of(element) if children < 6 else ""


def _distance(place: int, heading: int) -> int:
    """Count elements from the headline; what stands above it is five times as far, it is mostly about other articles."""
    return place - heading if place >= heading else 5 * (heading - place)


def _heading(elements: list[LexborNode], title: str) -> int | None:
    """Return the place of the first heading, or of the element that prints the title on pages without one."""
    wanted = fold(title)
    printing = None
    for place, element in enumerate(elements):
        if element.tag == "h1" and words_of(element):
            return place
        if printing is None and wanted and element.tag not in ("title", "a") and fold(element.text(deep=False)) == wanted:
            printing = place
    return printing


def _against_url(moment: datetime, url: str) -> bool:
    """Return whether the URL carries another day; an article printed today may still list dates of others."""
    found = _URL_DAY.search(url)
    try:
        return found is not None and abs((moment.date() - date(*map(int, found.groups()))).days) > 2
    except ValueError:
        return False


def _implausible(moment: datetime, fetched_at: datetime | None) -> str:
    if moment < _EARLIEST:
        return "absurd"
    return "future" if fetched_at and moment > fetched_at + _AHEAD else ""


def _false_utc(moment: datetime, printed: _Printed) -> datetime | None:
    """Return the right time where a page calls its own local time UTC (Detik printed `...T10:08:58Z` for 10:08 WIB)."""
    if moment.utcoffset() != timedelta():
        return None
    for shown in printed.moments:
        same_clock = moment.replace(tzinfo=None, second=0, microsecond=0) == shown.replace(tzinfo=None, second=0, microsecond=0)
        if shown.utcoffset() and same_clock and _has_clock(shown):
            return moment.replace(tzinfo=shown.tzinfo)
    return None


def _modified(
    document: Document,
    article: dict[str, Any],
    known: Knowledge,
    frame: Frame,
    published: datetime,
    printed: _Printed,
    *,
    local: bool,
) -> datetime | None:
    """Return the first plausible time of change that is not before publication; `local` when the page's UTC is false."""
    written = (text_of(article.get("dateModified")), *document.metas(known.meta["modified"]))
    moments = [read_date(value, zone=frame.zone) for value in written if value]
    for moment in [*printed.modified, *moments] if printed.trusted else [*moments, *printed.modified]:
        if moment and local and moment.utcoffset() == timedelta():
            moment = moment.replace(tzinfo=published.tzinfo)
        if moment and moment >= published and not _implausible(moment, frame.fetched_at):
            return moment
    return None
