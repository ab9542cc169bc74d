"""The warehouse: PostgreSQL, always; `connect` finds it (setting, Airflow connection, embedded server), schema up to date."""

from pantau.warehouse.connection import connect, dsn
from pantau.warehouse.reading import connect_reading
from pantau.warehouse.schema import migrate

__all__ = ["connect", "connect_reading", "dsn", "migrate"]
