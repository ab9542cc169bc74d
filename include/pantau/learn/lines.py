"""Boilerplate lines: lines in many articles of an outlet on several days, although the articles are about other things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pantau.lessons import FurnitureLine
from pantau.text import letters_of

_ARTICLES = 5  # articles with the line, at least
_SHARE = 0.02  # share of the outlet's articles, at least
_DAYS = 3
_SENTENCE = 8  # words of a line that may be a sentence of news
_ENDS = 2  # lines at the top and at the bottom of an article, where a sentence of the outlet itself stands
_AT_ENDS = 0.5  # share of the articles with a sentence that have it there
_LEADING = 3  # words of a line with a colon at its end: a longer one introduces what follows, and belongs to the article
_WORDS = re.compile(r"\w{4,}")
_ALIKE = 0.5  # two titles that share this part of their words are a series, whose sentences repeat


@dataclass(frozen=True, slots=True)
class DatedText:
    """The parts of an article that learning reads."""

    outlet: str
    day: str
    key: str
    title: str
    lines: Sequence[str]


def furniture_lines(articles: Iterable[DatedText]) -> tuple[FurnitureLine, ...]:
    """Return the boilerplate lines: in at least 5 articles (2 % of the outlet's) of 3 days, with titles unlike each other.

    Each article counts once, however often it was fetched. A line that introduces a quotation or a list is no boilerplate, and
    neither is a sentence that mostly stands amid the text: reports of matches and of the weather repeat such sentences.
    """
    of_outlet: dict[str, set[str]] = defaultdict(set)
    standing: dict[tuple[str, str], dict[str, DatedText]] = defaultdict(dict)
    written: dict[tuple[str, str], str] = {}
    for article in articles:
        of_outlet[article.outlet].add(article.key)
        for line in article.lines:
            key = article.outlet, letters_of(line)
            if key[1] and not _leads(line):
                standing[key].setdefault(article.key, article)
                written[key] = min(written.get(key, line), line)
    found = []
    for (outlet, letters), by_key in standing.items():
        if _is_sentence(written[outlet, letters]) and not _stands_at_ends(letters, list(by_key.values())):
            continue
        whole = len(of_outlet[outlet])
        least = max(_ARTICLES, _SHARE * whole)
        days = {article.day for article in by_key.values()}
        if len(by_key) >= least and len(days) >= _DAYS and _unlike([article.title for article in by_key.values()]) >= _ARTICLES:
            found.append(FurnitureLine(outlet, written[outlet, letters], len(by_key), whole, len(days)))
    return tuple(sorted(found, key=lambda line: (line.outlet, -line.articles, line.text)))


def _leads(line: str) -> bool:
    return line.rstrip().endswith(":") and len(line.split()) >= _LEADING


def _is_sentence(line: str) -> bool:
    return len(line.split()) >= _SENTENCE and line.rstrip().endswith((".", "!", "?"))


def _stands_at_ends(letters: str, articles: Sequence[DatedText]) -> bool:
    """Tell whether a line is at the top or at the bottom in half of the articles that have it."""
    ends = sum(letters in map(letters_of, (*article.lines[:_ENDS], *article.lines[-_ENDS:])) for article in articles)
    return ends >= _AT_ENDS * len(articles)


def _unlike(titles: Iterable[str]) -> int:
    """Return the number of titles of which no two share half of their words."""
    kept: list[set[str]] = []
    for title in sorted(set(titles)):
        words = set(_WORDS.findall(title.casefold()))
        if not any(len(words & other) >= _ALIKE * max(1, min(len(words), len(other))) for other in kept):
            kept.append(words)
            if len(kept) >= _ARTICLES:
                break
    return len(kept)
