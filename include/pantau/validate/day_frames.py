"""The frames of the day rules: articles with a flag for quarantine, URLs with their outcomes, outlets, and the day itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pantau.day import bounds
from pantau.model import Landed
from pantau.validate.day_rules import OUTLET_JUDGED
from pantau.validate.frames import ARTICLE_COLUMNS, FLAG, NUMBER, TEXT, printed
from pantau.validate.rules import stored_words

DAY_COLUMNS = {
    "articles": {**ARTICLE_COLUMNS, "quarantined": FLAG},
    "entries": {"url_key": TEXT, "balance": TEXT, "missing": NUMBER},
    "outlets": {"outlet": TEXT, "announced": NUMBER, "refused_share": NUMBER},
    "day": {"hours_behind": NUMBER, "newest": TEXT},
}


@dataclass(frozen=True, slots=True)
class Day:
    """The input of the day rules: the landing, the URL keys of the endings, expected outlets, article rows, refused ids."""

    day: str
    landed: Sequence[Landed]
    ended: Sequence[str]
    expected: frozenset[str]
    articles: Sequence[Mapping[str, Any]]
    refused: frozenset[str]


def day_frames(day: Day) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every frame of DAY_COLUMNS, by frame name, each in a fixed order."""
    articles = [{**row, "quarantined": row["article_id"] in day.refused} for row in day.articles]
    return {
        "articles": articles,
        "entries": _entries(day.landed, day.ended),
        "outlets": _outlets(day, articles),
        "day": [_freshness(day, articles)],
    }


def _entries(landed: Sequence[Landed], ended: Iterable[str]) -> list[dict[str, Any]]:
    missing = {row.entry.url_key: row.missing for row in landed}
    before, after = Counter(row.entry.url_key for row in landed), Counter(ended)
    return [
        {"url_key": key, "balance": f"{before[key]}:{after[key]}", "missing": missing.get(key, 0)}
        for key in sorted(before | after)
    ]


def _outlets(day: Day, articles: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    announced = Counter(row.entry.outlet for row in day.landed)
    articles_of = Counter(row["outlet"] for row in articles)
    refused = Counter(row["outlet"] for row in articles if row["quarantined"])
    return [
        {
            "outlet": outlet,
            "announced": announced[outlet],
            "refused_share": refused[outlet] / articles_of[outlet] if articles_of[outlet] >= OUTLET_JUDGED else None,
        }
        for outlet in sorted(day.expected)
    ]


def _freshness(day: Day, articles: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Compare the newest article with the last fetch, at most the end of the day. No clock is read, so a second run agrees."""
    times = [row["published_at"] for row in articles if row["published_at"] and not row["quarantined"]]
    fetched = [row.page.fetched_at for row in day.landed if row.page]
    if not times or not fetched:
        return {"hours_behind": None, "newest": stored_words("observed", "no_time")}
    end = min(max(fetched), bounds(day.day)[1])
    behind = (end - max(times)).total_seconds() / 3600
    hours = f"{behind:.1f}".replace(".", ",")
    said = stored_words("observed", "newest", newest=printed(max(times)), hours=hours, end=printed(end))
    return {"hours_behind": behind, "newest": said}
