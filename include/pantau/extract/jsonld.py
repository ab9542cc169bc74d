"""JSON-LD as outlets really write it: several blocks, lists, @graph, line breaks inside strings, stray commas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pantau.text import read_json

_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>)\s*;?\s*$", re.S)
_COMMA = re.compile(r",(\s*[}\]])")
_DEEPEST = 6
MOST_JSON = (
    2_000_000  # letters of one block, five times the longest text kept; as objects they take up to thirty times as much memory
)


def read_blocks(blocks: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield every object of the blocks, those inside lists, @graph and mainEntity included; a broken block yields nothing."""
    for block in blocks:
        if len(block) > MOST_JSON:
            continue
        yield from _objects(_loads(block), 0)


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


def _loads(block: str) -> Any:
    text = _COMMENT.sub("", block.strip()).strip().rstrip(";")
    for attempt in (text, _COMMA.sub(r"\1", text)):
        try:
            return read_json(attempt)
        except ValueError:
            continue
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
