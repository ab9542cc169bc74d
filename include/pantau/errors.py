"""The errors a person can act on: each message says what is wrong, where, and what to do."""

from __future__ import annotations


class PantauError(Exception):
    """Anything Pantau reports in one line instead of a traceback."""


class BadInput(PantauError, ValueError):
    """The input cannot be used; the command line ends with exit code 2."""


class CriticalRuleFailed(PantauError):
    """A critical day rule refused the day: nothing was loaded, and the message names the rule and the figure."""
