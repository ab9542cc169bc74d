"""The errors a person can act on: each message says what is wrong, where, and what to do."""

from __future__ import annotations

import re

# C0 and C1 controls except tab and newline, and the marks that change the direction of text
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Return the text without control characters that a terminal would obey: strangers write headlines."""
    return OBEYED.sub("\ufffd", text)


class PantauError(Exception):
    """An error that Pantau reports in one line and no traceback; its words may quote strangers, so they are made visible."""

    def __str__(self) -> str:
        return visible(super().__str__())


class BadInput(PantauError, ValueError):
    """The input cannot be used; the command line ends with exit code 2."""


class StoreUnavailable(PantauError):
    """A store does not answer, so its content is not known; nothing was changed, and the task may be tried again."""


class WarehouseUnavailable(StoreUnavailable):
    """The warehouse does not answer: every task of every DAG meets that, and it is one fault."""


class StagesIncomplete(PantauError):
    """An article was extracted but not cleaned or tagged (another run of the day adds pages just now): try again."""


class CriticalRuleFailed(PantauError):
    """A critical day rule refused the day: nothing was loaded, and the message names the rule and the figure."""
