"""The times a reader sees on a page: the date line, found by the rule's selector or around the headline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice

from selectolax.lexbor import LexborNode

from pantau.dates import read_date
from pantau.extract.document import Document, words_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.titles import fold
from pantau.rules import Generation

_SHORT = 110
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_URL_DAY = re.compile(r"/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})(?=/)")
_MOST_ELEMENTS = 50_000
_MOST_DATES = 20  # elements of one selector
_MOST_DATED = 500  # elements named after dates; boxes of other articles have some dozens
_NEAR = 60  # elements after the headline in which the date line stands


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a page beside its bytes: where it is, its title, its outlet's zone, the feed's time, the fetch time."""

    url: str
    title: str
    zone: str
    fed: datetime | None
    fetched_at: datetime | None


class Printed:
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
        texts = [
            text for element in elements for text in (words_of(element), *_attributes(element)) if 3 < len(text) < 2 * _SHORT
        ]
        moments = [read_date(text, zone=self._frame.zone, now=self._frame.fetched_at) for text in texts]
        # Blogger prints the day and keeps the minute in a title attribute; a time of day says more than a day.
        return sorted((moment for moment in moments if moment), key=lambda moment: not has_clock(moment))


def has_clock(moment: datetime) -> bool:
    """Tell whether a time says more than a day; a midnight is taken for a day."""
    return (moment.hour, moment.minute) != (0, 0)


def _attributes(element: LexborNode) -> list[str]:
    """Return what machines are told: `datetime`, the title of Blogger's <abbr>, `content` of microdata."""
    return [value for name in ("datetime", "title", "content") if (value := element.attributes.get(name))]


def _around(document: Document, known: Knowledge, frame: Frame) -> list[datetime]:
    """Return the printed times, those with a clock first, the nearest to the headline first: a page is full of other dates."""
    root = document.tree.root
    elements = [node for node in islice(root.traverse(), _MOST_ELEMENTS) if node.is_element_node] if root else []
    heading = _heading(elements, frame.title)
    dated = {node.mem_id for node in document.tree.css(known.printed_dates)[:_MOST_DATED]}
    found = []
    for place, element in enumerate(elements):
        if element.mem_id not in dated and not (heading is not None and 0 < place - heading < _NEAR):
            continue
        text = next((value for value in _attributes(element) if _CLOCK.search(value)), "") or _short_words(element)
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
