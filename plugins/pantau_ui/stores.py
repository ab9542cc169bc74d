"""The warehouse as the pages see it: read only, with a short time limit, at the address that tasks use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from pantau.errors import BadInput, PantauError
from pantau.settings import settings
from pantau.warehouse import connect_reading
from pantau.words import text
from pantau_airflow.connections import ALERTS, find_connection, name_reading


@contextmanager
def opened() -> Iterator[psycopg.Connection]:
    """Yield a connection that cannot write and gives up after ten seconds. Raises PantauError if the warehouse fails."""
    if not settings().warehouse:
        name_reading()
    try:
        with connect_reading(settings()) as connection:
            connection.execute("SET LOCAL statement_timeout = '10s'")
            yield connection
    except (psycopg.DataError, psycopg.errors.InternalError_) as error:  # the warehouse answers, but cannot read the query
        raise BadInput(text("pages.problem.question")) from error
    except psycopg.Error as error:
        raise PantauError(text("pages.problem.silent", error=" ".join(str(error).split()))) from error


def somebody_is_told() -> bool:
    """Tell whether alerts have an address: the setting, or the Airflow connection `pantau_alerts`, read anew each time."""
    return bool(settings().alerts or os.environ.get(ALERTS) or find_connection("pantau_alerts"))
