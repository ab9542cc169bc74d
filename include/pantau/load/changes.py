"""Counts what a load changes in a day: it compares the staged articles with the stored ones before the swap."""

from __future__ import annotations

import psycopg
from psycopg.rows import dict_row

CHANGES = ("articles_new", "articles_gone", "titles_changed", "texts_changed", "tags_changed")
# An equal content_digest means an equal title and text, so neither has to be read.
_CHANGES = """WITH kept AS (
  SELECT a.article_id,
         a.content_digest <> s.content_digest AND a.title <> s.title AS retitled,
         a.content_digest <> s.content_digest AND a.text <> s.text AS rewritten
  FROM article_rows a JOIN staged_articles s USING (article_id, day)
), stored AS (SELECT article_id, kind, id FROM article_tags JOIN kept USING (article_id)
), staged AS (SELECT article_id, kind, id FROM staged_tags JOIN kept USING (article_id)
), retagged AS (
  SELECT article_id FROM ((TABLE stored EXCEPT TABLE staged) UNION ALL (TABLE staged EXCEPT TABLE stored)) differing
)
SELECT (SELECT count(*) FROM staged_articles) - (SELECT count(*) FROM kept) AS articles_new,
       (SELECT count(*) FROM article_rows JOIN staged_day USING (day)) - (SELECT count(*) FROM kept) AS articles_gone,
       (SELECT count(*) FROM kept WHERE retitled) AS titles_changed,
       (SELECT count(*) FROM kept WHERE rewritten) AS texts_changed,
       (SELECT count(DISTINCT article_id) FROM retagged) AS tags_changed"""


def changes(connection: psycopg.Connection) -> dict[str, int]:
    """Count the articles that are new, those that go, and those that stay with another title, another text or other tags.

    Tags are compared by kind and id, not by score, evidence or version. Call it between trim and swap.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_CHANGES).fetchone()
    assert row is not None  # noqa: S101 — a SELECT without FROM has one row
    return {name: int(count) for name, count in row.items()}
