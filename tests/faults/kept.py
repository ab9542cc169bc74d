"""Verdicts kept in a file, so that a matrix of hours goes on where it was interrupted."""

from __future__ import annotations

import json
import linecache
import re
from dataclasses import asdict
from pathlib import Path

from faults.harness import Case, Verdict
from pantau.settings import PROJECT

_PLACE = re.compile(r"([\w/]+\.py):(\d+)")


class Kept:
    """Verdicts one JSON line each; without a file nothing is kept. What went wrong is run again, what went well is not."""

    def __init__(self, file: str, *, by_site: bool) -> None:
        """`by_site`: any case of a call site and fault stands for all of them."""
        self._file, self._name = Path(file) if file else None, site_key if by_site else key
        self._found: dict[str, Verdict] = {}
        self._bad: set[str] = set()
        if self._file and self._file.exists():
            for line in self._file.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                verdict = Verdict(**row["verdict"] | {"case": Case(**row["verdict"]["case"])})
                name = row["site" if by_site else "key"]
                if verdict.named and not verdict.wrong:
                    self._found[name] = verdict
                else:
                    self._bad.add(name)

    def get(self, case: Case) -> Verdict | None:
        """Return what came of the case the last time; None where it has to be run."""
        return self._found.get(self._name(case))

    def was_good(self, case: Case) -> bool:
        """Tell whether no fault of the case is known: cases with a known fault come first."""
        return self._name(case) not in self._bad

    def add(self, verdict: Verdict) -> Verdict:
        """Keep the verdict."""
        if self._file:
            row = {"key": key(verdict.case), "site": site_key(verdict.case), "verdict": asdict(verdict)}
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row) + "\n")
        return verdict


def site_key(case: Case) -> str:
    """Return a name of the call site and the fault."""
    return f"{_PLACE.sub(_text, case.site)} | {case.fault}"


def key(case: Case) -> str:
    """Return a name of the case that holds while the lines that call stay what they are, also when they move."""
    return f"{case.form} | {_PLACE.sub(_text, case.point)} | {case.nth} | {case.fault}"


def _text(found: re.Match[str]) -> str:
    file = PROJECT / "include" / "pantau" / found[1]
    return f"{found[1]}:{linecache.getline(str(file), int(found[2])).strip()}"
