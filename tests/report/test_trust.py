"""The verdict of a day: each thing that is wrong gives its reason, the worst decides, and a day without fault is good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pantau.report.trust import DayEvidence, TrustLevel, judge
from pantau.report.volume import measure

WEEKS = [40, 38, 44, 41, 30, 32, 39] * 4
WELL = {f"media-{number}": measure(39, WEEKS) for number in range(20)}
FINE = DayEvidence(
    loaded=True, held=False, balanced=True, critical=0, waiting=0, faults=0, silent_polls=False, told=True, volumes=WELL
)


def test_a_day_without_fault_is_good() -> None:
    assert judge(FINE).level is TrustLevel.GOOD
    assert judge(FINE).reasons == ()


@pytest.mark.parametrize(
    ("change", "reason", "level"),
    [
        ({"held": True}, "held", TrustLevel.BAD),
        ({"loaded": False, "waiting": 7}, "not_loaded", TrustLevel.BAD),
        ({"balanced": False}, "unbalanced", TrustLevel.BAD),
        ({"critical": 2}, "critical", TrustLevel.BAD),
        ({"silent_polls": True}, "silent_polls", TrustLevel.BAD),
        ({"faults": 1}, "faults", TrustLevel.NOTED),
        ({"told": False}, "untold", TrustLevel.NOTED),
        ({"volumes": WELL | {"sepi": measure(0, WEEKS)}}, "gone", TrustLevel.NOTED),
        ({"volumes": WELL | {"tipis": measure(8, WEEKS)}}, "thin", TrustLevel.NOTED),
        ({"volumes": WELL | {"banjir": measure(200, WEEKS)}}, "flooded", TrustLevel.NOTED),
    ],
)
def test_each_fault_is_a_reason(change: dict[str, object], reason: str, level: TrustLevel) -> None:
    found = judge(replace(FINE, **change))  # type: ignore[arg-type]
    assert [one.name for one in found.reasons] == [reason]
    assert found.level is level


def test_many_silent_outlets_make_a_day_useless_and_are_named() -> None:
    silent = {f"media-{number}": measure(0, WEEKS) for number in range(6)}
    found = judge(replace(FINE, volumes=WELL | silent, told=False))
    assert found.level is TrustLevel.BAD
    assert found.reasons[0].outlets == tuple(sorted(silent))
    assert found.lacking == pytest.approx(0.3, abs=0.02)
    assert [one.level for one in found.reasons] == [TrustLevel.BAD, TrustLevel.NOTED]
