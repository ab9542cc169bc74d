"""What the first look prints from the warehouse: outcomes per day and outlet, five articles with their tags."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pantau.settings import Settings

_SAMPLES = """
SELECT DISTINCT ON (a.outlet) a.article_id, a.title, a.outlet, a.published_at
FROM articles a JOIN article_tags t USING (article_id)
WHERE a.day = ANY(%s) AND t.kind IN ('province', 'person', 'body')
ORDER BY a.outlet, a.day DESC, a.article_id LIMIT 5
"""
_TAGS = "SELECT kind, label FROM article_tags WHERE article_id = %s ORDER BY score DESC, kind, label LIMIT 9"


def show(settings: Settings, days: list[str], console: Console) -> bool:
    """Print the outcome table of `days` and five sample articles; return whether every loaded day balances."""
    from pantau.report.command import print_status
    from pantau.warehouse import connect

    with connect(settings) as connection:
        balanced: bool = print_status(connection, days, console)
        table = Table(title="Lima artikel dan tandanya", show_lines=True)
        for heading in ("Media", "Terbit (UTC)", "Judul", "Tanda"):
            table.add_column(heading)
        for article_id, title, outlet, published in connection.execute(_SAMPLES, [days]).fetchall():
            tags = connection.execute(_TAGS, [article_id]).fetchall()
            labels = ", ".join(f"{label} ({kind})" for kind, label in tags)
            table.add_row(escape(outlet), f"{published:%Y-%m-%d %H:%M}" if published else "-", escape(title), escape(labels))
        console.print(table)
    return balanced
