"""The schema: each numbered file is applied once and in order; a changed file is refused."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from databases import server_address
from pantau.errors import PantauError
from pantau.settings import Settings
from pantau.warehouse import connect, migrate
from pantau.warehouse.schema import read_migrations


def test_every_file_is_applied_and_recorded(database: Settings) -> None:
    with connect(database) as connection:
        rows = connection.execute("SELECT number, name, digest FROM migrations ORDER BY number").fetchall()
    assert rows == [(one.number, one.name, one.digest) for one in read_migrations()]


def test_a_second_run_applies_nothing(database: Settings) -> None:
    with connect(database) as connection:
        assert migrate(connection) == 0


def _files(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, sql in files.items():
        (folder / f"{name.removeprefix('m')}.sql").write_text(sql)
    return folder


@pytest.fixture
def empty(database_server: Settings, database: Settings) -> str:
    """The address of an empty database, beside the test's own."""
    name = database.warehouse.rpartition("/")[2].partition("?")[0] + "_empty"
    with psycopg.connect(server_address(database_server, "postgres"), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
    return server_address(database_server, name)


def test_a_changed_file_is_refused_with_the_remedy(empty: str, tmp_path: Path) -> None:
    folder = _files(tmp_path / "m", m0001_one="CREATE TABLE one (x int)")
    with psycopg.connect(empty) as connection:
        assert migrate(connection, folder) == 1
        _files(folder, m0001_one="CREATE TABLE one (y int)")
        with pytest.raises(PantauError, match=r"0001_one\.sql was changed.*put the change in a new one"):
            migrate(connection, folder)


def test_a_newer_database_is_refused(empty: str, tmp_path: Path) -> None:
    with psycopg.connect(empty) as connection:
        migrate(connection, _files(tmp_path / "new", m0001_one="SELECT 1", m0002_two="SELECT 2"))
        with pytest.raises(PantauError, match="has migration 0002, this Pantau only 0001"):
            migrate(connection, _files(tmp_path / "old", m0001_one="SELECT 1"))


def test_a_failing_file_leaves_nothing_behind(empty: str, tmp_path: Path) -> None:
    folder = _files(tmp_path / "m", m0001_one="CREATE TABLE one (x int)", m0002_two="CREATE TABLE one (x int)")
    with psycopg.connect(empty) as connection:
        with pytest.raises(PantauError, match="already exists"):
            migrate(connection, folder)
        assert connection.execute("SELECT to_regclass('one'), to_regclass('migrations')").fetchone() == (None, None)


def test_several_at_once_apply_each_file_once(empty: str, tmp_path: Path) -> None:
    folder = _files(tmp_path / "m", m0001_one="CREATE TABLE one (x int)", m0002_two="CREATE TABLE two (x int)")
    counts: list[int] = []

    def run() -> None:
        with psycopg.connect(empty) as connection:
            counts.append(migrate(connection, folder))

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 0, 0, 2]


@pytest.mark.parametrize("name", ["m0002_gap", "m0001-dash", "m1_short"])
def test_a_misnumbered_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PantauError, match="numbered without gaps"):
        read_migrations(_files(tmp_path / "m", **{name: "SELECT 1"}))


def test_a_lost_row_is_one_line_with_the_statement_that_mends_it(database: Settings) -> None:
    with psycopg.connect(database.warehouse, autocommit=True) as connection:
        lost = connection.execute("SELECT max(number) FROM migrations WHERE name = 'parts'").fetchone()
        connection.execute("DELETE FROM migrations WHERE name = 'parts'")
        with pytest.raises(
            PantauError, match=r"0006_parts\.sql does not fit the database test_\d+ at .* already exists"
        ) as found:
            migrate(connection)
        assert lost
        assert "\n" not in str(found.value)
        statement = str(found.value).split("`")[1]
        connection.execute(statement.encode())
        assert migrate(connection) == 0
