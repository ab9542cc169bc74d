"""One landed page as learning sees it: the lines of its clean text, its boxes, its times, its addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pantau.clean import Press, clean_text
from pantau.extract.observed import Observation, observe
from pantau.extract.reading import extract_page
from pantau.model import Landed, Outlet
from pantau.rules import Rules

_MOST_LINES = 400  # of a text
_LONGEST = 400  # letters of a line that may be boilerplate


@dataclass(frozen=True, slots=True)
class Seen:
    """An article of a landed page. `digest` names its clean text, `key` its address as the landing knows it."""

    outlet: str
    host: str
    day: str
    key: str
    title: str
    digest: str
    words: int
    lines: tuple[str, ...]
    shown: Observation


def page_viewer(outlets: dict[str, Outlet], seeds: Path, rules: Rules) -> Callable[[tuple[Landed, list[bytes]]], Seen | None]:
    """Return the function that reads a landed page by the rules, without any lesson, because a lesson must prove itself anew
    each time.

    It returns None for a page that is no article.
    """
    names = tuple(sorted(outlet.name for outlet in outlets.values()))

    def view(landed: tuple[Landed, list[bytes]]) -> Seen | None:
        item, bodies = landed
        entry, page = item.entry, item.pages[0]
        outlet = outlets.get(entry.outlet)
        reading = extract_page(
            bodies[0], page.final_url or page.url, content_type=page.content_type, entry=entry, fetched_at=page.fetched_at,
            outlet=outlet, folder=seeds / "extraction", rules=rules, more=bodies[1:],
        )  # fmt: skip
        if reading.outcome or not reading.text:
            return None
        clean = clean_text(
            reading.text, folder=seeds / "cleaning", outlet=entry.outlet, title=reading.title, description=reading.description,
            authors=reading.authors, press=Press(outlet.name if outlet else "", names),
        )  # fmt: skip
        lines = tuple(line for line in clean.text.split("\n")[:_MOST_LINES] if len(line) <= _LONGEST)
        host = urlsplit(page.final_url or page.url).hostname or ""
        shown = observe(
            bodies[0], page, reading, folder=seeds / "extraction", rules=rules, entry=entry, outlet=outlet
        )  # fmt: skip
        return Seen(entry.outlet, host, entry.day, entry.url_key, clean.title, clean.text_digest, clean.words, lines, shown)

    return view
