"""Nothing a stranger wrote steers a terminal: not by print, not by rich, not in JSON, not in an error, not in a log line."""

from __future__ import annotations

import ast
import io
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from pantau import cli
from pantau.errors import OBEYED, BadInput, PantauError, visible
from pantau.terminal import Shown, json_text, say, shown_streams, terminal

PROJECT = Path(__file__).resolve().parents[1]
HOSTILE = "Judul \x1b]0;palsu\x07 \x1b[2J\x1b[31m \x9b2J \x08\x08 \r menimpa \x7f \u202eterbalik\u202c \u2066x\u2069"
WAYS: dict[str, Callable[[], Any]] = {
    "print": lambda: print(HOSTILE),
    "print to standard error": lambda: print(HOSTILE, file=sys.stderr),
    "write": lambda: sys.stdout.write(HOSTILE),
    "writelines": lambda: sys.stdout.writelines([HOSTILE, "\n"]),
    "rich": lambda: terminal().print(HOSTILE, markup=False),
    "rich on standard error": lambda: terminal(stderr=True).print(HOSTILE, markup=False),
    "a rich table": lambda: terminal().print(table(HOSTILE)),
    "a console somebody made himself": lambda: __import__("rich.console").console.Console().print(HOSTILE, markup=False),
    "an error": lambda: fail(PantauError(HOSTILE)),
    "bad input": lambda: fail(BadInput(HOSTILE)),
    "a file that is not there": lambda: fail(FileNotFoundError(2, "tidak ada", HOSTILE)),
    "a warning": lambda: sys.stderr.write(HOSTILE),
    "JSON": lambda: print(json_text({HOSTILE: [HOSTILE]}, indent=2)),
    "a log line": lambda: logging.getLogger("pantau.uji").warning("%s berkata %s", "kabar", HOSTILE),
}


def table(text: str) -> Table:
    made = Table(text)
    made.add_row(text)
    return made


def fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize("way", WAYS)
def test_no_command_passes_on_what_a_terminal_obeys(
    way: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = logging.StreamHandler(io.StringIO())
    logging.getLogger("pantau.uji").addHandler(handler)
    command = SimpleNamespace(arguments=lambda parser: None, run=lambda args: WAYS[way]() and 0)
    monkeypatch.setitem(cli.COMMANDS, "status", lambda: command)
    cli.main(["status"])
    logging.getLogger("pantau.uji").removeHandler(handler)
    seen = "".join(capsys.readouterr()) + handler.stream.getvalue()
    assert "menimpa" in seen
    assert OBEYED.search(seen) is None
    assert not isinstance(sys.stdout, Shown), "the streams are given back"


def test_our_own_colours_reach_a_terminal_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = io.StringIO()
    monkeypatch.setattr(seen, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", seen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with shown_streams():
        terminal(force_terminal=True).print(f"[bold red]{HOSTILE}[/]")
    assert "\x1b[1;31m" in seen.getvalue()
    assert not {"\x9b", "\x07", "\x08", "\r", "\u202e"} & set(seen.getvalue())
    assert "\x1b[2J" not in seen.getvalue()
    assert "\x1b]" not in seen.getvalue()


@given(st.dictionaries(st.text(), st.text() | st.lists(st.text())))
def test_json_is_the_very_value_and_safe_to_print(value: dict[str, Any]) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert OBEYED.search(text) is None
    assert visible(text) == text


@given(st.text())
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert len(visible(text)) == len(text)
    assert visible(visible(text)) == visible(text)
    assert all(was == now or OBEYED.match(was) for was, now in zip(text, visible(text), strict=True))


def test_a_task_says_visible_lines(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    assert OBEYED.search(capsys.readouterr().out) is None


def test_a_log_line_whose_arguments_do_not_fit_is_reported_as_ever(capsys: pytest.CaptureFixture[str]) -> None:
    record = logging.getLogger("pantau.uji").makeRecord("pantau.uji", 30, "x.py", 1, "%d", ("satu",), None)
    assert (record.msg, record.args) == ("%d", ("satu",))
    other = logging.getLogger("lain").makeRecord("lain", 30, "x.py", 1, "%s", (HOSTILE,), None)
    assert other.getMessage() == HOSTILE, "the lines of others are theirs"


def calls(name: str, folder: str) -> list[str]:
    """Where the code of a folder calls a function by this name."""
    return [
        f"{file.relative_to(PROJECT)}:{node.lineno}"
        for file in sorted((PROJECT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
    ]


def test_consoles_are_made_in_one_place_and_dags_say_what_they_print() -> None:
    assert {where.partition(":")[0] for where in calls("Console", "include/pantau")} == {"include/pantau/terminal.py"}
    assert calls("print", "dags") == []


def test_a_copied_record_is_a_record() -> None:
    record = logging.makeLogRecord(
        {"name": "pantau.poll", "msg": "satu baris", "levelno": logging.INFO}
    )  # as structlog copies it
    assert (record.name, record.getMessage()) == ("pantau.poll", "satu baris")
