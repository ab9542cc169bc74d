"""The hostile statements of warehouse/cases/hostile.sql, and what must be the same after each of them as before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from pantau.settings import Settings
from pantau.warehouse.roles import ADMIN, LOAD, READ

FILLED = Path(__file__).parent / "plugins" / "cases" / "filled.sql"
_LINES = (Path(__file__).parent / "warehouse" / "cases" / "hostile.sql").read_text(encoding="utf-8").splitlines()
STATEMENTS = [line for line in _LINES if line and not line.startswith("--")]
# Rows, objects with their owners, rights and comments, roles, settings, large objects, slots, locks and listeners.
_TRACES = """
SELECT 'rows', count(*)::text, md5(string_agg(a::text, '' ORDER BY article_id)) FROM article_rows a
UNION ALL SELECT 'outlets', count(*)::text, md5(string_agg(o::text, '' ORDER BY outlet)) FROM outlets o
UNION ALL SELECT 'loads', count(*)::text, (SELECT last_value::text FROM loads_load_id_seq) FROM loads
UNION ALL SELECT 'relation', oid::regclass::text, concat(relowner, relacl, relnatts, obj_description(oid, 'pg_class'))
  FROM pg_class WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)')
  AND relkind IN ('r', 'v', 'S') AND relpersistence = 'p' AND NOT relnamespace = 'pg_catalog'::regnamespace
UNION ALL SELECT 'view', viewname, md5(definition) FROM pg_views WHERE schemaname IN ('public', 'landing')
UNION ALL SELECT 'function', oid::regprocedure::text, concat(proowner, proacl) FROM pg_proc WHERE proowner <> 10
UNION ALL SELECT 'schema', nspname, concat(nspowner, nspacl) FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
UNION ALL SELECT 'role', rolname, r::text FROM pg_roles r
UNION ALL SELECT 'member', roleid::text, member::text FROM pg_auth_members
UNION ALL SELECT 'extension', extname, extversion FROM pg_extension
UNION ALL SELECT 'large object', oid::text, '' FROM pg_largeobject_metadata
UNION ALL SELECT 'slot', slot_name, '' FROM pg_replication_slots
UNION ALL SELECT 'origin', roname, '' FROM pg_replication_origin
UNION ALL SELECT 'setting', name, setting FROM pg_settings WHERE source = 'configuration file'
UNION ALL SELECT 'lock', objid::text, '' FROM pg_locks WHERE locktype = 'advisory'
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """A filled warehouse with three sessions of others: the superuser's, a loader's, a reader's."""

    superuser: psycopg.Connection
    others: tuple[psycopg.Connection, ...]
    file: Path

    def written(self, statement: str) -> str:
        """The statement with its places filled in; `:pid` is a reader, whom PostgreSQL's own rules let another reader end."""
        return (
            statement.replace(":article", "a1")
            .replace(":pid", str(self.others[-1].info.backend_pid))
            .replace(":file", str(self.file))
        )

    def traces(self) -> list[tuple[str, ...]]:
        """What a hostile statement could change."""
        return self.superuser.execute(_TRACES.encode()).fetchall()

    def unharmed(self) -> bool:
        """Whether the others' sessions answer and nobody wrote the file."""
        return all(other.execute("SELECT 1").fetchone() == (1,) for other in self.others) and not self.file.exists()


@contextmanager
def ground(database: Settings, tmp_path: Path) -> Iterator[Ground]:
    """Fill the warehouse and open the sessions of others."""
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(FILLED.read_text(encoding="utf-8").replace(":day", "'2026-11-19'").encode())
    with ExitStack() as stack:
        sessions = [
            stack.enter_context(psycopg.connect(make_conninfo(database.warehouse, user=role), autocommit=True))
            for role in (ADMIN, LOAD, READ)
        ]
        yield Ground(sessions[0], tuple(sessions), tmp_path / "written-by-sql")
