"""`pantau story`: prints who reported first, who copied whom, and how much later."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from rich.markup import escape
from rich.table import Table

from pantau.day import WIB
from pantau.errors import visible
from pantau.report.events import EventRow, event_of
from pantau.report.stories import StoryRow, Told, alone, find, story, timeline, wait
from pantau.settings import settings
from pantau.terminal import json_text, terminal
from pantau.words import text


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau story`."""
    parser.add_argument("ident", metavar="ID", help=text("help.story.ident"))
    parser.add_argument("--json", action="store_true", help=text("help.json"))


def run(args: argparse.Namespace) -> int:
    """Print the family of an article as a time line; an article that nobody copied stands alone. Raises BadInput for an
    unknown one."""
    from pantau.warehouse import connect_reading

    with connect_reading(settings()) as connection:
        article_id, story_id = find(connection, args.ident)
        found = story(connection, story_id) if story_id else None
        told = timeline(connection, story_id) if found else alone(connection, article_id)
        event = event_of(connection, story_id or article_id)
    if args.json:
        print(json_text(as_json(found, told, event), indent=2))
        return 0
    console = terminal(160)
    console.print(_heading(found), highlight=False)
    if event:
        console.print(escape(visible(_say_event(event))), highlight=False)
    console.print(_table(told))
    return 0


def as_json(found: StoryRow | None, told: Sequence[Told], event: EventRow | None) -> dict[str, Any]:
    """Return what `--json` prints: the story's figures (`story_id` null for one that nobody copied), `timeline` and `event`."""
    head = {name: value for name, value in asdict(found).items() if name != "here"} if found else {"story_id": None}
    return _plain(head | {"timeline": [asdict(one) for one in told], "event": asdict(event) if event else None})  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _say_event(event: EventRow) -> str:
    counts = {"outlets": len(event.outlets), "originals": event.originals, "copies": event.copies}
    return text("commands.story.event", event=event.event_id, **counts)


def _heading(found: StoryRow | None) -> str:
    if found is None:
        return text("commands.story.alone")
    facts = [text("commands.story.members", count=found.members), text("commands.story.outlets", count=len(found.outlets))]
    facts += [text("commands.story.first", outlet=found.first_outlet)]
    facts += [text("commands.story.wire", wire=found.wire_source)] * bool(found.wire_source)
    facts += [text("commands.story.groups", groups=", ".join(found.owner_groups))] * bool(found.owner_groups)
    facts += [text("commands.story.cohesion", share=f"{found.cohesion:.2f}")]
    facts += [text("commands.story.guard")] * bool(found.guard)
    return f"[bold]{escape(visible(found.title))}[/]\n{escape(visible(' · '.join(facts)))}\n{found.story_id}"


def _table(told: Sequence[Told]) -> Table:
    table = Table()
    for name in ("published", "outlet", "kind", "similar", "sure", "delay", "from", "paragraphs", "title"):
        justify: Literal["right", "left"] = "right" if name in ("similar", "sure", "delay") else "left"
        table.add_column(text(f"commands.col.{name}"), overflow="fold", justify=justify)
    for one in told:
        row = [
            _moment(one.published_at),
            one.name,
            text(f"terms.copy.{one.kind}"),
            _share(one.similarity),
            _share(one.probability),
            wait(one.delay_minutes),
            one.source,
            _edit(one),
        ]
        table.add_row(*(escape(visible(cell)) for cell in (*row, " ".join([one.title, *_after(one)]))))
    return table


def _share(value: float | None) -> str:
    return f"{value:.2f}" if value is not None else ""


def _edit(one: Told) -> str:
    counts = [f"−{one.cut}"] * bool(one.cut) + [f"+{one.added}"] * bool(one.added)
    return " ".join(counts)


def _after(one: Told) -> list[str]:
    """Return, in brackets, what the outlet did with the article after its first reading."""
    edits = [text("commands.story.edited", count=one.revisions)] * bool(one.revisions)
    gone = [text("commands.story.withdrawn", moment=_moment(one.withdrawn_at))] * bool(one.withdrawn_at)
    return [f"({one})" for one in edits + gone]


def _moment(value: datetime | None) -> str:
    return f"{value.astimezone(WIB):%Y-%m-%d %H:%M}" if value else "–"
