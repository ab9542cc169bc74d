"""JSON lines in, JSON lines out, in order and streaming: the shape of every `pantau … -`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TextIO


def answer_lines(lines: Iterable[str], out: TextIO, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Write one JSON line per non-blank line of `lines`; a line that fails gets an `error` key and the stream goes on."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        out.write(json.dumps(_one(number, line, answer), ensure_ascii=False, default=str) + "\n")
        out.flush()


def _one(number: int, line: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            return {"error": f"line {number}: a JSON object is wanted, not {type(row).__name__}"}
        return answer(row)
    except json.JSONDecodeError as error:
        return {"error": f"line {number}: not JSON ({error.msg} at column {error.colno})"}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return {"error": f"line {number}: {error.__class__.__name__}: {error}"}
