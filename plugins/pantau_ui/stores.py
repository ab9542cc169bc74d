"""The warehouse as the pages see it: read only, impatient, found as the tasks find it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from pantau.errors import PantauError
from pantau.settings import settings
from pantau.warehouse import connect

VARIABLE = "AIRFLOW_CONN_PANTAU_WAREHOUSE"


@contextmanager
def opened() -> Iterator[psycopg.Connection]:
    """Yield a connection that cannot write and gives up after ten seconds; raise PantauError where the warehouse fails."""
    _name_warehouse()
    try:
        with connect(settings()) as connection:
            connection.execute("SET TRANSACTION READ ONLY")
            connection.execute("SET LOCAL statement_timeout = '10s'")
            yield connection
    except psycopg.Error as error:
        raise PantauError(f"Gudang data tidak menjawab: {' '.join(str(error).split())}") from error


def _name_warehouse() -> None:
    """Take the address from the Airflow connection `pantau_warehouse` where the environment names none."""
    if settings().warehouse or os.environ.get(VARIABLE):
        return
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        os.environ[VARIABLE] = Connection.get("pantau_warehouse").get_uri()
    except AirflowNotFoundException:
        return  # nobody defined it: the embedded server
