"""A real PostgreSQL for the tests: one embedded server for the session, one fresh database per test from a template."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from pantau.settings import Settings, read_settings
from pantau.warehouse import embedded, migrate
from pantau.warehouse.roles import LOAD, close_functions

_numbers = itertools.count(1)


def copy_template(admin: psycopg.Connection, name: str, template: str = "template_pantau") -> None:
    """Make a database that is a copy of another one, file by file: that takes half of the time of a copy by the log."""
    admin.execute(f"CREATE DATABASE {name} OWNER {LOAD} TEMPLATE {template} STRATEGY FILE_COPY".encode())


@pytest.fixture(scope="session")
def database_server() -> Iterator[Settings]:
    """Settings whose embedded server is up and holds the database `template_pantau`, brought up to date."""
    folder = Path(tempfile.mkdtemp(prefix="pantau-"))  # short: a socket's path may have 100 bytes
    folder.chmod(0o711)  # under root the server runs as another user, who must be able to enter the folder
    chosen = read_settings(state_dir=folder, database_idle_s=0)  # the server is never stopped as idle
    try:
        embedded.start(chosen, durable=False)
        with psycopg.connect(server_address(chosen, "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE template_pantau OWNER {LOAD}")
        with psycopg.connect(server_address(chosen, "template_pantau", LOAD)) as connection:
            migrate(connection)
        with psycopg.connect(server_address(chosen, "template_pantau")) as connection:
            close_functions(connection)
        yield chosen
    finally:
        embedded.remove(chosen)
        shutil.rmtree(folder, ignore_errors=True)


def server_address(chosen: Settings, name: str, role: str = "") -> str:
    """The address of one database of the session's server, as its superuser unless a role is asked for."""
    found = embedded.address(chosen, name, role)
    assert found, "the session's PostgreSQL is down"
    return found


@contextmanager
def copied(server: Settings, name: str, template: Settings, state: Path) -> Iterator[Settings]:
    """Settings of a copy of a warehouse and of its state folder, neither of them open; the database is dropped after it."""
    of = str(conninfo_to_dict(template.warehouse)["dbname"])
    with psycopg.connect(server_address(server, "postgres"), autocommit=True) as admin:
        copy_template(admin, name, of)
        shutil.copytree(template.state_dir, state)
        yield template.model_copy(update={"state_dir": state, "warehouse": server_address(server, name, LOAD)})
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def database(database_server: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a warehouse of this test's own: an empty, migrated database and a state folder under tmp_path."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server_address(database_server, "postgres"), autocommit=True) as admin:
        copy_template(admin, name)
        yield read_settings(state_dir=tmp_path / "state", warehouse=server_address(database_server, name, LOAD))
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
