"""What the last load of a day changed against the one before it, in a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import psycopg

WORDS = {
    "articles_new": "artikel baru",
    "articles_gone": "artikel hilang",
    "titles_changed": "judul berubah",
    "texts_changed": "teks berubah",
    "tags_changed": "artikel bertanda lain",
}
_LAST = """SELECT DISTINCT ON (day) day::text, counts, (SELECT count(*) FROM loads o WHERE o.day = l.day)
FROM loads l WHERE day = ANY(%s::date[]) ORDER BY day, load_id DESC"""


def last_changes(connection: psycopg.Connection, days: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return day → the counts of WORDS and `first` (1: the day's first load); loads that did not compare are left out."""
    rows = connection.execute(_LAST, [list(days)]).fetchall()
    return {
        day: {"first": int(loads == 1), **{name: counts[name] for name in WORDS}}
        for day, counts, loads in rows
        if counts.keys() >= WORDS.keys()
    }


def sentence(changed: Mapping[str, int]) -> str:
    """Return the counts in Indonesian."""
    if changed["first"]:
        return f"Muat pertama: {changed['articles_new']} artikel."
    told = [f"{changed[name]} {words}" for name, words in WORDS.items() if changed[name]]
    return f"Dibanding muat sebelumnya: {', '.join(told) or 'tidak ada yang berubah'}."
