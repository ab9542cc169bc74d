"""The invented people of the fictional press: their names by province, and the forms of the first and the second mention."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from newsroom.places import WORDS, read_words


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the news: `full` at first mention, `short` afterwards, `role` as printed before the name."""

    full: str
    short: str
    role: str
    woman: bool


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = read_words(WORDS / "people.yaml")
    return loaded


def person(rng: Random, people: str, role: str) -> Person:
    """Return a person with a name of the group `people` (of words/people.yaml) and the given role."""
    names = _names()[people if rng.random() < 0.8 else "umum"]
    woman = rng.random() < 0.38
    given, family = rng.choice(names["women" if woman else "men"]), rng.choice(names["second"])
    # Balinese birth-order names say nothing about who is meant, so outlets use the second name.
    short = family if " " in given or rng.random() < 0.25 else given
    return Person(f"{given} {family}", short, role, woman)


def byline(rng: Random) -> str:
    """Return the name of a journalist."""
    return person(rng, rng.choice(sorted(_names())), "").full
