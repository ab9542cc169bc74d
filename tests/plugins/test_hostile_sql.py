"""The connection of the pages: no statement that reaches it writes rows, reads files of the disk or ends a session."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from pantau_ui import stores

from hostile_sql import STATEMENTS, ground
from pantau.errors import PantauError
from pantau.settings import Settings


def test_no_hostile_statement_leaves_a_trace_through_the_pages(
    database: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "settings", lambda: database)
    with ground(database, tmp_path) as hostile:
        before = hostile.traces()
        for statement in STATEMENTS:
            # psycopg sends a query without parameters as it is: several statements in one, also a COMMIT
            with pytest.raises(PantauError, match="Gudang data tidak menjawab"), stores.opened() as connection:
                connection.execute(hostile.written(statement).encode())
            assert hostile.traces() == before, statement
            assert hostile.unharmed(), statement


def test_the_pages_give_up_a_question_without_end_and_only_read(database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "settings", lambda: database)
    with stores.opened() as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("10s",)
        assert connection.execute("SELECT session_user, current_setting('transaction_read_only')").fetchone() == (
            "pantau_read",
            "on",
        )
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("CREATE TEMP TABLE x (n int)")
