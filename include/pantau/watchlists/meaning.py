"""Watchlists whose query was written when `kutipan:` asked who speaks; now it asks for the words, and `pembicara:` who says
them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
from luqum.tree import Item, Phrase, SearchField, Word

from pantau.errors import BadInput
from pantau.search.fields import QUOTES
from pantau.search.syntax import parse_lucene
from pantau.search.vocabulary import read_vocabulary
from pantau.watchlists.model import SavedWatchlist

CHANGED_BY = 53  # the number of the migration that gave quotes their words
_KINDS = ("person", "body")
_BEFORE = """SELECT max(c.changed_at) < (SELECT applied_at FROM migrations WHERE number = %s)
FROM watchlist_changes c WHERE c.watchlist = %s"""
_KNOWN = "SELECT lower(name) FROM entities WHERE type <> 'place' AND lower(name) = ANY(%s)"


def names_asked_for_words(connection: psycopg.Connection, one: SavedWatchlist, seeds_dir: Path) -> list[str]:
    """Return the names of persons and bodies that a watchlist asks for with `kutipan:`, if it was last changed before the field
    got its present meaning; [] for one that was changed since, or that cannot be read."""
    row = connection.execute(_BEFORE, [CHANGED_BY, one.watchlist]).fetchone()
    if not row or not row[0]:
        return []
    try:
        said = list(dict.fromkeys(_quoted_values(parse_lucene(one.query))))
    except BadInput:
        return []
    ids = read_vocabulary(seeds_dir).ids
    low = {value: value.casefold() for value in said}
    printed = {str(name) for (name,) in connection.execute(_KNOWN, [list(low.values())])}
    return [value for value in said if low[value] in printed or any((kind, low[value]) in ids for kind in _KINDS)]


def _quoted_values(item: Item, *, inside: bool = False) -> Iterator[str]:
    """Yield the words and phrases inside `kutipan:`; a field within it has its own meaning."""
    if isinstance(item, SearchField):
        yield from _quoted_values(item.expr, inside=item.name.casefold() in QUOTES)
    elif isinstance(item, Word | Phrase):
        if inside:
            yield str(item.value).strip('"')
    else:
        for child in item.children:
            yield from _quoted_values(child, inside=inside)
