"""Floors: figures below which a run must not fall, pinned in a file with the digest of their corpus."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.report import Report
from pantau.errors import BadInput

_PLACES = 4  # digits of a pinned share. It is rounded to the lenient side, because the last digits differ between machines


@dataclass(frozen=True, slots=True)
class Floor:
    """The pinned figures of one measure: lower limits of some and upper limits of others."""

    file: Path
    corpus: str
    digest: str
    at_least: dict[str, float]
    at_most: dict[str, float]


def read_floor(file: Path, what: str) -> Floor:
    """Return the floors of `what` in `file`. Raises BadInput if the file has none."""
    row = _read(file).get(what)
    if row is None:
        raise BadInput(f"{file} holds no floors of {what}; pin them with --write-floor {file}")
    try:
        least, most = ({str(name): float(value) for name, value in row[key].items()} for key in ("at_least", "at_most"))
        return Floor(file, str(row["corpus"]), str(row["digest"]), least, most)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{file}: {what}: {error.__class__.__name__}: {error}; pin it anew with --write-floor {file}") from None


def below(report: Report, floor: Floor) -> list[str]:
    """Return a line for each figure worse than its floor. Raises BadInput if the floors belong to another corpus or run."""
    if floor.digest != report.digest:
        raise BadInput(
            f"{floor.file} was measured on {floor.corpus} ({floor.digest}), this is {report.corpus} ({report.digest}); "
            "figures of two corpora cannot be compared: give that corpus, or pin this one with --write-floor"
        )
    found = {figure.name: figure.value for figure in report.figures}
    missing = sorted((floor.at_least.keys() | floor.at_most.keys()) - found.keys())
    if missing:
        raise BadInput(f"{floor.file}: this run has no figure {missing[0]!r}; measure it too (see --rounds, --repeat) or drop it")
    worse = [(name, found[name], limit, "below its floor") for name, limit in floor.at_least.items() if found[name] < limit]
    worse += [(name, found[name], limit, "above its ceiling") for name, limit in floor.at_most.items() if found[name] > limit]
    return [f"{name} {value:.6g} is {how} {limit:.6g} (corpus {report.digest})" for name, value, limit, how in worse]


def write_floor(file: Path, report: Report) -> None:
    """Pin the figures of a run; floors of other measures in the file stay, and so do limits set by hand on unpinned figures."""
    rows = _read(file) if file.exists() else {}
    before = rows.get(report.what) or {}
    unpinned = {figure.name for figure in report.figures if not figure.best}
    row: dict[str, Any] = {"corpus": report.corpus, "digest": report.digest}
    for key, best, cut in (("at_least", "high", math.floor), ("at_most", "low", math.ceil)):
        kept = {name: value for name, value in (before.get(key) or {}).items() if name in unpinned}
        pinned = {figure.name: _cut(figure.value, cut) for figure in report.figures if figure.best == best}
        row[key] = pinned | kept
    rows[report.what] = row
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _cut(value: float, cut: Any) -> float:
    return float(cut(round(value * 10**_PLACES, 3)) / 10**_PLACES)


def _read(file: Path) -> dict[str, Any]:
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput(f"{file}: not JSON ({error}); restore it or pin it anew with --write-floor") from None
    if not isinstance(rows, dict):
        raise BadInput(f"{file}: a JSON object of measures is wanted; pin it anew with --write-floor")
    return rows
