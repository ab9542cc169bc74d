"""The words of each day's headlines, counted once after its load: what the pages compare a set of headlines with.

The counts of a day are a pure function of its headlines: copies and stories, which other days may change, do not matter. Equal
headlines are one. Of a day with many, one in `step` is counted, chosen by a digest of its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

import psycopg

from pantau.day import shift
from pantau.report.distinctive import TermCounts, terms_of
from pantau.warehouse.locks import SWAP_LOCK

COUNTED = 800  # headlines of a day that are counted, some 22,000 of 28 days
AT_ONCE = 7  # further days without counts that one report counts, so that an old warehouse gets them bit by bit
REACH = 28  # days before, among which they are looked for
LONGEST = 200  # characters of a word or pair that is kept: no index holds a longer one
_TITLES = "SELECT DISTINCT title FROM article_rows WHERE day = %s AND title <> ''"
_OPEN = """SELECT l.day::text FROM (SELECT DISTINCT day FROM loads WHERE day BETWEEN %(first)s AND %(last)s) l
WHERE NOT EXISTS (SELECT FROM headline_days h WHERE h.day = l.day) ORDER BY l.day DESC"""
_NOTE = "INSERT INTO headline_days (day, step, words) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_STEPS = "SELECT day::text, step, words FROM headline_days WHERE day BETWEEN %(first)s AND %(last)s"
_KEEP = "COPY headline_words (word, day, headlines) FROM STDIN"
_SUM = """SELECT w.word, sum(w.headlines * d.step)::bigint FROM headline_words w JOIN headline_days d USING (day)
WHERE w.word = ANY(%(wanted)s) AND w.day BETWEEN %(first)s AND %(last)s GROUP BY w.word"""


@dataclass(frozen=True, slots=True)
class DayWords:
    """Of a day: one headline in `step` was counted; `units` is word → headlines with it, and `total` the sum over all words."""

    step: int
    units: Mapping[str, int]
    total: int


def is_counted(title: str, step: int) -> bool:
    """Tell whether a headline is the one in `step` that is counted."""
    return crc32(title.encode("utf-8", "replace")) % step == 0


def count_words(titles: Iterable[str]) -> DayWords:
    """Return the counts of a day's headlines; their order and how often each occurs does not matter."""
    different = {title for title in titles if title}
    step = 1 + len(different) // COUNTED
    units: Counter[str] = Counter()
    for title in different:
        if is_counted(title, step):
            units.update(term for term in terms_of(title) if len(term) <= LONGEST)
    return DayWords(step, units, units.total())


def read_day(connection: psycopg.Connection, day: str) -> DayWords:
    """Return the counts of a day from its headlines, whether they are kept or not."""
    return count_words(str(title) for (title,) in connection.execute(_TITLES, [day]))


def keep_words(connection: psycopg.Connection, day: str) -> int:
    """Keep the counts of a loaded day and of some days before it that have none; return how many days were counted.

    No load changes the days meanwhile: the caller's transaction holds the lock of the swap, and should end soon.
    """
    asked = {"first": shift(day, -REACH), "last": day}
    if not connection.execute(_OPEN, asked).fetchone():
        return 0
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [SWAP_LOCK])
    found = [str(on) for (on,) in connection.execute(_OPEN, asked)][: 1 + AT_ONCE]
    for on in found:
        counts = read_day(connection, on)
        connection.execute("DELETE FROM headline_words WHERE day = %s", [on])
        with connection.cursor() as cursor, cursor.copy(_KEEP) as copy:
            for word in sorted(counts.units):
                copy.write_row((word, on, counts.units[word]))
        connection.execute(_NOTE, [on, counts.step, counts.total])
    return len(found)


def words_between(
    connection: psycopg.Connection, first: str, last: str, wanted: Iterable[str]
) -> tuple[TermCounts, dict[str, int]]:
    """Return the headlines of a range that have each wanted word, and the step of each of its days.

    Counts of a day with a step are multiplied by it. Days whose counts are not kept are read; the answer is the same.
    """
    asked = {"first": first, "last": last, "wanted": list(wanted)}
    steps: dict[str, int] = {}
    total = 0
    for day, step, words in connection.execute(_STEPS, asked):
        steps[day] = step
        total += step * words
    units = Counter({str(word): int(count) for word, count in connection.execute(_SUM, asked)})
    for (day,) in connection.execute(_OPEN, asked).fetchall():
        counts = read_day(connection, day)
        steps[day] = counts.step
        total += counts.step * counts.total
        units.update({word: counts.step * counts.units[word] for word in asked["wanted"] if word in counts.units})
    return TermCounts(units, total), steps
