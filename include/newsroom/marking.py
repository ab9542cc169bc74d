"""A teller that remembers where it names somebody or something: its text carries marks, which `unmark` turns into spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsroom.grammar import Slot
from newsroom.people import Person
from newsroom.teller import Teller
from newsroom.topics import bodies

_OPEN, _CLOSE, _BETWEEN = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{_OPEN}(\\d+){_BETWEEN}|{_CLOSE}")
_FIRM = re.compile(r"^(?:PT|CV|Perum|PS) [A-Z]")
_KINDS = {"prov": "province", "prov_pendek": "province", "kab": "regency", "kota": "regency"}


@dataclass(frozen=True, slots=True)
class Named:
    """What a mark stands for: person, organisation, place or quote, with its fullest name, and of a place its level and code."""

    type: str
    name: str
    level: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A named thing (or a quote) at [start, end) of a text."""

    start: int
    end: int
    named: Named


class MarkingTeller(Teller):
    """Fills templates like a teller, and marks persons, bodies, companies and places in its text.

    `extra` gives texts for slots that no topic file has; `listed` are the things that marks stand for.
    """

    def __init__(self, *given: object, extra: Callable[[Slot], str | None] = lambda _: None) -> None:
        super().__init__(*given)  # type: ignore[arg-type] # the same three as a teller
        self.listed: list[Named] = []
        self._extra = extra

    def mark(self, text: str, named: Named) -> str:
        """Return the text with a mark around it; marks may stand in one another."""
        self.listed.append(named)
        return f"{_OPEN}{len(self.listed) - 1}{_BETWEEN}{text}{_CLOSE}"

    def sentence(self, template: str) -> str:
        """Return the filled template, which begins with a capital."""
        return capital(self.fill(template))

    def _slot(self, slot: Slot) -> str:
        extra = self._extra(slot)
        if extra is not None:
            return extra
        text = super()._slot(slot)
        if slot.name in self.event.facts and _FIRM.match(text):
            return self.mark(text, Named("organisation", text))
        return text

    def _body(self, acronym: str) -> str:
        text, full = super()._body(acronym), bodies()[acronym]
        if text == acronym:
            return self.mark(acronym, Named("organisation", full))
        name, _, _ = text.partition(" (")
        return f"{self.mark(name, Named('organisation', full))} ({self.mark(acronym, Named('organisation', full))})"

    def _person(self, name: str, who: Person, form: str) -> str:
        text, named = super()._person(name, who, form), Named("person", who.full)
        if form == "jabatan":
            return text
        said = who.full if who.full in text else who.short
        before, _, after = text.rpartition(said)
        return f"{before}{self.mark(said, named)}{after}"

    def _place(self, name: str) -> str | None:
        text = super()._place(name)
        if text is None:
            return None
        regency = self.event.regency
        if name == "kepala_daerah":
            office = text.removesuffix(regency.name)
            return f"{office}{self.mark(regency.name, Named('place', regency.title, 'regency', regency.code))}"
        level = _KINDS.get(name)
        if level == "province":
            return self.mark(text, Named("place", self.event.province.name, "province", self.event.province.code))
        if level == "regency":
            return self.mark(text, Named("place", regency.title, "regency", regency.code))
        return self.mark(text, Named("place", text, "district" if name == "kec" else "village"))


def capital(text: str) -> str:
    """Return the text with a capital as its first letter, also if a mark stands before it."""
    at = next((found.end() for found in [re.match(f"(?:{_OPEN}\\d+{_BETWEEN})+", text)] if found), 0)
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def small(text: str) -> str:
    """Return the text with a small first letter, unless a name begins it."""
    return text if text.startswith(_OPEN) else text[:1].lower() + text[1:]


def unmark(text: str, listed: Sequence[Named]) -> tuple[str, list[MarkedSpan]]:
    """Return the text without marks, and the spans of the marked things in it, in the order of their beginnings."""
    plain, spans, opened = "", [], []
    at = 0
    for found in _MARK.finditer(text):
        plain += text[at : found.start()]
        at = found.end()
        if found[1] is not None:
            opened.append((len(plain), int(found[1])))
        else:
            start, number = opened.pop()
            spans.append(MarkedSpan(start, len(plain), listed[number]))
    return plain + text[at:], sorted(spans, key=lambda one: (one.start, -one.end))
