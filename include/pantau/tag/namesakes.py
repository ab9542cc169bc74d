"""Tags of the lists that the article gives to somebody else: a state or town that is a person's name, a namesake of a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from pantau.tag.context import TITLES, Cues
from pantau.tag.guards import is_somebody, is_with_office
from pantau.tag.seeds import Entity, NameRules
from pantau.tag.sequence import NameMention

_PLACES = frozenset({"country", "province", "regency"})
_HOME = "ID"
_SURE = 0.5  # mean probability per word of a name that counts
_BEFORE = 60  # letters before a name in which a calling, an office of state or the like stands
_NEXT = re.compile(r"\s([A-Z][a-z][\w’'-]*)")
# Each word of a run is asked for in the whole text: a page of capitals alone would take time in the square of its words.
_RUN = re.compile(r"(?:[^\S\n][A-Z][\w’'-]*){1,4}")
_NAMED = re.compile(r"\b(?:bernama|panggilan|disapa)\s$")
Key = tuple[str, str]
Span = tuple[int, int]


def somebody_elses(
    text: str, named: Mapping[Key, tuple[Entity, Sequence[Span]]], mentions: Iterable[NameMention], rules: NameRules, cues: Cues
) -> frozenset[Key]:
    """Return (kind, id) of what the text means by none of its words; `named` are the things that it seems to name, with spans.

    A place is no place if somebody with a calling ("pedagang Peru Wahyudi"), or who is addressed or called so, has it as the
    first word of the name, and no other mention stands where a place stands. A short name of a person is a namesake's if the text
    has a longer name with it, and neither the full name nor the office of the person on the list.
    """
    persons = [(one.start, one.end) for one in mentions if one.kind == "person" and one.score >= _SURE]
    refused = set()
    for key, (entity, spans) in named.items():
        if any(text[start:end].isupper() for start, end in spans) or entity.id == _HOME:
            continue  # an acronym, or the state that all news is of
        if (key[0] in _PLACES and _is_a_name(text, spans, persons, rules, cues)) or (
            key[0] == "person" and _is_a_namesake(text, spans, persons, entity)
        ):
            refused.add(key)
    return frozenset(refused)


def _is_a_name(text: str, spans: Sequence[Span], persons: Sequence[Span], rules: NameRules, cues: Cues) -> bool:
    """Return whether somebody is called so, and no mention is a place's; every mention counts, also one that is no tag."""
    names = {text[start:end] for start, end in spans}
    if any(" " in name for name in names):
        return False
    spans = sorted(span for name in names for span in _stand(text, name))
    following = [_NEXT.match(text, end) for _, end in spans]
    called = [is_somebody(text, start) or bool(_NAMED.search(text, max(0, start - _BEFORE), start)) for start, _ in spans]
    if not any(called) and not any(following):
        return False
    for (start, _), so in zip(spans, called, strict=True):
        if not so and _is_of_a_place(text, start, rules, cues):
            return False
    first = following[0]  # who has the name is introduced before the name stands alone
    return called[0] or (first is not None and _begins_a_name(text, spans[0], first, persons, rules))


def _stand(text: str, name: str) -> Iterator[Span]:
    """Yield where a name stands that is not a part of a longer word."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (text[end : end + 1].isalnum() or (at and text[at - 1].isalnum())):
            yield at, end
        at = text.find(name, end)


def _is_of_a_place(text: str, start: int, rules: NameRules, cues: Cues) -> bool:
    return cues.before(text, start)[0] != "" or rules.states.search(text, max(0, start - _BEFORE), start) is not None


def _begins_a_name(text: str, span: Span, following: re.Match[str], persons: Sequence[Span], rules: NameRules) -> bool:
    """Return whether the name of a place and the word after it are a person's name."""
    start, name, surname = span[0], text[slice(*span)], following[1]
    if surname.lower() in rules.no_surnames:
        return False
    if any(first <= start and last >= following.end() for first, last in persons):
        return True
    run = _RUN.match(text, following.start())
    words = [name, *(run[0].split() if run else ())]
    if any(re.search(rf"(?<!\b{re.escape(first)} )\b{re.escape(word)}\b", text) for first, word in pairwise(words)):
        return False  # the person is called by a word behind it
    if rules.callings.search(text, max(0, start - _BEFORE), start):
        return True
    if not rules.professions.search(text, max(0, start - _BEFORE), start):
        return False
    if text.count(f"{name} {surname}") > 1:
        return True
    if any(first == following.start(1) for first, _ in persons):
        return False  # "Pelatih Jepang Ratna Wijil": the model sees where the state ends
    return re.search(rf"\b{re.escape(name)}\b(?!\s[A-Z][a-z])", text) is not None


def _is_a_namesake(text: str, spans: Sequence[Span], persons: Sequence[Span], entity: Entity) -> bool:
    own = {word.lower().strip(".") for name in entity.names for word in name.split()} | TITLES
    short = {text[start:end] for start, end in spans}
    # Whoever has the longer name is introduced before the short one stands alone.
    longer = (text[first:last].split() for first, last in persons if first <= spans[0][0])
    if not any(not short.isdisjoint(words) and any(_is_other_name(word, own) for word in words) for words in longer):
        return False
    in_full = any(" " in name and name in text for name in (*short, *entity.names))
    return not in_full and not any(is_with_office(text, start) for start, _ in spans)


def _is_other_name(word: str, own: Collection[str]) -> bool:
    return word.istitle() and word.isalpha() and word.lower() not in own
