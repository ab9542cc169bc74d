"""Several processes agree on when a request to a host may start, and on its robots.txt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from landed import entry
from pantau.landing import Landing
from pantau.net.hosts import Robots
from pantau.settings import Settings


@pytest.fixture
def other(database: Settings) -> Iterator[Landing]:
    """The landing of this test, opened a second time as another process would open it."""
    made = Landing(database)
    yield made
    made.close()


def test_starts_are_spaced_whoever_asks(landing: Landing, other: Landing) -> None:
    waits = [one.hosts.start("harian.example", 5.0).wait_s for one in (landing, other, landing)]
    assert waits == [0.0, pytest.approx(5, abs=0.5), pytest.approx(5, abs=0.5)]
    assert landing.hosts.start("lain.example", 5.0).wait_s == 0.0


def test_a_start_counts_from_when_it_was_given(landing: Landing, other: Landing, database: Settings) -> None:
    landing.hosts.save_robots("harian.example", 404, None, 60.0)
    with psycopg.connect(database.warehouse) as holder, ThreadPoolExecutor() as pool:
        holder.execute("UPDATE landing.hosts SET robots_status = 200 WHERE host = 'harian.example'")
        waiting = pool.submit(landing.hosts.start, "harian.example", 0.4)
        with psycopg.connect(database.warehouse, autocommit=True) as looking:
            while not looking.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                time.sleep(0.01)
            time.sleep(0.4)  # as long as the gap: a clock read too early would say that the next start has come
        holder.commit()
        assert waiting.result().wait_s == 0.0
    assert other.hosts.start("harian.example", 0.4).wait_s > 0.2


def test_the_past_has_its_own_gap_and_waits_while_the_live_does(landing: Landing, other: Landing) -> None:
    def past() -> float:
        return other.hosts.start("harian.example", 0.0, 7.0).wait_s

    assert past() == 0.0
    assert past() == pytest.approx(7, abs=0.5)
    assert landing.hosts.start("harian.example", 0.0).wait_s == 0.0, "the live has no part in that gap"
    landing.hosts.live_waits("harian.example", 9.0)
    landing.hosts.live_waits("harian.example", 1.0)
    assert past() == pytest.approx(9, abs=0.5)
    assert landing.hosts.start("harian.example", 3.0).wait_s == 0.0
    assert landing.hosts.start("harian.example", 3.0).wait_s == pytest.approx(3, abs=0.5)
    landing.hosts.live_waits("lain.example", 60.0)
    assert other.hosts.start("lain.example", 0.0, 0.0).wait_s == pytest.approx(60, abs=0.5), "on a host never asked before"


def test_a_start_that_was_not_used_is_taken_again(landing: Landing, other: Landing) -> None:
    taken = landing.hosts.start("harian.example", 0.2)
    again = landing.hosts.again("harian.example", 5.0, None, taken)
    assert again.wait_s == 0.0, "nobody started after it"
    assert other.hosts.start("harian.example", 5.0).wait_s == pytest.approx(5, abs=0.5), "and the next one comes after this one"


def test_a_start_that_was_not_used_is_lost_once_another_was_given(landing: Landing, other: Landing) -> None:
    taken = landing.hosts.start("harian.example", 0.0)
    assert other.hosts.start("harian.example", 5.0).wait_s == 0.0
    again = landing.hosts.again("harian.example", 5.0, None, taken)
    assert again.wait_s == pytest.approx(5, abs=0.5)
    landing.hosts.live_waits("harian.example", 60.0)
    assert landing.hosts.again("harian.example", 5.0, 9.0, again).wait_s == pytest.approx(5, abs=0.5), (
        "it holds a live one's place"
    )


def test_a_past_start_that_was_not_used_keeps_the_gap_of_its_kind(landing: Landing, other: Landing) -> None:
    taken = landing.hosts.start("harian.example", 0.0, 0.0)
    assert other.hosts.start("harian.example", 0.0, 7.0).wait_s == 0.0
    assert landing.hosts.again("harian.example", 0.0, 7.0, taken).wait_s == pytest.approx(7, abs=0.5)
    taken = landing.hosts.start("lain.example", 0.0, 0.1)
    assert landing.hosts.again("lain.example", 0.0, 7.0, taken).wait_s == 0.0
    assert other.hosts.start("lain.example", 0.0, 7.0).wait_s == pytest.approx(7, abs=0.5)
    assert other.hosts.start("lain.example", 0.0).wait_s == 0.0, "the live has no part in that gap"


def test_a_resting_host_gives_no_start(landing: Landing, other: Landing) -> None:
    landing.hosts.rest("harian.example", 60, "http_429")
    landing.hosts.rest("harian.example", 5, "timeout")
    turn = other.hosts.start("harian.example", 5.0)
    assert turn.rest_s == pytest.approx(60, abs=5)
    assert other.hosts.start("lain.example", 5.0).rest_s == 0.0


def test_places_are_few_and_a_lost_process_frees_its_own(landing: Landing, other: Landing) -> None:
    places = [landing.hosts.take_slot("harian.example", 2), other.hosts.take_slot("harian.example", 2)]
    assert None not in places
    assert len(set(places)) == 2
    assert landing.hosts.take_slot("harian.example", 2) is None
    assert landing.hosts.take_slot("lain.example", 2) is not None
    other.hosts.close()
    end = time.monotonic() + 10
    while (freed := landing.hosts.take_slot("harian.example", 2)) is None:
        assert time.monotonic() < end
        time.sleep(0.01)  # the server needs a moment to notice that the connection is closed
    assert freed == places[1]
    landing.hosts.unlock(freed)
    assert landing.hosts.take_slot("harian.example", 2) == freed


def test_an_entry_is_claimed_by_one_process_at_a_time(landing: Landing, other: Landing) -> None:
    landing.add_entries([entry()])
    key = entry().url_key
    assert (landing.hosts.claim(key), other.hosts.claim(key), landing.hosts.claim(key)) == ("pending", None, None)
    landing.mark(key, "failed", "http_404")
    landing.hosts.unclaim(key)
    assert other.hosts.claim(key) == "failed"


def test_robots_are_shared_and_age(landing: Landing, other: Landing) -> None:
    assert landing.hosts.robots("harian.example") == (None, False)
    landing.hosts.start("harian.example", 1.0)
    assert landing.hosts.robots("harian.example") == (None, False)
    landing.hosts.save_robots("harian.example", 200, "User-agent: *\0", 60)
    assert other.hosts.robots("harian.example") == (Robots(200, "User-agent: *"), True)
    other.hosts.save_robots("harian.example", 0, None, -1)
    assert landing.hosts.robots("harian.example") == (Robots(0, "User-agent: *"), False)
