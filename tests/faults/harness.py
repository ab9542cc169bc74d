"""Every call to a store fails in turn with every fault, over a landed day and over a loaded one: is the warehouse ever wrong?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from press import Pantau

from faults.border import AFTER, CHANGING, FAULTS
from faults.place import RESULTS, Place
from pantau.settings import PROJECT, Settings


@dataclass(frozen=True)
class Case:
    """One fault at one call: `point` is the operation and who calls, `nth` which of its calls."""

    form: str
    point: str
    nth: int
    fault: str

    @property
    def operation(self) -> str:
        """What was called."""
        return self.point.partition(" @ ")[0]

    @property
    def site(self) -> str:
        """The operation and the first line outside the rooms of the stores that asked for it."""
        return f"{self.operation} @ {self.point.partition(' @ ')[2].rpartition(' < ')[2]}"


@dataclass(frozen=True)
class Verdict:
    """The result of a case: `wrong` is empty where the warehouse is right and the next run repairs it; `said` is its message."""

    case: Case
    fired: str
    wrong: str
    named: bool
    said: str


@dataclass(frozen=True)
class Form:
    """How a stage is worked: the state it starts from, the command, and the state before it and after it went well.

    A `cold` one has read no reference data before; `bucket` is where its landing and results lie, empty for folders.
    """

    name: str
    start: Pantau
    words: tuple[str, ...]
    env: dict[str, str]
    cold: bool = False
    bucket: str = ""
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    calls: tuple[tuple[str, str], ...] = ()

    def cases(self) -> Iterator[Case]:
        """Every call site that was met × every fault, at its first and at its last call; the list comes from the run itself."""
        for point, times in Counter(point for point, _ in self.calls).items():
            for nth in dict.fromkeys((1, times)):
                for fault in faults_of(point.partition(" @ ")[0]):
                    yield Case(self.name, point, nth, fault)


def faults_of(operation: str) -> tuple[str, ...]:
    """Return the faults an operation can have."""
    return (*FAULTS, AFTER) if operation in CHANGING else FAULTS


class Harness:
    """Restores a state, runs a command with a fault in it, judges, and runs the command again."""

    def __init__(self, server: Settings, folder: Path) -> None:
        self.server, self.folder = server, folder
        folder.mkdir(exist_ok=True)
        script = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
        paths = [str(PROJECT / "include"), str(PROJECT / "tests")]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PANTAU_ENV_FILE": "", "PYTHONWARNINGS": "ignore"}
        pipe = subprocess.PIPE
        self._zygote = subprocess.Popen(script, stdin=pipe, stdout=pipe, env=env, cwd=PROJECT, text=True)

    @classmethod
    @contextmanager
    def opened(cls, server: Settings, folder: Path) -> Iterator[Harness]:
        """Yield a harness whose places are in `folder`."""
        made = cls(server, folder)
        try:
            yield made
        finally:
            made.close()

    def close(self) -> None:
        """End the process that forks."""
        self._zygote.communicate()

    def warm(self, forms: Iterable[Form]) -> None:
        """Let what runs read once and keep be there from the beginning: cases take a third of the time, but meet no seeds."""
        for form in forms:
            with self._place(form) as place:
                found = self._run(form, place, warm=True)
                assert found["code"] == 0, found["said"]

    def traced(self, form: Form) -> Form:
        """Run the command once undisturbed and note every call to a store."""
        with self._place(form) as place:
            before = place.state()
            found = self._run(form, place, trace=True)
            assert found["code"] == 0, f"{form.name}: {found}"
            return replace(form, before=before, after=place.state(), calls=tuple((point, what) for point, what in found["calls"]))

    def judge(self, form: Form, case: Case) -> Verdict:
        """Do it."""
        with self._place(form) as place:
            found = self._run(form, place, point=case.point, nth=case.nth, fault=case.fault)
            wrong = _wrong(form, found, place.state())
            again = self._run(form, place)
            if not wrong and again["code"] != 0:
                wrong = f"a run after it ends with {again['code']}: {again['said'][-300:]}"
            if not wrong and (left := _differing(place.state(), form.after)):
                wrong = f"a run after it does not mend {left}"
        return Verdict(case, found["fired"], wrong, _named(found), found["said"])

    @contextmanager
    def _place(self, form: Form) -> Iterator[Place]:
        place = Place(self.server, self.folder, form.start, form.bucket, watch_seeds=form.cold)
        try:
            yield place
        finally:
            place.remove()

    def _run(self, form: Form, place: Place, **job: Any) -> dict[str, Any]:
        given = {
            "words": form.words,
            "env": place.env | {"PANTAU_CODE_VERSION": ""} | form.env,
            "roots": place.roots,
            "out": str(self.folder / "out.txt"),
        }
        assert self._zygote.stdin
        assert self._zygote.stdout
        self._zygote.stdin.write(json.dumps(given | job) + "\n")
        self._zygote.stdin.flush()
        answer: dict[str, Any] = json.loads(self._zygote.stdout.readline())
        return answer


def _wrong(form: Form, found: dict[str, Any], state: dict[str, str]) -> str:
    """Return what is wrong after a run that had a fault."""
    if found["code"] is None:
        return "hung"
    if not found["fired"]:
        return "the call never came"
    warehouse = {table: rows for table, rows in state.items() if not table.startswith(RESULTS)}
    if found["code"] == 0:  # after a run that reports success all must be there, also the results that later stages read
        left = _differing(state, form.after)
        return left and f"the run calls well what is not: {left}"
    before, after = _differing(warehouse, form.before), _differing(warehouse, form.after)
    return before and after and f"another warehouse: {after}"


def _differing(state: dict[str, str], wanted: dict[str, str]) -> str:
    """Return what differs from what is wanted; additional results do no harm."""
    names = [name for name in wanted if name in state or not name.startswith(RESULTS) or state.get(RESULTS)]
    return ", ".join(f"{name}: {state.get(name)}, not {wanted[name]}" for name in names if state.get(name) != wanted[name])


def _named(found: dict[str, Any]) -> bool:
    """Tell whether a run that ended badly said in one line which call failed; a killed one cannot speak."""
    if found["code"] in (0, -9) or not found["fired"]:
        return True
    said = " ".join(found["said"].split())
    return "Traceback" not in said and any(word in said for word in _words(found["fired"]))


def _words(fired: str) -> list[str]:
    root, _, rest = fired.partition(":")
    if root in ("landing", "results", "seeds", "catalogue", "s3") and rest:
        return [rest, *(Path(rest).name, Path(rest).parent.name)]
    return [" ".join(fired.split()[:2]) if " " in fired else "while:", "warehouse does not answer"]


def table(verdicts: Iterable[Verdict]) -> str:
    """Return the figures by form and operation: points, faults, wrong warehouses, failures that name no call."""
    rows: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        rows.setdefault((verdict.case.form, verdict.case.operation), []).append(verdict)
    lines = [f"{'form':<22}{'operation':<12}{'points':>7}{'faults':>7}{'wrong':>7}{'unnamed':>8}"]
    total = Counter[str]()
    for (form, operation), found in sorted(rows.items()):
        figures = _figures(found)
        total += figures
        lines.append(_line(form, operation, figures))
    return "\n".join([*lines, _line("all", "", total)])


def _figures(found: list[Verdict]) -> Counter[str]:
    points = len({(verdict.case.point, verdict.case.nth) for verdict in found})
    wrong = sum(verdict.wrong != "" for verdict in found)
    return Counter(points=points, faults=len(found), wrong=wrong, unnamed=sum(not verdict.named for verdict in found))


def _line(form: str, operation: str, figures: Counter[str]) -> str:
    return f"{form:<22}{operation:<12}" + "".join(
        f"{figures[name]:>{width}}" for name, width in (("points", 7), ("faults", 7), ("wrong", 7), ("unnamed", 8))
    )


__all__ = ["Case", "Form", "Harness", "Verdict", "table"]
