"""The text of a page without a rule: its structure, its JSON-LD, its scripts, and trafilatura if these are unsure."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pantau.extract.body import LONGEST_TEXT, text_of_page
from pantau.extract.container import repaired
from pantau.extract.document import Document
from pantau.extract.embedded import embedded_text
from pantau.extract.generic import SURE, FoundText, read_generic
from pantau.extract.jsonld import text_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.place import agrees
from pantau.extract.titles import fold
from pantau.rules import NO_FURNITURE, Furniture

_PROSE = 250  # letters of prose on a page that make it worth asking trafilatura, which takes 40 ms
_LINKED = 200  # letters of an articleBody that may be the article
_MORE = 1.25  # times the text found: an articleBody this long counts if the page shows only its start
_FURNITURE = 3  # times: the text found is the furniture of a page that scripts fill
_TOLD = 0.8  # share of the text found that is in an articleBody about the same article
_WHOLE = 0.9  # share of the text found: an articleBody with so many letters is whole
_NEXT_TO_NOTHING = 300  # letters
_LONGER = 1.3  # times the reader's text that trafilatura finds if the reader lost a part
_TAGS = re.compile(r"<[^>]{1,400}>")
_BREAKS = re.compile(r"<(?:br|/p|/div|/li)\b[^>]*>", re.I)


@dataclass(frozen=True, slots=True)
class Unruled:
    """A text, how it was found (learnt, density, jsonld, embedded, trafilatura, paragraphs; "": not), and how sure: 0 to 1."""

    text: str
    method: str
    confidence: float


def read_unruled(
    document: Document, article: dict[str, Any], known: Knowledge, title: str, hints: Sequence[str],
    furniture: Furniture = NO_FURNITURE, containers: Sequence[str] = (),
) -> Unruled:  # fmt: skip
    """Return the text of a page that no rule fits. `hints` are title and description, which the text should be about."""
    found = read_generic(document, title, hints, known.reader, furniture, containers)
    read = _with_linked(found, _article_body(article), hints)
    if len(read.text) < _NEXT_TO_NOTHING and document.embedded:
        drawn = embedded_text(document.embedded, hints)
        if len(drawn) > 2 * len(read.text):
            read = Unruled(drawn, "embedded", 0.8)
    if read.confidence < SURE and max(found.prose, len(read.text)) >= _PROSE:
        read = _judge_reading(read, document, article, known, hints)
    return Unruled(read.text[:LONGEST_TEXT], read.method, read.confidence)


def _with_linked(found: FoundText, linked: str, hints: Sequence[str]) -> Unruled:
    """Return what the page shows, without lines that its whole articleBody lacks; or the articleBody, if it has clearly
    more."""
    method = "learnt" if found.learnt else "density"
    read = Unruled(found.text, method if found.text else "", found.confidence)
    if len(linked) < _LINKED:
        return read
    told = fold(linked)
    lines = [(line, fold(line)) for line in found.text.split("\n")]
    size = sum(len(folded) for _, folded in lines)
    inside = sum(len(folded) for _, folded in lines if folded in told)
    same = inside >= _TOLD * size
    if len(told) >= _MORE * size and (
        same or len(told) > _FURNITURE * size or (found.confidence < SURE and _is_about(linked, hints))
    ):
        return Unruled(linked, "jsonld", 0.9)
    ended = any(folded in told for _, folded in lines[-2:])
    if same and (ended or len(told) >= _WHOLE * size):
        kept = [line for line, folded in lines if folded in told or " | " in line]
        return Unruled("\n".join(kept), method, max(found.confidence, 0.95))
    return read


def _is_about(text: str, hints: Sequence[str]) -> bool:
    return any(agrees(text, hint) for hint in hints)


def _judge_reading(read: Unruled, document: Document, article: dict[str, Any], known: Knowledge, hints: Sequence[str]) -> Unruled:
    """Return the reading, surer if trafilatura agrees; or trafilatura's, if the reading does not fit the title or lacks a
    part."""
    text, method = text_of_page(document, article, known)
    if method == "trafilatura":
        text = repaired(document, text, known)
    if not text:
        return read
    ours, theirs = _words(read.text), _words(text)
    shared = len(ours & theirs) / max(1, len(ours | theirs))
    if shared >= _TOLD:
        return Unruled(read.text, read.method, max(read.confidence, SURE))
    better = _is_about(text, hints) and not _is_about(read.text, hints)
    if better or len(text) > _LONGER * len(read.text):
        sure = len(text) >= _NEXT_TO_NOTHING and _is_about(text, hints)
        return Unruled(text, method, SURE if sure else min(read.confidence, SURE / 2))
    return read


def _words(text: str) -> set[str]:
    return set(text.casefold().split())


def _article_body(article: dict[str, Any]) -> str:
    text = text_of(article.get("articleBody"))
    if "<" in text:
        text = _TAGS.sub("", _BREAKS.sub("\n", text))
    return "\n".join(filter(None, (" ".join(line.split()) for line in html.unescape(text).split("\n"))))
