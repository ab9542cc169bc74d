"""What the landing remembers of feeds and archives."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from landed import NOON
from pantau.landing import ArchiveRead, FeedState, Landing

FEED = FeedState("https://harian.example/rss", "harian", 1_800.0, NOON)


def test_a_feed_is_remembered_as_it_was_saved(landing: Landing) -> None:
    assert landing.feed_state(FEED.feed_url) is None
    later = replace(FEED, etag='"1"', last_result="ok", last_ok_at=NOON, last_new=7, failures=0.25, polls=3, last_message="a\0b")
    landing.save_feed_state(FEED)
    landing.save_feed_state(later, replace(FEED, feed_url="https://lain.example/rss"))
    assert landing.feed_state(FEED.feed_url) == replace(later, last_message="ab")
    assert set(landing.feed_states([FEED.feed_url, "https://lain.example/rss", "https://x.example/"])) == {
        FEED.feed_url, "https://lain.example/rss"
    }  # fmt: skip


def test_due_feeds_are_those_never_polled_then_the_longest_overdue(landing: Landing) -> None:
    states = [replace(FEED, feed_url=f"feed:{name}", next_poll_at=NOON + timedelta(minutes=wait))
              for name, wait in {"a": -5, "b": -60, "c": 1, "d": 0}.items()]  # fmt: skip
    landing.save_feed_state(*states)
    assert landing.due_feeds(NOON, ["feed:a", "feed:b", "feed:c", "feed:d", "feed:new", "feed:a"]) == [
        "feed:new", "feed:b", "feed:a", "feed:d"
    ]  # fmt: skip


def test_an_archive_read_is_remembered(landing: Landing) -> None:
    assert landing.archive_read("harian", "2026-11-20") is None
    read = ArchiveRead("harian", "2026-11-20", NOON, "http_500", "maaf", 1, 0)
    landing.save_archive_read(read)
    landing.save_archive_read(replace(read, result="ok", pages=4, listed=73))
    landing.save_archive_read(replace(read, outlet="abadi"))
    assert landing.archive_read("harian", "2026-11-20") == replace(read, result="ok", pages=4, listed=73)
    assert [one.outlet for one in landing.archive_reads("2026-11-20")] == ["abadi", "harian"]
