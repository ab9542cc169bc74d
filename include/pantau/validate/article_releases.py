"""Single articles let out of quarantine, for exactly the rules that the operator saw. Each release is kept with who and why,
and can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from psycopg.rows import class_row

from pantau.errors import BadInput
from pantau.model import Quarantined
from pantau.validate.releases import WHY_CHARACTERS

_REFUSED = """SELECT q.article_id, q.day, q.outlet, q.url, q.title, array_agg(q.rule ORDER BY q.rule) AS rules
FROM quarantine q WHERE q.article_id = %s GROUP BY 1, 2, 3, 4, 5"""
_HOLDING = "SELECT article_id, rules FROM article_releases WHERE undone_at IS NULL ORDER BY release_id"
_LIST = """SELECT r.article_id, r.day, r.outlet, r.url, r.title, r.rules, r.who, r.why, r.released_at, r.undone_at, r.undone_by,
  r.undone_why, a.released IS NOT NULL AND a.released <> '{}' AS loaded
FROM article_releases r LEFT JOIN article_rows a USING (article_id)
WHERE (%(article)s = '' OR r.article_id = %(article)s) AND (%(day)s::date IS NULL OR r.day = %(day)s)
  AND (%(outlet)s = '' OR r.outlet = %(outlet)s)
ORDER BY r.undone_at IS NOT NULL, r.release_id DESC LIMIT %(most)s"""
_RELEASE = """INSERT INTO article_releases (article_id, day, outlet, url, title, rules, who, why)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"""
_UNDO = """UPDATE article_releases SET undone_at = clock_timestamp(), undone_by = %s, undone_why = %s
WHERE article_id = %s AND undone_at IS NULL"""


class NotRefused(BadInput):
    """There is nothing to release or to take back, or the article is refused for other reasons than the operator saw."""


@dataclass(frozen=True, slots=True)
class RefusedArticle:
    """An article in quarantine with the rules that refuse it, in the order of their names."""

    article_id: str
    day: date
    outlet: str
    url: str
    title: str
    rules: list[str]


@dataclass(frozen=True, slots=True)
class ArticleRelease:
    """One release; `undone_at` is None while it holds, `loaded` says that the article is in the warehouse because of releases."""

    article_id: str
    day: date
    outlet: str
    url: str
    title: str
    rules: list[str]
    who: str
    why: str
    released_at: datetime
    undone_at: datetime | None
    undone_by: str
    undone_why: str
    loaded: bool


def holding(connection: psycopg.Connection) -> dict[str, frozenset[str]]:
    """Return article id → the rules it was let through, of all releases that were not taken back."""
    found: dict[str, frozenset[str]] = {}
    for article_id, rules in connection.execute(_HOLDING):
        found[article_id] = found.get(article_id, frozenset()) | frozenset(rules)
    return found


def part_released(
    refused: Iterable[Quarantined], let_through: Mapping[str, frozenset[str]]
) -> tuple[list[Quarantined], list[Quarantined]]:
    """Return the rows that still refuse an article, and those of the rules that it was let through."""
    stay: list[Quarantined] = []
    through: list[Quarantined] = []
    for row in refused:
        (through if row.rule in let_through.get(row.article_id, ()) else stay).append(row)
    return stay, through


def release_article(connection: psycopg.Connection, article_id: str, who: str, why: str, seen: str = "") -> RefusedArticle:
    """Let an article through the rules that refuse it now; return it. It is loaded when its day is worked again.

    `seen` is the `seen_as` of what the operator saw, if there was a page. The same release twice is one. Raises NotRefused if
    the article is not in quarantine or is there for other rules, BadInput for a reason that is too short or too long.
    """
    row = releasable_article(connection, article_id, why, seen)
    if not set(row.rules) <= holding(connection).get(article_id, frozenset()):
        values = [row.article_id, row.day, row.outlet, row.url, row.title, row.rules]
        connection.execute(_RELEASE, [*values, who[:200], " ".join(why.split())])
    return row


def releasable_article(connection: psycopg.Connection, article_id: str, why: str, seen: str = "") -> RefusedArticle:
    """Return what a release with this reason would release. It writes nothing, and raises what `release_article` raises."""
    _require_reason(why)
    with connection.cursor(row_factory=class_row(RefusedArticle)) as cursor:
        row = cursor.execute(_REFUSED, [article_id]).fetchone()
    if row is None:
        raise NotRefused(
            f"article {article_id[:64]} is not in quarantine, so there is nothing to release; see Pantau → Karantina"
        )
    if seen and seen != seen_as(row.rules):
        raise NotRefused(
            f"article {article_id[:64]} is refused for other reasons than were looked at; look again, then release it"
        )
    return row


def take_back(connection: psycopg.Connection, article_id: str, who: str, why: str) -> str:
    """Take the releases of an article back; return its day, whose next work puts it into quarantine again.

    Raises NotRefused if none holds, BadInput for a reason that is too short or too long.
    """
    day = require_release(connection, article_id, why)
    connection.execute(_UNDO, [who[:200], " ".join(why.split()), article_id])
    return day


def require_release(connection: psycopg.Connection, article_id: str, why: str) -> str:
    """Return the day of an article whose release could be taken back with this reason. Raises what `take_back` raises."""
    _require_reason(why)
    row = next((row for row in list_releases(connection, article_id) if row.undone_at is None), None)
    if row is None:
        raise NotRefused(f"article {article_id[:64]} was not released, so there is nothing to take back; see Pantau → Karantina")
    return str(row.day)


def list_releases(
    connection: psycopg.Connection, article: str = "", day: str | None = None, outlet: str = "", most: int = 50
) -> list[ArticleRelease]:
    """Return releases of an article, a day or an outlet, those that hold first, then the newest first."""
    asked = {"article": article, "day": day, "outlet": outlet, "most": most}
    with connection.cursor(row_factory=class_row(ArticleRelease)) as cursor:
        return cursor.execute(_LIST, asked).fetchall()


def seen_as(rules: Sequence[str]) -> str:
    """Return a name of exactly the rules that refuse an article; equal for equal rules."""
    return "+".join(sorted(rules))


def _require_reason(why: str) -> None:
    if not 3 <= len(" ".join(why.split())) <= WHY_CHARACTERS:
        raise BadInput(f"letting an article through, or back, needs a reason of 3 to {WHY_CHARACTERS} characters; say why")
