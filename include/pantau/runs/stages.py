"""`pantau stages`: prints the stages in their order, what each reads, and the present version of its results."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from pantau.settings import settings
from pantau.stages import STAGES, Stage
from pantau.terminal import json_text, terminal
from pantau.words import text
from pantau.workspace import Workspace


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau stages`."""
    parser.add_argument("--json", action="store_true", help=text("help.stages.json"))


def run(args: Namespace) -> int:
    """Print a table, or with --json a list. Raises BadInput if a seed file cannot be read."""
    versions = Workspace(settings()).versions
    rows = [_object(stage, versions) for stage in STAGES]
    if args.json:
        print(json_text(rows, indent=2))
        return 0
    from rich.table import Table

    table = Table(*(text(f"commands.col.{name}") for name in ("stage", "sharded", "reads", "version")))
    for row in rows:
        told = row["reads"]
        reads = [
            *told["stages"],
            *told["seeds"],
            *(f"lessons/{part}" for part in told["lessons"]),
            *(f"PANTAU_{name.upper()}" for name in told["settings"]),
        ]
        table.add_row(row["name"], text("commands.stages.sharded") if row["sharded"] else "", ", ".join(reads), row["version"])
    terminal().print(table)
    return 0


def _object(stage: Stage, versions: dict[str, str]) -> dict[str, Any]:
    seeds = [f"{seed.path}[{','.join(seed.columns)}]" if seed.columns else seed.path for seed in stage.reads]
    reads = {"stages": list(stage.after), "seeds": seeds, "lessons": list(stage.lessons), "settings": list(stage.settings)}
    own = {result.name: versions[result.name] for result in stage.writes if result.code}
    return {"name": stage.name, "sharded": stage.sharded, "reads": reads, "version": versions[stage.name], "results": own}
