"""An entry does not depend on the order in which it was announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import reduce
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from landed import ANNOUNCEMENTS, NOON, entry
from pantau.landing.merge import merge
from pantau.model import Entry


@given(st.lists(ANNOUNCEMENTS, min_size=1, max_size=4))
def test_every_order_gives_the_same_entry(announced: list[Entry]) -> None:
    results = {reduce(merge, order) for order in permutations(announced)}
    assert len(results) == 1
    result = results.pop()
    assert all(merge(result, one) == result for one in announced)


@given(ANNOUNCEMENTS, ANNOUNCEMENTS, ANNOUNCEMENTS)
def test_it_does_not_matter_what_was_merged_first(one: Entry, two: Entry, three: Entry) -> None:
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


def test_the_archive_knows_the_day_and_the_feed_the_hour() -> None:
    feed = entry(day="2026-11-21", published_at=NOON + timedelta(days=1), title="Pasar Rebo")
    archive = entry(source="archive", source_url="https://harian.example/indeks", published_at=None)
    both = merge(feed, archive)
    assert (both.day, both.source, both.published_at) == ("2026-11-20", "archive", feed.published_at)
    assert both.title == "Pasar Rebo ramai"


def test_an_undoubted_time_beats_an_earlier_doubtful_one() -> None:
    doubtful = entry(day="2026-11-01", published_at=NOON - timedelta(days=19), time_flag="fallback")
    assert merge(doubtful, entry()).day == "2026-11-20"


def test_the_plainest_address_is_kept() -> None:
    twin = replace(entry(), url="https://m.harian.example/berita/1")
    assert merge(twin, replace(entry(), url="https://www.harian.example/berita/1")).url == "https://www.harian.example/berita/1"
