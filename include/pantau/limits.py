"""Limits before the parser: one pass over the page looks for markup that makes an HTML parser slow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pantau.errors import PantauError

MOST_ATTRIBUTES = 256  # attributes of one tag; real pages have about 40 at most, and the time of lexbor grows with the square
MOST_SIGNS = 50_000  # beginnings of tags, also those in scripts and comments; the largest real page seen has 4,101
_MANY_TAGS = 8_000  # the largest real page seen has 4,101
_SUSPECT = 2 * MOST_ATTRIBUTES  # letters without an end of a tag: MOST_ATTRIBUTES attributes need at least that many letters
_ATTRIBUTE = r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+"
_TAG = rf"</?[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE})"
# A crowded tag, or text to skip as a whole: a comment, an element in which "<" begins no tag, any other tag.
_PIECE = re.compile(
    rf"(?P<crowded>{_TAG}{{{MOST_ATTRIBUTES + 1}}})|<!--.*?(?:-->|\Z)"
    rf"|<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b.*?(?:</(?P=raw)\b|\Z)|{_TAG}*+",
    re.I | re.S,
)
_CROWDED = re.compile(rf"{_TAG}{{{MOST_ATTRIBUTES + 1}}}", re.I)


class TooCostly(PantauError):
    """A page that no reader of Pantau reads: it would cost more than thousands of others."""


def refuse_costly(markup: str) -> int:
    """Return how many "<" markup has. Raise TooCostly, which names the limit, if these are more than MOST_SIGNS or a tag has
    more than MOST_ATTRIBUTES attributes."""
    if (signs := markup.count("<")) > MOST_SIGNS:
        raise TooCostly(f"{signs:,} signs begin a tag; the limit is {MOST_SIGNS:,}")
    for piece in _PIECE.finditer(markup) if _is_suspect(markup, signs) else ():
        if piece["crowded"] is not None:
            raise TooCostly(f"a tag at letter {piece.start():,} has more than {MOST_ATTRIBUTES} attributes")
    return signs


def _is_suspect(markup: str, begun: int) -> bool:
    """Tell whether a tag, also one in a script, may have too many attributes: it has them, or it has ">" inside quotes."""
    if begun > _MANY_TAGS or markup.count(">") - begun > MOST_ATTRIBUTES:
        return True
    return any(_CROWDED.search(run) for run in _long_runs(markup))


def _long_runs(markup: str) -> Iterator[str]:
    """Yield each piece that begins with "<" and has no ">" in the letters after it. It goes in long hops, because pages have
    few such pieces."""
    start = markup.find("<")
    while 0 <= start < len(markup) - _SUSPECT:
        end = markup.rfind(">", start, start + _SUSPECT + 1)
        if end < 0:
            end = markup.find(">", start + _SUSPECT)
            end = end if end >= 0 else len(markup)
            yield markup[start:end]
        start = markup.find("<", end)
