"""No fault at any call to a store leaves a wrong warehouse; what failed is named; the next run mends it.

The suite runs a sample of fixed seed; PANTAU_FAULTS=sites runs one case for each call site and fault, PANTAU_FAULTS=all every
occurrence (hours), a number so many of `sites`; these print the table. PANTAU_FAULTS_SEED chooses another sample.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from press import drop_all

from faults.harness import Form, Harness, Verdict, table
from faults.matrix import every, sample, sites
from faults.states import forms_of, states
from pantau.settings import PROJECT, Settings

SAMPLE = 12
CHOSEN = os.environ.get("PANTAU_FAULTS", str(SAMPLE))
SEED = os.environ.get("PANTAU_FAULTS_SEED", "1")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(0 if str(SAMPLE) != CHOSEN else 300)]


@pytest.fixture(scope="module")
def harness(database_server: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    with Harness.opened(database_server, tmp_path_factory.mktemp("gangguan")) as made:
        yield made
    drop_all(database_server)


@pytest.fixture(scope="module")
def forms(harness: Harness) -> dict[str, Form]:
    """Each stage of a landed day worked forwards, and of the loaded day worked again because the code changed."""
    untraced = list(forms_of(states(harness, outlets=2, per_day=3)))
    cold = [harness.traced(form) for form in untraced if form.cold]
    warm = [form for form in untraced if not form.cold]
    harness.warm(warm)
    return {form.name: form for form in (*map(harness.traced, warm), *cold)}


def test_no_fault_makes_a_wrong_warehouse(harness: Harness, forms: dict[str, Form], capsys: pytest.CaptureFixture[str]) -> None:
    cases = every(forms.values()) if CHOSEN == "all" else sites(forms.values())
    chosen = cases if CHOSEN in ("all", "sites") else sample(cases, int(CHOSEN), SEED)
    verdicts = [harness.judge(forms[case.form], case) for case in chosen if not forms[case.form].cold]
    if any(forms[case.form].cold for case in chosen):
        with Harness.opened(harness.server, harness.folder / "cold") as other:
            verdicts += [other.judge(forms[case.form], case) for case in chosen if forms[case.form].cold]
    if str(SAMPLE) != CHOSEN:
        with capsys.disabled():
            print(f"\n{len(verdicts)} of {len(cases)} cases, seed {SEED}\n{table(verdicts)}")
    assert not [told(verdict) for verdict in verdicts if verdict.wrong]
    assert not [told(verdict) for verdict in verdicts if not verdict.named]


def told(verdict: Verdict) -> str:
    return f"{verdict.case}: {verdict.wrong or 'not named'}; at {verdict.fired!r} it said {verdict.said[-300:]!r}"


# ---- the border is around everything ----

# Calls that would pass beside the border: readers that open a path themselves, in C.
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
