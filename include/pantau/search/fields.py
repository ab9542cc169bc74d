"""The fields of queries: their names in both languages, the SQL that each stands for, and the meaning of their values."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pantau.day import FIRST_DAY, LAST_DAY
from pantau.errors import BadInput
from pantau.search.nodes import Holds
from pantau.search.vocabulary import Vocabulary

# Where words are searched: the weight of the positions.
PLACES = {"judul": "A", "title": "A", "teks": "D", "text": "D"}
# Words that one quote says.
QUOTES = frozenset({"kutipan", "quote"})
NAMES = {
    "media": "outlet",
    "outlet": "outlet",
    "grup": "group",
    "group": "group",
    "provinsi": "province",
    "province": "province",
    "topik": "topic",
    "topic": "topic",
    "orang": "person",
    "person": "person",
    "lembaga": "body",
    "body": "body",
    "tempat": "place",
    "place": "place",
    "bahasa": "language",
    "language": "language",
    "cerita": "story",
    "story": "story",
    "tanggal": "date",
    "date": "date",
    "utama": "main",
    "main": "main",
    "pembicara": "speaker",
    "speaker": "speaker",
    "nada": "tone",
    "tone": "tone",
}
# One array, so that an index finds its ids; an OR of two questions would read every row.
_WHO = "= ANY(%s::text[] || ARRAY(SELECT e.entity_id FROM entities e WHERE lower(e.name) = %s))"
# `a` is the article. Every value is bound; %s stands for its name.
SQL = {
    "outlet": "(a.outlet = %s OR a.outlet IN (SELECT o.outlet FROM outlets o WHERE lower(o.name) = %s))",
    "group": "a.outlet IN (SELECT o.outlet FROM outlets o WHERE lower(o.owner_group) = %s)",
    "facet": "a.facets && %s::text[]",
    "language": "a.language = %s",
    "story": "EXISTS (SELECT FROM story_members m WHERE m.article_id = a.article_id AND m.story_id = %s)",
    "named": (
        "a.article_id IN (SELECT m.article_id FROM mentions m JOIN entities e USING (entity_id) "
        "WHERE e.type = %s AND (e.entity_id = %s OR lower(e.name) = %s))"
    ),
    "main": f"a.article_id IN (SELECT m.article_id FROM mentions m WHERE m.is_main AND m.entity_id {_WHO})",  # noqa: S608 — ours
    "speaker": f"(q.entity_id <> '' AND q.entity_id {_WHO})",
    "date": "(a.day >= %s::date AND a.day <= %s::date)",
}
# What holds of one quote `q` of the article.
QUOTED = "a.article_id IN (SELECT q.article_id FROM quotes q WHERE {})"
# A facet → the condition that a click on one of its values adds; %(f_…)s is the value, `kind/id` for what is tagged.
NARROW = {
    "outlet": "a.outlet = %(f_outlet)s",
    "group": "a.outlet IN (SELECT o.outlet FROM outlets o WHERE o.owner_group = %(f_group)s)",
    "topic": "a.facets @> ARRAY[%(f_topic)s::text]",
    "province": "a.facets @> ARRAY[%(f_province)s::text]",
    "person": "a.facets @> ARRAY[%(f_person)s::text]",
    "body": "a.facets @> ARRAY[%(f_body)s::text]",
    "main": "a.facets @> ARRAY[%(f_main)s::text]",
    "speaker": "a.facets @> ARRAY[%(f_speaker)s::text]",
    "tone": "a.facets @> ARRAY[%(f_tone)s::text]",
    "language": "a.language = %(f_language)s",
}
_TAGGED = {
    "province": ("province",),
    "topic": ("topic",),
    "tone": ("tone",),
    "person": ("person",),
    "body": ("body",),
    "place": ("province", "regency", "country"),
}
# The kind of the registry → the type of its entities.
_TYPES = {"person": "person", "body": "organisation", "province": "place", "regency": "place", "country": "place"}
_NAMED = {"person": "person", "body": "organisation", "place": "place"}
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def holding(name: str, value: str, vocabulary: Vocabulary) -> Holds:
    """Return what `name:value` asks for. Raises BadInput for a value that the field cannot have."""
    kind = NAMES[name]
    if kind == "date":
        return Holds("date", (_bound(value, False), _bound(value, True)))
    low = value.casefold()
    if kind in ("main", "speaker"):
        known = [f"{type_}:{ident}" for one, type_ in _TYPES.items() for ident in vocabulary.ids.get((one, low), ())]
        known += [one for type_ in dict.fromkeys(_TYPES.values()) if (one := f"{type_}:{low}") not in known]
        return Holds(kind, (known, low))
    if kind not in _TAGGED:
        return Holds(kind, (low, low) if kind == "outlet" else (low,))
    ids = [f"{one}/{ident}" for one in _TAGGED[kind] for ident in vocabulary.ids.get((one, low), ())]
    if not ids and kind in _NAMED:  # who and what no list knows is found by the id, or the name that articles print
        return Holds("named", (_NAMED[kind], f"{_NAMED[kind]}:{low}", low))
    if not ids:
        raise BadInput(f"{name}: knows no {value!r}")
    return Holds("facet", (ids,))


def between(low: str, high: str, *, with_low: bool, with_high: bool) -> Holds:
    """Return the days from `low` to `high` (each a day, a month or a year; * is no bound). Raises BadInput for any other."""
    first = FIRST_DAY if low == "*" else _bound(low, not with_low)
    last = LAST_DAY if high == "*" else _bound(high, with_high)
    if low != "*" and not with_low:
        first = _next(first, 1)
    if high != "*" and not with_high:
        last = _next(last, -1)
    return Holds("date", (first, last))


def _bound(value: str, last: bool) -> str:
    """Return the first or the last day that a day, a month or a year means."""
    found = _DAY.fullmatch(value)
    try:
        if not found:
            raise ValueError
        year, month, day = int(found[1]), int(found[2] or (12 if last else 1)), int(found[3] or 1)
        begins = date(year, month, day)
        if last and not found[3]:
            begins = (begins.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    except (ValueError, OverflowError):
        raise BadInput(f"{value!r} is no day, month or year such as 2026-11-22, 2026-11 or 2026") from None
    return str(begins)


def _next(day: str, days: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days=days))
