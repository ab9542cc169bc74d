"""`pantau watchlists`: lists the kept ones (`list`), writes them to files (`export`) and reads them from files again
(`import`)."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser, Namespace
from pathlib import Path

from pantau.errors import BadInput, visible
from pantau.settings import settings
from pantau.terminal import json_text
from pantau.warehouse import connect_reading
from pantau.watchlists import kept
from pantau.watchlists.matching import match_all
from pantau.watchlists.model import SavedWatchlist
from pantau.watchlists.preview import read_query
from pantau.watchlists.seeding import seeded
from pantau.words import text
from pantau.workspace import Workspace


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau watchlists`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|export|import")
    shown = actions.add_parser("list", help=text("help.watchlists.list"))
    shown.add_argument("--json", action="store_true", help=text("help.json"))
    out = actions.add_parser("export", help=text("help.watchlists.export"))
    out.add_argument("folder", metavar="FOLDER", help=text("help.watchlists.folder"))
    into = actions.add_parser("import", help=text("help.watchlists.import"))
    into.add_argument("folder", metavar="FOLDER", nargs="?", default="", help=text("help.watchlists.from"))


def run(args: Namespace) -> int:
    """List, write or read watchlists. Raises BadInput for files that cannot be read, and then saves none of them."""
    if args.action == "import":
        return _import(args.folder)
    with connect_reading(settings()) as connection:
        lists = kept.read_saved(connection)
    if args.action == "export":
        return _export(lists, Path(args.folder))
    for one in lists:
        print(json_text(one.as_json()) if args.json else visible(f"{one.watchlist:<32} {one.name}: {one.whole}"))
    return 0


def _export(lists: list[SavedWatchlist], folder: Path) -> int:
    try:
        kept.write_files(lists, folder)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written ({error.strerror}); give a folder of your own") from None
    print(text("commands.watchlists.written", count=len(lists), folder=folder))
    return 0


def _import(folder: str) -> int:
    """Save the watchlists of a folder that `export` wrote, or those of seeds/ that were never made, and match them."""
    work = Workspace()
    seeds = work.settings.seeds_dir
    found = kept.read_files(Path(folder)) if folder else []
    for one in found:
        read_query(one, seeds)
    with work.connect() as connection:
        saved = [kept.save(connection, one, getpass.getuser()).watchlist for one in found]
        saved += [] if folder else kept.seed(connection, seeded(seeds))
        connection.commit()
        for ident in saved:
            days = match_all(connection, ident, seeds)
            print(text("commands.watchlists.matched", name=ident, count=days))
    print(text("commands.watchlists.saved", count=len(saved)))
    return 0
