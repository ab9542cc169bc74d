"""Runs a suite with Great Expectations over one frame of plain columns. Nothing else in Pantau knows its API."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pantau.validate.lighter import lighter
from pantau.validate.rules import Finding, QualityRule, Row

POSITION = "position"
QUIET = ("great_expectations", "great_expectations.data_context.types.base")  # the second sets its own level on import


def run_suite(name: str, rows: Sequence[Row], rules: Sequence[QualityRule], columns: Mapping[str, str]) -> list[Finding]:
    """Return one Finding per rule, in the rules' order. `columns` gives the frame's columns and their pandas types.

    A rule with fewer rows than it needs passes with nothing checked. Raises RuntimeError if Great Expectations cannot run a
    rule (a column or an argument that it does not have): that is a bug, never a finding about the data.
    """
    judged = [rule for rule in rules if len(rows) >= max(rule.at_least, 1)]
    found = {finding.rule.id: finding for finding in _judge(name, rows, judged, columns)} if judged else {}
    return [found.get(rule.id) or Finding(rule, success=True, checked=0) for rule in rules]


def _judge(name: str, rows: Sequence[Row], rules: Sequence[QualityRule], columns: Mapping[str, str]) -> list[Finding]:
    gx = _great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe(name).get_batch({"dataframe": _frame(rows, columns)})
    suite = gx.ExpectationSuite(name=name, expectations=[_expectation(gx, rule) for rule in rules])
    wanted = {"result_format": "COMPLETE", "unexpected_index_column_names": [POSITION]}
    by_id = {rule.id: rule for rule in rules}
    return [_finding(by_id, result) for result in batch.validate(suite, result_format=wanted).results]


@cache
def _great_expectations() -> Any:
    """Import Great Expectations (1 to 2 s) without its noise: 214 INFO lines when a logger is set up, deprecations inside."""
    logging.getLogger(QUIET[0]).setLevel(logging.WARNING)
    with warnings.catch_warnings(), lighter():
        warnings.simplefilter("ignore")
        import great_expectations
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    return great_expectations


def _frame(rows: Sequence[Row], columns: Mapping[str, str]) -> Any:
    import pandas as pd

    series = {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in columns.items()}
    return pd.DataFrame({POSITION: range(len(rows)), **series})


def _expectation(gx: Any, rule: QualityRule) -> Any:
    mostly = {} if rule.mostly == 1.0 else {"mostly": rule.mostly}
    kind = getattr(gx.expectations, rule.expectation)
    return kind(column=rule.column, severity=rule.severity, meta={"rule": rule.id}, **mostly, **rule.options)


def _finding(rules: Mapping[str, QualityRule], result: Any) -> Finding:
    """Read one result; results come back grouped by column, so each carries its rule's id in its meta."""
    rule, seen = rules[result.expectation_config.meta["rule"]], result.result
    if result.exception_info.get("raised_exception", True) or "element_count" not in seen:
        raise RuntimeError(f"rule {rule.id} could not be run: {result.exception_info}")
    broken = sorted({int(row[POSITION]) for row in seen.get("unexpected_index_list") or ()})
    checked = int(seen["element_count"]) - int(seen.get("missing_count") or 0)
    return Finding(rule, bool(result.success), checked, tuple(broken))
