"""`pantau landing`: which landing this is, and which one the warehouse belongs to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pantau.landing.identity import adopt, read_identity_by
from pantau.landing.landing import Landing
from pantau.settings import settings
from pantau.warehouse import connect_reading


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau landing`."""
    parser.add_argument("--adopt", action="store_true", help="make the landing seen from here the one the warehouse belongs to")


def run(args: Namespace) -> int:
    """Print both ids; return 1 where they differ."""
    landing = Landing(settings())
    try:
        if args.adopt:
            adopt(landing.database, landing.store)
        with connect_reading(landing.settings) as connection:
            found = read_identity_by(connection, landing.store)
    finally:
        landing.close()
    print(f"Pendaratan di {landing.root}: {found.marked or 'belum bertanda'}")
    print(f"Gudang data mengenal: {found.known or 'belum ada'}" + (f" (dicatat di {found.noted_root})" if found.known else ""))
    return 0 if found.marked == found.known else 1
