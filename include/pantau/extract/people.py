"""Names of persons out of author fields: no addresses, no desks, no outlets."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from pantau.extract.document import Document, words_of
from pantau.extract.jsonld import text_of
from pantau.extract.knowledge import Knowledge

_MOST = 8
_LETTER = re.compile(r"[^\W\d_]")


def authors_of(document: Document, article: dict[str, Any], sites: set[str], known: Knowledge) -> tuple[str, ...]:
    """Return the authors: JSON-LD first, then <meta>, then bylines, then printed credits; the first place that names one wins."""
    listed = article.get("author")
    fields = listed if isinstance(listed, list) else [listed]
    for source in (
        map(text_of, fields),
        document.metas(known.meta["authors"]),
        _bylines(document, known),
        _printed(document, known),
    ):
        found = names(source, sites, known)
        if found:
            return found
    return ()


def names(fields: Iterable[str], sites: set[str], known: Knowledge) -> tuple[str, ...]:
    """Return the person names in `fields`, each once, in order; what is an address, a desk or one of `sites` is left out."""
    found: dict[str, str] = {}
    for field in fields:
        text = html.unescape(field)[:300]
        if known.not_authors.fullmatch(text.strip()):  # an address would be split into parts that look like names
            continue
        for part in known.separators.split(text):
            name = _bare(part, known)
            if _is_person(name, sites, known):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:_MOST]


def _bare(part: str, known: Knowledge) -> str:
    name = " ".join(part.split())
    while True:
        shorter = known.roles.sub("", name).strip(" -–|,:;.()[]")
        if shorter == name:
            return name.title() if name.isupper() and " " in name else name
        name = shorter


def _is_person(name: str, sites: set[str], known: Knowledge) -> bool:
    if not 2 <= len(name) <= 60 or not _LETTER.search(name) or len(name.split()) > 6:
        return False
    folded = re.sub(r"[^a-z0-9]", "", name.casefold())
    return folded not in sites and not known.not_authors.fullmatch(name)


def _bylines(document: Document, known: Knowledge) -> Iterable[str]:
    for path in known.bylines:
        elements = path(document.tree)
        for element in elements[:3]:
            text = words_of(element)
            if 2 < len(text) < 80:
                yield text
                break


def _printed(document: Document, known: Knowledge) -> Iterable[str]:
    body = document.tree.find("body")
    lines = (body if body is not None else document.tree).itertext()
    for number, line in enumerate(lines):
        if number > 6000:
            return
        if ":" in line and len(line) < 300:
            found = known.printed_author.search(line)
            if found:
                yield found[1]
                return
