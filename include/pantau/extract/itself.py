"""Tells whether data on a page is about this page, by the addresses and headlines that the page gives itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pantau.extract.document import Document, words_of
from pantau.extract.jsonld import text_of
from pantau.extract.titles import fold, normal_title

_MOST_HEADINGS = 3
_MOST_TITLES = 8
_SAME_WORDS = 0.6  # share of the longer words of the shorter headline
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Itself:
    """A page's own addresses, as the end of their path, and its own headlines, folded and as sets of words."""

    paths: frozenset[str]
    titles: frozenset[str]
    words: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, document: Document, url: str) -> Itself:
        """Return what the page says of itself outside JSON-LD."""
        addresses = (url, document.canonical, *document.metas(("og:url",)))
        headings = [words_of(heading) for heading in document.headings[:_MOST_HEADINGS]]
        given = [document.title, *headings, *document.metas(("og:title", "twitter:title"))][:_MOST_TITLES]
        titles = [title for title in map(normal_title, given) if title]
        return cls(
            frozenset(filter(None, map(_path, addresses))),
            frozenset(map(fold, titles)),
            tuple(words for words in map(_words, titles) if len(words) > 2),
        )

    def fit(self, thing: dict[str, Any]) -> int:
        """Return how well a JSON-LD object fits the page: one point for its address and one for its headline; -1 for an
        object of another story."""
        named = {path for path in (_path(text) for text in _addresses(thing)) if path}
        headline = normal_title(text_of(thing.get("headline")) or text_of(thing.get("name")))
        here = bool(named & self.paths)
        titled = bool(headline) and self._is_title(headline)
        elsewhere = bool(named and self.paths) and not here
        if elsewhere and headline and self.words and not titled:
            return -1
        return 2 * titled + here

    def _is_title(self, headline: str) -> bool:
        if fold(headline) in self.titles:
            return True
        words = _words(headline)
        return any(len(words & own) >= _SAME_WORDS * min(len(words), len(own)) for own in self.words if words)


def _addresses(thing: dict[str, Any]) -> list[str]:
    values = (thing.get("url"), thing.get("mainEntityOfPage"), thing.get("@id"))
    return [str(value.get("@id") or value.get("url") or "") if isinstance(value, dict) else text_of(value) for value in values]


def _path(address: str) -> str:
    """Return what tells articles of an outlet apart: path and query without the host, which has mobile and AMP forms."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/").casefold()
    return f"{path}?{parts.query}" if path and parts.query and not path.strip("/").count("/") else path


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
