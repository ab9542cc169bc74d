"""The errors that a person can act on: each message says what is wrong, where, and what to do."""

from __future__ import annotations

import re

# C0 and C1 controls except tab and newline, and the marks that change the direction of text
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Return the text without control characters that a terminal would obey: strangers write headlines."""
    return OBEYED.sub("\ufffd", text)


class PantauError(Exception):
    """An error that Pantau reports in one line without a traceback. Its message may quote text from outside, so control
    characters in it are made visible."""

    def __str__(self) -> str:
        return visible(super().__str__())


class BadInput(PantauError, ValueError):
    """The input cannot be used; the command line ends with exit code 2."""


class StoreUnavailable(PantauError):
    """A store does not answer, so nobody knows its content. Nothing was changed, and Airflow may try the task again."""


class WarehouseUnavailable(StoreUnavailable):
    """The warehouse does not answer. Every task of every DAG meets this, so it is one fault and one alert."""


class StagesIncomplete(PantauError):
    """An article was extracted but not cleaned or tagged, because another run of the day is adding pages. Try again."""


class CriticalRuleFailed(PantauError):
    """A critical day rule refused the day: nothing was loaded. The message names the rule and the figure."""
