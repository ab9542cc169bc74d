"""Relink: the copies among all stored articles, whatever day they were loaded on.

Which article is a copy of which depends only on the set of stored articles, so the order in which days are loaded does not
matter. It works only on families that a load can have changed: those that share a key with an article that came, went or
stayed.
"""

from __future__ import annotations

import psycopg

from pantau.dedupe.copies import Candidate, find_copies
from pantau.load.rows import copy_rows

# The keys of `pantau.dedupe.copies`, or more: a needless row in `kin` costs time, a missing row would leave a stale link.
_KEYS = """INSERT INTO kin_keys
SELECT 'url', '', url_key, %(pass)s FROM {rows}
UNION SELECT 'url', '', canonical_key, %(pass)s FROM {rows} AND canonical_key ~ '^[^/]+/.*[^/]'
UNION SELECT 'text', outlet, text_digest, %(pass)s FROM {rows} AND text_digest <> ''
ON CONFLICT DO NOTHING"""
_KEYS_OF_DAY = _KEYS.format(
    rows="""(
  SELECT url_key, canonical_key, outlet, text_digest FROM article_rows WHERE day = (SELECT day FROM staged_day)
  UNION ALL SELECT a.url_key, a.canonical_key, a.outlet, a.text_digest
  FROM article_rows a JOIN staged_outcomes s USING (article_id) WHERE a.day <> s.day) mine WHERE true"""
)
_KEYS_OF_KIN = _KEYS.format(rows="kin WHERE pass = %(pass)s - 1")
_KIN = """INSERT INTO kin
SELECT a.article_id, a.outlet, a.url_key, a.canonical_key, a.title, a.text_digest, a.words, a.published_at, %(pass)s
FROM article_rows a WHERE a.article_id IN (
  SELECT f.article_id FROM article_rows f JOIN kin_keys k ON f.url_key = k.key AND k.kind = 'url' AND k.pass = %(pass)s
  UNION ALL
  SELECT f.article_id FROM article_rows f JOIN kin_keys k ON f.canonical_key = k.key AND k.kind = 'url' AND k.pass = %(pass)s
  UNION ALL
  SELECT f.article_id FROM article_rows f
  JOIN kin_keys k ON f.outlet = k.outlet AND f.text_digest = k.key AND k.kind = 'text' AND k.pass = %(pass)s)
ON CONFLICT DO NOTHING"""
_ROWS = "SELECT article_id, outlet, url_key, canonical_key, title, text_digest, words, published_at FROM kin"
_NOTE_CHANGED = """INSERT INTO changed
SELECT DISTINCT id FROM kin JOIN article_rows a USING (article_id) LEFT JOIN links l USING (article_id),
       LATERAL (VALUES (a.article_id), (a.copy_of), (l.copy_of)) ids (id)
WHERE (a.copy_of, a.copy_kind) IS DISTINCT FROM (l.copy_of, l.kind) AND id IS NOT NULL ON CONFLICT DO NOTHING"""
_LINK_ARTICLES = """UPDATE article_rows a SET copy_of = l.copy_of, copy_kind = l.kind
FROM kin LEFT JOIN links l USING (article_id)
WHERE a.article_id = kin.article_id AND (a.copy_of, a.copy_kind) IS DISTINCT FROM (l.copy_of, l.kind)"""
_LINK_OUTCOMES = """WITH changed AS (
  UPDATE entry_outcomes o SET outcome = CASE WHEN l.kind IS NULL THEN 'loaded' ELSE 'duplicate' END, reason = coalesce(l.kind, '')
  FROM kin LEFT JOIN links l USING (article_id)
  WHERE o.url_key = kin.url_key
    AND (o.outcome, o.reason) <> (CASE WHEN l.kind IS NULL THEN 'loaded' ELSE 'duplicate' END, coalesce(l.kind, ''))
  RETURNING o.day)
INSERT INTO touched SELECT DISTINCT day FROM changed ON CONFLICT DO NOTHING"""


def note_keys(connection: psycopg.Connection) -> None:
    """Note the keys of the stored articles of the day. Call it before the swap for those that go, and after it for those
    that come."""
    connection.execute(_KEYS_OF_DAY.encode(), {"pass": 0})


def relink(connection: psycopg.Connection, *, min_words: int) -> int:
    """Link the copies of every family that shares a noted key, and correct the outcomes; return the number of copies."""
    _gather(connection)
    with connection.cursor(name="kin_rows") as cursor:
        rows = [Candidate(*row) for row in cursor.execute(_ROWS)]
    copies = find_copies(rows, min_words=min_words)
    copy_rows(connection, "COPY links FROM STDIN", ([copy.article_id, copy.copy_of, copy.kind] for copy in copies))
    connection.execute(_NOTE_CHANGED)
    connection.execute(_LINK_ARTICLES)
    connection.execute(_LINK_OUTCOMES)
    return len(copies)


def _gather(connection: psycopg.Connection) -> None:
    """Extend `kin` over shared keys: each pass takes the articles of the last pass's new keys, then their keys."""
    number = 0
    found = 1
    while found:
        connection.execute("ANALYZE kin_keys")
        connection.execute(_KIN, {"pass": number})
        number += 1
        found = connection.execute(_KEYS_OF_KIN.encode(), {"pass": number}).rowcount
    connection.execute("ANALYZE kin")
