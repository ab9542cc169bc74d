"""JSON-LD as outlets write it: several blocks, lists, @graph, line breaks and bare quotes inside strings, stray commas."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pantau.text import make_all_storable, read_json

_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>)\s*;?\s*$", re.S)
_COMMA = re.compile(r",(\s*[}\]])")
_DEEPEST = 6
MOST_JSON = (
    2_000_000  # letters of one block, five times the longest text kept; as objects they take up to thirty times as much memory
)
_LONGEST_BROKEN = 50_000  # letters of a block that is repaired; the repair reads some 100,000 a second
_MOST_BRACKETS = 200  # open brackets of such a block: the time of the repair grows with their square
_MOST_REPAIRS = 3  # blocks of one page
_ESCAPED_QUOTE = re.compile(r"&(?:amp;)?(?:quot|#0*34|#x0*22);", re.I)
_CURLY = re.compile("[“”„]")
_UNFILLED = re.compile(r"\{\{[^{}\n]{0,100}\}\}")  # a place of a template (`{{ updated }}`) that nobody filled


def read_blocks(blocks: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield every object of the blocks, also those inside lists, @graph and mainEntity; a broken block is repaired first.

    A block that cannot be repaired, a block that is too long and the fourth broken block yield nothing.
    """
    repairs = _MOST_REPAIRS
    for block in blocks:
        if len(block) > MOST_JSON:
            continue
        text = _COMMENT.sub("", block.strip()).strip().rstrip(";")
        value = _loads(text)
        if value is None and repairs and "{" in text:
            repairs -= 1
            value = _repair_block(text)
        yield from _objects(value, 0)


def types_of(thing: dict[str, Any]) -> set[str]:
    """Return the @type names of an object, without their address."""
    kinds = thing.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rsplit("/", 1)[-1] for kind in listed if isinstance(kind, str)}


def text_of(value: Any) -> str:
    """Return a JSON-LD value as text: a string, or the name, @id or url of an object, or the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("@id") or value.get("url") or ""
        return text_of(value) if isinstance(value, list) else str(value or "")
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _loads(text: str) -> Any:
    for mend in (False, True):
        try:
            value = read_json(_COMMA.sub(r"\1", text) if mend else text)
        except ValueError:
            continue
        if isinstance(value, str) and value.lstrip().startswith(("{", "[")):  # a template wrote the JSON as a string of JSON
            return _loads(value)
        return value
    if _ESCAPED_QUOTE.search(text[:200]) and '"' not in text:  # a template escaped the whole block
        return _loads(html.unescape(text))
    if '"' not in text and _CURLY.search(text[:200]):  # a text editor turned the quotes into curly ones
        return _loads(_CURLY.sub('"', text))
    return None


def _repair_block(text: str) -> Any:
    """Return what a broken block most likely means: bare quotes inside strings, missing commas and missing ends are
    repaired."""
    if len(text) > _LONGEST_BROKEN or text.count("{") + text.count("[") > _MOST_BRACKETS:
        return None
    from json_repair import loads

    try:
        return make_all_storable(loads(_UNFILLED.sub('""', text), skip_json_loads=True))
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(name), (list, dict)):
                yield from _objects(value[name], depth + 1)
