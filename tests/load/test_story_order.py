"""Stories and events over many days: the tables end identical in any order of loads, also twice and two at a time.

`PANTAU_ORDER_DAYS=30 pytest tests/load/test_story_order.py` does it with thirty days (two minutes) instead of twelve.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from load_builders import OUTLETS, Piece, load, put, workspace

from databases import copied, copy_template, server_address
from pantau.day import shift
from pantau.dedupe.stage import run as dedupe
from pantau.load.stage import run as swap
from pantau.settings import Settings, read_settings
from pantau.warehouse.digest import warehouse_digest
from pantau.workspace import Workspace

SPAN = [shift("2026-11-10", number) for number in range(int(os.environ.get("PANTAU_ORDER_DAYS", "12")))]
SYLLABLES = ("ba", "ke", "mi", "ran", "su", "tak", "lo", "ding", "pe", "nu", "gar", "wi")


def report(theme: int, paragraphs: int = 6) -> list[str]:
    """A text for each theme, unlike the others, in paragraphs of twenty words."""
    dice = random.Random(theme)
    return [" ".join("".join(dice.choices(SYLLABLES, k=3)) for _ in range(20)).capitalize() + "." for _ in range(paragraphs)]


def edited(theme: int, version: int) -> str:
    """The report as an outlet may print it: whole, without its end, or with a paragraph that the outlet adds."""
    lines = report(theme)
    own = report(1_000 * theme + version, 1)
    return "\n".join([lines, lines[:4], [*lines[:3], *own, *lines[3:]], lines[:-1]][version % 4])


def world(seed: int) -> list[Piece]:
    """Pieces of all days: families within a day and over days; some are refused, some are the second address of another."""
    dice = random.Random(seed)
    pieces = {}
    for number in range(90 * len(SPAN) // 12):
        theme, outlet = dice.randrange(40 * len(SPAN) // 12), dice.choice(OUTLETS)
        day = SPAN[(theme * 5 + dice.choice([0, 0, 0, 1, 3, 6, 8])) % len(SPAN)]
        piece = Piece(
            name=f"b{number % (70 * len(SPAN) // 12)}",
            day=day,
            outlet=outlet,
            text=edited(theme, dice.randrange(8)),
            minutes=dice.choice([None, *range(0, 300, 7)]),
            refused=dice.choice(["", "", "", "", "", "text_short"]),
            canonical=dice.choice(["", "", "", "", f"kabar.test/b{dice.randrange(70)}"]),
            title=f"Judul tema {theme}",
        )
        pieces[piece.url_key] = piece
    return list(pieces.values())


@pytest.fixture(scope="module")
def landed(database_server: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A warehouse and results with the present world, not yet compared or loaded. It is made once, and each test copies it."""
    folder: Path = tmp_path_factory.mktemp("stories")
    with psycopg.connect(server_address(database_server, "postgres"), autocommit=True) as admin:
        copy_template(admin, "stories")
        address = server_address(database_server, "stories")
        chosen = read_settings(state_dir=folder, shards=2, large_day=4, warehouse=address)
        put(workspace(chosen), world(2), SPAN)
        yield chosen
        admin.execute("DROP DATABASE stories WITH (FORCE)")


@pytest.fixture
def installed(database_server: Settings, landed: Settings, tmp_path: Path) -> Iterator[Callable[[], Workspace]]:
    """A maker of workspaces with the present world; each has a database and a result folder of its own."""
    with ExitStack() as stack:
        numbers = itertools.count()

        def make() -> Workspace:
            name = f"stories_{next(numbers)}"
            return workspace(stack.enter_context(copied(database_server, name, landed, tmp_path / name)))

        yield make


def digest(work: Workspace) -> dict[str, str]:
    with work.connect() as connection:
        return warehouse_digest(connection)


def test_thirty_loads_in_any_order_two_at_a_time_end_identical(installed: Callable[[], Workspace]) -> None:
    forward, backward, apart, mixed, overtaken = (installed() for _ in range(5))
    now = world(2)
    for day in SPAN:
        load(forward, day)
    wanted = digest(forward)
    with forward.connect() as connection:
        told = connection.execute("SELECT count(*), max(members), count(DISTINCT day) FROM stories").fetchone()
        across = """SELECT count(*) FROM story_members m JOIN stories s USING (story_id)
            JOIN article_rows a USING (article_id) WHERE a.day <> s.day"""
        assert told is not None
        assert told[0] >= 8
        assert told[1] >= 4
        assert connection.execute(across).fetchone() >= (5,)
        events = "SELECT count(*), count(*) FILTER (WHERE last_day > day), count(continues) FROM events"
        assert all(count >= least for count, least in zip(connection.execute(events).fetchone() or (), (9, 2, 0), strict=True))
        again = "SELECT count(*) > 0 FROM story_members WHERE kind = 'republished'"
        assert connection.execute(again).fetchone() == (True,)

    with forward.connect() as connection:  # what loads of later days changed in a day is what a load of that day writes
        connection.execute("DELETE FROM landing.loaded_days")
    for day in SPAN:
        assert load(forward, day).counts["days_touched"] >= 1, "a whole load"
        assert digest(forward) == wanted

    for day in reversed(SPAN):
        load(backward, day)
    assert digest(backward) == wanted

    for day in SPAN:
        dedupe(apart, day)  # the earlier days know nothing of the later ones
    for day in reversed(SPAN):
        swap(apart, day)
    assert digest(apart) == wanted

    two_at_a_time(mixed, shuffled([*SPAN, *SPAN], 5))
    assert digest(mixed) == wanted

    put(overtaken, world(1), SPAN)  # another state of everything: some of its days are loaded, then the present one replaces it
    for day in shuffled(SPAN, 6)[:9]:
        load(overtaken, day)
    put(overtaken, now, SPAN)
    two_at_a_time(overtaken, shuffled([*SPAN, *SPAN[:4]], 7))
    assert digest(overtaken) == wanted


def shuffled(days: Iterable[str], seed: int) -> list[str]:
    days = list(days)
    random.Random(seed).shuffle(days)
    return days


def two_at_a_time(work: Workspace, days: list[str]) -> None:
    """Work and load the days with two workers, but never one day with both at once."""
    failures: list[BaseException] = []
    lock = threading.Lock()
    busy: dict[str, threading.Lock] = {day: threading.Lock() for day in days}

    def worker(mine: Workspace) -> None:
        while True:
            with lock:
                if not days or failures:
                    return
                day = days.pop()
            try:
                with busy[day]:
                    load(mine, day)
            except BaseException as error:
                failures.append(error)

    # both workspaces are made first: each writes the seeds anew, and the other worker could read them half written
    threads = [threading.Thread(target=worker, args=[workspace(work.settings)]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_day_whose_stage_results_were_deleted_is_still_compared_with(installed: Callable[[], Workspace]) -> None:
    whole, pruned = installed(), installed()
    for work in (whole, pruned):
        for day in SPAN[:6]:
            load(work, day)
    for stage in ("signatures", "pairs", "pairs.searched"):
        shutil.rmtree(pruned.settings.state_dir / "results" / stage)
    for work in (whole, pruned):
        for day in SPAN[6:]:
            load(work, day)
    assert digest(pruned) == digest(whole)


def test_a_day_that_is_loaded_again_writes_no_story_anew(installed: Callable[[], Workspace]) -> None:
    work = installed()
    for day in SPAN:
        load(work, day)
    places = (
        "SELECT ctid::text, article_id FROM story_members UNION ALL SELECT ctid::text, story_id FROM story_rows ORDER BY 2, 1"
    )
    with work.connect() as connection:
        before = connection.execute(places).fetchall()
    assert load(work, SPAN[3]).counts["stories"] == 0
    with work.connect() as connection:
        assert connection.execute(places).fetchall() == before
