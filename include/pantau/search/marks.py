"""Finds the places in a text that a query asks for, and the stretch that shows most of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from pantau.lexemes.analyzer import Analyzer
from pantau.search.nodes import Term

SNIPPET = 240  # characters of a snippet
_BEFORE = 60  # words before the first marked word


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A stretch of a text; `marked` if it is a word that the query asks for."""

    text: str
    marked: bool = False


def find_spans(
    text: str, terms: Sequence[Term], analyzer: Analyzer, *, title: bool = False, most: int | None = None
) -> list[tuple[int, int]]:
    """Return [start, end) in characters of the words of `text` that one of the terms asks for, the first `most` (None: all)."""
    weight = "A" if title else "D"
    here = [term for term in terms if term.weight in ("", weight)]
    whole = {lexeme for term in here if not term.prefix for lexeme in term.lexemes}
    begins = tuple(lexeme for term in here if term.prefix for lexeme in term.lexemes)
    return list(islice(analyzer.places(text, whole, begins, title=title), most)) if here else []


def marked_pieces(text: str, spans: Sequence[tuple[int, int]]) -> tuple[MarkedPiece, ...]:
    """Cut `text` at the edges of `spans`; the pieces joined are the text."""
    found: list[MarkedPiece] = []
    at = 0
    for start, end in spans:
        found += [MarkedPiece(text[at:start]), MarkedPiece(text[start:end], marked=True)]
        at = end
    return tuple(piece for piece in (*found, MarkedPiece(text[at:])) if piece.text)


def snippet_of(text: str, terms: Sequence[Term], analyzer: Analyzer) -> tuple[MarkedPiece, ...]:
    """Return the stretch of a text with the most different words of the query, at most SNIPPET characters and two dots."""
    spans = find_spans(text, terms, analyzer)
    first = _fullest(text, spans)
    start = _edge(text, max(0, first - _BEFORE))
    end = len(text) if len(text) - start <= SNIPPET else text.rfind(" ", start + 1, start + SNIPPET)
    end = end if end > start else start + SNIPPET
    inside = [(low - start, high - start) for low, high in spans if start <= low and high <= end]
    pieces = marked_pieces(" ".join(text[start:end].split("\n")), inside)
    before, after = (MarkedPiece("… "),) if start else (), (MarkedPiece(" …"),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _fullest(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """Return where the stretch with the most different words of `spans` begins; 0 if there is none."""
    best, at = 0, 0
    for number, (start, _) in enumerate(spans):
        words = {text[low:high].lower() for low, high in spans[number : number + 20] if high <= start + SNIPPET - _BEFORE}
        if len(words) > best:
            best, at = len(words), start
    return at


def _edge(text: str, at: int) -> int:
    """Return the beginning of the word at or after a place."""
    if at == 0:
        return 0
    space = text.find(" ", at, at + 40)
    return space + 1 if space >= 0 else at


def joined(pieces: Sequence[MarkedPiece], opening: str = "", closing: str = "") -> str:
    """Return the text of pieces, marked words between `opening` and `closing`."""
    return "".join(f"{opening}{piece.text}{closing}" if piece.marked else piece.text for piece in pieces)
