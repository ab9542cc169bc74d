"""Every call to a store fails in turn with every fault, over a landed day and over a loaded one: is the warehouse ever wrong?"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
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
    def over_objects(self) -> bool:
        """Whether the call is a request of an object store: PutObject and the like."""
        return self.operation[0].isupper()

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


# What a landing run changes even if it fails; below it, what depends on the time of the landing.
LANDS = frozenset({"landing", "content", "files", "feeds"})
_ANEW = frozenset({"landing", "files", "feeds", "parts"})
_MOST_TOGETHER = 20
_SCRATCH = re.compile(r"^\.(.+)\.[0-9a-f]{32}\.tmp$")  # people know the file by the name that it gets in the end
_PLACE = re.compile(r"\S*(place-\d+|faults_\d+_\d+)\S*|[0-9a-f]{32}")


@dataclass(frozen=True)
class Form:
    """A command: the state it starts from, its words, what it calls, and the state before it and after it went well.

    A `cold` form has read no reference data before; `bucket` is where its landing and results lie, empty for folders. `lands`
    names the parts of the state that a failed run may have changed halfway; the warehouse is never one of them. `anew` names the
    parts that each run dates anew; `done` is what the command says when there is nothing left to do.
    """

    name: str
    start: Pantau | Place
    words: tuple[str, ...]
    env: dict[str, str]
    cold: bool = False
    bucket: str = ""
    lands: frozenset[str] = frozenset()
    anew: frozenset[str] = frozenset()
    code: int = 0
    done: str = ""
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    calls: tuple[tuple[str, str], ...] = ()
    reached: frozenset[tuple[str, int]] = frozenset()
    said: str = ""

    def cases(self) -> Iterator[Case]:
        """Every call site that was met × every fault, at its first and at its last call; the list comes from the run itself."""
        for point, times in Counter(point for point, _ in self.calls).items():
            last = min(times, 2) if "content" in self.lands else times  # pages arrive in any order, and in batches of any size
            for nth in dict.fromkeys((1, last)):
                for fault in faults_of(point.partition(" @ ")[0]):
                    yield Case(self.name, point, nth, fault)

    @property
    def touches_files(self) -> bool:
        """Whether the form calls the landing or the results."""
        return any(what.startswith(("landing:", "results:", "s3:")) for _, what in self.calls)

    @property
    def varies(self) -> frozenset[str]:
        """What differs between two runs that both went well."""
        return self.anew | (_ANEW if "content" in self.lands else frozenset() if "parts" in self.lands else frozenset({"parts"}))


def faults_of(operation: str) -> tuple[str, ...]:
    """Return the faults an operation can have."""
    return (*FAULTS, AFTER) if operation in CHANGING else FAULTS


class Zygote:
    """The process that runs the commands (`zygote.py`); the caller goes on while it starts."""

    def __init__(self) -> None:
        script = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
        paths = [str(PROJECT / "include"), str(PROJECT / "tests")]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PANTAU_ENV_FILE": "", "PYTHONWARNINGS": "ignore"}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(script, stdin=pipe, stdout=pipe, env=env, cwd=PROJECT, text=True)

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def do(self, job: dict[str, Any]) -> dict[str, Any]:
        """Return how a job ended."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


class Harness:
    """Restores a state, runs a command with a fault in it, judges, and runs the command again.

    Cases that change nothing share a place: the next case there is also the run after the fault. After the last of them, the
    command runs once without a fault.
    """

    def __init__(self, zygote: Zygote, server: Settings, folder: Path, wanted: Callable[[str], bool]) -> None:
        """`wanted` says, by a form's name, whether faults are to be injected in it: then the state it starts from is kept."""
        self._zygote, self.server, self.folder, self._wanted = zygote, server, folder, wanted
        folder.mkdir(exist_ok=True)

    def warm(self, form: Form) -> None:
        """Load beforehand what runs read once and keep: cases take a third of the time, but make no calls for seeds."""
        with self._place(form) as place:
            found = self._run(form, place, warm=True)
            assert found["code"] == 0, found["said"]

    def kept(self, form: Form) -> Place:
        """Return a place in the state a form starts from; it stays."""
        return Place(self.server, self.folder, form.start, form.bucket)

    def copy(self, start: Pantau | Place) -> Place:
        """Return a place in the same state."""
        return self.kept(Form("", start, (), {}))

    def worked(self, form: Form) -> Form:
        """Run the command undisturbed in the very place it starts from, and note every call to a store.

        Where faults are wanted, the state before the run is kept: the form starts from it.
        """
        place = form.start
        assert isinstance(place, Place)
        if not self._wanted(form.name):
            return self._trace(form, place)
        before, after = self.copy(place), self._trace(form, place)
        return replace(after, start=before, before=before.state(), after=place.state())

    def traced(self, form: Form) -> Form:
        """Do the same in a place that is deleted afterwards."""
        with self._place(form) as place:
            before = place.state()
            found = self._trace(form, place)
            return replace(found, before=before, after=place.state())

    def _trace(self, form: Form, place: Place) -> Form:
        found = self._run(form, place, trace=True)
        assert found["code"] == form.code, f"{form.name}: {found['said']}"
        calls, reached = ((point, what) for point, what in found["calls"]), ((file, line) for file, line in found["reached"])
        return replace(form, calls=tuple(calls), reached=frozenset(reached), said=_end(found))

    def judge(self, form: Form, cases: Iterable[Case]) -> Iterator[Verdict]:
        """Yield what came of the cases of one form."""
        left = list(cases)
        while left:
            done = self._together(form, left[:_MOST_TOGETHER])
            yield from done
            left = left[len(done) :]

    def _together(self, form: Form, cases: list[Case]) -> list[Verdict]:
        """Run cases one after the other in one place until one of them has changed something; then run without a fault."""
        found: list[Verdict] = []
        with self._place(form) as place:
            for case in cases:
                said, verdict, same = self._faulty(form, place, case)
                if not said["fired"] and found:  # because of what the other cases left, this run makes other calls
                    break
                found.append(verdict)
                if not same:
                    break
            if healed := self._healed(form, place):
                if len(found) > 1:
                    return [verdict for case in cases[: len(found)] for verdict in self._together(form, [case])]
                found = [replace(one, wrong=one.wrong or healed) for one in found]
        return found

    def _faulty(self, form: Form, place: Place, case: Case) -> tuple[dict[str, Any], Verdict, bool]:
        found = self._run(form, place, point=case.point, nth=case.nth, fault=case.fault)
        state = place.state()
        verdict = Verdict(case, found["fired"], _wrong(form, found, state), _named(form, found), found["said"])
        return found, verdict, not verdict.wrong and state == form.before

    def _healed(self, form: Form, place: Place) -> str:
        """Run the command without a fault; return what is wrong then."""
        done = not _differing(place.state(), form.after, form.varies)
        again = self._run(form, place)
        if again["code"] != form.code and not (done and form.done and form.done in again["said"]):
            return f"a run after it ends with {again['code']}: {again['said'][-300:]}"
        left = _differing(place.state(), form.after, form.varies)
        return left and f"a run after it does not mend {left}"

    @contextmanager
    def _place(self, form: Form) -> Iterator[Place]:
        place = self.kept(form)
        try:
            yield place
        finally:
            place.remove()

    def _run(self, form: Form, place: Place, **job: Any) -> dict[str, Any]:
        given = {
            "words": [word.replace("{folder}", str(place.folder)) for word in form.words],
            "env": place.env | {"PANTAU_CODE_VERSION": ""} | form.env,
            "roots": place.roots | (place.seeds if form.cold else {}),
            "out": str(self.folder / "out.txt"),
            "cold": form.cold,
        }
        return self._zygote.do(given | job)


def _wrong(form: Form, found: dict[str, Any], state: dict[str, str]) -> str:
    """Return what is wrong after a run that had a fault."""
    if found["code"] is None:
        return "hung"
    if not found["fired"]:
        return "the call never came"
    if found["code"] == form.code == 0:  # after a success all must be there, also the results that later stages read
        left = _differing(state, form.after, form.varies)
        return left and f"the run calls well what is not: {left}"
    free = form.lands | form.varies | {name for name in (*form.before, *form.after) if name.startswith(RESULTS)}
    before, after = _differing(state, form.before, free), _differing(state, form.after, free)
    return before and after and f"another warehouse: {after}"


def _differing(state: dict[str, str], wanted: dict[str, str], free: frozenset[str]) -> str:
    """Return what differs from what is wanted; additional results do no harm."""
    names = [name for name in wanted if name not in free and state.get(name) != wanted[name]]
    return ", ".join(f"{name}: {state.get(name)}, not {wanted[name]}" for name in names)


def _end(found: dict[str, Any]) -> str:
    """Return the last line of what a run said, whichever place it was in."""
    return _PLACE.sub("", (found["said"].strip().splitlines() or [""])[-1])


def _named(form: Form, found: dict[str, Any]) -> bool:
    """Tell whether a run that ended badly said in one line which call failed; a killed one cannot speak.

    A run that ends like the undisturbed one, for example with a held day, took no harm from the fault.
    """
    if found["code"] in (0, -9) or not found["fired"] or (found["code"] == form.code and _end(found) == form.said):
        return True
    said = " ".join(found["said"].split())
    return "Traceback" not in said and any(word in said for word in _words(found["fired"]))


def _words(fired: str) -> list[str]:
    root, _, rest = fired.partition(":")
    if root in ("landing", "results", "seeds", "catalogue", "alerts", "imports", "s3") and rest:
        written = _SCRATCH.sub(r"\1", Path(rest).name)
        return [root if rest == "." else rest, *(name for name in (written, Path(rest).parent.name) if name)]
    away = ("warehouse does not answer", "gudang data tidak menjawab")
    return [" ".join(fired.split()[:2]) if " " in fired else "while:", *away, "pantau sql:"]


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


__all__ = ["Case", "Form", "Harness", "Verdict", "Zygote", "table"]
