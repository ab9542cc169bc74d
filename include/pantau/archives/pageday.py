"""The day to which a kept page belongs: the day of publication that the page states, else the day on which it was kept."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from pantau.day import day_of
from pantau.extract.decode import decode
from pantau.extract.document import parse
from pantau.extract.identity import article_of
from pantau.extract.knowledge import read_knowledge
from pantau.extract.printed import Frame
from pantau.extract.times import times_of
from pantau.model import Outlet

log = logging.getLogger(__name__)
_READ = 2_000_000  # bytes at the start of a page that are read


def day_of_page(body: bytes, content_type: str, url: str, outlet: Outlet, kept_at: datetime, seeds: Path) -> str:
    """Return the WIB day of publication that the page states, or that of `kept_at` if it states none.

    It uses the code of the extract stage, without rules, because only the day matters here.
    """
    known = read_knowledge(seeds / "extraction")
    try:
        document = parse(decode(body[:_READ], content_type))
        if document is None:
            return day_of(kept_at)
        frame = Frame(url, document.title, outlet.zone, None, kept_at)
        published = times_of(document, article_of(document, known), known, frame).published_at
    except Exception as error:  # as in extract_page: one hostile page never stops the others
        log.warning("%s: its day cannot be read: %s: %s", url, error.__class__.__name__, error)
        published = None
    return day_of(published or kept_at)
