"""Tells where the article is on a page: its sentences, and what a reader sees without the furniture around it."""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from selectolax.lexbor import LexborNode

from pantau.extract.document import Document, words_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.lines import first_lines
from pantau.extract.titles import fold

_SENTENCE = 8  # words: a line with this many that ends like a sentence is one
_SENTENCE_ENDS = (".", "!", "?", '"', "”", "'", "’", ")")
_NUMBERS = 0.25  # share of the words of a line that may hold digits; rows of tables have more
_NUMBER = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w{4,}")
_VISIBLE = 3000  # letters
_NEXT_TO_NOTHING = 8  # fewer words left without furniture: then the furniture is the page
_AROUND = frozenset(("footer", "nav", "aside", "form"))
_MOST_BOXES = 300
_LONGEST_NAME = 1_000  # letters of a class that are read
_FIRST = 6  # lines among which the title of a text is searched
_WALLS = '[class*="paywall" i], [id*="paywall" i], [class*="premium-" i], [class*="regwall" i]'
_FEW = 5


def prose_words(text: str) -> int:
    """Return how many words of a text stand in lines that are sentences; rows of a table, lists and verses are none."""
    return sum(len(words) for line in text.split("\n") if _is_sentence(line, words := line.split()))


def _is_sentence(line: str, words: list[str]) -> bool:
    if sum(1 for word in words if _LETTER.search(word)) < _SENTENCE or not line.rstrip().endswith(_SENTENCE_ENDS):
        return False
    return sum(1 for word in words if _NUMBER.search(word)) <= _NUMBERS * len(words)


def agrees(text: str, title: str) -> bool:
    """Tell whether a third of the longer words of a title are in the text; a title without such words agrees with no text."""
    asked = set(_WORD.findall(title.casefold()))
    return len(asked) >= 2 and len(asked & set(_WORD.findall(text.casefold()))) >= len(asked) / 3


def below_title(text: str, title: str) -> str:
    """Return a text without its title and the lines before it, if a finder took them with it."""
    lines = text.split("\n")
    wanted = fold(title)
    place = next((place for place, line in enumerate(lines[:_FIRST]) if wanted and fold(line) == wanted), -1)
    return "\n".join(lines[place + 1 :])


def around(document: Document, text: str) -> str:
    """Return the text and all that its box says: finders drop short lines, such as one that says that the rest is for
    subscribers."""
    longest = max(text.split("\n"), key=len)
    wanted = fold(longest)
    boxes = [words_of(box) for box in document.tree.css(_WALLS)[:_FEW]]
    for element in document.tree.css("p, div, td, section")[:_MOST_BOXES] if wanted else ():
        if fold(element.text(deep=False)) == wanted or (element.tag == "p" and fold(words_of(element)) == wanted):
            return "\n".join((text, words_of(element.parent), *boxes))
    return "\n".join((text, *boxes))


def furniture_free(document: Document, known: Knowledge) -> str:
    """Return the title and the start of what a reader sees, without forms, footers, boxes beside the text and <noscript>.

    If nothing else is left, it returns the whole page, with <noscript>, because a block page says there what it is.
    """
    body = document.tree.body
    if body is None:
        return document.title[:_VISIBLE]
    seen = _first_words(body, known, _VISIBLE)
    if not _has_sentence(seen):  # one below may show that the furniture is not the page
        seen = _first_words(body, known, sys.maxsize)
    if len(seen.split()) < _NEXT_TO_NOTHING or not _has_sentence(seen):
        seen = " ".join((body.text(separator=" ") or "")[: 3 * _VISIBLE].split())
    return f"{document.title[:_VISIBLE]}\n{seen[:_VISIBLE]}"  # an open <title> holds the whole page


def _first_words(body: LexborNode, known: Knowledge, letters: int) -> str:
    return " ".join(line.text for line in first_lines(body, lambda box: _is_around(box, known), letters))


def _is_around(box: LexborNode, known: Knowledge) -> bool:
    if box.tag in _AROUND:
        return True
    given = box.attributes
    name, own = given.get("class"), given.get("id")
    return bool((name and _is_beside(name, known.beside_names)) or (own and _is_beside(own, known.beside_names)))


@lru_cache(maxsize=20_000)  # pages of an outlet have the same names
def _is_beside(name: str, beside: re.Pattern[str]) -> bool:
    return beside.search(name[:_LONGEST_NAME]) is not None


def _has_sentence(text: str) -> bool:
    return any(mark in text for mark in ".!?…")
