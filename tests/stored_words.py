"""The words and facets of rows that a test inserts by hand, stored as a load stores them."""

from __future__ import annotations

from pathlib import Path

import psycopg

from pantau.tag.names import read_analyzer

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


def store_words(connection: psycopg.Connection) -> None:
    """Fill `search` and `facets` of every article from its title, text and tags."""
    analyzer = read_analyzer(SEEDS / "tags")
    for name, title, text in connection.execute("SELECT article_id, title, text FROM article_rows").fetchall():
        connection.execute(
            "UPDATE article_rows SET search = %s, facets = ARRAY(SELECT DISTINCT kind || '/' || id FROM article_tags t "
            "WHERE t.article_id = %s AND kind <> 'language' ORDER BY 1) WHERE article_id = %s",
            [analyzer.vector(title, text), name, name],
        )
