"""`pantau rules check|draft OUTLET`: an outlet's rule beside the general reader, and a rule learnt from its landed pages."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantau.day import days_between, parse_day, shift, today
from pantau.errors import BadInput, visible
from pantau.files import named
from pantau.learn.compared import VERDICTS, Comparison, together
from pantau.learn.drafted import as_rule_file
from pantau.learn.learning import choose
from pantau.learn.trying import TriedDraft, draft_rule
from pantau.learn.twofold import comparisons_of, known_outlet, only_rule, outlines_of
from pantau.model import Landed
from pantau.terminal import json_text, terminal
from pantau.words import text
from pantau.workspace import Workspace

if TYPE_CHECKING:
    from rich.table import Table


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau rules`."""
    parser.add_argument("what", choices=("check", "draft"), help=text("help.rules.what"))
    parser.add_argument("outlet", metavar="OUTLET", help=text("help.rules.outlet"))
    parser.add_argument("--day", type=parse_day, help=text("help.rules.day"))
    parser.add_argument("--to", type=Path, metavar="FILE", help=text("help.rules.to"))
    parser.add_argument("--json", action="store_true", help=text("help.json"))


def run(args: Namespace) -> int:
    """Check or draft. It keeps nothing except the file that `--to` names. Raises BadInput for an outlet without landed
    pages."""
    work = Workspace(reads=True)
    last = args.day or shift(today(), -1)
    try:
        outlet = known_outlet(work, args.outlet)
        if args.what == "check":
            return _check(work, outlet, last, as_json=args.json)
        return _draft(work, outlet, last, args.to, as_json=args.json)
    finally:
        work.landing.close()


def _check(work: Workspace, outlet: str, day: str, *, as_json: bool) -> int:
    pages = [item for item in work.landing.entries(day, [outlet]) if item.page]
    if not pages:
        raise BadInput(f"no page of {outlet} is landed for {day}; name another day with --day")
    found = together(comparisons_of(work, work.rules, pages))
    if as_json:
        print(json_text({"outlet": outlet, "day": day, **comparison_json(found)}))
        return 0
    console = terminal(None)
    console.print(
        text("commands.rules.checked", outlet=outlet, day=day, ruled=found.ruled, pages=found.pages, f1=f"{found.f1:.4f}")
    )
    console.print(_table(found))
    for page in found.look_at:
        unlike = ", ".join(
            text(f"commands.rules.field.{name}") for name, said in page.fields.items() if said not in ("same", "neither")
        )
        said = text("commands.rules.look_at", url=page.url, f1=f"{page.f1:.4f}", fields=unlike or "–")
        console.print(visible(said), markup=False, highlight=False)
    return 0


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON values."""
    return asdict(found) | {"f1": round(found.f1, 4)}


def _table(found: Comparison) -> Table:
    """Return how often rule and general reader say the same, by field."""
    from rich.table import Table

    table = Table(text("commands.rules.column.field"), *(text(f"commands.rules.column.{verdict}") for verdict in VERDICTS))
    for name, counts in found.fields.items():
        table.add_row(text(f"commands.rules.field.{name}"), *(str(counts[verdict]) for verdict in VERDICTS))
    return table


def _draft(work: Workspace, outlet: str, last: str, file: Path | None, *, as_json: bool) -> int:
    days = days_between(shift(last, 1 - work.settings.learn_days), last)
    made = make_draft(work, outlet, choose(work, days, [outlet]), last)
    written = as_rule_file(made, outlet, (days[0], last))
    if file:
        _write_new(file, written)
    if as_json:
        told = {"outlet": outlet, "pages": made.draft.pages, "file": str(file or ""), "rule": written}
        print(json_text(told | {"tried": comparison_json(made.tried)}))
    elif file:
        said = {"pages": made.draft.pages, "ruled": made.tried.ruled, "of": made.tried.pages, "f1": f"{made.tried.f1:.4f}"}
        terminal(None).print(text("commands.rules.drafted", file=str(file), outlet=outlet, **said))
    else:
        print(written, end="")
    return 0


def _write_new(file: Path, written: str) -> None:
    """Write a file that does not exist yet, because a rule by hand is worth more than a draft. Raises BadInput if it exists."""
    try:
        with named(file), file.open("x", encoding="utf-8") as new:
            new.write(written)
    except FileExistsError:
        raise BadInput(f"{file} is there already; name a new file with --to, and compare the two") from None


def make_draft(work: Workspace, outlet: str, pages: list[Landed], last: str) -> TriedDraft:
    """Return the rule that some landed pages teach. Raises BadInput if there are none, or if no element holds their text."""
    if not pages:
        raise BadInput(f"no page of {outlet} is landed up to {last}; name another day with --day")
    outlines = outlines_of(work, pages)
    made = draft_rule(outlet, f"draft-{last}", outlines, lambda rule: comparisons_of(work, only_rule(work.rules, rule), pages))
    if made is None:
        raise BadInput(f"no element holds the text of the {len(pages)} landed pages of {outlet}; write its rule by hand")
    return made
