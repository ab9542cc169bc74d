"""A new column of an article costs few changes: few files name a field."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
MOST = 3


def files_naming(field: str) -> list[str]:
    """The product files that name a field; tests and the files that `make docs` writes do not count."""
    name = re.compile(rf"\b{field}\b")
    files = [
        file for top in ("include/pantau", "include/pantau_airflow", "plugins", "dags") for file in (PROJECT / top).rglob("*")
    ]
    read = (file for file in files if file.suffix in (".py", ".sql", ".html", ".yaml"))
    return sorted(str(file.relative_to(PROJECT)) for file in read if name.search(file.read_text(encoding="utf-8")))


def test_a_field_that_is_read_and_kept_stands_in_three_files() -> None:
    """The three are `pantau.model`, the reader and the migration: staging, swap, comparison and views follow from these."""
    named = files_naming("image_url")
    assert len(named) <= MOST, named
    assert "include/pantau/model.py" in named
