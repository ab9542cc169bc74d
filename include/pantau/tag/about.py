"""Where the news of an article happens: one regency and one province, or neither for a national matter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from pantau.tag.entities import NamedEntity

_DATELINE = re.compile(r"[^\n]{0,60}?\s?[-–—]")
_CAPITAL = "31"  # Jakarta: where offices write from, whatever the news is about
_LEAD = 500  # letters from the beginning
_KIND = re.compile(r"^(?:kabupaten|kab\.?|kota|provinsi) ")
_CAMPUS = re.compile(r"\b(?:universitas|perguruan tinggi|kampus|lembaga (?:riset|survei|kajian))(?: [a-z]+){0,2} di (?:Kota )?$")
_BEFORE = 50  # letters before a name
_LEAST = {"regency": 4.0, "province": 5.0}


@dataclass(frozen=True, slots=True)
class AboutPlace:
    """Names and codes of the regency and the province where the news happens; None and "" if the text does not say where."""

    regency: str | None
    province: str | None
    regency_code: str = ""
    province_code: str = ""


def about_place(title: str, text: str, entities: Sequence[NamedEntity], provinces: Mapping[str, str]) -> AboutPlace:
    """Return where the news happens: the regency with most weight, else the province; `provinces` are names by code.

    A name weighs 1, and 3 in the lead, the headline or the dateline. The dateline of the capital weighs nothing. A regency that
    the lead prints with its province ("Kabupaten Pati, Jawa Tengah") is introduced as the scene, and weighs 1 more. Where an
    expert works weighs only 2 in the lead.
    """
    dateline = found.end() if (found := _DATELINE.match(text)) else 0
    wider = {(start, one.id) for one in entities if one.kind == "province" for start, _ in one.spans}
    weights = {one: _weigh(title, text, one, dateline, wider) for one in entities if one.kind in _LEAST}
    regency = _choose(weights, "regency")
    if regency is not None:
        return AboutPlace(regency.label, provinces.get(regency.id[:2]), regency.id, regency.id[:2])
    province = _choose(weights, "province")
    return AboutPlace(None, province.label, "", province.id) if province else AboutPlace(None, None)


def _weigh(title: str, text: str, one: NamedEntity, dateline: int, wider: Set[tuple[int, str]]) -> float:
    weight = 3.0 * any(_KIND.sub("", text[start:end].lower()) in title.lower() for start, end in one.spans)
    for start, end in one.spans:
        if _CAMPUS.search(text, max(0, start - _BEFORE), start):
            weight += 2.0 if start < _LEAD else 1.0
            continue
        weight += start < _LEAD and one.kind == "regency" and (end + 2, one.id[:2]) in wider
        if start < dateline:
            weight += 0.0 if one.id[:2] == _CAPITAL else 3.0
        else:
            weight += 3.0 if start < _LEAD else 1.0
    return weight


def _choose(weights: Mapping[NamedEntity, float], kind: str) -> NamedEntity | None:
    ranked = sorted((-weight, one.spans[0], one.id, one) for one, weight in weights.items() if one.kind == kind)
    return ranked[0][3] if ranked and -ranked[0][0] >= _LEAST[kind] else None
