"""The numbers that a browser prints before the items of an ordered list. They stand in no text node, and readers refer to
them."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_MOST_ITEMS = 200  # of one list
_HIDDEN = re.compile(r"list-style(?:-type)?\s*:\s*none", re.I)
_OWN = re.compile(r"\s*[(\[]?(?:\d{1,3}|[a-z])\s?[.):\]]", re.I)


def number_of(item: LexborNode) -> str:
    """Return "3. " for the third item of an ordered list; "" for an item of another list, or of one whose numbers are not
    shown."""
    parent = item.parent
    if parent is None or parent.tag != "ol" or _HIDDEN.search(parent.attributes.get("style") or ""):
        return ""
    if (parent.attributes.get("type") or "1") != "1":
        return ""
    start = parent.attributes.get("start") or "1"
    value = int(start) if start.isdigit() and len(start) < 5 else 1
    before = item.prev
    for _ in range(2 * _MOST_ITEMS):
        if before is None:
            return f"{value}. "
        value += before.tag == "li"
        before = before.prev
    return ""


def with_number(number: str, text: str) -> str:
    """Return the number to print before the first words of an item; "" if the item prints its own."""
    return text if not number or _OWN.match(text) else number + text.lstrip()
