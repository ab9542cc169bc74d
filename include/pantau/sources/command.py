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
from pantau.sources.discovery import discover, searchable
from pantau.sources.lane import read_trials, try_sources, unproven_feeds
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
        feeds = _choose_feeds(work, args.outlet)
        if args.what == "check":
            _check(work, feeds)
        states = read_trials(work, feeds)
        hosts = _read_hosts(work, args.outlet) if args.outlet else []
    finally:
        work.landing.close()
    if args.what == "export":
        print(make_patch(work.settings.catalogue_folder / "feeds.csv", states), end="")
    elif args.json:
        print(json_text([as_json(feed, states.get(feed.feed_url)) for feed in feeds]))
    else:
        console = terminal(150)
        console.print(_table_of_sources(feeds, states) if args.outlet else _table_of_provinces(work, feeds, states))
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


def as_json(feed: Feed, state: Probation | None) -> dict[str, Any]:
    """Return a source and its evidence as JSON values; one that was never tried has the state `new`."""
    known = asdict(state) if state else {"source_url": feed.feed_url, "outlet": feed.outlet, "state": "new", "tries": 0}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in known.items()}


def _read_hosts(work: Workspace, outlet: str) -> list[HostState]:
    from pantau.warehouse import connect_reading

    with connect_reading(work.settings) as connection:
        return read_host_states(connection, work.catalogue.outlets[outlet].domains)


def _choose_feeds(work: Workspace, outlet: str) -> list[Feed]:
    if outlet and outlet not in work.catalogue.outlets:
        raise BadInput(f"no outlet is called {outlet!r} in outlets.csv; use the short name of its first column")
    return [feed for feed in unproven_feeds(work) if outlet in ("", feed.outlet)]


def _discover(work: Workspace, outlet: str) -> None:
    """Search the sites now, six requests each at most; feeds that are found wait for their trial."""
    chosen = [one for one in searchable(work) if outlet in ("", one.outlet)]
    ended = discover(work, chosen)
    found = sum(one.found for one in ended)
    terminal(None, stderr=True).print(text("commands.sources.searched", count=len(ended), found=found))


def _check(work: Workspace, feeds: Sequence[Feed]) -> None:
    """Try the sources now, with a bar on stderr that says how many answered well."""
    from rich.progress import Progress

    with Progress(console=terminal(None, stderr=True), transient=True) as bar:
        task = bar.add_task(text("commands.sources.checking"), total=len(feeds))
        try_sources(work, feeds, heard=lambda _feed, _state: bar.advance(task))


def _table_of_provinces(work: Workspace, feeds: Sequence[Feed], states: dict[str, Probation]) -> Table:
    """Return how many sources of each province are in which state, the outlets without a province last."""
    from rich.table import Table

    counts: dict[str, Counter[str]] = {}
    for feed in feeds:
        place = work.catalogue.outlets[feed.outlet].province_code
        state = states.get(feed.feed_url)
        counts.setdefault(place, Counter())[state.state if state else "new"] += 1
    table = Table(*(text(f"commands.sources.column.{name}") for name in ("province", *STATES)))
    for code in sorted(counts, key=lambda code: (code not in PROVINCES, code)):
        name = PROVINCES[code][0] if code in PROVINCES else text("commands.sources.abroad")
        table.add_row(name, *(str(counts[code][state]) for state in STATES))
    total = sum(counts.values(), Counter())
    table.add_section()
    table.add_row(text("commands.sources.all"), *(str(total[state]) for state in STATES))
    return table


def _table_of_sources(feeds: Sequence[Feed], states: dict[str, Probation]) -> Table:
    from rich.markup import escape
    from rich.table import Table

    columns = ("source", "state", "tried", "result", "items", "title")
    table = Table(*(text(f"commands.sources.column.{name}") for name in columns))
    for feed in feeds:
        state = states.get(feed.feed_url)
        if state is None:
            table.add_row(escape(feed.feed_url), text("commands.sources.column.new"))
            continue
        tried = f"{state.last_try_at.astimezone(WIB):%Y-%m-%d %H:%M}" if state.last_try_at else "–"
        said = f"{state.result}: {state.message}" if state.message else state.result
        title = state.titles[0] if state.titles else ""
        named = text(f"commands.sources.column.{state.state}")
        table.add_row(escape(feed.feed_url), named, tried, escape(said), str(state.items), escape(title))
    return table
