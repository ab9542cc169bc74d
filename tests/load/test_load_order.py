"""Promise 2: the warehouse ends identical in any order of loads, once or twice, whatever was loaded before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from load_builders import DAYS, OUTLETS, Piece, load, put, wipe, workspace

from databases import copy_template, server_address
from pantau.settings import Settings, read_settings
from pantau.warehouse.digest import warehouse_digest
from pantau.workspace import Workspace

KEYS = ("", "kabar.test/a", "suara.test/b", "warta.test/tag/x")
PIECES = st.builds(
    Piece,
    name=st.sampled_from("abcdef"),
    day=st.sampled_from(DAYS),
    outlet=st.sampled_from(OUTLETS),
    end=st.sampled_from(["article", "article", "article", "article", "video", "failed"]),
    canonical=st.sampled_from(KEYS),
    text=st.sampled_from(["", "Teks satu.", "Teks dua."]),
    minutes=st.sampled_from([None, 0, 1, 2]),
    refused=st.sampled_from(["", "", "", "text_short"]),
    title=st.sampled_from(["", "Judul bersama"]),
)
WORLDS = st.lists(PIECES, max_size=12, unique_by=lambda piece: piece.url_key)
ORDERS = st.tuples(st.permutations(DAYS), st.lists(st.sampled_from(DAYS), max_size=3))


@pytest.fixture(scope="module")
def work(database_server: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """One workspace for all the examples; each starts by emptying it."""
    folder: Path = tmp_path_factory.mktemp("order")
    with psycopg.connect(server_address(database_server, "postgres"), autocommit=True) as admin:
        copy_template(admin, "order_of_days")
        yield workspace(read_settings(state_dir=folder, shards=1, warehouse=server_address(database_server, "order_of_days")))
        admin.execute("DROP DATABASE order_of_days WITH (FORCE)")


def dump(work: Workspace) -> dict[str, str]:
    with work.connect() as connection:
        assert connection.execute("SELECT coalesce(bool_and(balanced AND lost = 0), true) FROM day_balance").fetchone() == (True,)
        return warehouse_digest(connection)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(before=WORLDS, world=WORLDS, order=ORDERS)
def test_the_warehouse_is_a_function_of_what_landed(
    work: Workspace, before: list[Piece], world: list[Piece], order: tuple[list[str], list[str]]
) -> None:
    wipe(work)
    put(work, world)
    for day in DAYS:
        load(work, day)
    wanted = dump(work)
    wipe(work)
    put(work, before)  # load another state of the landing first: late items, edits, moves to another day
    for day in DAYS:
        load(work, day)
    put(work, world)
    days, again = order
    for day in [*again, *days]:
        load(work, day)
    assert dump(work) == wanted
