"""Stories for the pages: the largest of a day, and one as a time line; plain rows, all values bound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import psycopg

from pantau.errors import BadInput
from pantau.report.pages import ask, window
from pantau.urls import url_key
from pantau.words import text

_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story in a list; `here` are its members on the day asked for."""

    story_id: str
    day: date
    title: str
    first_outlet: str
    wire_source: str
    members: int
    here: int
    outlets: list[str]
    owner_groups: list[str]
    first_at: datetime | None
    last_at: datetime | None
    cohesion: float
    guard: str


@dataclass(frozen=True, slots=True)
class Told:
    """One article of a time line; `source` is the outlet that it most likely copied.

    `cut` and `added` count paragraphs against the source; `probability` (0 to 1) is the judge's that the two are copies.
    `revisions` are the edits seen after its first reading; `withdrawn_at` is the time at which its address was gone.
    """

    article_id: str
    day: date
    outlet: str
    name: str
    owner_group: str
    url: str
    title: str
    published_at: datetime | None
    kind: str
    similarity: float | None
    delay_minutes: int | None
    source: str
    cut: int | None
    added: int | None
    probability: float | None
    withdrawn_at: datetime | None
    revisions: int


@dataclass(frozen=True, slots=True)
class ToldChange:
    """The paragraphs that a copy left out of its source, and those that it added, as they are printed."""

    cut: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FloodRow:
    """A template of a day of which not all articles were compared with each other (see the table `flood_days`)."""

    first_id: str
    line: str
    articles: int
    outlets: int
    not_compared: int


@dataclass(frozen=True, slots=True)
class Revision:
    """An edit of an article seen after it was first read."""

    revision: int
    seen_at: datetime
    title_before: str
    title: str
    cut: list[str]
    added: list[str]


_STORIES = """
SELECT s.story_id, s.day, s.title, s.first_outlet, s.wire_source, s.members, coalesce(h.here, s.members)::integer AS here,
       s.outlets, s.owner_groups, s.first_at, s.last_at, s.cohesion, s.guard
FROM stories s LEFT JOIN (
  SELECT m.story_id, count(*) AS here FROM article_rows a JOIN story_members m USING (article_id)
  WHERE a.day = %(day)s::date GROUP BY m.story_id
) h USING (story_id)
WHERE (%(day)s::date IS NULL OR h.here IS NOT NULL) AND (%(outlet)s = '' OR %(outlet)s = ANY(s.outlets))
  AND (%(story_id)s = '' OR s.story_id = %(story_id)s)
ORDER BY here DESC, s.members DESC, s.day DESC, s.story_id LIMIT %(limit)s OFFSET %(offset)s
"""
_EDITS = "(SELECT count(*) FROM article_revisions r WHERE r.article_id = a.article_id)"
_TOLD = f"""
SELECT a.article_id, a.day, a.outlet, coalesce(o.name, a.outlet) AS name, coalesce(o.owner_group, '') AS owner_group, a.url,
       a.title, a.published_at, m.kind, m.similarity, m.delay_minutes, coalesce(so.name, source.outlet, '') AS source,
       cardinality(p.cut) AS cut, cardinality(p.added) AS added, p.probability,
       a.withdrawn_at, {_EDITS} AS revisions
FROM story_members m JOIN article_rows a USING (article_id)
LEFT JOIN outlets o USING (outlet)
LEFT JOIN article_rows source ON source.article_id = m.source_id AND m.source_id <> m.article_id
LEFT JOIN outlets so ON so.outlet = source.outlet
LEFT JOIN article_pairs p ON (p.first_id, p.later_id) = (m.source_id, m.article_id)
WHERE m.story_id = %(story_id)s ORDER BY a.published_at NULLS LAST, a.article_id
"""  # noqa: S608 — a query of our own
# An article; the original of a second address; last, an article that names the address as its own.
_FIND = """
SELECT a.article_id, coalesce(m.story_id, o.story_id, '') FROM article_rows a
LEFT JOIN story_members m USING (article_id) LEFT JOIN story_members o ON o.article_id = a.copy_of
WHERE a.article_id = %(ident)s OR %(key)s <> '' AND %(key)s IN (a.url_key, a.canonical_key)
ORDER BY a.article_id <> %(ident)s, a.url_key <> %(key)s, a.published_at NULLS LAST, a.article_id LIMIT 1
"""
_ALONE = f"""
SELECT a.article_id, a.day, a.outlet, coalesce(o.name, a.outlet) AS name, coalesce(o.owner_group, '') AS owner_group, a.url,
       a.title, a.published_at, 'first' AS kind, NULL::real AS similarity, NULL::integer AS delay_minutes, '' AS source,
       NULL::integer AS cut, NULL::integer AS added, NULL::real AS probability,
       a.withdrawn_at, {_EDITS} AS revisions
FROM article_rows a LEFT JOIN outlets o USING (outlet) WHERE a.article_id = %(article_id)s
"""  # noqa: S608 — a query of our own
_CHANGED = """
SELECT m.article_id, p.cut, p.added, source.text, a.text
FROM story_members m JOIN article_rows a USING (article_id) JOIN article_rows source ON source.article_id = m.source_id
JOIN article_pairs p ON (p.first_id, p.later_id) = (m.source_id, m.article_id)
WHERE m.story_id = %(story_id)s AND m.source_id <> m.article_id
"""
_COUNTS = """
SELECT (SELECT count(DISTINCT m.story_id) FROM article_rows a JOIN story_members m USING (article_id) WHERE a.day = %(day)s),
       (SELECT count(*) FROM article_rows a JOIN story_members m USING (article_id) WHERE a.day = %(day)s),
       (SELECT count(*) FROM article_rows a JOIN article_revisions r USING (article_id) WHERE a.day = %(day)s),
       (SELECT count(*) FROM article_rows WHERE day = %(day)s AND withdrawn_at IS NOT NULL),
       (SELECT count(*) FROM article_rows WHERE day = %(day)s AND released <> '{}')
"""
_FLOODS = """
SELECT first_id, line, articles, outlets, not_compared FROM flood_days WHERE day = %(day)s ORDER BY articles DESC, first_id
"""
_REVISIONS = """
SELECT revision, seen_at, title_before, title, cut, added FROM article_revisions
WHERE article_id = %(article_id)s ORDER BY revision
"""


def stories(connection: psycopg.Connection, day: str | None, outlet: str, page: int) -> list[StoryRow]:
    """Return one page of stories (with a member on a day, from an outlet), the largest first, at most PAGE_ROWS + 1 rows."""
    return ask(connection, StoryRow, _STORIES, day=day, outlet=outlet, story_id="", **window(page))


def largest(connection: psycopg.Connection, day: str, most: int) -> list[StoryRow]:
    """Return the stories with the most members on a day."""
    return ask(connection, StoryRow, _STORIES, day=day, outlet="", story_id="", limit=most, offset=0)


def counts(connection: psycopg.Connection, day: str) -> dict[str, int]:
    """Return five counts of a day: stories with an article on it, such articles, edits seen of all its articles, articles
    gone from their site, and articles let out of quarantine."""
    row = connection.execute(_COUNTS, {"day": day}).fetchone() or (0, 0, 0, 0, 0)
    return dict(zip(("stories", "story_articles", "revisions", "withdrawn", "released"), row, strict=True))


def story(connection: psycopg.Connection, story_id: str) -> StoryRow | None:
    """Return one story, or None if no story has that id."""
    found = ask(connection, StoryRow, _STORIES, day=None, outlet="", story_id=story_id, limit=1, offset=0)
    return next(iter(found), None)


def timeline(connection: psycopg.Connection, story_id: str) -> list[Told]:
    """Return the articles of a story in the order of publication, unknown times last."""
    return ask(connection, Told, _TOLD, story_id=story_id)


def told_changes(connection: psycopg.Connection, story_id: str) -> dict[str, ToldChange]:
    """Return article id → the paragraphs that it cut out of its source and those that it added, for the articles of a story
    that changed something."""
    rows = connection.execute(_CHANGED, {"story_id": story_id}).fetchall()
    found = {row[0]: ToldChange(_choose_lines(row[1], row[3]), _choose_lines(row[2], row[4])) for row in rows}
    return {article_id: change for article_id, change in found.items() if change.cut or change.added}


def _choose_lines(numbers: Sequence[int], text: str) -> tuple[str, ...]:
    """Return the paragraphs of these numbers, without those that an edit has removed from the text since."""
    lines = text.splitlines()
    return tuple(lines[number] for number in numbers if number < len(lines) and lines[number].strip())


def alone(connection: psycopg.Connection, article_id: str) -> list[Told]:
    """Return an article that is in no story as a time line of one."""
    return ask(connection, Told, _ALONE, article_id=article_id)


def find(connection: psycopg.Connection, ident: str) -> tuple[str, str]:
    """Return (article id, story id or '') for a story id, an article id or an address. Raises BadInput if nothing fits."""
    ident = ident.strip()
    key = "" if _ID.fullmatch(ident) else url_key(ident)
    row = connection.execute(_FIND, {"ident": ident, "key": key}).fetchone()
    if row is None:
        raise BadInput(
            f"{ident[:200]}: no article of that id or address is loaded; `pantau status` shows which days are loaded, "
            "and the table `stories` lists the stories"
        )
    return str(row[0]), str(row[1])


def story_of(connection: psycopg.Connection, article_id: str) -> str:
    """Return the id of an article's story, "" if it has none."""
    row = connection.execute(_FIND, {"ident": article_id, "key": ""}).fetchone()
    return str(row[1]) if row else ""


def floods(connection: psycopg.Connection, day: str) -> list[FloodRow]:
    """Return the floods of a day, the largest first."""
    return ask(connection, FloodRow, _FLOODS, day=day)


def revisions(connection: psycopg.Connection, article_id: str) -> list[Revision]:
    """Return the edits of an article, the oldest first."""
    return ask(connection, Revision, _REVISIONS, article_id=article_id)


def wait(minutes: int | None) -> str:
    """Write a delay: +12 m, +3 j 05 m, +2 h 4 j in Indonesian; "" if a time is unknown."""
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return text("terms.wait.days", days=hours // 24, hours=hours % 24)
    return text("terms.wait.hours", hours=hours, minutes=rest) if hours else text("terms.wait.minutes", minutes=rest)
