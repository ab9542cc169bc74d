"""What a landed page shows for the making of lessons: the boxes that could hold its text, and whether its metadata are
wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pantau.extract.decode import decode
from pantau.extract.document import Document, parse
from pantau.extract.identity import article_of
from pantau.extract.knowledge import read_knowledge
from pantau.extract.place import agrees
from pantau.extract.printed import Frame
from pantau.extract.selectors import named_selectors
from pantau.extract.survey import Box, survey
from pantau.extract.times import disagreement
from pantau.extract.titles import fold
from pantau.model import Entry, Outlet, Page, PageReading
from pantau.rules import Rules

_MOST_BOXES = 80
_SAID = 4_000  # letters of a box that are compared with title and description


@dataclass(frozen=True, slots=True)
class Observation:
    """A page without a rule: `lines` are (folded text, whether it was read), `boxes` are (selector, first line, last + 1).

    `zone` is what `disagreement` says of its times. A page with a rule has neither lines nor boxes.
    """

    lines: tuple[tuple[str, bool], ...] = ()
    boxes: tuple[tuple[str, int, int], ...] = ()
    zone: tuple[str, int] | None = None


def observe(
    body: bytes, page: Page, reading: PageReading, *, folder: Path, rules: Rules, entry: Entry, outlet: Outlet | None
) -> Observation:
    """Return what the page shows from which `reading` was made; boxes only if the reading agrees with title or description."""
    known = read_knowledge(folder)
    document = parse(decode(body, page.content_type))
    if document is None:
        return Observation()
    url = page.final_url or page.url
    rule = rules.for_page(entry.outlet, document.tree)
    zone = (rule.zone if rule else "") or (outlet.zone if outlet else "") or "WIB"
    told = disagreement(document, article_of(document, known, url), known, Frame(url, reading.title, zone, None, page.fetched_at))
    about = any(agrees(reading.text[:_SAID], hint) for hint in (reading.title, reading.description, entry.summary))
    by_rule = reading.method.partition("+")[0] == "rule"
    if by_rule or document.tree.body is None or not about:
        return Observation(zone=told)
    found = survey(document.tree.body, known.reader, rules.furniture)
    read = {fold(line) for line in reading.text.split("\n")}
    lines = tuple((folded, folded in read) for folded in (fold(block.text) for block in found.blocks))
    return Observation(lines, tuple(_boxes(document, found.boxes)), told)


def _boxes(document: Document, boxes: list[Box]) -> Iterator[tuple[str, int, int]]:
    """Yield the boxes that one selector names and no other box of the page."""
    seen = 0
    for box in boxes:
        if box.stop <= box.start or not box.names or box.tag == "body":
            continue
        seen += 1
        if seen > _MOST_BOXES:
            return
        for selector in named_selectors(box.tag, box.node.attrs.get("id") or "", box.classes):
            if len(document.tree.css(selector)[:2]) == 1:
                yield selector, box.start, box.stop
