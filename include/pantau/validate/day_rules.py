"""The day rules: what must hold before a day is loaded (critical), and what readers should know about a day (warning).

A critical rule stops the load, and the day stays as it was loaded before. So a rule is critical only if the figures would be
wrong without a sign. Such cases are a URL without an outcome or counted twice, and an article that a stage lost. Another one is
so many refused rows that the mistake must be Pantau's: a wrong catalogue, a broken clock, an extractor that met a new layout
everywhere. The last one is a day on which hardly an article names anything. A thin or late day is loaded, with a warning.
An outlet's volume and the tags of a day, against the last 28 days, are views of the warehouse (see __init__).
"""

from __future__ import annotations

from dataclasses import replace

from pantau.validate.rules import QualityRule, stored_words

QUARANTINE_STOPS = 0.5
# With fewer articles a half is chance: two galleries must not refuse the first minutes of a live day.
QUARANTINE_JUDGED = 20
OUTLET_JUDGED = 5
HOURS_STALE = 6.0
# News names somebody or some place. Where hardly an article does, the tagger is broken, and every figure by name would be wrong.
NAMING_LEAST, NAMING_JUDGED = 0.05, 50


def _warn_of_share(name: str, column: str, expectation: str, share: float, **options: object) -> QualityRule:
    """Return a warning for a day if less than `share` of its articles (0 to 1) meet the expectation."""
    return QualityRule(
        name,
        frame="articles",
        column=column,
        expectation=expectation,
        options=options,
        severity="warning",
        mostly=share,
        description=stored_words(name, "description", share=f"{share:.0%}"),
        reason="{value}",
        shows="outlet",
    )


DAY_RULES = (
    QualityRule(
        "conservation",
        frame="entries",
        column="balance",
        expectation="ExpectColumnValuesToBeInSet",
        options={"value_set": ["1:1"]},
        severity="critical",
        description=stored_words("conservation", "description"),
        reason=stored_words("conservation", "reason", value="{value}"),
    ),
    QualityRule(
        "ids.unique",
        frame="articles",
        column="article_id",
        expectation="ExpectColumnValuesToBeUnique",
        severity="critical",
        description=stored_words("ids.unique", "description"),
        reason="{value}",
    ),
    QualityRule(
        "stages.complete",
        frame="articles",
        column="complete",
        expectation="ExpectColumnValuesToBeInSet",
        options={"value_set": [True]},
        severity="critical",
        description=stored_words("stages.complete", "description"),
        reason="{value}",
        shows="article_id",
    ),
    QualityRule(
        "quarantine.share",
        frame="articles",
        column="quarantined",
        expectation="ExpectColumnValuesToBeInSet",
        options={"value_set": [False]},
        severity="critical",
        mostly=1 - QUARANTINE_STOPS,
        at_least=QUARANTINE_JUDGED,
        description=stored_words("quarantine.share", "description", share=f"{QUARANTINE_STOPS:.0%}"),
        reason="{value}",
        shows="outlet",
    ),
    replace(
        _warn_of_share("entities.none", "entities", "ExpectColumnValuesToBeBetween", NAMING_LEAST, min_value=1),
        severity="critical",
        at_least=NAMING_JUDGED,
    ),
    _warn_of_share("time.share", "published", "ExpectColumnValuesToNotBeNull", 0.9),
    _warn_of_share("tags.share", "tags", "ExpectColumnValuesToBeBetween", 0.8, min_value=1),
    _warn_of_share("entities.share", "entities", "ExpectColumnValuesToBeBetween", 0.8, min_value=1),
    QualityRule(
        "pages.whole",
        frame="entries",
        column="missing",
        expectation="ExpectColumnValuesToBeBetween",
        options={"max_value": 0},
        severity="warning",
        description=stored_words("pages.whole", "description"),
        reason=stored_words("pages.whole", "reason", value="{value}"),
        shows="url_key",
    ),
    QualityRule(
        "freshness",
        frame="day",
        column="hours_behind",
        expectation="ExpectColumnValuesToBeBetween",
        options={"max_value": HOURS_STALE},
        severity="warning",
        description=stored_words("freshness", "description", hours=f"{HOURS_STALE:.0f}"),
        reason="{value}",
        shows="newest",
    ),
    QualityRule(
        "outlets.silent",
        frame="outlets",
        column="announced",
        expectation="ExpectColumnValuesToBeBetween",
        options={"min_value": 1},
        severity="warning",
        mostly=0.9,
        description=stored_words("outlets.silent", "description", share="90%"),
        reason="{value}",
        shows="outlet",
    ),
    QualityRule(
        "outlets.quarantine",
        frame="outlets",
        column="refused_share",
        expectation="ExpectColumnValuesToBeBetween",
        options={"max_value": QUARANTINE_STOPS},
        severity="warning",
        description=stored_words("outlets.quarantine", "description", share=f"{QUARANTINE_STOPS:.0%}"),
        reason="{value}",
        shows="outlet",
    ),
)
