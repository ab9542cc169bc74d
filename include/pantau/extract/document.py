"""A page parsed once: the tree, its <meta> values, its links and its JSON-LD."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from pantau.extract.jsonld import MOST_JSON, read_blocks
from pantau.limits import TooCostly, refuse_costly

_MOST_METAS = 50  # values of one name; a machine-made page can have a million
_MANY_TAGS = 15_000  # the largest real page seen has 4,101
_MANY_OPEN = 10_000  # begun and not ended; more than the largest real page has tags
_MOST_TAGS = 40_000  # tags read of one page; those in ten megabytes of short tags would take seconds and all the memory
_MOST_OPTIONS = 4_000  # the time of lexbor grows with the square; a list of all regencies has 514
_MOST_LETTERS = 500_000  # letters of a body without scripts; the largest real one has 200,000
_DEEPEST = 200  # real pages nest some 60 deep, browsers stop at 512; lexbor and its selectors need time in the square of it
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.I)
_SELF_CLOSING = frozenset("area base br col embed hr img input link meta p li param source td th tr track wbr option".split())  # noqa: SIM905
_UNREAD = ["script", "style", "template"]  # noscript stays: block pages say there what they are


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed page, without scripts and styles.

    `meta` maps lower-case names to their values in page order. `embedded` is the JSON of a page that scripts draw, unread.
    """

    tree: LexborHTMLParser
    source: str
    meta: dict[str, tuple[str, ...]]
    linked: tuple[dict[str, Any], ...]
    embedded: tuple[str, ...]
    canonical: str
    title: str
    language: str
    _told: list[str] = field(default_factory=list, compare=False, repr=False)
    _headings: list[list[LexborNode]] = field(default_factory=list, compare=False, repr=False)

    @property
    def lines(self) -> str:
        """The text of the body, one text node a line, so that a name ends where its element ends."""
        if not self._told:
            body = self.tree.body
            self._told.append(body.text(separator="\n") if body else "")
        return self._told[0]

    @property
    def headings(self) -> list[LexborNode]:
        """The headings of the first rank, looked for once."""
        if not self._headings:
            self._headings.append(self.tree.css("h1"))
        return self._headings[0]

    def metas(self, names: tuple[str, ...]) -> Iterator[str]:
        """Yield the non-empty values of the named <meta> elements, best name first."""
        for name in names:
            yield from (value for value in self.meta.get(name, ()) if value.strip())

    def first(self, selector: str) -> str:
        """Return the words of the first element with text that a selector finds; "" for an empty selector."""
        return next(filter(None, map(words_of, self.tree.css(selector))), "") if selector else ""


def parse(text: str) -> Document | None:
    """Return the parsed page, or None for an empty page; tags deeper than browsers read are cut off. Raises TooCostly for a
    page that no parser should get."""
    source = _shallow(text, refuse_costly(text))
    try:
        tree = LexborHTMLParser(source)
    except SelectolaxError as error:  # the parser reads whatever it has the memory for
        raise TooCostly(f"the page needs more memory than there is: {error}") from None
    if tree.root is None or not source.strip():
        return None
    scripts = [(script, script.attributes) for script in tree.css("script[type], script#__NEXT_DATA__")]
    typed = [(script, (given.get("type") or "").lower(), given.get("id")) for script, given in scripts]
    linked = tuple(read_blocks(script.text() for script, kind, _ in typed if "ld+json" in kind))
    drawn = (script.text() for script, kind, name in typed if kind == "application/json" or name == "__NEXT_DATA__")
    embedded = tuple(text for text in drawn if len(text) <= MOST_JSON)
    tree.strip_tags(_UNREAD)
    canonical = tree.css_first('link[rel="canonical" i]')
    language = tree.root.attributes.get("lang") or ""
    metas, title = _metas(tree), words_of(tree.css_first("title"))
    address = (canonical.attributes.get("href") or "") if canonical else ""
    tree, source = _start(tree, source)
    return Document(tree, source, metas, linked, embedded, address, title, language.lower()[:2])


def _start(tree: LexborHTMLParser, source: str) -> tuple[LexborHTMLParser, str]:
    """Return the page; for a page larger than any real one, return the start of its visible part."""
    shown = (tree.body.html or "") if len(source) > _MOST_LETTERS and tree.body else ""
    if len(shown) <= _MOST_LETTERS:
        return tree, source
    return LexborHTMLParser(shown[:_MOST_LETTERS]), shown[:_MOST_LETTERS]


def words_of(element: LexborNode | None) -> str:
    """Return the text of an element on one line; empty for None."""
    return " ".join(element.text(separator=" ").split()) if element is not None else ""


def _metas(tree: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for element in tree.css("meta[content]"):
        attributes = element.attributes
        value = attributes.get("content")
        if not value:
            continue
        for attribute in ("property", "name", "itemprop"):
            name = (attributes.get(attribute) or "").strip().lower()
            if name and len(found[name]) < _MOST_METAS:
                found[name].append(value)
    return {name: tuple(values) for name, values in found.items()}


def _shallow(text: str, signs: int) -> str:
    """Return a page with `signs` "<" up to where its tags nest too deep or are too many. It checks only pages with very many."""
    if signs < _MANY_OPEN or (signs < _MANY_TAGS and signs - 2 * text.count("</") < _MANY_OPEN):
        return text
    open_tags: Counter[str] = Counter()
    depth = options = 0
    for number, tag in enumerate(_TAG.finditer(text)):
        if number > _MOST_TAGS:
            return text[: tag.start()]
        name = tag[2].lower()
        options += name == "option"
        if options > _MOST_OPTIONS:
            return text[: tag.start()]
        if name in _SELF_CLOSING:
            continue
        if not tag[1]:
            open_tags[name] += 1
            depth += 1
        elif open_tags[name]:
            open_tags[name] -= 1
            depth -= 1
        if depth > _DEEPEST:
            return text[: tag.start()]
    return text
