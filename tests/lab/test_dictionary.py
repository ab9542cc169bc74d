"""The data dictionary follows from the comments of a freshly migrated database, and no table or column is without one."""

from __future__ import annotations

from lab.dictionary import COMMAND, FILE, read_relations, write_dictionary
from pantau.settings import Settings
from pantau.warehouse import connect


def test_the_file_is_what_the_database_says(database: Settings) -> None:
    with connect(database) as connection:
        now = write_dictionary(connection)
    assert FILE.read_text(encoding="utf-8") == now, f"docs/data-dictionary.md is stale; run `{COMMAND}` and commit the file"


def test_every_table_and_column_says_what_it_holds(database: Settings) -> None:
    with connect(database) as connection:
        relations = [one for schema in ("public", "landing") for one in read_relations(connection, schema)]
    silent = [one.name for one in relations if not one.comment]
    silent += [f"{one.name}.{column.name}" for one in relations for column in one.columns if not column.comment]
    assert not silent, "write COMMENT ON for these in a migration"
