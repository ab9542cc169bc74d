"""Who may do what: readers read and nothing else, the loader owns its schemas, an installation without roles gets them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from databases import server_address
from hostile_sql import STATEMENTS, Ground, ground
from pantau.cli import main
from pantau.errors import PantauError
from pantau.settings import Settings, read_settings
from pantau.settings import settings as settings_of_the_process
from pantau.warehouse import connect, connect_reading, embedded, migrate
from pantau.warehouse.reading import SAME_LOGIN, reads_apart
from pantau.warehouse.roles import ADMIN, LOAD, READ

OWNERS = """
SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
UNION SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname IN ('public', 'landing')
UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'landing'::regnamespace
"""


def one(connection: psycopg.Connection, sql: str) -> object:
    row = connection.execute(sql.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture
def hostile(database: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    monkeypatch.setattr("pantau.warehouse.command.settings", lambda: database)
    with ground(database, tmp_path) as made:
        yield made


def test_no_hostile_statement_leaves_a_trace_through_pantau_sql(hostile: Ground, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(STATEMENTS) == len(set(STATEMENTS)) > 90
    before = hostile.traces()
    for statement in STATEMENTS:
        code = main(["sql", "--json", hostile.written(statement)])
        said = capsys.readouterr()
        assert (code, said.out, said.err.count("\n")) == (2, "", 1), statement
        assert hostile.traces() == before, statement
        assert hostile.unharmed(), statement


def test_the_loader_is_no_superuser_and_the_reader_owns_nothing(database: Settings) -> None:
    with connect(database) as connection:
        assert one(connection, "SELECT current_user") == LOAD
        assert (
            one(connection, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user") is False
        )
        assert {owner for (owner,) in connection.execute(OWNERS.encode()).fetchall()} <= {LOAD, "pg_database_owner"}
        assert not reads_apart(connection)
    with connect_reading(database) as connection:
        assert one(connection, "SELECT session_user") == READ
        assert one(connection, "SHOW timezone") == "UTC"
        assert one(connection, "SELECT count(*) FROM articles") == 0
        assert reads_apart(connection)


def test_tables_and_schemas_made_later_can_be_read(database: Settings) -> None:
    with connect(database) as connection:
        connection.execute("CREATE TABLE later AS SELECT 7 AS seven")
        connection.execute("CREATE SCHEMA sesudahnya")
        connection.execute("CREATE VIEW sesudahnya.later AS SELECT seven FROM later")
    with connect_reading(database) as connection:
        assert one(connection, "SELECT seven FROM later JOIN sesudahnya.later USING (seven)") == 7


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder with a short path that any user may pass through; its server is ended afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pantau-"))
    folder.chmod(0o711)
    yield folder
    embedded.remove(read_settings(state_dir=folder))
    shutil.rmtree(folder)


def without_roles(settings: Settings) -> str:
    """Make the warehouse of an installation that is older than the roles: the superuser owns and does everything."""

    def settle(address_of: Callable[[str], str], database: str) -> None:
        with psycopg.connect(address_of("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}".encode())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "settle", settle)
        embedded.start(settings, durable=False)
    old = str(embedded.address(settings, "pantau", ADMIN))
    with psycopg.connect(old) as connection:
        migrate(connection)
        connection.execute("CREATE TYPE macam AS ENUM ('a')")
        connection.execute("INSERT INTO outlets VALUES ('kabar', 'Kabar', '', '31', 'id', 'WIB', 'national', '{}', 'x', '')")
    return old


def test_an_installation_without_roles_gets_them_and_keeps_its_rows(state: Path) -> None:
    settings = read_settings(state_dir=state)
    old = without_roles(settings)
    # The second form is the superuser's address, which a running stack still has in its environment.
    for chosen in (settings, settings.model_copy(update={"warehouse": old})):
        with connect_reading(chosen) as connection:
            assert one(connection, "SELECT session_user") == READ
            assert one(connection, "SELECT count(*) FROM outlets") == 1
        with connect(chosen) as connection:
            assert one(connection, "SELECT current_user") == LOAD
            assert {owner for (owner,) in connection.execute(OWNERS.encode()).fetchall()} == {LOAD}
            connection.execute("ALTER TABLE outlets ADD COLUMN IF NOT EXISTS lagi text")
            connection.execute("CREATE TEMP TABLE staged (n int)")
            connection.execute("CREATE SCHEMA IF NOT EXISTS lagi")
            connection.execute("SELECT pg_advisory_xact_lock(1)")
    for database in ("postgres", "template1"):
        for role in (LOAD, READ):
            with pytest.raises(psycopg.OperationalError, match="permission denied"):
                psycopg.connect(str(embedded.address(settings, database, role)))


def test_a_new_server_is_handed_to_the_loader(state: Path) -> None:
    settings = read_settings(state_dir=state)
    with connect_reading(settings) as connection:  # the first connection starts the server and makes the schema
        assert one(connection, "SELECT session_user") == READ
        assert one(connection, "SELECT count(*) FROM articles") == 0
    assert conninfo_to_dict(str(embedded.address(settings)))["user"] == LOAD
    assert embedded.start(settings) == embedded.address(settings)


@pytest.fixture
def elsewhere(database: Settings) -> Iterator[Settings]:
    """A configured server without our roles: a login of its own owns the database, and `pantau_read` cannot get in."""
    name = str(conninfo_to_dict(database.warehouse)["dbname"])
    admin = make_conninfo(database.warehouse, user=ADMIN)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE ROLE redaksi LOGIN; CREATE ROLE pembaca LOGIN")
        connection.execute(
            f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO redaksi, pembaca".encode()
        )
        connection.execute(f"GRANT {LOAD} TO redaksi".encode())
    yield database.model_copy(update={"warehouse": make_conninfo(database.warehouse, user="redaksi")})
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DROP OWNED BY redaksi, pembaca; DROP ROLE redaksi, pembaca")


def test_a_server_without_a_reading_role_is_read_with_the_login_it_has_and_the_note_says_so(
    elsewhere: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with connect_reading(elsewhere) as connection:
        assert one(connection, "SELECT current_user") == "redaksi"
        assert not reads_apart(connection)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM outlets")
    monkeypatch.setattr("pantau.warehouse.command.settings", lambda: elsewhere)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert main(["sql", "SELECT 1 AS satu", "--csv"]) == 0
    assert capsys.readouterr() == ("satu\n1\n", f"pantau sql: note: {SAME_LOGIN}\n")


def test_the_reading_address_is_the_one_that_reads(
    elsewhere: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = make_conninfo(elsewhere.warehouse, user="pembaca")
    with psycopg.connect(make_conninfo(elsewhere.warehouse, user=ADMIN)) as connection:
        connection.execute(f"GRANT {READ} TO pembaca".encode())
    for chosen in (
        elsewhere.model_copy(update={"warehouse_read": reading}),
        read_settings(state_dir=elsewhere.state_dir, warehouse_read=reading),
    ):
        with connect_reading(chosen) as connection:
            assert one(connection, "SELECT current_user") == "pembaca"
            assert one(connection, "SELECT count(*) FROM articles") == 0
            assert reads_apart(connection)
    assert not (elsewhere.state_dir / "postgres").exists(), "no server is started where an address to read is given"
    monkeypatch.setenv("AIRFLOW_CONN_PANTAU_WAREHOUSE_READ", "mysql://h/d")
    with (
        pytest.raises(PantauError, match="AIRFLOW_CONN_PANTAU_WAREHOUSE_READ: the warehouse is PostgreSQL"),
        connect_reading(elsewhere),
    ):
        pytest.fail("that is no address")


def test_a_reading_address_alone_does_not_bring_a_warehouse_up_to_date(database_server: Settings, tmp_path: Path) -> None:
    with psycopg.connect(server_address(database_server, "postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE kosong")
    reading = read_settings(state_dir=tmp_path, warehouse_read=server_address(database_server, "kosong", READ))
    with pytest.raises(PantauError, match="another version of Pantau"), connect_reading(reading):
        pytest.fail("nothing is in there")
    with (
        pytest.raises(PantauError, match=r"check PANTAU_WAREHOUSE_READ or AIRFLOW_CONN_PANTAU_WAREHOUSE_READ"),
        connect_reading(read_settings(state_dir=tmp_path, warehouse_read="postgresql://x@127.0.0.1:1/x")),
    ):
        pytest.fail("nobody listens there")


READING = [
    ["status"], ["status", "--json"], ["status", "--digest"], ["status", "--day", "2026-11-20"], ["story", "https://kabarbahari.test/1"],
    ["coverage", "--from", "2026-11-20", "--to", "2026-11-20"], ["day", "show", "2026-11-20"], ["landing"], ["sql", "SELECT 1"],
    ["retry", "--day", "2026-11-20", "--dry-run"], ["retention", "--dry-run"],
    ["learn", "--dry-run"],
]  # fmt: skip


@pytest.fixture
def closed_to_the_loader(database: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """A filled warehouse where commands look for it, which only the reader can enter; yields the superuser's connection."""
    name = str(conninfo_to_dict(database.warehouse)["dbname"])
    with ground(database, tmp_path), psycopg.connect(make_conninfo(database.warehouse, user=ADMIN), autocommit=True) as admin:
        admin.execute(
            f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC, {LOAD}; GRANT CONNECT ON DATABASE {name} TO {READ}".encode()
        )
        monkeypatch.setenv("PANTAU_WAREHOUSE", database.warehouse)
        monkeypatch.setenv("PANTAU_STATE_DIR", str(database.state_dir))
        monkeypatch.setenv("PANTAU_KEEP_PAGES_DAYS", "1")
        settings_of_the_process.cache_clear()
        yield admin
    settings_of_the_process.cache_clear()


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_command_that_only_reads_logs_in_as_the_reader(
    closed_to_the_loader: psycopg.Connection, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(words)
    said = capsys.readouterr()
    assert (code, said.err) == (0, ""), said.err
    assert said.out
