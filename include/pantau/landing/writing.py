"""Lands entries: one that cannot be stored is named, and all the others are kept."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import psycopg

from pantau.errors import BadInput, PantauError
from pantau.landing.records import AddResult
from pantau.model import Entry
from pantau.net import FetchProblem

if TYPE_CHECKING:
    from pantau.landing import Landing

log = logging.getLogger(__name__)
# Errors that are the fault of a row. A store that does not answer, or lacks a table, is no fault of a row.
REFUSED_ROW = (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProgramLimitExceeded, ValueError, OverflowError)


def is_fault_of_store(error: Exception) -> bool:
    """Return whether the error is the store's: every feed and outlet would end with it, so Airflow tries the task again."""
    if isinstance(error, BadInput | FetchProblem | psycopg.DataError):
        return False
    return isinstance(error, PantauError | psycopg.Error | OSError)


def add_each(landing: Landing, entries: Sequence[Entry]) -> tuple[AddResult, Counter[str]]:
    """Land the entries, together if all can be stored; return what became of them and how many could not be (`unstorable`).

    A batch that is refused is halved until the bad rows are alone.
    """
    try:
        return landing.add_entries(entries), Counter()
    except REFUSED_ROW as error:
        if len(entries) == 1:
            log.warning("%.200s cannot be kept: %s: %s", entries[0].url, type(error).__name__, error)
            return AddResult(), Counter(unstorable=1)
    middle = len(entries) // 2
    (first, lost), (second, more) = add_each(landing, entries[:middle]), add_each(landing, entries[middle:])
    return first + second, lost + more
