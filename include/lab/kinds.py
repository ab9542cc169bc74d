"""Runs the project's own cases by kind of fault, and counts those that pass. A case says what must and must not be read.

A file `<kind>.yaml` is a list of {name, run, given, expect}. `run` is page, text, tag, feed, date, pairs, urls or robots; `given`
is what the command takes as a JSON line (urls: {a, b}; robots: {robots, url}). `expect` names fields and their values, or:
text_has, text_lacks, text_ends, text_starts, tags_have, tags_lack, urls_have, urls_lack, kind_in. Times are compared as moments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from lab.cases import digest_of
from lab.report import Column, Figure, Options, Report, Table
from lab.runners import RUNNERS
from pantau.errors import BadInput, PantauError
from pantau.files import parse_yaml
from pantau.settings import settings

BASELINES: dict[str, str] = {}
_MOMENTS = frozenset({"published_at", "modified_at", "iso"})
_LONGEST = 160  # letters of a fault that are shown

Answer = dict[str, Any]


def default() -> str:
    """Return the folder of the cases the project ships."""
    return str(settings().seeds_dir / "evaluation" / "cases")


@dataclass(frozen=True, slots=True)
class KindCase:
    """One case: its kind, its name, the part of Pantau that runs, its input, and the wanted answer."""

    kind: str
    name: str
    run: str
    given: dict[str, Any]
    expect: dict[str, Any]


def measure(path: str, options: Options) -> Report:  # noqa: ARG001 (every measure is called alike)
    """Count the cases that pass, per kind, and say what is wrong with the others. Raises BadInput for a file without cases."""
    path = path or default()
    files = _files(Path(path))
    cases = [case for file in files for case in read_cases(file)]
    faults = {case: faults_of(case) for case in map(_CaseKey, cases)}
    failed = sum(map(bool, faults.values()))
    tables = [_per_kind(faults)]
    if failed:
        rows = tuple((k.case.kind, k.case.name, "; ".join(wrong)[:_LONGEST]) for k, wrong in faults.items() if wrong)
        tables.append(Table("Failed", (Column("kind"), Column("case"), Column("what is wrong")), rows))
    figures = (Figure("passed", len(cases) - failed, "high"), Figure("failed", failed, "low"))
    digest = digest_of(file.read_bytes() for file in files)
    return Report("cases", f"{len(cases)} cases of {Path(path).name}", len(cases), digest, figures, tuple(tables))


class _CaseKey:
    """The hashable key of a case, because a dict cannot be a key."""

    def __init__(self, case: KindCase) -> None:
        self.case = case


def read_cases(file: Path) -> list[KindCase]:
    """Return the cases of a file. Raises BadInput, which names file and case, for a case that cannot be run."""
    try:
        rows = parse_yaml(file.read_text(encoding="utf-8"))
        cases = [KindCase(file.stem, row["name"], row["run"], row["given"], row["expect"]) for row in rows]
    except (OSError, yaml.YAMLError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {error.__class__.__name__}: {error}; a list of {{name, run, given, expect}} is wanted") from None
    for case in cases:
        if case.run not in RUNNERS or not case.expect:
            raise BadInput(f"{file}: {case.name}: give `expect`, and as `run` one of {', '.join(RUNNERS)}")
    return cases


def faults_of(known: _CaseKey | KindCase) -> list[str]:
    """Return one line for each difference from what is expected; an answer that is an error is one fault."""
    case = known.case if isinstance(known, _CaseKey) else known
    try:
        answer = RUNNERS[case.run](case.given)
    except PantauError as error:
        answer = {"error": str(error)}
    if "error" in answer and not {"error", "iso"} & case.expect.keys():
        return [f"error: {answer['error']}"]
    return [fault for name, wanted in case.expect.items() if (fault := _fault(name, wanted, answer))]


def _fault(name: str, wanted: Any, answer: Answer) -> str:
    if name in _CHECKS:
        wrong = _CHECKS[name](wanted, answer)
        return f"{name}: {wrong}" if wrong else ""
    have = answer.get(name)
    right = _moment(have) == _moment(wanted) if name in _MOMENTS else have == wanted
    return "" if right else f"{name}: wanted {wanted!r}, got {have!r}"


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def _one_line(text: Any) -> str:
    return " ".join(str(text or "").split())


def _has(wanted: Sequence[str], answer: Answer) -> list[str]:
    text = _one_line(answer.get("text"))
    return [part for part in wanted if _one_line(part) not in text]


def _lacks(wanted: Sequence[str], answer: Answer) -> list[str]:
    text = _one_line(answer.get("text"))
    return [part for part in wanted if _one_line(part) in text]


def _ends(wanted: str, answer: Answer) -> str:
    text = _one_line(answer.get("text"))
    return "" if text.endswith(_one_line(wanted)) else text[-60:] or "no text"


def _starts(wanted: str, answer: Answer) -> str:
    text = _one_line(answer.get("text"))
    return "" if text.startswith(_one_line(wanted)) else text[:60] or "no text"


def _tags(answer: Answer) -> set[tuple[str, str]]:
    return {(tag["kind"], tag["id"]) for tag in answer.get("tags", ())}


def _urls(answer: Answer) -> set[str]:
    return {entry["url"] for entry in answer.get("entries", ())}


_CHECKS: dict[str, Callable[[Any, Answer], Any]] = {
    "text_has": _has,
    "text_lacks": _lacks,
    "text_ends": _ends,
    "text_starts": _starts,
    "tags_have": lambda wanted, answer: [tag for tag in wanted if tuple(tag) not in _tags(answer)],
    "tags_lack": lambda wanted, answer: [tag for tag in wanted if tuple(tag) in _tags(answer)],
    "urls_have": lambda wanted, answer: [url for url in wanted if url not in _urls(answer)],
    "urls_lack": lambda wanted, answer: [url for url in wanted if url in _urls(answer)],
    "kind_in": lambda wanted, answer: "" if answer.get("kind") in wanted else repr(answer.get("kind")),
}


def _per_kind(faults: dict[_CaseKey, list[str]]) -> Table:
    counts: dict[str, list[int]] = {}
    for known, wrong in faults.items():
        row = counts.setdefault(known.case.kind, [0, 0])
        row[bool(wrong)] += 1
    rows = tuple((kind, float(good), float(bad)) for kind, (good, bad) in sorted(counts.items()))
    return Table("Cases", (Column("kind"), Column("passed", ",.0f"), Column("failed", ",.0f")), rows)


def _files(path: Path) -> Iterable[Path]:
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise BadInput(f"{path}: no <kind>.yaml there; give a file of cases or a folder of them")
    return files
