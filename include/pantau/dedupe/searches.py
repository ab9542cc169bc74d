"""Tells which searches need not be repeated: two articles are compared once, by a run of the day of either.

A search remembers the signatures that it read. Without this, a second run of a month would search and load each day again,
because the seven days after each day were worked later and compared with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pantau.dedupe.pairs import days_around
from pantau.workspace import Workspace

Units = dict[str, str]  # unit (see `unit`) → digest of its signatures


def unit(day: str, part: str) -> str:
    """Return the name that a search uses for the signatures of one part of a day."""
    return f"{day}/{part}"


def signed_around(work: Workspace, day: str) -> Units:
    """Return all units written so far for the days that a search of this day reads."""
    version = work.version("signatures")
    found = {near: work.results.contents("signatures", version, near) for near in days_around(day)}
    return {unit(near, part): digest for near, parts in found.items() for part, digest in parts.items()}


def to_remember(own: Sequence[str], before: Units, after: Units) -> dict[str, Any]:
    """Return what a search of the articles of `own` leaves for `is_searched`, from what was signed before and after it read.

    It leaves out signatures that another run wrote during the search, because nobody knows whether they were read.
    """
    return {"of": list(own), "among": {one: digest for one, digest in before.items() if after.get(one) == digest}}


def is_searched(work: Workspace, day: str, part: str, own: Sequence[str], now: Units) -> bool:
    """Tell whether a search of either article compared each of `own` with each of `now`, both as they are now."""

    @cache
    def searches(near: str) -> list[Mapping[str, Any]]:
        names = work.results.parts("pairs", work.version("pairs"), near)
        return [found for name in names if (found := _search(work, near, name))]

    mine = _search(work, day, part)
    if not mine or mine["of"] != list(own) or any(mine["among"].get(one) != now.get(one) for one in own):
        return False
    unseen = [one for one, digest in now.items() if mine["among"].get(one) != digest]
    return all(any(_saw(search, one, own, now) for search in searches(one.partition("/")[0])) for one in unseen)


def _search(work: Workspace, day: str, part: str) -> Mapping[str, Any]:
    return work.results.remembered("pairs.searched", work.version("pairs"), day, part)


def _saw(search: Mapping[str, Any], one: str, own: Sequence[str], now: Units) -> bool:
    """Tell whether a search of the articles of `one`, as they are now, read those of `own` as they are now."""
    return one in search["of"] and all(search["among"].get(each) == now.get(each) for each in (one, *own))
