"""A budget for each item: a separate process reads pages and texts from outside, so that no item can delay the others."""

from __future__ import annotations

from pantau.budget.near import work_near
from pantau.budget.room import ERROR, TOO_COSTLY, Answer, Budget, work_apart, work_one_apart

__all__ = ["ERROR", "TOO_COSTLY", "Answer", "Budget", "work_apart", "work_near", "work_one_apart"]
