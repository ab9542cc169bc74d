"""The stored sentences of quality rules in the language of the reader: the warehouse keeps them in Indonesian."""

from __future__ import annotations

from pantau.words import keys, reworded


def shown_rule(rule: str, part: str, stored: str) -> str:
    """Return the `description` or the `reason` of a rule; `stored` is the sentence the warehouse keeps."""
    return reworded(f"quality.{rule}.{part}", stored)


def shown_observed(stored: str) -> str:
    """Return what a rule observed. Each clause is recognised by its Indonesian text; a clause that fits none stays as it is."""
    return "; ".join(_clause(clause) for clause in stored.split("; "))


def _clause(stored: str) -> str:
    found = (reworded(key, stored) for key in keys() if key.startswith("quality.observed."))
    return next((words for words in found if words != stored), stored)
