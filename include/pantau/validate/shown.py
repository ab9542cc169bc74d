"""The stored sentences of quality rules in the language of the reader: the warehouse keeps them in Indonesian.

The rules that compare a day with days before it are views, which know no language: what they say is worded here.
"""

from __future__ import annotations

import re

from pantau.words import keys, name_of, reworded, spoken, text

VIEWED = ("volume", "tags.drift")  # rules that are views
_DRIFT = re.compile(r"(\S+) (?:fell|rose): ([\d.]+), usual ([\d.]+) \(([\d.]+)–([\d.]+)\)")


def shown_rule(rule: str, part: str, stored: str) -> str:
    """Return the `description` or the `reason` of a rule; `stored` is the sentence the warehouse keeps."""
    return text(f"quality.{rule}.{part}") if rule in VIEWED else reworded(f"quality.{rule}.{part}", stored)


def shown_observed(stored: str) -> str:
    """Return what a rule observed. Each clause is recognised by its stored text; a clause that fits none stays as it is."""
    return "; ".join(_clause(clause) for clause in stored.split("; "))


def shown_result(rule: str, checked: int, stored: str) -> str:
    """Return the same for a row of `quality_results`; a rule about days before that had too little to compare says so."""
    return text("pages.quality.not_compared") if rule in VIEWED and not checked else shown_observed(stored)


def _clause(stored: str) -> str:
    if drift := _DRIFT.fullmatch(stored):
        return shown_measure(drift[1], *map(float, drift.groups()[1:]))
    found = (reworded(key, stored) for key in keys() if key.startswith("quality.observed."))
    return next((words for words in found if words != stored), stored)


def shown_measure(measure: str, value: float, usual: float, low: float, high: float) -> str:
    """Return a measure of `tag_drift` in words, with its value, its usual value and its bounds (all 0 to 1)."""
    kind, _, one = measure.partition(":")
    told = text(f"terms.drift.{kind}", name=one) if one else name_of("terms.drift", measure)
    figures = {"value": value, "usual": usual, "low": low, "high": high}
    return text("terms.drift_told", what=told, **{name: _percent(figure) for name, figure in figures.items()})


def _percent(share: float) -> str:
    said = f"{share:.1%}"
    return said.replace(".", ",") if spoken() == "id" else said
