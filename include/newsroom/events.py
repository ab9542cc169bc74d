"""An event: what happened, where, to whom, with which figures. Two outlets that report one event agree on all of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from newsroom.dice import dice, number
from newsroom.people import Person, person
from newsroom.places import Province, Regency, district, provinces, regencies
from newsroom.topics import Scenario, scenarios


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: `facts` are templates or figures by name, `cast` the people, `story` the id that copies share."""

    story: str
    day: date
    scenario: Scenario
    regency: Regency
    district: str
    village: str
    facts: Mapping[str, str]
    cast: Mapping[str, Person]
    clock: str

    @property
    def province(self) -> Province:
        """Return the province in which the event happened."""
        return self.regency.province


@lru_cache(maxsize=4_000)
def event(seed: int, day: date, key: str, province: str = "", wanted: tuple[str, ...] = ()) -> Event:
    """Return the event named `key` of a day, in `province` (any if empty) and of a `wanted` topic (any if empty)."""
    rng = dice(seed, "event", day.toordinal(), key)
    chosen = [scenario for scenario in scenarios() if not wanted or scenario.topic in wanted]
    scenario = rng.choices(chosen, [scenario.weight for scenario in chosen])[0]
    regency = rng.choice(regencies()[province or rng.choice(sorted(provinces()))])
    return Event(
        story=f"{number(seed, 'story', day.toordinal(), key):016x}",
        day=day,
        scenario=scenario,
        regency=regency,
        district=district(rng),
        village=district(rng),
        facts={name: _fact(rng, spec) for name, spec in scenario.facts.items()},
        cast={name: person(rng, regency.province.people, role) for name, role in scenario.cast.items()},
        clock=f"{rng.choice((0, 1, 2, 4, 5, 6, 7, 8, 9)):02d}.{rng.choice((0, 10, 15, 20, 30, 35, 40, 45, 50)):02d}",
    )


def _fact(rng: Random, spec: Any) -> str:
    """Turn a fact of a topic file into text: a list is a choice, {int: [lo, hi, step]} and {dec: [lo, hi]} are figures."""
    if isinstance(spec, list):
        return str(rng.choice(spec))
    if isinstance(spec, dict) and "int" in spec:
        low, high, *step = spec["int"]
        return f"{rng.randrange(low, high + 1, *step):,}".replace(",", ".")
    if isinstance(spec, dict) and "dec" in spec:
        low, high, *places = spec["dec"]
        return f"{rng.uniform(low, high):.{places[0] if places else 1}f}".replace(".", ",")
    return str(spec)
