"""Every call to a store fails in turn with every fault, over a landed day and over a loaded one: is the warehouse ever wrong?"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from press import DAY, Pantau

from databases import server_address
from faults.border import AFTER, CHANGING, FAULTS
from pantau.settings import PROJECT, Settings
from pantau.warehouse.digest import warehouse_digest
from pantau.warehouse.roles import LOAD

_LANDED = """SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM
(SELECT e::text FROM landing.entries e UNION ALL SELECT p::text FROM landing.pages p) t"""


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


@dataclass(frozen=True)
class Verdict:
    """What came of a case: `wrong` is empty where the warehouse is right and the next run mends it; `said`: its words."""

    case: Case
    fired: str
    wrong: str
    named: bool
    said: str


@dataclass(frozen=True)
class Form:
    """How a day is worked: the state it starts from, the command, and the digests before it and after it went well."""

    name: str
    start: Pantau
    words: tuple[str, ...]
    env: dict[str, str]
    before: dict[str, str]
    after: dict[str, str]
    calls: tuple[tuple[str, str], ...]

    def cases(self) -> Iterator[Case]:
        """Every call site that was met × every fault, at its first and at its last call; the list comes from the run itself."""
        met = Counter(point for point, _ in self.calls)
        for point, times in met.items():
            operation = point.partition(" @ ")[0]
            for nth in dict.fromkeys((1, times)):
                for fault in (*FAULTS, AFTER) if operation in CHANGING else FAULTS:
                    yield Case(self.name, point, nth, fault)


class Harness:
    """Restores a state, runs a command with a fault in it, judges, and runs the command again."""

    def __init__(self, server: Settings, folder: Path) -> None:
        self.server, self.folder = server, folder
        self._numbers = itertools.count(1)
        script = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
        paths = [str(PROJECT / "include"), str(PROJECT / "tests")]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PANTAU_ENV_FILE": "", "PYTHONWARNINGS": "ignore"}
        pipe = subprocess.PIPE
        self._zygote = subprocess.Popen(script, stdin=pipe, stdout=pipe, env=env, cwd=PROJECT, text=True)
        assert self._zygote.stdout
        assert self._zygote.stdout.readline() == "ready\n"

    @classmethod
    @contextmanager
    def opened(cls, server: Settings, folder: Path) -> Iterator[Harness]:
        """Yield a harness whose places are in `folder`."""
        folder.mkdir(exist_ok=True)
        made = cls(server, folder)
        try:
            yield made
        finally:
            made.close()

    def close(self) -> None:
        """End the process that forks."""
        self._zygote.communicate()

    def warm(self, form: Form) -> None:
        """Let what a run reads once and keeps be there from the beginning: cases take a third of the time, but meet no seeds."""
        with self._place(form) as place:
            found = self._run(form, place, warm=True)
            assert found["code"] == 0, found["said"]

    def form(self, name: str, start: Pantau, words: Iterable[str], **env: str) -> Form:
        """Run the command once undisturbed and note every call to a store."""
        form = Form(name, start, tuple(words), env, {}, {}, ())
        with self._place(form) as place:
            before = place.state()
            found = self._run(form, place, trace=True)
            assert found["code"] == 0, found["said"]
            return replace(form, before=before, after=place.state(), calls=tuple((point, what) for point, what in found["calls"]))

    def judge(self, form: Form, case: Case) -> Verdict:
        """Do it."""
        with self._place(form) as place:
            found = self._run(form, place, point=case.point, nth=case.nth, fault=case.fault)
            wrong = _wrong(form, found, place.state())
            again = self._run(form, place)
            if not wrong and again["code"] != 0:
                wrong = f"a run after it fails: {again['said'][-300:]}"
            if not wrong and place.state() != form.after:
                wrong = "a run after it does not mend it"
        return Verdict(case, found["fired"], wrong, _named(found), found["said"])

    @contextmanager
    def _place(self, form: Form) -> Iterator[_Place]:
        place = _Place(self, form)
        try:
            yield place
        finally:
            place.remove()

    def _run(self, form: Form, place: _Place, **job: Any) -> dict[str, Any]:
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


class _Place:
    """A copy of a state for one case: a database from a template, folders by hard links (no file is ever written twice)."""

    def __init__(self, harness: Harness, form: Form) -> None:
        number = next(harness._numbers)
        self._server, self.name = harness.server, f"faults_{os.getpid()}_{number}"
        self.folder = harness.folder / f"place-{number}"
        self._admin(f"CREATE DATABASE {self.name} OWNER {LOAD} TEMPLATE {form.start.name}")
        if form.start.folder.exists():
            shutil.copytree(form.start.folder, self.folder, copy_function=os.link)
        chosen = form.start.settings
        names = ("catalogue_dir", "allow_hosts", "shards", "allowed_host_gap_s", "fetch_retry_s")
        self.env = {f"PANTAU_{name.upper()}": str(getattr(chosen, name)) for name in names}
        self.address = server_address(self._server, self.name, LOAD)
        self.env |= {"PANTAU_STATE_DIR": str(self.folder), "PANTAU_WAREHOUSE": self.address}
        self.roots = {"landing": str(self.folder / "landing"), "results": str(self.folder / "results")}
        self.roots |= {"seeds": str(chosen.seeds_dir), "catalogue": str(chosen.catalogue_folder)}

    def state(self) -> dict[str, str]:
        """The fingerprint of the warehouse, and of what was landed."""
        with psycopg.connect(self.address) as connection:
            connection.execute("SET timezone = 'UTC'")
            row = connection.execute(_LANDED).fetchone()
            return warehouse_digest(connection) | {"landing": str(row and row[0])}

    def remove(self) -> None:
        """Drop the copy."""
        self._admin(f"DROP DATABASE {self.name} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _admin(self, words: str) -> None:
        with psycopg.connect(server_address(self._server, "postgres"), autocommit=True) as admin:
            admin.execute(words.encode())


def _wrong(form: Form, found: dict[str, Any], state: dict[str, str]) -> str:
    """Return what is wrong after a run that had a fault."""
    if found["code"] is None:
        return "hung"
    if not found["fired"]:
        return "the call never came"
    if state == form.after or (found["code"] != 0 and state == form.before):
        return ""
    if state == form.before:
        return "nothing was done, and the run calls that well"
    return "another warehouse: " + ", ".join(
        f"{table} {form.before[table]} → {rows}, not {form.after[table]}"
        for table, rows in state.items()
        if rows not in (form.before[table], form.after[table])
    )


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


__all__ = ["DAY", "Case", "Form", "Harness", "Verdict", "table"]
