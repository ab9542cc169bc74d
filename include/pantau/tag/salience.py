"""Which persons and organisations an article is about, and which it only names in passing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pantau.tag.entities import NamedEntity

_WORD = re.compile(r"[^\W_]+(?:[-.&'’][^\W_]+)*")
_MOST = 3
_EARLY, _OFTEN = 600, 3  # letters from the beginning, times named
_SHORT = 3  # letters of a word of a person's name that may stand for it


def mark_main(title: str, text: str, entities: Sequence[NamedEntity]) -> tuple[NamedEntity, ...]:
    """Return the entities with `main` set on at most three persons and organisations.

    They are those that the headline names (of more than three the most frequent, then the earliest), and the person whom the text
    names most where that is often and early: a headline may say his office only.
    """
    said = set(_WORD.findall(title))
    plain = f" {' '.join(_WORD.findall(title))} ".lower()
    named = [one for one in entities if one.type != "place" and _is_in(text, one, said, plain)]
    named.sort(key=lambda one: (-len(one.spans), one.spans[0]))
    named = named[:_MOST]
    persons = [one for one in entities if one.type == "person" and one.spans[0][0] < _EARLY and len(one.spans) >= _OFTEN]
    if persons and len(named) < _MOST:
        named.append(max(persons, key=lambda one: (len(one.spans), -one.spans[0][0])))
    main = {id(one) for one in named}
    return tuple(replace(one, main=id(one) in main) for one in entities)


def _is_in(text: str, one: NamedEntity, said: set[str], plain: str) -> bool:
    names = {one.label, *(text[start:end] for start, end in one.spans)}
    if any(f" {' '.join(_WORD.findall(name))} ".lower() in plain for name in names):
        return True
    words = {word for name in names for word in name.split() if len(word) >= _SHORT} if one.type == "person" else set()
    return not words.isdisjoint(said)
