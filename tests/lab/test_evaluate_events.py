"""Events as loads make them, day by day: two days in a row are one event, three are two; the order of articles is no matter."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from lab.events import events_by_day
from lab.events_bench import invented
from pantau.events.days import DayArticle

FIRST = date(2026, 11, 20)


def told(days: int) -> list[tuple[DayArticle, str]]:
    """Articles that report the same happenings on `days` days in a row."""
    found = []
    for number in range(days):
        day = (FIRST + timedelta(days=number)).isoformat()
        found += [
            (DayArticle(f"{number}-{one.article_id}", one.title, one.lead, one.published_at), day) for one in invented(120)[0]
        ]
    return found


def test_an_event_lasts_two_days_at_most_and_follows_from_the_articles_alone() -> None:
    articles = told(3)
    event = events_by_day(articles)
    assert set(event) == {article.article_id for article, _ in articles}
    days: defaultdict[str, set[str]] = defaultdict(set)
    for key, name in event.items():
        days[name].add(key[0])
    lasting = [found for found in days.values() if len(found) > 1]
    assert len(lasting) > 30
    assert all(found == {"0", "1"} for found in lasting), "the third day is an event of its own"
    Random(3).shuffle(articles)
    assert events_by_day(articles) == event


def test_what_has_no_day_is_linked_with_nothing() -> None:
    articles = told(1)
    unknown = [(DayArticle(f"x{one.article_id}", one.title, one.lead, None), "") for one, _ in articles]
    event = events_by_day([*articles, *unknown])
    assert not {event[one.article_id] for one, _ in articles} & {event[one.article_id] for one, _ in unknown}
