"""Decides which place a name means: Kabupaten or Kota, province or city, a place or only a word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pantau.tag.context import Cues, continues, opens_sentence
from pantau.tag.matcher import Hit
from pantau.tag.seeds import Entity, NameRules

# "Selayar, Kabupaten Lingga": the name before the regency is a part of it.
_IN_A_REGENCY = re.compile(r",?\s(?:Kabupaten|Kab\.)\s((?:[A-Z][\w-]+ ?)+)")
_DATELINE = re.compile(r"\s*(?:,|\(|-|–|—)")
_OF_ITSELF = re.compile(r"\s(?:Kota|Kabupaten|Raya)\b")
_ITEM_END = re.compile(r"[,.;:)\"”\n]|\s(?:dan|serta|hingga|atau|yang|pada|untuk)\b|$")
_APPOSED = re.compile(r"[,(] ?$")  # "Kota Bengkulu, Bengkulu"
_QUARTER = re.compile(r",\s(?:Jakarta|DKI|Kota|Kabupaten|Kab\.)\s")  # "Kuningan, Jakarta Selatan"
_NEAR = 200  # letters
_PLACES = frozenset({"province", "regency"})
_CAN_BE_BOTH = frozenset({"kabupaten", "kota"})


@dataclass(frozen=True, slots=True)
class NameReading:
    """What a hit means: the entity, how sure that is (0 to 1), and the span with its "Kota" or "Kabupaten"."""

    entity: Entity
    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article says without doubt: the provinces that it names, and the regencies that it calls "Kabupaten" or "Kota".

    `places` is text → (begin, province) of the names that say so, in order; `home` is the province of the outlet ("": the whole
    country's).
    """

    provinces: frozenset[str] = frozenset()
    regencies: frozenset[str] = frozenset()
    places: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)
    home: str = ""

    def nearest(self, text: str, at: int) -> str:
        """Return the province of the nearest name at most 200 letters away; "" if there is none."""
        near = ((abs(start - at), province) for start, province in self.places.get(text, ()) if abs(start - at) <= _NEAR)
        return min(near, default=(0, ""))[1]


class PlaceReader:
    """Reads province and regency names with the rules of names.yaml."""

    def __init__(self, rules: NameRules, places: Sequence[Entity]) -> None:
        self.rules = rules
        self.cues = Cues(rules.cues)
        self.provinces = {e.id: e for e in places if e.kind == "province"}
        self._kabupaten = {name: e.province for e in places if e.sort == "kabupaten" for name in e.names}

    def evidence(self, sides: Sequence[tuple[str, Sequence[Hit], Sequence[Sequence[Entity]]]], home: str = "") -> Evidence:
        """Return the places that title and text name by a name with one meaning: the evidence for names that need some.

        `home` is the code of the outlet's province.
        """
        provinces: set[str] = set()
        regencies: set[str] = set()
        places: dict[str, list[tuple[int, str]]] = {}
        for text, hits, owners in sides:
            for hit, entities in zip(hits, owners, strict=True):
                if entities[0].kind not in _PLACES:
                    continue
                cue = self.cues.before(text, hit.start)[0]
                called = [e for e in entities if cue in _CAN_BE_BOTH and e.sort == cue]
                if not called and (cue == "other" or self._elsewhere(text, hit.end, entities)):
                    continue
                regencies.update(e.id for e in called if len(called) == 1)
                plain = called or ([] if self._needs_evidence(hit.name) else entities)
                if len(plain) == 1:
                    provinces.add(province := plain[0].province or plain[0].id)
                    places.setdefault(text, []).append((hit.start, province))
        return Evidence(frozenset(provinces), frozenset(regencies), places, home)

    def read(self, text: str, hit: Hit, entities: Sequence[Entity], evidence: Evidence, *, headline: bool) -> NameReading | None:
        """Return what the place name `hit` means in `text`, or None if it is no place."""
        cue, cue_start, cue_text = self.cues.before(text, hit.start)
        start = cue_start if cue_text.lower() in ("kabupaten", "kota", "kab.", "kab", "provinsi") else hit.start
        regencies = [e for e in entities if e.kind == "regency"]
        if cue in _CAN_BE_BOTH and (exact := [e for e in regencies if e.sort == cue]):
            return NameReading(self._likelier(exact, evidence), 0.95, start, hit.end)
        if cue == "other" or self._elsewhere(text, hit.end, entities):
            return None
        if not self._is_place(text, hit, entities, evidence, near=cue != "", headline=headline):
            return None
        province = next((e for e in entities if e.kind == "province"), None)
        called = [e for e in regencies if e.id in evidence.regencies]
        shared = hit.name in self.rules.bare_is_province
        if shared and cue != "province" and len(called) == 1 and not _APPOSED.search(text, max(0, hit.start - 2), hit.start):
            return NameReading(called[0], 0.85, hit.start, hit.end)  # the article calls it a city, and writes less after that
        if province is not None and (cue == "province" or not regencies or shared):
            sure = 0.95 if cue == "province" else (0.7 if regencies or hit.name == "Papua" else 0.9)
            return NameReading(province, sure, start if cue == "province" else hit.start, hit.end)
        if len(regencies) == 1:
            sure = 0.75 if self._needs_evidence(hit.name) else 0.9
            return NameReading(regencies[0], sure, hit.start, hit.end)
        if len(called) == 1:
            return NameReading(called[0], 0.85, hit.start, hit.end)
        # Of two provinces: that of the names around, as in the list of a province's towns, else that of the outlet.
        if len({e.province for e in regencies}) > 1 and (near := evidence.nearest(text, hit.start) or evidence.home):
            regencies = [e for e in regencies if e.province == near] or regencies
        wanted = "kabupaten" if hit.name in self.rules.bare_is_kabupaten else "kota"
        chosen = [e for e in regencies if e.sort == wanted] or regencies
        return NameReading(self._likelier(chosen, evidence), 0.65, hit.start, hit.end)

    def _needs_evidence(self, name: str) -> bool:
        return name in self.rules.cue or name in self.rules.strict or name in self.rules.shorthand

    def _is_place(
        self, text: str, hit: Hit, entities: Sequence[Entity], evidence: Evidence, *, near: bool, headline: bool
    ) -> bool:
        """Tell whether an ordinary word is a place: only a cue, its province after it, a list or a dateline make it one."""
        name = hit.name
        known = any((e.province or e.id) in evidence.provinces for e in entities)
        # A paper of the province means the town of its own, except where it says in which other town a quarter lies.
        known = known or (any(e.province == evidence.home for e in entities) and not _QUARTER.match(text, hit.end))
        located = self._named_after(text, hit.end, entities) or (hit.start == 0 and bool(_DATELINE.match(text, hit.end)))
        if name in self.rules.strict:
            return located or (known and near and not continues(text, hit.end))
        if name in self.rules.shorthand:
            return near or known
        if name in self.rules.cue:
            longer = continues(text, hit.end) and not headline and not _OF_ITSELF.match(text, hit.end)
            return located or ((near or (known and self._is_in_list(text, hit))) and not longer)
        return located or headline or name not in self.rules.capital_inside or not opens_sentence(text, hit.start)

    def _elsewhere(self, text: str, end: int, entities: Sequence[Entity]) -> bool:
        """Return whether ", Kabupaten X" follows and X lies in another province than every one of the entities."""
        found = _IN_A_REGENCY.match(text, end)
        words = found[1].split() if found else []
        for count in range(min(len(words), 4), 0, -1):
            province = self._kabupaten.get(" ".join(words[:count]))
            if province is not None:
                return all((e.province or e.id) != province for e in entities)
        return False

    def _named_after(self, text: str, end: int, entities: Sequence[Entity]) -> bool:
        """Return whether ", Jawa Timur" or " (Jatim)" follows, the province of one of the entities."""
        rest = text[end : end + 40].lstrip(" ,(")
        if rest == text[end : end + 40]:
            return False
        return any(rest.startswith(self.provinces[e.province].names) for e in entities if e.province)

    @staticmethod
    def _is_in_list(text: str, hit: Hit) -> bool:
        """Return whether the name is an item of a list ("Maumere, Bajawa, dan Ende.")."""
        return text[max(0, hit.start - 10) : hit.start].endswith((", ", ", dan ", " dan ", " hingga ", " serta ")) and bool(
            _ITEM_END.match(text, hit.end)
        )

    @staticmethod
    def _likelier(entities: Sequence[Entity], evidence: Evidence) -> Entity:
        return next((e for e in entities if e.province in evidence.provinces), entities[0])
