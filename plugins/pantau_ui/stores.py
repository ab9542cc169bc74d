"""The warehouse as the pages see it: read only, impatient, found as the tasks find it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from pantau.alerts.targets import VARIABLE
from pantau.errors import BadInput, PantauError
from pantau.settings import settings
from pantau.warehouse import connect, connect_reading

# variable → the Airflow connection it is taken from; reading first, which is all the pages need
VARIABLES = {"AIRFLOW_CONN_PANTAU_WAREHOUSE_READ": "pantau_warehouse_read", "AIRFLOW_CONN_PANTAU_WAREHOUSE": "pantau_warehouse"}


@contextmanager
def opened() -> Iterator[psycopg.Connection]:
    """Yield a connection that cannot write and gives up after ten seconds; raise PantauError where the warehouse fails."""
    _name_warehouse()
    try:
        with connect_reading(settings()) as connection:
            connection.execute("SET LOCAL statement_timeout = '10s'")
            yield connection
    except (psycopg.DataError, psycopg.errors.InternalError_) as error:  # the warehouse answers: it cannot read the question
        raise BadInput("Gudang data tidak bisa membaca pertanyaan itu; tulislah lebih sederhana.") from error
    except psycopg.Error as error:
        raise PantauError(f"Gudang data tidak menjawab: {' '.join(str(error).split())}") from error


@contextmanager
def writing(day: str) -> Iterator[psycopg.Connection]:
    """Yield a connection of the loader; raise PantauError with the command where this process has not its address."""
    from pantau_alerts import connection as airflow_connection

    loader = "AIRFLOW_CONN_PANTAU_WAREHOUSE"
    if not settings().warehouse and not os.environ.get(loader) and (found := airflow_connection("pantau_warehouse")):
        os.environ[loader] = found.get_uri()
    if not settings().warehouse and not os.environ.get(loader):
        raise PantauError(
            f'Halaman ini hanya boleh membaca gudang data. Di mesin penjadwal: pantau day release {day} --why "alasannya"'
        )
    try:
        with connect(settings()) as connection:
            yield connection
    except psycopg.Error as error:
        raise PantauError(f"Gudang data tidak menjawab: {' '.join(str(error).split())}") from error


def _name_warehouse() -> None:
    """Take the addresses from the Airflow connections where the environment names none."""
    if settings().warehouse_read or settings().warehouse or any(os.environ.get(variable) for variable in VARIABLES):
        return
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    for variable, name in VARIABLES.items():
        try:
            os.environ[variable] = Connection.get(name).get_uri()
            return
        except AirflowNotFoundException:
            continue  # nobody defined it; neither: the embedded server


def somebody_is_told() -> bool:
    """Tell whether alerts have an address: the setting, or the Airflow connection `pantau_alerts`, asked for anew each time."""
    from pantau_alerts import connection

    return bool(settings().alerts or os.environ.get(VARIABLE) or connection("pantau_alerts"))
