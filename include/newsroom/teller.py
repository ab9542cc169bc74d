"""A teller fills the templates of one article. It remembers which names the article already introduced, as a reporter does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from newsroom.clock import MONTHS, long_date, slash_date, weekday
from newsroom.events import Event
from newsroom.grammar import Choice, Node, Slot, parse
from newsroom.people import Person
from newsroom.topics import bodies, general

_SMALL = frozenset(["di", "ke", "dari", "dan", "yang", "untuk", "dengan", "pada", "atau", "lewat"])
Mark = tuple[str, str]  # ("province", "73"), ("regency", "7371"), ("body", "KPK"), ("person", "…")


@dataclass(frozen=True, slots=True)
class Voice:
    """How an outlet writes: its name in text, its form of a day, its quotation marks, its headline case."""

    name: str
    day_style: str = "slash"
    quotes: tuple[str, str] = ('"', '"')
    plain_headline: bool = False


class Teller:
    """Fills templates of one event in one voice; `marks` has the places, bodies and people named since `take_marks` was last
    called."""

    def __init__(self, event: Event, voice: Voice, rng: Random) -> None:
        self.event, self.voice, self.rng = event, voice, rng
        self.marks: set[Mark] = set()
        self._met: set[str] = set()
        self._headline = False

    def sentence(self, template: str) -> str:
        """Return the filled template. It begins with a capital, even if a role or a figure comes first."""
        text = self.fill(template)
        return text[:1].upper() + text[1:]

    def headline(self, template: str) -> str:
        """Return a headline: it has no roles and no acronyms in full, and plain case if the voice asks for that."""
        self._headline = True
        text = self.fill(template)
        self._headline = False
        return text[:1].upper() + text[1:]

    def fill(self, template: str) -> str:
        """Return the template with all its slots and choices filled."""
        return "".join(self._node(node) for node in parse(template))

    def take_marks(self) -> frozenset[Mark]:
        """Return the marks collected since the last call."""
        taken, self.marks = frozenset(self.marks), set()
        return taken

    def _node(self, node: Node) -> str:
        if isinstance(node, str):
            return node.lower() if self._headline and self.voice.plain_headline else node
        if isinstance(node, Choice):
            return "".join(self._node(part) for part in self.rng.choice(node.ways))
        return self._slot(node)

    def _slot(self, slot: Slot) -> str:
        event = self.event
        if slot.name.startswith("@"):
            return self._body(slot.name[1:])
        if slot.name in event.cast:
            return self._person(slot.name, event.cast[slot.name], slot.form)
        if slot.name in event.facts:
            text = self.fill(event.facts[slot.name])
            return _capitals(text) if self._headline and not self.voice.plain_headline else text
        place = self._place(slot.name)
        return place if place is not None else self._time(slot.name)

    def _body(self, acronym: str) -> str:
        self.marks.add(("body", acronym))
        full = bodies()[acronym]
        known = acronym in self._met or self._headline or acronym in full
        if not self._headline:
            self._met.add(acronym)
        return acronym if known or self.rng.random() < 0.45 else f"{full} ({acronym})"

    def _person(self, name: str, who: Person, form: str) -> str:
        if form == "jabatan":
            return self.fill(who.role)
        if form == "nama" or self._headline:
            self.marks.add(("person", who.full))
            return who.full
        if form == "panggilan" or name in self._met:
            return who.short
        self._met.add(name)
        self.marks.add(("person", who.full))
        role = self.fill(who.role)
        return f"{role} {who.full}" if self.rng.random() < 0.7 else f"{role}, {who.full},"

    def _place(self, name: str) -> str | None:
        event, regency = self.event, self.event.regency
        if name in ("prov", "prov_pendek"):
            self.marks.add(("province", event.province.code))
            return event.province.name if name == "prov" else event.province.short
        if name in ("kab", "kota", "kepala_daerah"):
            self.marks.add(("regency", regency.code))
            return {"kab": regency.title, "kota": regency.name, "kepala_daerah": regency.head}[name]
        if name == "kec":
            return f"Kecamatan {event.district}"
        if name == "desa":
            return f"{'Kelurahan' if regency.kind == 'kota' else 'Desa'} {event.village}"
        return None

    def _time(self, name: str) -> str:
        day = self.event.day
        if name in ("hari", "kemarin", "besok"):
            return self._day_name(day + timedelta(days={"hari": 0, "kemarin": -1, "besok": 1}[name]))
        if name == "hari_nama":
            return weekday(day)
        if name == "pukul":
            return f"pukul {self.event.clock} {self.event.province.zone}"
        if name == "bulan":
            return f"{MONTHS[day.month - 1]} {day.year}"
        if name == "tahun":
            return str(day.year)
        if name == "tahun_lalu":
            return str(day.year - 1)
        if name == "media":
            return self.voice.name
        words = general()["frasa"]
        if name in words:
            return self.fill(self.rng.choice(words[name]))
        raise KeyError(f"scenario {self.event.scenario.id!r} has no fact, person or place called {name!r}")

    def _day_name(self, day: date) -> str:
        if self.voice.day_style == "long":
            return f"{weekday(day)}, {long_date(day)}"
        if self.voice.day_style == "name":
            return weekday(day)
        if self.voice.day_style == "short":
            return f"{weekday(day)} ({day.day}/{day.month})"
        return f"{weekday(day)} ({slash_date(day)})"


def _capitals(text: str) -> str:
    """Write a fact as headlines do: every word has a capital, except small words."""
    return " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in text.split(" "))
