"""A full disk, a missing table, a lost row: one line with the place and the remedy, whatever the command."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from landed import DAY, answer, entry
from pantau import cli
from pantau.errors import StoreUnavailable
from pantau.landing import Landing
from pantau.remedies import explain
from pantau.settings import Settings, settings
from pantau.stores import FileStore


@pytest.fixture
def tiny() -> Iterator[Path]:
    """A file system of 8 MB, where any user may pass through; a database does not fit."""
    folder = Path(tempfile.mkdtemp(prefix="pt-"))
    words = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=711", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(words, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("only root may mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Let the commands of this test read these variables."""

    def chosen(**variables: object) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(f"PANTAU_{name.upper()}", str(value))
        settings.cache_clear()

    yield chosen
    monkeypatch.undo()
    settings.cache_clear()


def ended(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line on which a command ended."""
    assert cli.main(words) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    return said


def test_a_full_disk_is_named_with_its_path_and_nothing_half_made_stays(
    tiny: Path, capsys: pytest.CaptureFixture[str], choose: Callable[..., None]
) -> None:
    choose(state_dir=tiny / "s")
    said = ended(["status"], capsys)
    assert "No space left on device" in said
    assert str(tiny / "s") in said
    assert [path.name for path in (tiny / "s").iterdir()] == ["postgres.lock"]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("command", [["status"], ["story", "0123456789abcdef"]], ids=["status", "story"])
def test_a_table_that_is_gone_is_one_line(
    command: list[str], database: Settings, capsys: pytest.CaptureFixture[str], choose: Callable[..., None]
) -> None:
    choose(warehouse=database.warehouse, state_dir=database.state_dir)
    with psycopg.connect(database.warehouse) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'")
        for (table,) in tables.fetchall():
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table)))
    assert "put a backup back" in ended(command, capsys)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (
            "DELETE FROM migrations WHERE name = 'untagged'",
            r"`INSERT INTO migrations .*` puts it back",
        ),
        ("DELETE FROM migrations", r"migration 0001_landing\.sql does not fit the database test_\d+ at .*put a backup back"),
        ("ALTER TABLE article_rows DROP COLUMN untagged CASCADE", r"made half or changed by hand: put a backup back"),
    ],
    ids=["a row of a migration", "all rows of migrations", "half a table"],
)
def test_a_database_made_half_is_one_line_with_the_remedy(
    harm: str, said: str, database: Settings, capsys: pytest.CaptureFixture[str], choose: Callable[..., None]
) -> None:
    choose(warehouse=database.warehouse, state_dir=database.state_dir)
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(harm.encode())
    assert re.search(said, ended(["status", "--day", "2026-11-20"], capsys))


def test_a_full_disk_leaves_no_part_of_a_file_and_the_page_waits(tiny: Path, database: Settings) -> None:
    body = os.urandom(9_000_000)
    store = FileStore(str(tiny / "results"))
    with pytest.raises(
        StoreUnavailable, match=rf"no space is left for {tiny}/results/tag/a\.parquet; nothing was changed, free some"
    ):
        store.write("tag/a.parquet", body)
    assert [path for path in tiny.rglob("*") if path.is_file()] == []
    landing = Landing(database.model_copy(update={"landing_url": str(tiny / "landing")}))
    landing.check()
    landing.add_entries([entry()])
    with pytest.raises(StoreUnavailable, match=rf"no space is left for {tiny}/landing/.*; nothing was changed"):
        landing.land(entry(), answer(entry(), body))
    assert [path.name for path in tiny.rglob("*") if ".tmp" in path.name] == []
    assert [one.page for one in landing.entries(DAY)] == [None]
    landing.close()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "/x/y: no space is left; free some there"),
        (OSError(errno.ENOSPC, "Error writing bytes to file /x"), "Error writing bytes to file /x)"),
        (OSError(errno.EDQUOT, "Disk quota exceeded", "/x"), "/x: no space is left"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "Permission denied: /x; check the path"),
        (psycopg.errors.DiskFull("could not extend file"), "the disk of the warehouse is full; free space"),
        (
            psycopg.errors.UndefinedColumn("column a does not exist\nLINE 1"),
            "put a backup back, or load a new one (column a does",
        ),
        (psycopg.OperationalError(""), "the warehouse does not answer: OperationalError; nothing of it was kept"),
        (psycopg.errors.AdminShutdown("terminating connection"), "the warehouse does not answer: terminating connection"),
        (psycopg.errors.UniqueViolation("duplicate key"), "the warehouse refused: duplicate key"),
        (ValueError("a bug"), ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_it_means(error: Exception, said: str) -> None:
    assert said in explain(error)
    assert bool(said) is bool(explain(error))
