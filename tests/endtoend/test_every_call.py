"""No fault at any call to a store leaves a wrong warehouse; what failed is named; the next run mends it.

The suite runs a sample of fixed seed over folders. PANTAU_FAULTS=sites runs one case for each call site and fault,
PANTAU_FAULTS=all runs every occurrence (hours), and a number runs that many cases of `sites`. All of these print the table.
PANTAU_FAULTS_STORE=objects puts the landing and the results into a real S3 server, and injects at its requests.
PANTAU_FAULTS_SEED chooses another sample. PANTAU_FAULTS_KEPT names a file that keeps the verdict of each case: an interrupted run
goes on from there. PANTAU_FAULTS_FORMS is a pattern of the commands whose cases are run. PANTAU_FAULTS_SHARE, such as 1/2, runs a
share of the cases: processes with a share and a file each divide a matrix, and one run over all their verdicts tells the end.
"""

from __future__ import annotations

import ast
import hashlib
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path

import pytest
from press import drop_all

from alerts.webhook import Hook
from faults.callsites import missed, unreached
from faults.harness import Case, Form, Harness, Verdict, Zygote, table
from faults.kept import Kept, site_key
from faults.matrix import every, sample, sites
from faults.states import Diary, over_objects
from newsroom import Config, serving
from object_store import new_bucket, s3_environment
from pantau.settings import PROJECT

SAMPLE = 10
CHOSEN = os.environ.get("PANTAU_FAULTS", str(SAMPLE))
SEED = os.environ.get("PANTAU_FAULTS_SEED", "1")
FORMS = os.environ.get("PANTAU_FAULTS_FORMS", "*")
SHARE, SHARES = map(int, os.environ.get("PANTAU_FAULTS_SHARE", "1/1").split("/"))
OBJECTS = os.environ.get("PANTAU_FAULTS_STORE", "folders") == "objects"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(0 if str(SAMPLE) != CHOSEN else 600)]


def _wanted(form: str) -> bool:
    """Tell whether a form is in the sample, a fifth that the seed chooses: to keep the state where a form starts costs time."""
    return str(SAMPLE) != CHOSEN or (_number(form) + int(SEED)) % 5 == 0


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")


def _mine(case: Case) -> bool:
    """Tell whether a case is in the share of this process; which cases are, depends on no recorded run."""
    return _number(site_key(case)) % SHARES == SHARE - 1


@pytest.fixture(scope="module")
def harness(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    with Zygote() as zygote:  # it takes seconds to start, and so does the server
        server = request.getfixturevalue("database_server")
        yield Harness(zygote, server, tmp_path_factory.mktemp("gangguan"), _wanted)
    drop_all(server)


@pytest.fixture(scope="module")
def hook() -> Iterator[str]:
    with Hook() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


@pytest.fixture(scope="module")
def forms(harness: Harness, hook: str) -> Iterator[dict[str, Form]]:
    """Every command of a day's life; the newsroom serves as long as they may be run."""
    present = datetime.now(UTC)
    config = Config(outlets=2, per_day=3, clock=lambda: present, faults={"lintaskini/feed": "429"})
    with serving(config) as room:
        diary = Diary(harness, room, hook)
        diary.write()
        yield {form.name: form for form in diary.forms}


@pytest.fixture(scope="module")
def worked(harness: Harness, forms: dict[str, Form], request: pytest.FixtureRequest) -> Iterator[dict[str, Form]]:
    """The same forms, or with PANTAU_FAULTS_STORE=objects those that touch files, over the S3 server."""
    if not OBJECTS:
        yield {name: form for name, form in forms.items() if form.before and fnmatchcase(name, FORMS)}
        return
    address = request.getfixturevalue("object_server")
    env = s3_environment(address)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in env.items():
            patched.setenv(name, value)
        chosen = [form for form in forms.values() if fnmatchcase(form.name, FORMS)]
        yield {form.name: form for form in over_objects(harness, chosen, f"s3://{new_bucket(address)}", env)}


def test_no_fault_makes_a_wrong_warehouse(harness: Harness, worked: dict[str, Form], capsys: pytest.CaptureFixture[str]) -> None:
    cases = every(worked.values()) if CHOSEN == "all" else sites(worked.values())
    cases = [case for case in cases if case.over_objects or not OBJECTS]  # the other cases are over folders
    chosen = cases if CHOSEN in ("all", "sites") else sample(cases, int(CHOSEN), SEED)
    kept = Kept(os.environ.get("PANTAU_FAULTS_KEPT", ""), by_site=CHOSEN != "all")
    verdicts = [verdict for case in chosen if (verdict := kept.get(case))]
    left = [case for case in chosen if _mine(case) and not kept.get(case)]

    def bad_first(case: Case) -> tuple[bool, str]:
        return kept.was_good(case), case.form

    for (_, name), alike in groupby(sorted(left, key=bad_first), bad_first):
        verdicts += map(kept.add, harness.judge(worked[name], alike))
    if str(SAMPLE) != CHOSEN:
        with capsys.disabled():
            print(f"\n{len(verdicts)} of {len(cases)} cases, seed {SEED}\n{table(verdicts)}")
    bad = "\n".join(told(verdict) for verdict in verdicts if verdict.wrong or not verdict.named)
    assert not bad, bad


def test_every_call_site_is_reached_or_its_reason_is_written(forms: dict[str, Form]) -> None:
    """A new call to a store fails here until a recorded run reaches it: then faults are injected there too."""
    missing = {site.name for site in missed({line for form in forms.values() for line in form.reached})}
    excused = {name: row for name in missing for row in unreached() if fnmatchcase(name, row.pattern)}
    new = "\n".join(sorted(missing - excused.keys()))
    assert not new, f"let a run of tests/faults/states.py come to these, or say why in unreached.tsv:\n{new}"
    stale = [row.pattern for row in unreached() if row not in excused.values()]
    assert not stale, f"these lines of unreached.tsv excuse nothing any more: {stale}"
    assert all(len(row.why) > 20 for row in unreached())


def told(verdict: Verdict) -> str:
    return f"{verdict.case}: {verdict.wrong or 'not named'}; at {verdict.fired!r} it said {verdict.said[-300:]!r}"


# ---- the border is around everything ----

# Calls that would bypass the border: readers that open a path themselves, in C.
_BESIDE = {
    "pq.ParquetFile",
    "pq.read_table",
    "pq.read_metadata",
    "pq.write_table",
    "pa.memory_map",
    "pa.OSFile",
    "pd.read_parquet",
}
_CONNECTS = {"psycopg.connect", "psycopg.AsyncConnection.connect", "psycopg.Connection.connect"}


def calls(name: str) -> Iterator[tuple[str, str, ast.Call]]:
    for file in sorted((PROJECT / "include" / "pantau").rglob("*.py")):
        place = str(file.relative_to(PROJECT / "include" / "pantau"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield place, ast.unparse(node.func), node


def test_parquet_is_read_through_open_files() -> None:
    for place, name, call in calls("parquet"):
        if name in _BESIDE:
            said = " ".join(ast.unparse(argument) for argument in call.args)
            assert "handle" in said or "BufferReader" in said, (
                f"{place}:{call.lineno}: {name}({said}) opens the file where no fault can be injected"
            )


def test_nobody_else_connects() -> None:
    found = {place for place, name, _ in calls("connect") if name in _CONNECTS}
    assert all(place.startswith("warehouse/") for place in found), (
        "connect with pantau.warehouse.connect: its errors tell the statement, and faults reach it"
    )


def test_no_library_with_stores_of_its_own_is_used() -> None:
    for file in sorted((PROJECT / "include" / "pantau").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            beside = {name.partition(".")[0] for name in names} & {
                "duckdb",
                "sqlite3",
                "boto3",
                "botocore",
                "asyncpg",
                "sqlalchemy",
            }
            assert not beside, f"{Path(file).name}:{node.lineno}: {beside} reach a store where no fault can be injected"
