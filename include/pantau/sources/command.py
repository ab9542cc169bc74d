"""`pantau sources`: prints the trials of unproven sources, tries all of them at once, and writes a patch of seeds/ to
review."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pantau.catalogue.provinces import PROVINCES
from pantau.day import WIB
from pantau.errors import BadInput
from pantau.landing.host_states import HostState, read_host_states
from pantau.landing.probation import Probation
from pantau.model import Feed
from pantau.net.manners import HostManners
from pantau.sources.archive_patch import make_archive_patch
from pantau.sources.discovery import discover, searchable
from pantau.sources.lane import Source, address_of, read_trials, try_sources, unproven_sources
from pantau.sources.patch import make_patch
from pantau.terminal import json_text, terminal
from pantau.words import text
from pantau.workspace import Workspace

if TYPE_CHECKING:
    from rich.table import Table

STATES = ("proven", "waiting", "demoted", "new")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau sources`."""
    parser.add_argument(
        "what", nargs="?", choices=("list", "check", "discover", "export"), default="list", help=text("help.sources.what")
    )
    parser.add_argument("--outlet", default="", metavar="NAME", help=text("help.sources.outlet"))
    parser.add_argument("--json", action="store_true", help=text("help.json"))


def run(args: Namespace) -> int:
    """List, check, discover or export; `check` and `discover` ask politely and land nothing. Raises BadInput for an unknown
    outlet."""
    work = Workspace()
    try:
        if args.what == "discover":
            _discover(work, args.outlet)
        sources = _choose_sources(work, args.outlet)
        if args.what == "check":
            _check(work, sources)
        states = read_trials(work, sources)
        hosts = _read_hosts(work, args.outlet) if args.outlet else []
    finally:
        work.landing.close()
    if args.what == "export":
        folder = work.settings.catalogue_folder
        print(make_patch(folder / "feeds.csv", states, [one for one in sources if isinstance(one, Feed)]), end="")
        print(make_archive_patch(folder / "archives.yaml", states, work.catalogue.outlets), end="")
    elif args.json:
        print(json_text([as_json(source, states.get(address_of(source))) for source in sources]))
    else:
        console = terminal(150)
        console.print(_table_of_sources(sources, states) if args.outlet else _table_of_provinces(work, sources, states))
        for line in _tell_pace(work, args.outlet, hosts):
            console.print(line, markup=False)
    return 0


def _tell_pace(work: Workspace, outlet: str, hosts: Sequence[HostState]) -> Iterator[str]:
    """Yield what the catalogue says of the outlet's pace, and for each host its gap of now (without its Crawl-delay)."""
    own = work.manners.of_outlet(outlet)
    least = max(work.settings.host_gap_s, own.gap_s)
    if own != HostManners():
        at_once = min(own.at_once or work.settings.host_parallel, work.settings.host_parallel)
        yield text("commands.sources.manners", gap=f"{least:.1f}", count=at_once)
    for host in hosts:
        gap, answer = max(host.gap_s or 0.0, least), "?" if host.answer_s is None else f"{host.answer_s:.1f}"
        yield text("commands.sources.host", host=host.host, gap=f"{gap:.1f}", answer=answer)


def as_json(source: Source, state: Probation | None) -> dict[str, Any]:
    """Return a source and its evidence as JSON values; one that was never tried has the state `new`."""
    known = asdict(state) if state else {"source_url": address_of(source), "outlet": source.outlet, "state": "new", "tries": 0}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in known.items()}


def _read_hosts(work: Workspace, outlet: str) -> list[HostState]:
    from pantau.warehouse import connect_reading

    with connect_reading(work.settings) as connection:
        return read_host_states(connection, work.catalogue.outlets[outlet].domains)


def _choose_sources(work: Workspace, outlet: str) -> list[Source]:
    if outlet and outlet not in work.catalogue.outlets:
        raise BadInput(f"no outlet is called {outlet!r} in outlets.csv; use the short name of its first column")
    return [source for source in unproven_sources(work) if outlet in ("", source.outlet)]


def _discover(work: Workspace, outlet: str) -> None:
    """Search the sites now, six requests each at most; feeds that are found wait for their trial."""
    chosen = [one for one in searchable(work) if outlet in ("", one.outlet)]
    ended = discover(work, chosen)
    found = sum(one.found for one in ended)
    terminal(None, stderr=True).print(text("commands.sources.searched", count=len(ended), found=found))


def _check(work: Workspace, sources: Sequence[Source]) -> None:
    """Try the sources now, with a bar on stderr that says how many answered well."""
    from rich.progress import Progress

    with Progress(console=terminal(None, stderr=True), transient=True) as bar:
        task = bar.add_task(text("commands.sources.checking"), total=len(sources))
        try_sources(work, sources, heard=lambda _source, _state: bar.advance(task))


def _table_of_provinces(work: Workspace, sources: Sequence[Source], states: dict[str, Probation]) -> Table:
    """Return how many sources of each province are in which state, the outlets without a province last."""
    from rich.table import Table

    counts: dict[str, Counter[str]] = {}
    for source in sources:
        place = work.catalogue.outlets[source.outlet].province_code
        state = states.get(address_of(source))
        counts.setdefault(place, Counter())[state.state if state else "new"] += 1
    table = Table(*(text(f"commands.sources.column.{name}") for name in ("province", *STATES)))
    for code in sorted(counts, key=lambda code: (code not in PROVINCES, code)):
        name = PROVINCES[code][0] if code in PROVINCES else text("commands.sources.abroad")
        table.add_row(name, *(str(counts[code][state]) for state in STATES))
    total = sum(counts.values(), Counter())
    table.add_section()
    table.add_row(text("commands.sources.all"), *(str(total[state]) for state in STATES))
    return table


def _table_of_sources(sources: Sequence[Source], states: dict[str, Probation]) -> Table:
    from rich.markup import escape
    from rich.table import Table

    columns = ("source", "state", "tried", "result", "items", "title")
    table = Table(*(text(f"commands.sources.column.{name}") for name in columns))
    for source in sources:
        state = states.get(address_of(source))
        if state is None:
            table.add_row(escape(address_of(source)), text("commands.sources.column.new"))
            continue
        tried = f"{state.last_try_at.astimezone(WIB):%Y-%m-%d %H:%M}" if state.last_try_at else "–"
        said = f"{state.result}: {state.message}" if state.message else state.result
        title = state.titles[0] if state.titles else ""
        named = text(f"commands.sources.column.{state.state}")
        table.add_row(escape(address_of(source)), named, tried, escape(said), str(state.items), escape(title))
    return table
