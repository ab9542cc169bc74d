"""Errors that name their file: what a read or a write of an open file raises does not name it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def named(file: object) -> Iterator[None]:
    """Let an OSError raised inside name `file`, unless it names one already."""
    try:
        yield
    except OSError as error:
        if not error.filename:
            error.filename = str(file)
        raise
