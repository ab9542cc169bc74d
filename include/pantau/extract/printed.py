"""The times that a reader sees on a page: the date line, found by the rule's selector or around the headline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
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
_DEEPEST = 60  # elements from a date to the body
_ITEM = 3  # elements from a date to the box of an item that holds it and its headline
_FEW_LINKS = 8
_HEADLINE_WORDS = 4
_ELSEWHERE = frozenset(("aside", "nav", "footer", "form", "figure", "figcaption", "blockquote"))
# Parts of the names of boxes that hold other articles, readers' words or pictures.
_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:comments?|komentar|disqus|popular|terpopuler|populer|related|terkait|rekomendasi|recommend\w*|caption|latest|terbaru"
    r"|trending|sidebar|side-bar|today|hari-ini|(?:digital|live|running)-?clock|jam-digital)(?:$|[\s_-])",
    re.I,
)
_OF_THE_SITE = re.compile(r"copyright|hak cipta|©|all rights|\b(?:situs|website|web ini|laman ini)\b", re.I)
_LABELLED = re.compile(
    r"\b(?:terbit|diterbitkan|dipublikasikan|tayang|ditayangkan|diunggah|diposting|published|posted)\s?:\s?(?:[^\W\d_]+,\s?)?\d",
    re.I,
)
_MOST_OTHERS = 9  # words of a date line that are no date: names of writers and of the outlet
_FEW_SMALL = 2  # of them in small letters; a sentence has more
_WORD = re.compile(r"[^\W\d_]+")
_DATE_WORDS = frozenset(
    ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember",
     "january", "february", "march", "may", "june", "july", "august", "october", "december", "jan", "feb", "mar", "apr", "jun",
     "jul", "agu", "agt", "ags", "aug", "sep", "sept", "okt", "oct", "nov", "des", "dec", "senin", "selasa", "rabu", "kamis",
     "jumat", "jum", "sabtu", "minggu", "ahad", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
     "wib", "wita", "wit", "pukul", "jam", "pada", "tanggal", "am", "pm", "oleh", "by", "on", "di", "terbit", "diterbitkan",
     "dipublikasikan", "tayang", "ditayangkan", "diunggah", "diperbarui", "update", "updated", "published", "posted", "publish",
     "dan", "last", "terakhir", "dibuat", "diposting", "at", "the", "hari"]
)  # fmt: skip
_EPOCHS = ("data-timestamp", "data-epoch", "data-unix", "data-unixtime", "data-time")
_MOST_CHILDREN = 6
_NEAR = 60  # elements after the headline in which the date line stands


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a page besides its bytes: its address, its title, its outlet's zone, the feed's time, the fetch time."""

    url: str
    title: str
    zone: str
    fed: datetime | None
    fetched_at: datetime | None
    shifts: Mapping[str, int] = field(default_factory=dict)  # learnt of the outlet: offset as written → hours its metadata lack


class Printed:
    """The times that a reader sees, searched only on demand: the rule's, else those with a clock nearest to the headline."""

    def __init__(self, document: Document, known: Knowledge, frame: Frame, generation: Generation | None) -> None:
        self._document, self._known, self._frame = document, known, frame
        self._generation = generation
        self.trusted = generation is not None and generation.metadata == "printed"

    @cached_property
    def moments(self) -> list[datetime]:
        """The printed times of publication, best first."""
        chosen = self._select_moments(self._generation.time) if self._generation else []
        if not chosen:
            return _around(self._document, self._known, self._frame)
        if any(map(has_clock, chosen)):
            return chosen
        days = {moment.date() for moment in chosen}  # only a day: a clock of the same day stands nearby, on Blogger in <abbr>
        clocks = (moment for moment in _around(self._document, self._known, self._frame) if has_clock(moment))
        return [*(moment for moment in clocks if moment.date() in days), *chosen]

    @cached_property
    def modified(self) -> list[datetime]:
        """The printed times of change the rule's selector finds."""
        return self._select_moments(self._generation.modified) if self._generation else []

    def _select_moments(self, selector: str) -> list[datetime]:
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
    """Return what is written for machines: `datetime`, the title of Blogger's <abbr>, `content` of microdata."""
    given = element.attributes  # made anew at each look
    return [value for name in ("datetime", "title", "content", "data-time", "data-datetime") if (value := given.get(name))]


def _seconds(element: LexborNode) -> str:
    """Return the time that a printed day has in seconds or milliseconds since 1970 beside it, in UTC; "" if it has none."""
    given = element.attributes
    value = next((one for name in _EPOCHS if (one := given.get(name))), "")
    if not (value.isascii() and value.isdigit() and len(value) in (10, 13)) or not is_date(_short_words(element)):
        return ""
    return datetime.fromtimestamp(int(value[:10]), UTC).isoformat()


def _around(document: Document, known: Knowledge, frame: Frame) -> list[datetime]:
    """Return the printed times, those with a clock first, the nearest to the headline first, because a page is full of other
    dates."""
    root = document.tree.root
    elements = list(islice(root.traverse(), _MOST_ELEMENTS)) if root else []
    place_of = {element.mem_id: place for place, element in enumerate(elements)}
    heading = _heading(document, elements, place_of, frame.title)
    times: dict[str, datetime | None] = {}  # boxes around a date print the same text
    own = _around_of(elements[heading]) if heading is not None else frozenset()
    dated = (place_of.get(node.mem_id) for node in document.tree.css(known.printed_dates)[:_MOST_DATED])
    places = {place for place in dated if place is not None}
    near = range(heading + 1, min(heading + _NEAR, len(elements))) if heading is not None else ()
    found, wanted = [], fold(frame.title)
    for place in sorted(places.union(near)):
        element = elements[place]
        told = next((value for value in _attributes(element) if _CLOCK.search(value)), "") or _seconds(element)
        text = told or _short_words(element)
        if text not in times:
            times[text] = read_date(text, zone=frame.zone) if 5 < len(text) < _SHORT and _YEAR.search(text) else None
        moment = times[text]
        if moment and not _against_url(moment, frame.url) and (told or is_date_line(text)) and _is_own(element, wanted, own):
            found.append((not _CLOCK.search(text), _distance(place, heading or 0), moment))
    return [moment for _, _, moment in sorted(found)]


def is_date_line(text: str) -> bool:
    """Tell whether a text is a date with a label or names beside it; a sentence with a date in it is not."""
    if _OF_THE_SITE.search(text):
        return False
    if _LABELLED.search(text) and _CLOCK.search(text):
        return True
    others = _other_words(text)
    small = sum(1 for word in others if word.islower())
    return len(others) <= _MOST_OTHERS and small < _FEW_SMALL and not (small and text.rstrip().endswith((".", "!", "?")))


def _other_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.casefold() not in _DATE_WORDS]


def _is_own(element: LexborNode, wanted: str, own: frozenset[int]) -> bool:
    """Tell whether a date belongs to the page: it is in no sidebar, and not beside a linked headline other than `wanted`, the
    folded title."""
    node: LexborNode | None = element
    alone = True  # until the box holds the headline of the page itself
    for level in range(_DEEPEST):
        if node is None or node.tag in ("body", "html"):
            return True
        if node.tag in _ELSEWHERE or (node.tag == "a" and _says_more(node.text())):
            return False
        alone = alone and node.mem_id not in own
        if alone and _is_of_others(node.attributes):
            return False
        if alone and level < _ITEM and any(_is_headline(link, wanted) for link in node.css("a")[:_FEW_LINKS]):
            return False
        node = node.parent
    return True


def _says_more(link: str) -> bool:
    """Tell whether a link has the words of a headline; Blogger links an article to itself under its date alone."""
    return len(link.split()) >= _HEADLINE_WORDS and bool(_other_words(link))


def _is_of_others(given: Mapping[str, str | None]) -> bool:
    names = f"{given.get('class') or ''} {given.get('id') or ''}"
    return names != " " and _OTHERS.search(names) is not None


def _is_headline(link: LexborNode, title: str) -> bool:
    words = words_of(link)
    said = not is_date(words) or len(_other_words(words)) >= _HEADLINE_WORDS
    return said and len(words.split()) >= _HEADLINE_WORDS and fold(words) != title


def is_date(text: str) -> bool:
    """Tell whether a text has a year and a clock or a month, as a link of an article to itself prints them."""
    return _YEAR.search(text) is not None and (_CLOCK.search(text) is not None or is_date_line(text))


def _short_words(element: LexborNode) -> str:
    """Return the words of an element that has few children; a date line has no more."""
    children = element.iter()
    for _ in range(_MOST_CHILDREN):
        if next(children, None) is None:
            return words_of(element)
    return ""


def _distance(place: int, heading: int) -> int:
    """Count elements from the headline; those above it count five times, because dates there mostly belong to other
    articles."""
    return place - heading if place >= heading else 5 * (heading - place)


def _heading(document: Document, elements: list[LexborNode], place_of: Mapping[int, int], title: str) -> int | None:
    """Return the place of the heading that is the title, else of what prints the title, else of the first heading."""
    wanted = fold(title)
    headings = [(node.mem_id, fold(words_of(node))) for node in document.headings[:_MOST_DATES]]
    heading = next((key for key, words in headings if words and words == wanted), 0)
    printing = _printing(elements, wanted) if not heading else None
    if printing is not None:
        return printing
    heading = heading or next((key for key, words in headings if words), 0)
    return place_of.get(heading) if heading else None


def _around_of(element: LexborNode) -> frozenset[int]:
    """Return the memory ids of an element and of all it is in."""
    found = set()
    node: LexborNode | None = element
    for _ in range(_DEEPEST):
        if node is None:
            break
        found.add(node.mem_id)
        node = node.parent
    return frozenset(found)


def _printing(elements: list[LexborNode], wanted: str) -> int | None:
    """Return the place of the first element that prints a title as its own text; None if none does."""
    for place, element in enumerate(elements) if wanted else ():
        if element.tag not in ("title", "a"):
            own = element.text(deep=False)
            if len(wanted) <= len(own) and fold(own) == wanted:
                return place
    return None


def _against_url(moment: datetime, url: str) -> bool:
    """Return whether the URL names another day; an article of today may list the dates of others."""
    found = _URL_DAY.search(url)
    try:
        return found is not None and abs((moment.date() - date(*map(int, found.groups()))).days) > 2
    except ValueError:
        return False
