"""Reads JSON lines and writes JSON lines, in order and as a stream, for every command `pantau … -`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from pantau.errors import BadInput, PantauError
from pantau.terminal import json_text
from pantau.text import make_all_storable


def answer_lines(lines: Iterable[str] | None, out: TextIO, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Write one JSON line for each line of `lines`, in order. A line that fails gets a key `error`, and the stream goes on.
    Raises BadInput if there is no standard input."""
    if lines is None:
        raise BadInput("standard input is closed; pipe JSON lines into it")
    for number, line in enumerate(lines, 1):
        out.write(json_text(_one(number, line, answer), default=str) + "\n")
        out.flush()


def _one(number: int, line: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    try:
        if not line.strip():
            return {"error": f"line {number}: empty; write one JSON object per line"}
        row = json.loads(line.lstrip("\ufeff"))
        if not isinstance(row, dict):
            return {"error": f"line {number}: a JSON object is wanted, not {type(row).__name__}"}
        return answer(make_all_storable(row))
    except json.JSONDecodeError as error:
        return {"error": f"line {number}: not JSON ({error.msg} at column {error.colno})"}
    except PantauError as error:
        return {"error": f"line {number}: {' '.join(str(error).split())}"}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return {"error": f"line {number}: {error.__class__.__name__}: {error}"}


def text_in(row: dict[str, Any], name: str, default: str = "") -> str:
    """Return the text called `name`, `default` where it is missing, null or empty; raise BadInput for anything but a text."""
    value = row.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise BadInput(f"{name} must be a string, not {type(value).__name__}")
    return value or default
