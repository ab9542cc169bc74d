"""Only the landing knows its tables: no SQL elsewhere names one, and other code reads its views."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

INCLUDE = Path(__file__).resolve().parents[2] / "include"
ROOM = INCLUDE / "pantau" / "landing"
MIGRATIONS = INCLUDE / "pantau" / "warehouse" / "migrations"
_TABLE = re.compile(r"CREATE (?:TABLE|VIEW) landing\.(\w+)")
TABLES = sorted({name for file in MIGRATIONS.glob("*.sql") for name in _TABLE.findall(file.read_text(encoding="utf-8"))})
_USE = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+landing\.({'|'.join(TABLES)})\b", re.IGNORECASE)


def files() -> Iterator[Path]:
    """Every file of code or SQL that is neither the landing's own nor a migration."""
    for folder in (INCLUDE / "pantau", INCLUDE / "pantau_airflow", INCLUDE.parent / "plugins", INCLUDE.parent / "dags"):
        for file in (*folder.rglob("*.py"), *folder.rglob("*.sql")):
            if not file.is_relative_to(ROOM) and not file.is_relative_to(MIGRATIONS):
                yield file


def test_no_other_room_names_a_table_of_the_landing() -> None:
    assert "entries" in TABLES
    named = [
        f"{file.relative_to(INCLUDE.parent)}: landing.{table}"
        for file in files()
        for table in _USE.findall(file.read_text(encoding="utf-8"))
    ]
    assert named == [], "ask a function of pantau.landing, or read a view such as entry_days"


@pytest.mark.parametrize("text", ["SELECT 1 FROM landing.entries e", "delete from landing.pages", "JOIN\n  landing.feeds"])
def test_the_test_sees_a_table(text: str) -> None:
    assert _USE.search(text)
