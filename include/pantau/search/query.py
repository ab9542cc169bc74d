"""A query as people type it, compiled to the text of a tsquery: words, "phrases", OR and a minus."""

from __future__ import annotations

import re

from pantau.errors import BadInput
from pantau.search.analyzer import Analyzer, words_of

_PART = re.compile(
    r"""\s*(?:(?P<or>OR\b)|(?P<and>AND\b)|(?P<not>NOT\b|-(?=[\w"]))|"(?P<phrase>[^"]*)"(?!~)|(?P<word>[^\W_][\w'’.\-]*+(?![:~*^])))"""
)


def compiled(query: str, analyzer: Analyzer) -> str:
    """Return the tsquery of a query; AND binds closer than OR, and words side by side are joined by AND.

    Raises BadInput with the position of what cannot be read and what to write instead.
    """
    query = query.rstrip()
    groups: list[list[str]] = [[]]
    at, negated, joined = 0, "", True
    while at < len(query):
        part = _PART.match(query, at)
        if part is None:
            what = query[at : at + 20].strip()
            raise BadInput(f'character {at + 1}: {what!r} cannot be read; write words, "phrases", AND, OR, NOT')
        if part["or"] or part["and"]:
            if joined or negated:
                raise BadInput(
                    f"character {at + 1}: {part[0].strip()} stands without a word before it; write one, or leave it out"
                )
            groups += [[]] if part["or"] else []
            joined = True
        elif part["not"]:
            negated = "!"
        else:
            groups[-1].append(negated + _phrase(part["phrase"] or part["word"] or "", analyzer, at))
            negated, joined = "", False
        at = part.end()
    if joined or negated:
        raise BadInput(f"character {len(query) + 1}: the query ends where a word is wanted; add one")
    return " | ".join(" & ".join(group) for group in groups)


def _phrase(text: str, analyzer: Analyzer, at: int) -> str:
    words = words_of(text)
    if not words:
        raise BadInput(f"character {at + 1}: there is no word between the quotation marks; write one")
    return "(" + " <-> ".join(analyzer.asked(word) for word in words) + ")"
