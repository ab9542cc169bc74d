"""The selectors by which an element can be found again on other pages of its outlet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

LAYOUT = frozenset(("clearfix", "row", "col", "container", "wrap", "wrapper", "box", "mt-2", "mb-2"))  # say how a box looks
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{2,60}")
_DIGITS = re.compile(r"\d{2}")  # `post-48213` is the name of one page
_ITEMPROP = re.compile(r"[A-Za-z]{3,30}")
_ANCESTORS = 3  # ancestors of an element whose names are used
_DEEPEST = 12


def named_selectors(tag: str, ident: str, classes: str) -> Iterator[str]:
    """Yield the selectors of an element by its id and by each of its classes; without names with numbers, which are of one
    page."""
    if _is_name(ident):
        yield f"{tag}#{ident}"
    for name in dict.fromkeys(classes.split()):
        if _is_name(name):
            yield f"{tag}.{name}"


def selectors_of(node: LexborNode) -> list[str]:
    """Return the selectors of an element by its id, its classes and its microdata."""
    attributes = node.attrs
    tag, item = node.tag or "", attributes.get("itemprop") or ""
    found = list(named_selectors(tag, attributes.get("id") or "", attributes.get("class") or ""))
    return [*found, f'{tag}[itemprop="{item}"]'] if _ITEMPROP.fullmatch(item) else found


def placed_selectors(node: LexborNode) -> list[str]:
    """Return the selectors of an element by its own names, then by the names of the elements that contain it."""
    own = selectors_of(node)
    inner = own or [node.tag or ""]
    found, above, named = list(own), node.parent, 0
    for _ in range(_DEEPEST):
        if above is None or above.tag in ("body", "html") or named >= _ANCESTORS:
            break
        outer = selectors_of(above)
        named += bool(outer)
        found += [f"{one} {inner[0]}" for one in outer]
        above = above.parent
    return found


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and not _DIGITS.search(text)
