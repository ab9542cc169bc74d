"""Great Expectations is imported without drawing, statistics and clients of stores; code that uses one of them gets it."""

from __future__ import annotations

import subprocess
import sys

from pantau.settings import PROJECT

_PROGRAM = """
import sys
from pantau.validate.rules import QualityRule
from pantau.validate.suite import run_suite

rule = QualityRule("title", "rows", "title", "ExpectColumnValuesToNotBeNull", "warning", "", "")
(finding,) = run_suite("rows", [{"title": None}, {"title": "Pasar"}], [rule], {"title": "string"})
assert not finding.success and finding.checked == 2, finding
print(sorted({"altair", "boto3", "botocore", "scipy.stats", "sqlalchemy"} & sys.modules.keys()))

from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as drawn
assert drawn.stats.entropy([0.5, 0.5]) > 0.6
assert drawn.alt.Chart
import altair, scipy.stats, sqlalchemy
assert drawn.alt.Chart is altair.Chart and scipy.stats.norm and sqlalchemy.select
"""


def test_rules_are_run_without_them_and_they_are_there_for_who_uses_them() -> None:
    env = {"PYTHONPATH": str(PROJECT / "include"), "PANTAU_ENV_FILE": ""}
    done = subprocess.run([sys.executable, "-c", _PROGRAM], env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[-2] == "[]"
