"""The digest of the warehouse: two warehouses with the same rows have the same digests, in whatever order the rows were
written."""

from __future__ import annotations

import psycopg
from psycopg import sql

# Every table but the journals (loads, migrations, faults, held days, releases, what days lost, damaged parts, lessons), which
# tell what happened and not what is loaded.
TABLES = (
    "article_pairs",
    "article_revisions",
    "article_rows",
    "article_tags",
    "entities",
    "entry_outcomes",
    "event_members",
    "event_parts",
    "feeds",
    "flood_days",
    "mentions",
    "outlets",
    "quality_bounds",
    "quality_rows",
    "quarantine",
    "quotes",
    "source_days",
    "story_members",
    "story_rows",
    "tag_days",
)
_DIGEST = "SELECT count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {} t"


def warehouse_digest(connection: psycopg.Connection) -> dict[str, str]:
    """Return table → 'rows:hash' over the content of every table except the journals. The session must be in UTC."""
    digests = {}
    for table in TABLES:
        row = connection.execute(sql.SQL(_DIGEST).format(sql.Identifier(table))).fetchone()
        assert row is not None  # noqa: S101 — an aggregate always gives a row
        digests[table] = str(row[0])
    return digests
