"""Reports of statements, with the truth about every name, quote and place in them; they are not served.

An article has two or three speakers who are named at first by role, then by short name or pronoun, in direct and reported
speech; speakers without a name; a body that speaks; and names in passing. Speakers may share a name. The sentences around them
are those of the topic files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, partial
from random import Random
from typing import Any

from newsroom.config import FIRST_DAY
from newsroom.dice import dice
from newsroom.events import Event, event
from newsroom.grammar import Slot, parse, slots
from newsroom.marking import MarkedSpan, MarkingTeller, Named, capital, small, unmark
from newsroom.people import person
from newsroom.places import WORDS, Regency, read_words, regencies
from newsroom.teller import Voice
from newsroom.topics import bodies, general

_OUTLETS = ("Lintas Kini", "Warta Nusa", "Kabar Raya")
_FIRST_PERSON = re.compile(r"\b(?:[Kk]ami|[Ss]aya|[Kk]ita)\b")
_HOSPITAL = "rumah sakit daerah "
_TWO_MARKS = re.compile(r",([.,:])")
_NAMESAKES, _CAPITAL_DATELINE = 0.25, 0.25


@dataclass(frozen=True, slots=True)
class Statement:
    """Words at [start, end) of the text, who says them (full name or description), and whether they stand in marks."""

    start: int
    end: int
    speaker: str
    direct: bool


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """A report with its truth: `names` are all mentions, `regency` and `province` (names, "" for none) where it happens."""

    title: str
    text: str
    names: tuple[MarkedSpan, ...]
    statements: tuple[Statement, ...]
    regency: str
    province: str


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = read_words(WORDS / "statements.yaml")
    return loaded


def reports(seed: int, count: int) -> Iterator[MarkedReport]:
    """Yield reports; each depends only on the seed and its number."""
    for number in range(count):
        yield _Reporter(dice(seed, "statements", number), seed, number).write()


class _Reporter:
    """Writes one report."""

    def __init__(self, rng: Random, seed: int, number: int) -> None:
        self.rng = rng
        self.event = _with_namesakes(event(seed, FIRST_DAY + timedelta(days=number % 600), f"pernyataan-{number}"), rng)
        self.voice = Voice(
            rng.choice(_OUTLETS), rng.choice(("slash", "short", "long", "name")), rng.choice((("“", "”"), ('"', '"')))
        )
        self.teller = MarkingTeller(self.event, self.voice, rng, extra=self._extra)
        self._said: dict[str, str] = {}  # slots of the present form
        self._others = rng.sample([one for rows in regencies().values() for one in rows], 2)

    def write(self) -> MarkedReport:
        """Return the report."""
        scenario = self.event.scenario
        title = self.teller.headline(self.rng.choice(scenario.headlines))
        lead = self._lead()
        text, marked = unmark("\n".join([lead, *self._body()]), self.teller.listed)
        spans = _mark_fixed(marked, text)
        statements = tuple(
            Statement(one.start, one.end, one.named.name, one.named.level == "direct")
            for one in spans
            if one.named.type == "quote"
        )
        names = _join_branches([one for one in spans if one.named.type != "quote"], text)
        plain, _ = unmark(title, self.teller.listed)
        told = frozenset(one.named.code for part in (title, lead) for one in unmark(part, self.teller.listed)[1])
        return MarkedReport(plain, text, _settle(names), statements, *self._about(told, names))

    def _lead(self) -> str:
        rng = self.rng
        leads = [one for one in self.event.scenario.leads if self._is_plain(one)] or [
            "Kegiatan di {kab}, {prov}, berlangsung {hari}."
        ]
        chosen = rng.choice(leads)
        text = self.teller.sentence(chosen)
        if slots(parse(chosen)) & {"kab", "kota", "kec", "desa"}:
            text += self.teller.fill(rng.choice(_words()["teras_tempat"]))
        if rng.random() < 0.5:
            return text
        if rng.random() < _CAPITAL_DATELINE:
            place = self.teller.mark("JAKARTA", Named("place", "DKI Jakarta", "province", "31"))
        else:
            regency = self.event.regency
            place = self.teller.mark(regency.name.upper(), Named("place", regency.title, "regency", regency.code))
        return f"{place}, {self.voice.name} – {text}" if rng.random() < 0.6 else f"{place} - {text}"

    def _is_plain(self, template: str) -> bool:
        """Tell whether a sentence of a topic file neither names a person nor says what somebody says."""
        told = set(re.findall(r"\w+", template.lower())) & set(_words()["bertutur"])
        return not told and not slots(parse(template)) & set(self.event.cast)

    def _body(self) -> list[str]:
        rng, scenario = self.rng, self.event.scenario
        plain = [one for one in (*scenario.body, *scenario.background) if self._is_plain(one)]
        lines = rng.sample(plain, min(len(plain), 5)) + rng.sample(_words()["sambil_lalu"], rng.randint(1, 3))
        turns = [
            turn for speaker in rng.sample(sorted(scenario.quotes), min(3, len(scenario.quotes))) for turn in self._turns(speaker)
        ]
        turns += [self._body_speaks] * (rng.random() < 0.4) + [self._nameless] * (rng.random() < 0.3)
        paragraphs = []
        for turn in turns:
            paragraphs.append(turn())
            if lines and rng.random() < 0.5:
                told = [self.teller.sentence(lines.pop()) for _ in range(min(len(lines), rng.choice((1, 1, 2))))]
                paragraphs.append(" ".join(told))
        return paragraphs

    def _turns(self, speaker: str) -> Iterator[Callable[[], str]]:
        said = list(self.event.scenario.quotes[speaker])
        self.rng.shuffle(said)
        first = True
        while said and (first or self.rng.random() < 0.7):
            one, other = said.pop(), said.pop() if said else ""
            yield partial(self._speak, speaker, one, other, first)
            first = False

    def _speak(self, speaker: str, one: str, other: str, first: bool) -> str:
        """Return a paragraph in which a person speaks; only the first of a speaker has to name him."""
        direct = bool(_FIRST_PERSON.search(one)) or self.rng.random() < 0.5
        forms = list(_words()[f"{'' if direct else 'tak_'}langsung{'' if first else '_lagi'}"])
        if not other:
            forms = [form for form in forms if "{isi2}" not in form]
        who = self.event.cast[speaker].full
        return self._form(self.rng.choice(forms), who, direct, one, other, speaker)

    def _body_speaks(self) -> str:
        acronym = self.rng.choice(sorted(set(bodies()) - set(_words()["lembaga_daerah"])))
        form = self.rng.choice(_words()["lembaga"]).replace("{@siapa}", f"{{@{acronym}}}")
        return self._form(form, bodies()[acronym], False, capital(self.rng.choice(_words()["isi_lembaga"])))

    def _nameless(self) -> str:
        who = self.rng.choice(sorted(_words()["tanpa_nama"]))
        form = self.rng.choice(_words()["tanpa_nama"][who])
        return self._form(form, who, "{isi}" in form, capital(self.rng.choice(_words()["isi_warga"])))

    def _form(self, form: str, who: str, direct: bool, one: str, other: str = "", speaker: str = "") -> str:
        quote = Named("quote", who, "direct" if direct else "")
        first = self.teller.sentence(one)
        said = {
            "isi": first,
            "isi_kecil": first if one.startswith("{") else small(first),
            "isi2": self.teller.sentence(other or "-"),
        }
        self._said = {name: self.teller.mark(text, quote) for name, text in said.items()}
        self._said |= {"buka": self.voice.quotes[0], "tutup": self.voice.quotes[1]}
        if speaker:
            self._said |= {"siapa": f"{{{speaker}}}", "sebut": f"{{{speaker}.panggilan}}"}
        text = self.teller.sentence(form)
        self._said = {}
        return _TWO_MARKS.sub(r"\1", text)  # "Camat, Ratna Dewi," at the end of a sentence

    def _extra(self, slot: Slot) -> str | None:
        name, rng, words = slot.name, self.rng, _words()
        if name in ("siapa", "sebut"):
            return self.teller.fill(self._said[name])
        if name in self._said:
            return self._said[name]
        if name in ("ujar", "menyebut", "menilai"):
            return str(rng.choice(words[name]))
        if name == "kepada":
            return self.teller.fill(rng.choice(general()["kepada"]))
        return self._passing(name)

    def _passing(self, name: str) -> str | None:
        rng, mark = self.rng, self.teller.mark
        if name == "buka" or name == "tutup":
            return self.voice.quotes[name == "tutup"]
        if name == "kab_lain":
            return mark(self._others[0].title, Named("place", self._others[0].title, "regency", self._others[0].code))
        if name == "prov_lain":
            wider = self._others[0].province
            return mark(wider.name, Named("place", wider.name, "province", wider.code))
        if name in ("negara", "negara_2"):
            chosen = sorted(_words()["negara"])[(ord(self.event.story[0]) * 7 + len(name)) % len(_words()["negara"])]
            return mark(chosen, Named("place", chosen, "country"))
        if name in ("klub_2", "perusahaan_lain") or (name == "klub" and name not in self.event.facts):
            made = _invent(rng, "perusahaan" if name == "perusahaan_lain" else "klub")
            return mark(made, Named("organisation", made))
        if name == "nama_lain":
            other = person(rng, self._others[1].province.people, "").full
            return mark(other, Named("person", other))
        if name == "inisial_lain":
            return "".join(rng.sample("ABDFHJKMNPRSTWY", 2))
        return str(rng.randint(18, 60)) if name == "usia_lain" else None

    def _about(self, codes: frozenset[str], names: Sequence[MarkedSpan]) -> tuple[str, str]:
        """Return regency and province of the event, as far as headline and lead name them (`codes`)."""
        regency, province = self.event.regency, self.event.province
        if regency.code in codes:
            return _official(regency, names), province.name
        return "", province.name if province.code in codes else ""


def _with_namesakes(happening: Event, rng: Random) -> Event:
    """Return the event; in a share of events two of the cast have the same first name, or the same second name."""
    cast = dict(happening.cast)
    if len(cast) < 2 or rng.random() >= _NAMESAKES:
        return happening
    one, other = rng.sample(sorted(cast), 2)
    first, second = cast[one], cast[other]
    given, family = second.full.rsplit(" ", 1)
    if rng.random() < 0.5:
        given = first.full.rsplit(" ", 1)[0]
        cast[one], cast[other] = (
            replace(first, short=first.full.rsplit(" ", 1)[1]),
            replace(second, full=f"{given} {family}", short=family),
        )
    else:
        family = first.full.rsplit(" ", 1)[1]
        cast[one], cast[other] = (
            replace(first, short=first.full.rsplit(" ", 1)[0]),
            replace(second, full=f"{given} {family}", short=given),
        )
    return replace(happening, cast=cast)


def _invent(rng: Random, what: str) -> str:
    parts = _words()[what]
    return " ".join(filter(None, (rng.choice(parts[part]) for part in ("bentuk", "awal", "akhir"))))


@cache
def _twice() -> frozenset[str]:
    """Return the names that both a regency and a city have."""
    names = [one.name for rows in regencies().values() for one in rows]
    return frozenset(name for name in names if names.count(name) > 1)


def _mark_fixed(spans: Sequence[MarkedSpan], text: str) -> list[MarkedSpan]:
    """Return the spans with the places that the topic files print without a slot."""
    taken = {at for one in spans if one.named.type != "quote" for at in range(one.start, one.end)}
    fixed = [
        MarkedSpan(found.start(), found.end(), Named("place", row["nama"], row["tingkat"], row.get("kode", "")))
        for name, row in _words()["tetap"].items()
        for found in re.finditer(rf"\b{name}\b", text)
        if taken.isdisjoint(range(found.start(), found.end()))
    ]
    return sorted([*spans, *fixed], key=lambda one: (one.start, -one.end))


def _join_branches(names: Sequence[MarkedSpan], text: str) -> tuple[MarkedSpan, ...]:
    """Return the mentions, where a body with its place ("Polres Sleman", "Kepolisian Resor (Polres) Sleman", "rumah sakit
    daerah Sleman") is one organisation, and no place."""
    joined: list[MarkedSpan] = []
    for one in names:
        last = joined[-1] if joined else None
        between = text[last.end : one.start] if last else ""
        if last and one.named.type == "place" and last.named.type == "organisation" and between in (" ", ") ", " Provinsi "):
            full = between == ") " and len(joined) > 1 and text[joined[-2].end : last.start] == " ("
            start = joined[-2].start if full else last.start
            joined[-1 - full :] = [MarkedSpan(start, one.end, Named("organisation", text[start : one.end]))]
        elif one.named.type == "place" and text[: one.start].endswith(_HOSPITAL):
            start = one.start - len(_HOSPITAL)
            joined.append(MarkedSpan(start, one.end, Named("organisation", text[start : one.end])))
        else:
            joined.append(one)
    return tuple(joined)


def _settle(names: Sequence[MarkedSpan]) -> tuple[MarkedSpan, ...]:
    """Return the mentions; a bare name that two regencies have stays bare if the text never says which."""
    return tuple(
        replace(one, named=replace(one.named, name=_official_name(one.named, names))) if one.named.level == "regency" else one
        for one in names
    )


def _official_name(named: Named, names: Sequence[MarkedSpan]) -> str:
    bare = named.name.split(" ", 1)[1]
    lengths = {one.end - one.start for one in names if one.named.code == named.code}
    return bare if bare in _twice() and max(lengths) == len(bare) else named.name


def _official(regency: Regency, names: Sequence[MarkedSpan]) -> str:
    return _official_name(Named("place", regency.title, "regency", regency.code), names)
