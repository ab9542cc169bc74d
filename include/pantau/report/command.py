"""`pantau status`: prints where every discovered URL ended, per day and outlet."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import psycopg
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pantau.day import parse_day
from pantau.errors import BadInput, visible
from pantau.landing.revisits import tell_revisits
from pantau.model import Outcome
from pantau.report.changes import sentence
from pantau.report.figures import figures, latest_days
from pantau.report.pages import local_clocks
from pantau.settings import settings
from pantau.terminal import json_text, terminal
from pantau.validate.shown import shown_observed, shown_rule
from pantau.words import text

MOST_STORIES = 3
MOST_NAMED = 12  # missing outlets named in a line; the line then counts the others


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau status`."""
    parser.add_argument("--day", help=text("help.status.day"))
    parser.add_argument("--days", type=int, default=7, metavar="N", help=text("help.status.days"))
    parser.add_argument("--json", action="store_true", help=text("help.json"))
    parser.add_argument("--digest", action="store_true", help=text("help.status.digest"))


def run(args: argparse.Namespace) -> int:
    """Print the status; the exit code is 0 whatever the figures say. Raises BadInput for a day or a number that is none."""
    from pantau.warehouse import connect_reading
    from pantau.warehouse.digest import warehouse_digest

    if args.days < 1:
        raise BadInput(f"--days {args.days} is no number of days; give 1 or more")
    wanted = [parse_day(args.day)] if args.day else None
    console = terminal()
    with connect_reading(settings()) as connection:
        if args.digest:
            connection.execute("SET LOCAL statement_timeout = 0")  # every row of every table is read
            print(json_text(warehouse_digest(connection), indent=2))
            return 0
        days = wanted or latest_days(connection, args.days)
        if args.json:
            clocks = [asdict(clock) for clock in local_clocks(connection)]
            print(json_text({"days": figures(connection, days), "local_clocks": clocks}, indent=2))
            return 0
        if days:
            print_status(connection, days, console)
        else:
            console.print(text("commands.status.nothing"), markup=False)
        for clock in local_clocks(connection)[:MOST_NAMED]:
            console.print(f"[yellow]{escape(visible(text('commands.status.local_clock', **asdict(clock))))}[/]")
    return 0


def print_status(connection: psycopg.Connection, days: Sequence[str], console: Console) -> bool:
    """Print the tables of `days`; return whether each of them balances (a day with entries that was never loaded does not)."""
    found = figures(connection, days)
    for day in found:
        _print_day(day, console)
    return all(day["balanced"] for day in found)


def _print_day(day: dict[str, Any], console: Console) -> None:
    if day["loaded"] or day["outlets"]:
        console.print(_table(day))
    else:
        console.print(f"[bold]{day['day']}[/] · {text('commands.status.not_loaded', count=day['late'])}")
    for line in _remarks(day):
        console.print(line)
    console.print()


def _table(day: dict[str, Any]) -> Table:
    balanced, unbalanced = text("commands.status.balanced"), text("commands.status.unbalanced")
    verdict = f"[green]{balanced}[/]" if day["balanced"] else f"[bold red]{unbalanced}[/]"
    table = Table(title=f"{day['day']} · {verdict}", title_justify="left", show_footer=True)
    table.add_column(text("commands.col.outlet"), footer=text("commands.col.total"), overflow="fold")
    table.add_column(text("commands.col.discovered"), footer=str(day["discovered"]), justify="right")
    for outcome in Outcome:
        table.add_column(text(f"commands.status.{outcome.value}"), footer=str(day["outcomes"][outcome]), justify="right")
    table.add_column(text("commands.col.reason"), overflow="fold")
    for row in day["outlets"]:
        counts = [str(row["outcomes"][outcome] or "·") for outcome in Outcome]
        table.add_row(escape(row["name"]), str(sum(row["outcomes"].values())), *counts, escape(_reasons(row)))
    return table


def _reasons(row: dict[str, Any]) -> str:
    found = [(count, reason) for reasons in row["reasons"].values() for reason, count in reasons.items()]
    return ", ".join(f"{reason} {count}" for count, reason in sorted(found, key=lambda pair: (-pair[0], pair[1])))


def _remarks(day: dict[str, Any]) -> list[str]:
    lines = [sentence(day["changes"])] if day["changes"] else []
    if day["loaded"] and day["late"]:
        lines.append(text("commands.status.late", count=day["late"]))
    if day["lost"]:
        lines.append(f"[bold red]{text('commands.status.lost', count=day['lost'])}[/]")
    if day["missing"]:
        named = ", ".join(f"{row['name']} ({row['reason']})" for row in day["missing"][:MOST_NAMED])
        count, more = len(day["missing"]), len(day["missing"]) - MOST_NAMED
        key = "commands.status.missing_more" if more > 0 else "commands.status.missing"
        lines.append(text(key, count=count, named=escape(visible(named)), more=more))
    for file in day["unreadable"][:MOST_NAMED]:
        words = text("commands.status.unreadable_pages", file=file["warc_file"], pages=file["pages"], kept=file["kept"])
        damaged, restore = text("commands.status.unreadable"), text("commands.status.restore")
        lines.append(f"[yellow]{damaged}[/] {escape(visible(words))}; {restore}")
    for part in day["damaged"][:MOST_NAMED]:
        words = text("commands.status.damaged_part", file=part["file"], copy=part["kept_as"])
        lines.append(f"[yellow]{text('commands.status.damaged')}[/] {escape(visible(words))}")
    if day["untagged"]:
        reasons = ", ".join(f"{reason} {count}" for reason, count in day["untagged"].items())
        lines.append(text("commands.status.untagged", count=sum(day["untagged"].values()), reasons=reasons))
    lines += [escape(visible(text("commands.status.flood", **flood))) for flood in day["floods"][:MOST_STORIES]]
    if day["revisits"]:
        lines.append(text("commands.status.revisits", **tell_revisits(day["revisits"])))
    if day["revisions"] or day["withdrawn"]:
        lines.append(text("commands.status.after", revisions=day["revisions"], withdrawn=day["withdrawn"]))
    for story in day["stories"][:MOST_STORIES]:
        facts = {"title": story["title"], "members": story["members"], "first": story["first_outlet"], "story": story["story_id"]}
        lines.append(escape(visible(text("commands.status.story", **facts))))
    for rule in day["quality"]:
        colour = "red" if rule["severity"] == "critical" else "yellow"
        said, seen = shown_rule(rule["rule"], "description", rule["description"]), shown_observed(rule["observed"])[:200]
        words = f"({rule['severity']}) {said}" + (f": {seen}" if seen else "")
        lines.append(f"[{colour}]{text('commands.status.rule')} {escape(rule['rule'])}[/] {escape(visible(words))}")
    return lines
