"""The title of a page without the name of the site."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any

from pantau.extract.document import Document, words_of
from pantau.extract.jsonld import text_of
from pantau.extract.knowledge import Knowledge
from pantau.text import letters_of, normal_text

_ENDS = re.compile(r"\s+[-–—|»•·:]+\s+|\s*\|\s*|\s+::\s+")
_PAGED = re.compile(r"\s+(?:Halaman|Page)\s+(?:all|\d+)$", re.I)  # Kompas: "… Halaman all - Kompas.com"
_FRONT = re.compile(r"^([\w.]+(?: [\w.]+)?)\s?:\s+")


def title_of(document: Document, article: dict[str, Any], sites: set[str], known: Knowledge) -> str:
    """Return the title: the heading of the page if metadata agree with it, else JSON-LD, OpenGraph, <title>, heading."""
    candidates = [text_of(article.get("headline")), *document.metas(known.meta["title"]), document.title]
    titles = [cleaned for cleaned in (clean_title(text, sites, known) for text in candidates) if cleaned]
    headings = [text for text in (normal_title(words_of(heading)) for heading in document.headings) if text]
    for heading in headings[:6]:  # readers see the heading; titles in metadata are sometimes shortened or embellished
        if any(_same(heading, title) for title in titles):
            return heading
    return titles[0] if titles else (headings[0] if headings else "")


def clean_title(text: str, sites: set[str], known: Knowledge) -> str:
    """Return a title without the names of the site, of its parts and of pages at its ends."""
    title = normal_title(text)
    while True:
        shorter = _PAGED.sub("", _without_end(_without_front(title, sites), sites, known))
        if shorter == title:
            return title
        title = shorter


@lru_cache(maxsize=64)  # a page prints its title in many places
def normal_title(text: str) -> str:
    """Return a title on one line with straight quotes and no character references."""
    return normal_text(html.unescape(html.unescape(text[:1000]))).replace("\n", " ")


def fold(text: str) -> str:
    """Return the letters and digits of a text in lower case."""
    return letters_of(text)


def _same(heading: str, title: str) -> bool:
    one, other = fold(heading), fold(title)
    if not one or one == other:
        return bool(one)
    return min(len(one), len(other)) > 20 and (other.startswith(one) or one.startswith(other))


def _without_end(title: str, sites: set[str], known: Knowledge) -> str:
    cuts = list(_ENDS.finditer(title))
    if not cuts or cuts[-1].start() < 8:
        return title
    end = title[cuts[-1].end() :].strip()
    return title[: cuts[-1].start()].strip() if _is_site(end, sites) or known.title_ends.fullmatch(end) else title


def _without_front(title: str, sites: set[str]) -> str:
    found = _FRONT.match(title)
    return title[found.end() :].strip() if found and _is_site(found[1], sites) else title


def _is_site(text: str, sites: set[str]) -> bool:
    folded = fold(text)
    bare = re.sub(r"^www|(?:com|coid|id|net|co)$", "", folded)
    if folded in sites or (len(bare) > 3 and bare in sites):
        return True
    return len(text.split()) <= 3 and any(len(site) > 4 and folded.startswith(site) for site in sites)
