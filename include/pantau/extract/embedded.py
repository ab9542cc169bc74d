"""The text of a page that scripts draw: the article inside the JSON of the page (Next.js: JawaPos, IDN Times, Kumparan)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pantau.extract.lines import Line
from pantau.extract.ruled import fits
from pantau.text import read_json

_BREAKS = re.compile(r"<(?:br|hr|/p|/div|/li|/h[1-6]|/blockquote)\b[^>]{0,400}>", re.I)
_UNSEEN = re.compile(r"<(script|style|figure|iframe)\b.*?</\1\s*>", re.I | re.S)
_TAGS = re.compile(r"<[^>]{1,2000}>")
_SHORTEST = 300  # letters of a string that may be an article
_DEEPEST = 40
_MOST_VALUES = 200_000


def embedded_text(scripts: Iterable[str], hints: Sequence[str]) -> str:
    """Return the longest string of the page's JSON that is about what `hints` (title, description) say, one paragraph a line.

    "" if there is none. Markup inside the string is removed.
    """
    for value in sorted((value for script in scripts for value in _strings(script)), key=len, reverse=True)[:20]:
        text = _plain(value)
        if fits([Line(line) for line in text.split("\n")], "", hints):
            return text
    return ""


def _plain(value: str) -> str:
    text = _TAGS.sub("", _BREAKS.sub("\n", _UNSEEN.sub(" ", value)))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _strings(script: str) -> Iterator[str]:
    try:
        waiting: list[tuple[Any, int]] = [(read_json(script), 0)]
    except ValueError:
        return
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value, depth = waiting.pop()
        if isinstance(value, str):
            if len(value) >= _SHORTEST and " " in value:
                yield value
        elif depth < _DEEPEST and isinstance(value, (list, dict)):
            waiting += [(inner, depth + 1) for inner in (value.values() if isinstance(value, dict) else value)]
