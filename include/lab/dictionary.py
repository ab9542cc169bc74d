"""`make docs`: the data dictionary, docs/data-dictionary.md, written from the comments of a freshly migrated database."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

from pantau.settings import read_settings

FILE = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
COMMAND = "make docs"
_HEAD = f"""# The data dictionary

Every table and view of the warehouse, with its columns. `{COMMAND}` writes this file from the comments of the migrations in
`include/pantau/warehouse/migrations/`. To change a sentence here, write a migration with a new `COMMENT ON`, then run
`{COMMAND}`.
"""
_SCHEMAS = (
    ("public", "The warehouse: what analysts read", "Written by `load`, a day at a time. Start with `articles`."),
    ("landing", "The catalogue of the landing", "Written by `poll` and `fetch`: what was announced, asked for and stored."),
)
_RELATIONS = """
SELECT c.oid, c.relname, c.relkind = 'v', coalesce(obj_description(c.oid, 'pg_class'), '')
FROM pg_class c WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
ORDER BY c.relname"""
# A column of a view without a comment gets the comment of the column that it shows, if the names agree.
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(
  col_description(a.attrelid, a.attnum),
  (SELECT min(col_description(d.refobjid, d.refobjsubid)) FROM pg_rewrite r
   JOIN pg_depend d ON d.objid = r.oid AND d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
   JOIN pg_attribute s ON s.attrelid = d.refobjid AND s.attnum = d.refobjsubid AND s.attname = a.attname
   WHERE r.ev_class = a.attrelid AND d.refobjid <> a.attrelid), '')
FROM pg_attribute a WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """One column: its name, its type as PostgreSQL prints it, and its comment."""

    name: str
    type: str
    required: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or a view with its comment and its columns in order."""

    name: str
    view: bool
    comment: str
    columns: tuple[DescribedColumn, ...]


def read_relations(connection: psycopg.Connection, schema: str) -> list[Relation]:
    """Return the tables and views of a schema by name."""
    found = connection.execute(_RELATIONS, [schema]).fetchall()
    return [Relation(name, view, said, _columns_of(connection, oid)) for oid, name, view, said in found]


def _columns_of(connection: psycopg.Connection, oid: int) -> tuple[DescribedColumn, ...]:
    return tuple(DescribedColumn(*row) for row in connection.execute(_COLUMNS, [oid]).fetchall())


def write_dictionary(connection: psycopg.Connection) -> str:
    """Return the whole dictionary as Markdown; the same schema gives the same bytes."""
    parts = [_HEAD]
    for schema, title, text in _SCHEMAS:
        parts.append(f"## {title}\n\nSchema `{schema}`. {text}\n")
        parts += [_section(relation, schema) for relation in read_relations(connection, schema)]
    return "\n".join(parts)


def _section(relation: Relation, schema: str) -> str:
    name = relation.name if schema == "public" else f"{schema}.{relation.name}"
    lines = [f"### {name}", "", f"{'View. ' if relation.view else ''}{_cell(relation.comment)}".rstrip(), ""]
    lines += ["| column | type | what it holds |", "|---|---|---|"]
    for column in relation.columns:
        kind = column.type + (", required" if column.required else "")
        lines.append(f"| `{column.name}` | {kind} | {_cell(column.comment)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    """Write the file from a temporary database, which is removed afterwards; this takes a few seconds."""
    from pantau.warehouse import connect, embedded

    folder = Path(tempfile.mkdtemp(prefix="pd-"))  # short: a socket's path may have 100 bytes
    folder.chmod(0o711)  # as root the server runs as another user, who must get through
    chosen = read_settings(state_dir=folder, warehouse="")
    try:
        embedded.start(chosen, durable=False)
        with connect(chosen) as connection:
            FILE.write_text(write_dictionary(connection), encoding="utf-8")
    finally:
        embedded.remove(chosen)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{FILE.relative_to(FILE.parents[1])}: written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
