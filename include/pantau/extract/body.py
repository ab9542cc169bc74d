"""The text of a page without a rule: trafilatura's text, repaired where trafilatura is known to lose or add something."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pantau.extract.document import Document
from pantau.extract.jsonld import text_of
from pantau.extract.knowledge import Knowledge
from pantau.extract.titles import fold
from pantau.extract.whole import keep_whole

_BLOCKS = frozenset(
    ("p", "div", "section", "article", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "aside",
     "header", "footer", "nav", "form", "pre", "dl")
)  # fmt: skip
_CONTAINERS = ("div", "section", "article", "td", "main")
_LOOSE = 40  # letters of running text outside paragraphs: from this number on it counts as a paragraph
_MOST_TAGS = 12_000  # the largest real page has a third; on machine-made ones trafilatura, drop_tree and XPath need minutes
_MOST_LETTERS = 1_000_000  # of markup, without scripts
_MOST_LINKS = 5_000  # elements tested for lists of headlines; real pages have some hundreds, each in one to three lists
LONGEST_TEXT = 400_000  # letters; the longest article seen has a tenth
_TAGS = re.compile(r"<[^>]{1,400}>")
# lxml reads these and does not take them back: control characters, and the two code points that are no characters
_NOT_XML = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[0-8bcef]|1[\da-f]|fff[ef])(?![\da-f]));?",
    re.I,
)
_BREAKS = re.compile(r"<(?:br|/p|/div|/li)\b[^>]*>", re.I)


def text_of_page(document: Document, article: dict[str, Any], known: Knowledge) -> tuple[str, str]:
    """Return (text, method) with one paragraph a line. The method is `trafilatura`, `jsonld`, `paragraphs`, or "" for no
    text."""
    linked = _article_body(article)
    tree = _tree(_start(document))
    if tree is None:
        return (linked[:LONGEST_TEXT], "jsonld") if linked else ("", "")
    _prune(tree, known)
    _drop_link_lists(tree)
    keep_whole(tree)
    _wrap_loose_text(tree)
    found = _trafilatura(tree)
    method = "trafilatura"
    if len(found) < 200:
        own = _paragraphs(tree)
        if len(own) > 1.5 * len(found):
            found, method = own, "paragraphs"
    if _covers(linked, found):
        found, method = linked, "jsonld"
    return (found[:LONGEST_TEXT], method) if found else ("", "")


def _start(document: Document) -> str:
    """Return the page; for a page larger than any real one, return the start of its visible part."""
    source = document.source
    if len(source) > _MOST_LETTERS or source.count("<") > _MOST_TAGS:
        shown = document.tree.body
        source = ((shown.html if shown else "") or "")[:_MOST_LETTERS]
        cut = next(islice(re.finditer("<", source), _MOST_TAGS, None), None)
        source = source[: cut.start()] if cut else source
    return _NOT_XML.sub(" ", source)


def _tree(source: str) -> HtmlElement | None:
    """Return the tree of lxml, on which trafilatura works; None if its parser gives up."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _words(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _prune(tree: HtmlElement, known: Knowledge) -> None:
    for element in known.drop(tree):
        if element.getparent() is not None:
            element.drop_tree()


def _drop_link_lists(tree: HtmlElement) -> None:
    """Drop lists of headlines of other articles: two or more long links with almost no text beside them."""
    looked = 0
    for element in list(tree.iter("ul", "ol", "div", "p")):
        if element.tag in ("div", "p") and any(child.tag in _BLOCKS for child in element):
            continue
        inside = list(element.iter("a"))
        looked += len(inside)
        if looked > _MOST_LINKS:  # lists within lists within lists: no person made such a page
            return
        links = [len(_words(link)) for link in inside]
        if len(links) < 2 or sum(links) < 25 * len(links):
            continue
        if sum(links) >= 0.9 * len(_words(element)) and element.getparent() is not None:
            element.drop_tree()


def _wrap_loose_text(tree: HtmlElement) -> None:
    """Make paragraphs of running text beside paragraphs: trafilatura drops such a lead (KapanLagi, Blogger)."""
    for container in list(tree.iter(*_CONTAINERS)):
        if not any(child.tag == "p" for child in container):
            continue
        for run in reversed(list(_loose_runs(container))):  # from the end, because wrapping moves what comes after a run
            _wrap(container, *run)


def _loose_runs(container: HtmlElement) -> Iterator[tuple[int, int]]:
    """Yield (first child, one past the last child) of runs of inline nodes with enough text; -1 means the container's text."""
    start, length = -1, len((container.text or "").strip())
    for place, child in enumerate(container):
        if child.tag in _BLOCKS:
            if length >= _LOOSE:
                yield start, place
            start, length = place, len((child.tail or "").strip())
        else:
            own = 0 if child.tag == "a" else len(_words(child))  # a run of links is a list of other articles
            length += own + len((child.tail or "").strip())
    if length >= _LOOSE:
        yield start, len(container)


def _wrap(container: HtmlElement, start: int, stop: int) -> None:
    """Move the text after child `start` and the children up to `stop` into a paragraph, in place."""
    children = container[start + 1 : stop]
    paragraph = etree.SubElement(container, "p")
    if start < 0:
        paragraph.text, container.text = container.text, None
        container.insert(0, paragraph)
    else:
        before = container[start]
        paragraph.text, before.tail = before.tail, None
        container.insert(start + 1, paragraph)
    paragraph.extend(children)


def _trafilatura(tree: HtmlElement) -> str:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # trafilatura reports every page without text as an error
    return trafilatura.extract(tree, include_comments=False, include_tables=False, favor_precision=True) or ""


def _paragraphs(tree: HtmlElement) -> str:
    """Return the paragraphs of the element that holds most of them; used if trafilatura finds nothing."""
    best: list[str] = []
    size = 0
    for container in tree.iter(*_CONTAINERS, "body"):
        texts = [text for text in (_words(child) for child in container if child.tag == "p") if len(text) > 20]
        total = sum(map(len, texts))
        if total > size:
            best, size = texts, total
    return "\n".join(best) if size > 80 else ""


def _article_body(article: dict[str, Any]) -> str:
    text = text_of(article.get("articleBody"))
    if "<" in text:
        text = _TAGS.sub("", _BREAKS.sub("\n", text))
    return html.unescape(text).strip()


def _covers(linked: str, found: str) -> bool:
    """Return whether JSON-LD holds clearly more of the same article than the page does (a page drawn by scripts)."""
    if len(linked) < 200 or len(linked) < 1.25 * len(found):
        return False
    if len(linked) > 3 * len(found):  # the text found is the furniture of a page that scripts fill
        return True
    told = fold(linked)
    lines = [fold(line) for line in found.split("\n")]
    inside = sum(len(line) for line in lines if line and line in told)
    return inside >= 0.6 * sum(map(len, lines))
