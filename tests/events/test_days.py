"""The events of days: the same in any order, at most one link for each part, and each family in exactly one part."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from lab.events_bench import invented, main
from pantau.errors import BadInput
from pantau.events.days import DayArticle, find_families, find_links, find_parts, report_of

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)


def article(name: str, text: str = "", minutes: int | None = 0, digest: str = "") -> DayArticle:
    at = None if minutes is None else NOON + timedelta(minutes=minutes)
    return DayArticle(name, f"Judul {name}", text, at, digest)


def test_copies_and_equal_texts_are_families_whose_earliest_tells() -> None:
    told = [article("a", minutes=9, digest="x"), article("b", minutes=3, digest="x"), article("c"), article("d", minutes=None)]
    found = find_families(told, [("b", "d"), ("c", "elsewhere")])
    assert [(family.first.article_id, family.articles) for family in found] == [("b", ("a", "b", "d")), ("c", ("c",))]


def test_parts_and_links_are_the_same_in_any_order_and_hold_everything_once() -> None:
    before, after = invented(300)
    told = [find_parts(find_families(day, ())) for day in (before, after)]
    rng = Random(5)  # the same reports in every run
    for day, parts in zip((before, after), told, strict=True):
        held = Counter(one for part in parts for family in part.families for one in family.articles)
        assert held == Counter(one.article_id for one in day)
        rng.shuffle(day)
        assert find_parts(find_families(day, ())) == parts
    # the same events reported again a day later: every part is linked to itself
    again = [DayArticle(f"y{one.article_id}", one.title, one.lead, one.published_at) for one in before]
    parts = find_parts(find_families(again, ()))
    of = {family.first.article_id: part.part_id for found in (told[0], parts) for part in found for family in part.families}
    reports = [[report_of(family.first) for part in found for family in part.families] for found in (told[0], parts)]
    links = find_links(*reports, of)
    assert len(links) > 0.7 * len(parts)
    assert sum(link.later_id == f"y{link.earlier_id}" for link in links) > 0.97 * len(links)
    assert len({link.later_id for link in links}) == len({link.earlier_id for link in links}) == len(links)
    assert all(0.36 <= link.likeness <= 1 for link in links)
    for each in reports:
        rng.shuffle(each)
    assert find_links(*reports, of) == links


@pytest.mark.parametrize("argv", [[], ["x"], ["1"]])
def test_a_size_that_cannot_be_is_refused(argv: list[str]) -> None:
    with pytest.raises(BadInput, match="numbers of articles"):
        main(argv)
