"""Who may do what in the warehouse: the loader owns its schemas, readers read, and a superuser only administers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

ADMIN, LOAD, READ = "pantau", "pantau_load", "pantau_read"
_HERE = Path(__file__).parent
# What pantau_read still lacks. Nothing if the server has no such role, or if this process uses it.
_LACKING = """
WITH reader AS (SELECT oid, rolname FROM pg_roles WHERE rolname = %s AND rolname <> current_user),
ours AS (
  SELECT c.oid, c.relname, n.oid AS schema, n.nspname, n.nspowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relowner = current_user::regrole
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
)
SELECT format('GRANT USAGE ON SCHEMA %%I TO %%I', nspname, rolname) FROM ours, reader
WHERE pg_has_role(nspowner, 'USAGE') AND NOT has_schema_privilege(reader.oid, schema, 'USAGE')
UNION
SELECT format('GRANT SELECT ON %%I.%%I TO %%I', nspname, relname, rolname) FROM ours, reader
WHERE NOT has_table_privilege(reader.oid, ours.oid, 'SELECT')
"""
_LATER = [f"ALTER DEFAULT PRIVILEGES GRANT {what} TO {READ}" for what in ("USAGE ON SCHEMAS", "SELECT ON TABLES")]


def settle(address_of: Callable[[str], str], database: str) -> None:
    """Make the embedded server's roles and the warehouse `database` if they are missing; give the warehouse to the loader.

    `address_of` gives the superuser's address of a database. A second call changes nothing.
    """
    with psycopg.connect(address_of("postgres"), autocommit=True) as connection:
        connection.execute(_script("roles_cluster"))
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    with psycopg.connect(address_of(database), autocommit=True) as connection:
        close_functions(connection)
        connection.execute(_script("roles_database"))


def close_functions(connection: psycopg.Connection) -> None:
    """Take PostgreSQL's functions that affect others from everybody except the loader, in this database; as superuser."""
    connection.execute(_script("roles_functions"))


def _script(name: str) -> bytes:
    return (_HERE / f"{name}.sql").read_bytes()


def let_read(connection: psycopg.Connection) -> None:
    """Let the role `pantau_read`, if the server has one, read every table and view of Pantau, also those made later.

    The owner of the tables may do this on any server; it costs one query if there is nothing to do.
    """
    lacking = [command for (command,) in connection.execute(_LACKING, [READ]).fetchall()]
    for command in [*lacking, *_LATER] if lacking else []:
        connection.execute(command.encode())
