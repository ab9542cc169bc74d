"""The states a stage is worked from: a landed day worked forwards, and a loaded day worked again because the code changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from press import DAY, Pantau

from faults.harness import Form, Harness
from newsroom import Config, serving
from pantau.stages import between

STAGES = between("extract", "report")
COLD = "reference data"
OTHER = {"PANTAU_CODE_VERSION": "lain"}


def states(harness: Harness, outlets: int, per_day: int) -> dict[str, list[Pantau]]:
    """Return by form the installations as they are before each stage; no process is connected to them."""
    with serving(Config(outlets=outlets, per_day=per_day)) as room:
        landed = Pantau(harness.server, room, harness.folder)
        landed.run(DAY, last="fetch")
    forwards, loaded = _worked(landed)
    loaded._more["code_version"] = OTHER["PANTAU_CODE_VERSION"]
    again, _ = _worked(loaded.copy(), STAGES[:-1])
    return {"forwards": forwards, "again": again}


def _worked(state: Pantau, stages: tuple[str, ...] = STAGES) -> tuple[list[Pantau], Pantau]:
    found = [state]
    for stage in stages:
        state = state.copy()
        state.run(DAY, first=stage, last=stage)
        found.append(state)
    return found[: len(STAGES)], state


def forms_of(states: dict[str, list[Pantau]], bucket: str = "") -> Iterator[Form]:
    """Yield, not yet traced, a form for each stage of each way, and for those of a process that read no seeds yet."""
    for way, starts in states.items():
        env = OTHER if way == "again" else {}
        for stage, start in zip(STAGES, starts, strict=True):
            words = ("run", DAY, "--from", stage, "--to", stage)
            form = Form(f"{way} {stage}", start, words, env, bucket=bucket)
            yield form
            if way == "forwards" and not bucket:
                yield replace(form, name=f"{COLD} {stage}", cold=True)
