"""What the first look prints from the warehouse: outcomes per day and outlet, and five articles with their tags."""

from __future__ import annotations

import psycopg
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pantau.day import WIB
from pantau.settings import Settings
from pantau.words import text

_SAMPLES = """
SELECT DISTINCT ON (a.outlet) a.article_id, a.title, a.outlet, a.published_at
FROM articles a JOIN article_tags t USING (article_id)
WHERE a.day = ANY(%s) AND t.kind IN ('province', 'person', 'body')
ORDER BY a.outlet, a.day DESC, a.article_id LIMIT 5
"""
_TAGS = "SELECT kind, label FROM article_tags WHERE article_id = %s ORDER BY score DESC, kind, label LIMIT 9"


_FEEDS = """
SELECT coalesce(nullif(last_result, ''), 'never polled'), count(*)::integer, sum(last_new)::integer, min(last_message)
FROM feed_polls GROUP BY 1 ORDER BY 2 DESC, 1
"""


def show(settings: Settings, days: list[str], console: Console) -> bool:
    """Print the outcome table of `days`, how the feeds answered and five articles; return whether every loaded day balances."""
    from pantau.report.command import print_status
    from pantau.warehouse import connect_reading

    with connect_reading(settings) as connection:
        balanced: bool = print_status(connection, days, console)
        _feeds(connection, console)
        _samples(connection, days, console)
    return balanced


def _feeds(connection: psycopg.Connection, console: Console) -> None:
    table = Table(
        *(text(f"commands.look.{name}") for name in ("answer", "feeds", "new", "example")), title=text("commands.look.title")
    )
    for result, feeds, new, message in connection.execute(_FEEDS).fetchall():
        table.add_row(escape(result), str(feeds), str(new), escape(message))
    if table.row_count:
        console.print(table)


def _samples(connection: psycopg.Connection, days: list[str], console: Console) -> None:
    table = Table(title=text("commands.look.articles"), show_lines=True)
    for name in ("outlet", "published", "title", "tags"):
        table.add_column(text(f"commands.col.{name}"))
    for article_id, title, outlet, published in connection.execute(_SAMPLES, [days]).fetchall():
        tags = connection.execute(_TAGS, [article_id]).fetchall()
        labels = ", ".join(f"{label} ({kind})" for kind, label in tags)
        when = f"{published.astimezone(WIB):%Y-%m-%d %H:%M}" if published else "-"
        table.add_row(escape(outlet), when, escape(title), escape(labels))
    if table.row_count:
        console.print(table)
    else:
        console.print(text("commands.look.no_articles"))
