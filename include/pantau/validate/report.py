"""Turns the findings of the rules into rows for readers: quarantined articles and quality results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pantau.model import QualityResult, Quarantined
from pantau.settings import Settings
from pantau.validate.losses import SHRINKS, Loss
from pantau.validate.rules import Finding, Row, stored_words

NAMED = 500
VALUE_CHARACTERS = 300


def quarantined(findings: Iterable[Finding], rows: Sequence[Row]) -> list[Quarantined]:
    """Return one row per article and rule that it broke, in the rules' order; rules of severity info refuse nothing."""
    refused = {
        (rows[position]["article_id"], finding.rule.id): _refuse_row(finding, rows[position])
        for finding in findings
        if finding.rule.severity != "info"
        for position in finding.broken
    }
    return list(refused.values())


def _refuse_row(finding: Finding, row: Row) -> Quarantined:
    value = _value(row[finding.rule.shown])
    return Quarantined(row["article_id"], finding.rule.id, finding.rule.reason.replace("{value}", value), value)


def _value(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)
    return text if len(text) <= VALUE_CHARACTERS else text[: VALUE_CHARACTERS - 1] + "…"


def quality(findings: Iterable[Finding], rows: Sequence[Row], scope: str) -> list[QualityResult]:
    """Return one row per rule. `observed` says what was seen and names what broke the rule, in the language of the store."""
    return [
        QualityResult(
            rule=finding.rule.id,
            scope=scope,
            severity=finding.rule.severity,
            success=finding.success,
            checked=finding.checked,
            failed=len(finding.broken),
            observed=_tell_observed(finding, rows, "outlet" if scope == "row" else finding.rule.shown),
            description=finding.rule.description,
        )
        for finding in findings
    ]


def loss_result(settings: Settings, loss: Loss) -> QualityResult:
    """Return the row of a rule that holds the day; the articles themselves are in held_items."""
    share = settings.shrink_share if loss.rule == SHRINKS else settings.unreadable_share
    return QualityResult(
        rule=loss.rule,
        scope="day",
        severity="critical",
        success=False,
        checked=loss.checked,
        failed=len(loss.items),
        observed=loss.observed,
        description=stored_words(loss.rule, "description", share=f"{share:.0%}"),
    )


def _tell_observed(finding: Finding, rows: Sequence[Row], shown: str) -> str:
    if finding.rule.frame == "day":
        return _value(rows[0][shown])
    if not finding.checked:
        few = len(rows) < finding.rule.at_least
        return stored_words("observed", "few" if few else "no_value", rows=len(rows), least=finding.rule.at_least)
    failed = len(finding.broken)
    share = f"{failed / finding.checked:.1%}".replace(".", ",")
    named, more = _name_values([_value(rows[position][shown]) for position in finding.broken])
    part = "share_more" if more > 0 else "share_named" if named else "share"
    return stored_words("observed", part, failed=failed, checked=finding.checked, share=share, named=named, more=more)


def _name_values(values: Sequence[str]) -> tuple[str, int]:
    """Return the broken values with their counts, the most frequent first, at most NAMED of them, and how many more there
    are."""
    counts = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    words = [value if count == 1 else f"{value} ({count}×)" for value, count in counts[:NAMED]]
    return ", ".join(words), len(counts) - len(words)
