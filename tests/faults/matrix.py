"""Which cases are run: every occurrence, one for each call site and fault, or a sample of those."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable

from faults.harness import Case, Form


def every(forms: Iterable[Form]) -> list[Case]:
    """Every point at its first and last call × every fault; points of reference data are met by cold forms alone."""
    forms = list(forms)
    met = {point for form in forms if not form.cold for point, _ in form.calls}
    return [case for form in forms for case in form.cases() if not form.cold or case.point not in met]


def sites(forms: Iterable[Form]) -> list[Case]:
    """One case for each (operation, call site, fault), chosen so that all forms and both ends of a run's calls come in turn."""
    chosen: dict[tuple[str, str], Case] = {}
    used: Counter[str] = Counter()
    alike: dict[tuple[str, str], list[Case]] = {}
    for case in every(forms):
        alike.setdefault((case.site, case.fault), []).append(case)
    chance = random.Random(1)
    for key, cases in alike.items():
        least = min(used[case.form] for case in cases)
        chosen[key] = chance.choice([case for case in cases if used[case.form] == least])
        used[chosen[key].form] += 1
    return list(chosen.values())


def sample(cases: list[Case], most: int, seed: str) -> list[Case]:
    """At most so many cases, in which every operation and every fault comes as often as any other."""
    chance = random.Random(seed)
    left = chance.sample(cases, len(cases))
    chosen: list[Case] = []
    for _ in range(min(most, len(left))):
        best = min(left, key=lambda case: sum((one.operation == case.operation) + (one.fault == case.fault) for one in chosen))
        left.remove(best)
        chosen.append(best)
    return chosen
