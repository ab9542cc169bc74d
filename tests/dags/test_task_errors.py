"""A task that fails ends in one line: what, where, what to do; Airflow tries it again only where that can help."""

from __future__ import annotations

import ast
import errno
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pantau.errors import BadInput, PantauError
from pantau.settings import Settings
from pantau.warehouse import connect
from pantau_airflow.defaults import BY_KIND
from pantau_airflow.work import lasting_names, work_task

PROJECT = Path(__file__).resolve().parents[2]
FILES = sorted([*(PROJECT / "dags").glob("*.py"), *(PROJECT / "include/pantau_airflow").glob("*.py")])


def ended(error: Exception) -> PantauError:
    """The error with which a task ends if its code raises this one."""
    with pytest.raises(PantauError) as found, lasting_names():
        raise error
    assert found.value.__cause__ is None
    assert found.value.__suppress_context__, "what the log ends with is this line and no traceback of another error"
    assert "\n" not in str(found.value)
    return found.value


@pytest.mark.parametrize(
    ("error", "action", "said"),
    [
        (psycopg.OperationalError("server closed\n\tthe connection"), "retry", "does not answer: server closed the connection"),
        (psycopg.errors.AdminShutdown("terminating connection"), "retry", "see that it runs"),
        (psycopg.errors.TooManyConnections("too many clients"), "retry", "too many clients"),
        (psycopg.errors.DiskFull("could not extend file"), "retry", "the disk of the warehouse is full; free space"),
        (OSError(errno.ENOSPC, "No space left on device", "/x/y"), "retry", "/x/y: no space is left"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/y"), "retry", "/x/y; check the path"),
        (psycopg.errors.DeadlockDetected("deadlock detected"), "default", "the warehouse refused: deadlock detected"),
        (psycopg.errors.UniqueViolation("duplicate key\nDETAIL: x"), "default", "duplicate key DETAIL: x"),
        (psycopg.errors.UndefinedTable('relation "a" does not exist\nLINE 1: SELECT\n   ^'), "fail", "put a backup back"),
        (psycopg.errors.InsufficientPrivilege("permission denied"), "fail", "Who may do what"),
        (psycopg.errors.ReadOnlySqlTransaction("read-only"), "fail", "PANTAU_WAREHOUSE"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_error_of_a_store_is_one_line_and_has_its_policy(error: Exception, action: str, said: str) -> None:
    found = ended(error)
    assert said in str(found)
    assert BY_KIND.evaluate(found, 1, 3).action.value == action


def test_the_statement_is_named(database: Settings) -> None:
    with pytest.raises(BadInput, match=r"while: SELECT title FROM nowhere") as found, lasting_names(), connect(database) as open_:
        open_.execute("SELECT title FROM nowhere")
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("error", [BadInput("a seed"), KeyError("a bug"), ValueError("a bug")])
def test_what_has_a_name_keeps_it_and_a_bug_its_traceback(error: Exception) -> None:
    with pytest.raises(type(error)) as found, lasting_names():
        raise error
    assert found.value is error


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_task_gets_its_errors_named(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    makers = [one for node in imports for one in node.names if one.name == "task"]
    assert len(makers) == (1 if file.name == "work.py" else 0), "make tasks with pantau_airflow.work.work_task"


def test_a_task_keeps_the_name_and_the_parameters_of_its_work() -> None:
    def audit(day: str) -> str:
        return day

    made: Any = work_task("audit")(audit)
    assert made.function.__name__ == "audit"
    assert made.function("2026-11-20") == "2026-11-20"
