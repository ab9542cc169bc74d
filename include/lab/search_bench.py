"""Measures the time of searches, facets, watchlists and names in a warehouse of a million articles; one JSON line per measure.

`python -m lab.search_bench 1000000` fills a temporary embedded PostgreSQL (some 11 GB, 20 minutes), measures and removes it.
`python -m lab.search_bench 1000000 FOLDER` keeps the database in a folder, and uses the one that is there. Times are wall times
of the functions that the pages call, one after the other, each question once. `p50_ms` and `p95_ms` are over the questions;
`slowest` names the slowest question. The questions are drawn with a seed: rare, usual and frequent words, names, phrases, fields.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Literal

import psycopg

from lab.search_fill import DAYS, LAST, SEED, BenchWords, fill, read_words
from pantau.day import shift
from pantau.errors import BadInput
from pantau.report import named, terms, watched
from pantau.search.compiled import CompiledQuery, compile_query
from pantau.search.facets import count_facets
from pantau.search.find import SearchRequest, find_articles
from pantau.settings import PROJECT, read_settings
from pantau.warehouse import embedded
from pantau.warehouse.roles import ADMIN
from pantau.watchlists import kept, matching
from pantau.watchlists.model import checked

SEEDS = PROJECT / "seeds"
_RANKS = {"frequent": (40, 140), "usual": (400, 1_500), "rare": (6_000, 15_000)}  # ranks of words, the most frequent first
_EACH = 8  # questions of each kind
_RANGES = {"30 days": LAST - timedelta(days=29), "all": None}


def main(argv: Sequence[str]) -> int:
    """Fill and measure; raise BadInput for an argument that is no size, or a folder whose warehouse has another size."""
    if not argv or not argv[0].isdigit() or int(argv[0]) < 1_000 or len(argv) > 2:
        raise BadInput("give a number of articles from 1000 up, and perhaps a folder to keep them in, such as: 1000000 bench")
    folder = Path(argv[1]).resolve() if len(argv) > 1 else Path(tempfile.mkdtemp(prefix="pantau-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # as root the server runs as another user, who must get through
    chosen = read_settings(state_dir=folder, database_idle_s=0, warehouse="")
    try:
        embedded.start(chosen)
        with psycopg.connect(embedded.address(chosen) or "") as connection:
            _fill_once(connection, int(argv[0]), chosen)
            measure_all(connection)
    finally:
        embedded.stop(chosen)
        if len(argv) == 1:
            embedded.remove(chosen)
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def _fill_once(connection: psycopg.Connection, articles: int, chosen: Any) -> None:
    from pantau.warehouse import connect

    with connect(chosen):  # migrates
        pass
    row = connection.execute("SELECT count(*) FROM article_rows").fetchone()
    there = int(row[0]) if row else 0
    connection.rollback()
    if there not in (0, articles):
        raise BadInput(f"the warehouse in this folder has {there} articles; give that number or another folder")
    if not there:
        began = time.monotonic()
        with psycopg.connect(embedded.address(chosen, role=ADMIN) or "") as ruler:
            fill(ruler, articles, SEEDS)
        size = connection.execute(
            "SELECT pg_database_size(current_database()), pg_relation_size('article_rows_search')"
        ).fetchone()
        disk, index = size if size else (0, 0)
        took = time.monotonic() - began
        _say("fill", articles=articles, seconds=round(took, 1), database_gb=_gb(disk), index_of_words_gb=_gb(index))


def _gb(size: int) -> float:
    return round(size / 1e9, 2)


def _say(measure: str, **figures: Any) -> None:
    print(json.dumps({"measure": measure, **figures}, ensure_ascii=False), flush=True)


def questions(vocabulary: BenchWords) -> list[str]:
    """Return the queries of the bench, which are always the same."""
    chance = Random(SEED)  # noqa: S311 — the same questions in every run

    def word(kind: str) -> str:
        return str(vocabulary.words[chance.randint(*_RANKS[kind])])

    def name() -> str:
        label = chance.choice(vocabulary.names[:300]).label
        return f'"{label}"' if " " in label else label

    def one() -> Iterable[str]:
        yield from (word(kind) for kind in _RANKS)
        yield name()
        yield f"{word('frequent')} {word('usual')}"
        yield f"{word('frequent')} OR {word('frequent')} OR {word('usual')}"
        yield f"({word('usual')} OR {name()}) -{word('frequent')}"
        yield f'"{word("frequent")} {word("frequent")}"'
        yield f"{word('frequent')} NEAR/5 {word('usual')}"
        yield f"{word('usual')[:4]}*"
        yield f"judul:{word('frequent')}"
        yield f"{word('usual')} media:media{chance.randint(0, 20)}"
        yield f"kutipan:{word('usual')}"
        yield f"kutipan:({word('frequent')} AND {word('frequent')})"
        yield f"topik:{chance.choice(vocabulary.topics)} OR {word('usual')}"

    return [query for _ in range(_EACH) for query in one()]


def measure_all(connection: psycopg.Connection) -> None:
    """Run all queries on a filled warehouse and print a line for each measure."""
    asked = questions(read_words(SEEDS))
    for said, first in _RANGES.items():
        for kind in ("relevance", "time", "story"):
            order: Literal["relevance", "time"] = "time" if kind == "time" else "relevance"
            wanted = partial(SearchRequest, first=first, last=LAST if first else None, order=order, collapsed=kind == "story")
            _clock(f"search by {kind}, {said}", connection, asked, partial(_search, connection, wanted))
        _clock(f"facets, {said}", connection, asked, partial(_count, connection, partial(wanted, collapsed=False)))
        begin = str(first or LAST - timedelta(days=DAYS - 1))
        _clock(f"list of names, {said}", connection, ("person", "organisation", "place"), partial(_list, connection, begin))
    _measure_watchlists(connection, read_words(SEEDS))


def _search(connection: psycopg.Connection, wanted: Callable[[CompiledQuery], SearchRequest], query: str) -> None:
    find_articles(connection, wanted(compile_query(query, SEEDS)), SEEDS)


def _count(connection: psycopg.Connection, wanted: Callable[[CompiledQuery], SearchRequest], query: str) -> None:
    count_facets(connection, wanted(compile_query(query, SEEDS)), SEEDS)


def _list(connection: psycopg.Connection, begin: str, type_: str) -> None:
    named.most_mentioned(connection, type_, begin, str(LAST))


def _clock(measure: str, connection: psycopg.Connection, asked: Sequence[str], ask: Callable[[str], Any]) -> None:
    took = []
    for query in asked:
        began = time.monotonic()
        ask(query)
        took.append((time.monotonic() - began, query))
        connection.rollback()
    took.sort()
    p50, p95 = (round(1000 * took[min(len(took) - 1, int(len(took) * share))][0]) for share in (0.5, 0.95))
    _say(measure, questions=len(took), p50_ms=p50, p95_ms=p95, slowest=[f"{query}: {1000 * s:.0f}" for s, query in took[:-4:-1]])


def _measure_watchlists(connection: psycopg.Connection, vocabulary: BenchWords) -> None:
    """Save a watchlist of a name, of usual words and of frequent words over all days, then ask for each page."""
    words, names = vocabulary.words, vocabulary.names
    wanted = {"name": f'"{names[3].label}"', "usual": f"{words[500]} OR {words[900]}", "frequent": f"{words[60]}"}
    for ident, query in wanted.items():
        connection.execute("DELETE FROM watchlists WHERE watchlist = %s", [ident])
        began = time.monotonic()
        kept.save(connection, checked({"watchlist": ident, "name": ident, "query": query}), "bench")
        connection.commit()
        matching.match_all(connection, ident, SEEDS)
        connection.commit()
        row = connection.execute("SELECT count(*) FROM watchlist_matches WHERE watchlist = %s", [ident]).fetchone()
        _say(f"save a watchlist of {ident} words", seconds=round(time.monotonic() - began, 1), matches=row[0] if row else 0)
    connection.execute("ANALYZE watchlist_matches")
    connection.commit()
    _clock("watchlist page", connection, tuple(wanted) * 3, lambda ident: _ask_page(connection, ident))


def _ask_page(connection: psycopg.Connection, ident: str) -> None:
    """Run the queries of the page of a watchlist (plugins/pantau_ui/watching.py)."""
    day = str(date(LAST.year, LAST.month, LAST.day))
    watched.voices(connection, ident, day)
    watched.watch_series(connection, [ident], day, None)
    watched.watch_totals(connection, ident, day)
    for kind in ("province", "person", "body"):
        watched.tagged(connection, ident, day, kind, 10)
    stories = watched.watched_stories(connection, ident, day, 200)
    terms.set_terms(connection, "watchlist", ident, shift(day, -27), day, 16, ident)
    watched.news_of(connection, ident, day, stories)
    watched.latest(connection, ident, day, 20)
    matching.progress_of(connection, ident)
    kept.changes_of(connection, ident)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadInput as error:
        sys.exit(f"bench: {error}")
