"""`pantau story`: who reported first, who copied whom, how much later."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from pantau.day import WIB
from pantau.errors import visible
from pantau.report.stories import KINDS, StoryRow, Told, alone, find, story, timeline, wait
from pantau.settings import settings
from pantau.terminal import json_text, terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau story`."""
    parser.add_argument("ident", metavar="ID", help="a story id, an article id, or the address of an article")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Print the family of an article as a time line; one that nobody copied stands alone. Raises BadInput for an unknown one."""
    from pantau.warehouse import connect_reading

    with connect_reading(settings()) as connection:
        article_id, story_id = find(connection, args.ident)
        found = story(connection, story_id) if story_id else None
        told = timeline(connection, story_id) if found else alone(connection, article_id)
    if args.json:
        print(json_text(as_json(found, told), indent=2))
        return 0
    console = terminal(160)
    console.print(_heading(found), highlight=False)
    console.print(_table(told))
    return 0


def as_json(found: StoryRow | None, told: Sequence[Told]) -> dict[str, Any]:
    """Return what `--json` prints: the story's own figures (`story_id` null for an article nobody copied) and its `timeline`."""
    head = {name: value for name, value in asdict(found).items() if name != "here"} if found else {"story_id": None}
    return _plain(head | {"timeline": [asdict(one) for one in told]})  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _heading(found: StoryRow | None) -> str:
    if found is None:
        return "Artikel ini tidak punya salinan di antara hari yang sudah dimuat."
    facts = [f"{found.members} artikel", f"{len(found.outlets)} media", f"pertama: {found.first_outlet}"]
    facts += [f"kantor berita: {found.wire_source}"] * bool(found.wire_source)
    facts += [f"grup: {', '.join(found.owner_groups)}"] * bool(found.owner_groups)
    facts += [f"kepaduan {found.cohesion:.2f}"]
    facts += ["dipisahkan dari keluarga lain yang hanya tersambung rantai"] * bool(found.guard)
    return f"[bold]{escape(visible(found.title))}[/]\n{escape(visible(' · '.join(facts)))}\n{found.story_id}"


def _table(told: Sequence[Told]) -> Table:
    table = Table()
    for heading in ("Terbit (WIB)", "Media", "Jenis", "Mirip", "Jeda", "Dari", "Paragraf", "Judul"):
        table.add_column(heading, overflow="fold", justify="right" if heading in ("Mirip", "Jeda") else "left")
    for one in told:
        similarity = f"{one.similarity:.2f}" if one.similarity is not None else ""
        row = [_moment(one.published_at), one.name, KINDS[one.kind], similarity, wait(one.delay_minutes), one.source, _edit(one)]
        table.add_row(*(escape(visible(text)) for text in (*row, one.title)))
    return table


def _edit(one: Told) -> str:
    counts = [f"−{one.cut}"] * bool(one.cut) + [f"+{one.added}"] * bool(one.added)
    return " ".join(counts)


def _moment(value: datetime | None) -> str:
    return f"{value.astimezone(WIB):%Y-%m-%d %H:%M}" if value else "–"
