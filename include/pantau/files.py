"""Reads files that people edit, whole, with errors that name their file (an error of an open file does not name it)."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from itertools import accumulate
from pathlib import Path
from typing import Any

_DEEPEST = 500  # lists and mappings inside each other; no seed has ten
_INDENTED = re.compile(rf"^(?:[-?:] ?| ){{{_DEEPEST}}}", re.M)
_BRACKETS = re.compile(r"[\[\]{}]")


@contextmanager
def named(file: object) -> Iterator[None]:
    """Let an OSError raised inside name `file`, unless it names one already."""
    try:
        yield
    except OSError as error:
        if not error.filename:
            error.filename = str(file)
        raise


def read_whole(file: Path) -> bytes:
    """Return all bytes of a file that people edit. Raises OSError that names the file, also if fewer bytes came than the
    file has."""
    with named(file):
        data = file.read_bytes()
        if len(data) < file.stat().st_size:  # a network share that breaks off gives the beginning of a file, and no error
            raise OSError(errno.EIO, f"only {len(data):,} bytes of it came", str(file))
    return data


def read_text(file: Path, encoding: str = "utf-8") -> str:
    """Return the text of such a file with line feeds only. Raises as `read_whole` does, and UnicodeDecodeError for another
    encoding."""
    return read_whole(file).decode(encoding).replace("\r\n", "\n").replace("\r", "\n")


def files_in(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder by name; an empty list if there is no folder. Unlike `Path.glob`, raise OSError if the
    folder may not be listed."""
    try:
        return sorted(folder / name for name in os.listdir(folder) if fnmatchcase(name, pattern))
    except FileNotFoundError:
        return []


def parse_yaml(text: str) -> Any:
    """Return the plain values of a YAML text; raise yaml.YAMLError where it is none, with the line if that is known.

    The parser in C takes a tenth of the time: each process of a stage reads a hundred such files before its first page.
    """
    import yaml

    if _is_deep(text):
        raise yaml.YAMLError(f"lists and mappings nest deeper than {_DEEPEST}")
    try:
        return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 — the safe loader, in C where there is one
    except (ValueError, OverflowError, RecursionError, UnicodeError, LookupError, AttributeError) as error:
        raise yaml.YAMLError(f"a value that cannot be read: {error}") from error  # a date like 2026-02-30, a lone half of a pair


def _is_deep(text: str) -> bool:
    """Tell whether a text may nest deeper than _DEEPEST: the parser in C ends the process over some ten thousand."""
    if _INDENTED.search(text):
        return True
    if text.count("[") + text.count("{") <= _DEEPEST:
        return False
    return max(accumulate(1 if sign in "[{" else -1 for sign in _BRACKETS.findall(text)), default=0) > _DEEPEST
