"""The outlets of the catalogue by their printed names, and the rules those names make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pantau.clean.credits import any_of
from pantau.clean.rules import CAPITALISED, DASH, CleaningRule


@dataclass(frozen=True, slots=True)
class Press:
    """The printed names of the outlets of the catalogue: the one that a text comes from, and those that it may credit."""

    own: str = ""
    others: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def openers(own: str) -> tuple[CleaningRule, ...]:
    """Return the head rules for an outlet's own name: "JAKARTA, HARIAN PERSADA -"."""
    if not own:
        return ()
    name = rf"(?P<outlet>(?i:{re.escape(own)}))"
    place = rf"(?P<place>{CAPITALISED})"
    return tuple(
        CleaningRule(rule, "head", re.compile(pattern), frozenset(), "the outlet's own name opens the text")
        for rule, pattern in (
            ("dateline_place_own", rf"{place}\s*[,(]\s*{name}\s*\)?\s*{DASH}\s*"),
            ("dateline_own_place", rf"{name}\s*,\s*{place}\s*{DASH}\s*"),
            ("dateline_own", rf"{name}\s*{DASH}\s*"),
        )
    )


@lru_cache(maxsize=16)
def credits_at_the_end(names: tuple[str, ...]) -> tuple[CleaningRule, ...]:
    """Return the tail rules for the names of the catalogue: "(WARTA NUSA)", a line "Sumber: Warta Nusa"."""
    if not names:
        return ()
    name = any_of(names)
    why = "an outlet of the catalogue credited at the end"
    patterns = (
        ("wire_credit_press", rf"\s*[(\[](?:Sumber\s?:\s?)?(?P<source>{name})[)\]]\s*$", (")", "]"), 0),
        ("wire_credit_press_line", rf"^(?P<source>{name})\.?\s*$", (), 80),
    )
    return tuple(
        CleaningRule(rule, "tail", re.compile(pattern, re.IGNORECASE), frozenset(), why, ends=ends, only_under=longest)
        for rule, pattern, ends, longest in patterns
    )
