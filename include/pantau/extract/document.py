"""A page parsed once: the tree, its <meta> values, its links and its JSON-LD."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pantau.extract.jsonld import read_blocks

_MOST_METAS = 50  # values of one name; a machine-made page can have a million


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed page. `meta` maps lower-case names to their values in page order."""

    tree: HtmlElement
    meta: dict[str, tuple[str, ...]]
    linked: tuple[dict[str, Any], ...]
    canonical: str
    title: str
    language: str

    def metas(self, names: tuple[str, ...]) -> Iterator[str]:
        """Yield the non-empty values of the named <meta> elements, best name first."""
        for name in names:
            yield from (value for value in self.meta.get(name, ()) if value.strip())


def parse(text: str) -> Document | None:
    """Return the parsed page, or None where there is no element at all; nesting and size are cut by the parser, not by us."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):  # an empty document, or one the parser gives up on
        return None
    return Document(
        tree,
        _metas(tree),
        tuple(read_blocks(script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or ""))),
        next((link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), ""),
        words_of(next(tree.iter("title"), None)),
        (tree.get("lang") or "").lower()[:2],
    )


def words_of(element: Any) -> str:
    """Return the text of an element on one line; empty for None."""
    return " ".join(" ".join(element.itertext()).split()) if element is not None else ""


def _metas(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for element in tree.iter("meta"):
        value = element.get("content")
        if not value:
            continue
        for attribute in ("property", "name", "itemprop"):
            name = (element.get(attribute) or "").strip().lower()
            if name and len(found[name]) < _MOST_METAS:
                found[name].append(value)
    return {name: tuple(values) for name, values in found.items()}
