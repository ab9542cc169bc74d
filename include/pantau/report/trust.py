"""Can a day be trusted? One verdict with its reasons, a pure function of what is known of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from pantau.report.volume import VolumeTest, unusual

MANY_LACKING = 0.20  # share of the usual articles: from this lack on a day must not be used for counts


class TrustLevel(IntEnum):
    """How far a day can be used: as it is, with notes, or not yet."""

    GOOD = 0
    NOTED = 1
    BAD = 2


@dataclass(frozen=True, slots=True)
class TrustReason:
    """One reason, by the name of its text (`pages.trust.why.…`), with its values and the outlets that it is about."""

    name: str
    level: TrustLevel
    values: Mapping[str, int | str] = field(default_factory=dict)
    outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayEvidence:
    """What is known of a day: its state, its outlets' counts against the usual, and what is wrong around it."""

    loaded: bool
    held: bool
    balanced: bool
    critical: int
    waiting: int
    faults: int
    silent_polls: bool
    told: bool
    volumes: Mapping[str, VolumeTest]


@dataclass(frozen=True, slots=True)
class TrustVerdict:
    """The level of the worst reason, all reasons with the worst first, and the share of the usual articles that is missing."""

    level: TrustLevel
    reasons: tuple[TrustReason, ...]
    lacking: float


def judge(known: DayEvidence) -> TrustVerdict:
    """Return the verdict; a day without a reason is GOOD. The tests of `volume` say which counts are unusual."""
    odd = unusual(known.volumes)
    gone = sorted(name for name in odd if known.volumes[name].count == 0)
    thin = sorted(name for name in odd if 0 < known.volumes[name].count < known.volumes[name].mean)
    flooded = sorted(name for name in odd if known.volumes[name].count > known.volumes[name].mean)
    lacking = share_lacking(known.volumes, [*gone, *thin])
    reasons = [*_judge_state(known), *_judge_outlets(gone, thin, flooded, _level_of(lacking))]
    ranked = tuple(sorted(reasons, key=lambda one: -one.level))
    return TrustVerdict(ranked[0].level if ranked else TrustLevel.GOOD, ranked, lacking)


def share_lacking(volumes: Mapping[str, VolumeTest], outlets: Sequence[str]) -> float:
    """Return the share of all outlets' usual articles that these outlets did not bring, from 0 to 1."""
    usual = sum(test.mean for test in volumes.values())
    return sum(volumes[name].mean - volumes[name].count for name in outlets) / usual if usual else 0.0


def _level_of(lacking: float) -> TrustLevel:
    return TrustLevel.BAD if lacking >= MANY_LACKING else TrustLevel.NOTED


def _judge_state(known: DayEvidence) -> list[TrustReason]:
    found = []
    if known.held:
        found.append(TrustReason("held", TrustLevel.BAD))
    if not known.loaded:
        found.append(TrustReason("not_loaded", TrustLevel.BAD, {"count": known.waiting}))
    elif not known.balanced:
        found.append(TrustReason("unbalanced", TrustLevel.BAD))
    if known.critical:
        found.append(TrustReason("critical", TrustLevel.BAD, {"count": known.critical}))
    if known.silent_polls:
        found.append(TrustReason("silent_polls", TrustLevel.BAD))
    if known.faults:
        found.append(TrustReason("faults", TrustLevel.NOTED, {"count": known.faults}))
    if not known.told:
        found.append(TrustReason("untold", TrustLevel.NOTED))
    return found


def _judge_outlets(gone: Sequence[str], thin: Sequence[str], flooded: Sequence[str], level: TrustLevel) -> list[TrustReason]:
    groups = (("gone", gone, level), ("thin", thin, level), ("flooded", flooded, TrustLevel.NOTED))
    return [TrustReason(name, worst, {"count": len(found)}, tuple(found)) for name, found, worst in groups if found]
