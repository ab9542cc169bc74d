"""`pantau landing`: prints which landing this is, and which one the warehouse belongs to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pantau.landing.identity import adopt, read_identity_by
from pantau.landing.landing import Landing
from pantau.settings import settings
from pantau.warehouse import connect_reading
from pantau.words import text


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau landing`."""
    parser.add_argument("--adopt", action="store_true", help=text("help.landing.adopt"))


def run(args: Namespace) -> int:
    """Print both ids; return 1 if they differ."""
    landing = Landing(settings())
    try:
        if args.adopt:
            adopt(landing.database, landing.store)
        with connect_reading(landing.settings) as connection:
            found = read_identity_by(connection, landing.store)
    finally:
        landing.close()
    print(text("commands.landing.here", root=landing.root, mark=found.marked or text("commands.landing.no_mark")))
    if found.known:
        print(text("commands.landing.known_at", mark=found.known, root=found.noted_root))
    else:
        print(text("commands.landing.known", mark=text("commands.landing.none")))
    return 0 if found.marked == found.known else 1
