"""Connections: which address Pantau uses, how it reads Airflow's forms of one, which error a silent server gives."""

from __future__ import annotations

import json

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from databases import server_address
from pantau.errors import BadInput, PantauError
from pantau.settings import Settings, read_settings
from pantau.warehouse import connect, dsn

VARIABLE = "AIRFLOW_CONN_PANTAU_WAREHOUSE"
FULL = {"host": "db.example", "port": "5433", "user": "pantau", "password": "p@ss/word", "dbname": "media", "sslmode": "require"}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("postgres://pantau:p%40ss%2Fword@db.example:5433/media?sslmode=require", FULL),
        ("postgresql://pantau:p%40ss%2Fword@db.example:5433/media?sslmode=require&cursor=dictcursor", FULL),
        ("postgres://pantau@%2Fvar%2Frun%2FPg/media", {"host": "/var/run/Pg", "user": "pantau", "dbname": "media"}),
        (
            "postgres://u@h/d?__extra__=%7B%22connect_timeout%22%3A+3%7D",
            {"host": "h", "user": "u", "dbname": "d", "connect_timeout": "3"},
        ),
        (
            json.dumps(
                {
                    "conn_type": "postgres",
                    "host": "db.example",
                    "port": 5433,
                    "login": "pantau",
                    "password": "p@ss/word",
                    "schema": "media",
                }
                | {"extra": {"sslmode": "require", "iam": False}}
            ),
            FULL,
        ),
        (
            json.dumps({"conn_type": "postgres", "host": "h", "extra": '{"options": "-c x=1"}'}),
            {"host": "h", "options": "-c x=1"},
        ),
    ],
)
def test_airflows_connection_is_read(monkeypatch: pytest.MonkeyPatch, value: str, wanted: dict[str, str]) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert conninfo_to_dict(dsn(read_settings())) == wanted


def test_the_setting_wins_over_airflows_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgres://other/other")
    assert dsn(read_settings(warehouse="postgresql://h/d")) == "postgresql://h/d"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("mysql://h/d", "PostgreSQL, not 'mysql'"),
        ('{"conn_type": "sqlite"}', "PostgreSQL, not 'sqlite'"),
        ('{"conn_type": ', "it is not JSON"),
        ('{"conn_type": "postgres", "extra": "[1]"}', "its extra must be a JSON object"),
        ("postgres://h:port/d", "no connection URI"),
    ],
)
def test_a_bad_connection_is_named(monkeypatch: pytest.MonkeyPatch, value: str, words: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(BadInput, match=words) as caught:
        dsn(read_settings())
    assert VARIABLE in str(caught.value)


def test_a_bad_setting_is_named() -> None:
    with pytest.raises(BadInput, match="PANTAU_WAREHOUSE is no PostgreSQL address"):
        dsn(read_settings(warehouse="mongodb://h/d"))


def test_a_server_that_does_not_answer_is_named_with_what_to_check() -> None:
    with (
        pytest.raises(PantauError, match=r"does not answer .*; check PANTAU_WAREHOUSE or AIRFLOW_CONN_PANTAU_WAREHOUSE"),
        connect(read_settings(warehouse="postgresql://pantau@127.0.0.1:1/pantau")),
    ):
        pytest.fail("nobody listens there")


def test_a_block_that_ends_well_commits_and_one_that_fails_does_not(database: Settings) -> None:
    with connect(database) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS n")
    with pytest.raises(psycopg.errors.DivisionByZero), connect(database) as connection:
        connection.execute("DELETE FROM t RETURNING n / 0")
    with connect(database) as connection:
        assert connection.execute("SELECT n FROM t").fetchall() == [(1,)]
        assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
        name = connection.execute("SHOW application_name").fetchone()
        assert name is not None
        assert name[0].startswith("pantau ")
    assert connection.closed


def test_a_fresh_server_gets_the_schema_at_the_first_connection(database_server: Settings) -> None:
    with psycopg.connect(server_address(database_server, "postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE fresh")
    with connect(read_settings(warehouse=server_address(database_server, "fresh"))) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (0,)
