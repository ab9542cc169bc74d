"""The schema's numbered SQL files: each applied once, in order, in one transaction, and recorded with its digest."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import psycopg

from pantau.errors import PantauError
from pantau.warehouse.roles import let_read

FOLDER = Path(__file__).parent / "migrations"
LOCK = 0x70616E746175  # "pantau": one migration at a time per database
_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
_TABLE = """CREATE TABLE IF NOT EXISTS migrations (
  number integer PRIMARY KEY, name text NOT NULL, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered SQL file."""

    number: int
    name: str
    digest: str
    sql: str


def read_migrations(folder: Path = FOLDER) -> list[Migration]:
    """Return the migrations of a folder in order. Raises PantauError for a gap, a double number or a strange name."""
    found = []
    for number, file in enumerate(sorted(folder.glob("*.sql")), 1):
        match = _NAME.fullmatch(file.name)
        if not match or int(match[1]) != number:
            raise PantauError(
                f"{file}: migrations are numbered without gaps, 0001_name.sql, 0002_name.sql …; rename it to {number:04d}_…"
            )
        sql = file.read_text(encoding="utf-8")
        found.append(Migration(number, match[2], hashlib.blake2b(sql.encode(), digest_size=8).hexdigest(), sql))
    return found


def migrate(connection: psycopg.Connection, folder: Path = FOLDER) -> int:
    """Bring the database's schema up to date, let `pantau_read` read it, and commit; return how many files were applied.

    It is safe from several processes at once. Raises PantauError if a file already applied was changed, or the database is
    newer.
    """
    wanted = read_migrations(folder)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute(_TABLE)
        applied: dict[int, str] = dict(connection.execute("SELECT number, digest FROM migrations").fetchall())
        _refuse_changes(wanted, applied)
        new = [migration for migration in wanted if migration.number not in applied]
        for migration in new:
            _apply(connection, migration)
            connection.execute(
                "INSERT INTO migrations (number, name, digest) VALUES (%s, %s, %s)",
                [migration.number, migration.name, migration.digest],
            )
        let_read(connection)
    return len(new)


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    """Apply one file. Raises PantauError that says how to mend it if the database has what the file makes, or lacks what it
    changes."""
    try:
        connection.execute(migration.sql.encode())
    except psycopg.ProgrammingError as error:
        file, database = f"{migration.number:04d}_{migration.name}.sql", connection.info.dbname
        words = " ".join((error.diag.message_primary or type(error).__name__).split())
        mends = f"({migration.number}, '{migration.name}', '{migration.digest}')"
        raise PantauError(
            f"migration {file} does not fit the database {database} at {connection.info.host} ({words}): its row in "  # noqa: S608
            "the table migrations was lost, and "
            f"`INSERT INTO migrations (number, name, digest) VALUES {mends}` "
            "puts it back, or the database was made half: put a backup back"
        ) from None


def current(connection: psycopg.Connection, folder: Path = FOLDER) -> bool:
    """Tell, reading only, whether the database's schema is exactly that of this Pantau."""
    if connection.execute("SELECT has_table_privilege(to_regclass('migrations'), 'SELECT')").fetchone() != (True,):
        return False  # a fresh database, or one that was never read by this role
    applied = set(connection.execute("SELECT number, digest FROM migrations").fetchall())
    return applied == {(migration.number, migration.digest) for migration in read_migrations(folder)}


def _refuse_changes(wanted: list[Migration], applied: dict[int, str]) -> None:
    for migration in wanted:
        if applied.get(migration.number, migration.digest) != migration.digest:
            raise PantauError(
                f"migration {migration.number:04d}_{migration.name}.sql was changed after it had been applied to this database; "
                "restore the file and put the change in a new one"
            )
    if applied and max(applied) > len(wanted):
        raise PantauError(
            f"the database has migration {max(applied):04d}, this Pantau only {len(wanted):04d}; install a newer Pantau"
        )
