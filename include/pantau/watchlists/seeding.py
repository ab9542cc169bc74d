"""After a load: creates the watchlists of seeds/ that never existed, and matches all watchlists with the day."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import psycopg

from pantau.search.vocabulary import read_vocabulary
from pantau.tag.language import LABELS, UNKNOWN
from pantau.tag.watchlists import Watchlist, read_watchlists
from pantau.watchlists.kept import seed
from pantau.watchlists.matching import match_day


def match_watchlists(connection: psycopg.Connection, day: str, seeds_dir: Path) -> dict[str, int]:
    """Make the watchlists of seeds/ that are missing and match all with the day; return id → matches."""
    seed(connection, seeded(seeds_dir))
    return match_day(connection, day, seeds_dir)


def seeded(seeds_dir: Path) -> tuple[Watchlist, ...]:
    """Return the watchlists of a seeds folder. Raises BadInput for a bad file."""
    known: defaultdict[str, set[str]] = defaultdict(set, {"language": {*LABELS, UNKNOWN}})
    for kind, ident in read_vocabulary(seeds_dir).labels:
        known[kind].add(ident)
    return read_watchlists(seeds_dir / "watchlists", known)
