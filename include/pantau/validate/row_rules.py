"""The row rules: what an article must be to reach the warehouse. A row that breaks one goes to quarantine with the reason."""

from __future__ import annotations

import re

from pantau.settings import Settings
from pantau.validate.rules import QualityRule, Severity, stored_words

TITLE_CHARACTERS = (8, 300)
LANGUAGE_WORDS = 50
LEAST_CONFIDENCE = 0.3  # of the reader of pages without a rule; all articles measured have more, pages that are none have less
HOURS_AFTER_FETCH = 1.0
# The first poll of a slow feed lists weeks of true dates; a date with day and month swapped is a month or more away.
DAYS_BEFORE = 30.0
# The day of a WITA or WIT outlet begins one or two hours before the WIB day, so an item that it lists may be of the next day.
DAYS_AFTER_START = 2.0

# Languages a text from Indonesia can be in, and two (tl, mg) the detector gives for regional languages it has never seen.
LANGUAGES = ("ace", "ban", "bjn", "bug", "en", "id", "jv", "mad", "mg", "min", "ms", "sas", "su", "tl")
OWN_LANGUAGE = "bahasa media"
Said = str | int  # a value in the words of a rule


def row_rules(settings: Settings) -> tuple[QualityRule, ...]:
    """Return the row suite for these settings; the frame and its columns are those of `frames.article_rows`."""
    return (*_text_rules(settings.min_words), *_address_rules(_secure(settings)), *_time_rules(), *_tag_rules())


def _text_rules(min_words: int) -> tuple[QualityRule, ...]:
    least, most = TITLE_CHARACTERS
    return (
        _rule("id.unique", "article_id", "ToBeUnique"),
        _between("title.length", "title_length", TITLE_CHARACTERS, shows="title", least=least, most=most),
        _rule("text.present", "text_start", "ToNotBeNull"),
        _between("text.length", "length", (min_words, None), least=min_words),
        _between("text.sure", "confidence", (LEAST_CONFIDENCE, None), least=f"{LEAST_CONFIDENCE:g}"),
        _rule("text.markup", "markup", "ToBeNull"),
        _rule("text.encoding", "mojibake", "ToBeNull"),
    )


def _address_rules(secure: str) -> tuple[QualityRule, ...]:
    https: dict[str, object] = {"regex": secure}
    return (
        _rule("url.https", "url_live", "ToMatchRegex", options=https),
        _rule("url.domain", "url_stray", "ToBeNull", shows="url"),
        _rule("canonical.https", "canonical_url", "ToMatchRegex", options=https, severity="info"),
        _rule("canonical.domain", "canonical_stray", "ToBeNull", shows="canonical_url"),
    )


def _time_rules() -> tuple[QualityRule, ...]:
    window = (-DAYS_BEFORE, DAYS_AFTER_START)
    return (
        _rule("time.stated", "time_stated", "ToNotBeNull", severity="info"),
        _between("time.future", "hours_after_fetch", (None, HOURS_AFTER_FETCH), shows="published"),
        _between("time.window", "days_from_day", window, shows="published", days=f"{DAYS_BEFORE:.0f}"),
    )


def _tag_rules() -> tuple[QualityRule, ...]:
    return (
        _rule("language.plausible", "language", "ToBeInSet", options={"value_set": [*LANGUAGES, OWN_LANGUAGE]}),
        _rule("evidence.inside", "evidence_outside", "ToBeNull"),
    )


def _rule(
    rule: str,
    column: str,
    expectation: str,
    *,
    options: dict[str, object] | None = None,
    severity: Severity = "warning",
    shows: str = "",
) -> QualityRule:
    return _make(rule, column, expectation, options or {}, severity, shows, {})


def _make(
    rule: str, column: str, expectation: str, options: dict[str, object], severity: Severity, shows: str, said: dict[str, Said]
) -> QualityRule:
    description, reason = stored_words(rule, "description", **said), stored_words(rule, "reason", value="{value}", **said)
    return QualityRule(
        rule, "articles", column, f"ExpectColumnValues{expectation}", severity, description, reason, options, shows=shows
    )


def _between(rule: str, column: str, limits: tuple[float | None, float | None], *, shows: str = "", **said: Said) -> QualityRule:
    options = {name: value for name, value in zip(("min_value", "max_value"), limits, strict=True) if value is not None}
    return _make(rule, column, "ToBeBetween", dict(options), "warning", shows, said)


def _secure(settings: Settings) -> str:
    """Return the pattern of an acceptable address: https, or http on the hosts opened for the newsroom."""
    opened = [re.escape(suffix.strip().lstrip(".")) for suffix in settings.opened()]
    return "|".join(["^https://", *(rf"^http://(?:[^/?#]*\.)?{host}(?:[:/?#]|$)" for host in opened)])
