"""Values of the warehouse as cells of tables, CSV and JSON."""

from __future__ import annotations

import json
import re
from typing import Any

from pantau.errors import visible

# A spreadsheet runs a cell that begins like this (CSV injection); headlines are written by strangers.
_FORMULA = re.compile(r"[\s\x00-\x1f]*[=+\-@＝＋－＠]|[\t\r\n]")


def safe_cell(value: Any) -> Any:
    """Return a value that is safe in a spreadsheet: a text that begins like a formula gets a leading apostrophe."""
    if value is None or isinstance(value, (int, float)):
        return "" if value is None else value
    text = visible(text_of_value(value))
    return f"'{text}" if _FORMULA.match(text) else text


def text_of_value(value: Any) -> str:
    """Return a value as people read it in a table."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return plain_value(value) if isinstance(value, bytes) else str(value)


def plain_value(value: Any) -> str:
    """Return a value that JSON has no kind for as text."""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
