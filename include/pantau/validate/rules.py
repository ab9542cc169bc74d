"""What a rule is: data, not code. A suite is a tuple of rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pantau.words import STORED, text_in

Severity = Literal["critical", "warning", "info"]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QualityRule:
    """One expectation on one column of one frame, and its explanation, in the language in which it is stored.

    `expectation` is a class name of great_expectations.expectations, and `options` are its arguments besides the column.
    `mostly` is the share of judged rows that must hold; with fewer than `at_least` rows nothing is judged. `shows` is the
    column whose value readers see; `reason` says, with {value}, what is wrong with one row. A row rule of severity info counts
    without quarantining.
    """

    id: str
    frame: str
    column: str
    expectation: str
    severity: Severity
    description: str
    reason: str
    options: Mapping[str, Any] = field(default_factory=dict)
    mostly: float = 1.0
    at_least: int = 1
    shows: str = ""

    @property
    def shown(self) -> str:
        """The column whose value is shown to people."""
        return self.shows or self.column


def stored_words(rule: str, part: str, /, **values: object) -> str:
    """Return the `description` or the `reason` of a rule as the warehouse keeps it, whatever the present language is."""
    return text_in(STORED, f"quality.{rule}.{part}", **values)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found: how many rows it judged, and the positions of the rows that broke it."""

    rule: QualityRule
    success: bool
    checked: int
    broken: tuple[int, ...] = ()
