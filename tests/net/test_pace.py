"""A host's gap follows its answers: pure rules under a simulated clock, the shared memory, and a server that slows down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.landing import Landing
from pantau.net import FetchProblem, PoliteClient
from pantau.net.pace import OVERLOADED, Gaps, Pace, after_answer, after_failure
from pantau.settings import Settings
from website import Website, body, gaps, status

REAL = Gaps(5.0, margin_s=0.15, most_s=60.0)  # the settings as they are
Make = Callable[..., Settings]


def simulate(hours: float, answer_s: Callable[[float], float], begin: Pace | None = None) -> list[tuple[float, float]]:
    """Ask a host for some simulated hours, one request after the other; return the second of each start and the gap after it."""
    now, pace, seen = 0.0, begin or Pace(), []
    while now < hours * 3600:
        pace = after_answer(pace, answer_s(now), REAL)
        seen.append((now, pace.gap_s or REAL.least_s))
        now += seen[-1][1]
    return seen


def test_a_host_that_answers_fast_keeps_the_shortest_gap() -> None:
    assert {gap for _, gap in simulate(1, lambda now: 0.4)} == {5.0}


def test_a_host_that_slows_down_is_left_more_time_and_gets_its_pace_back_slowly() -> None:
    seen = simulate(3, lambda now: 8.0 if 600 <= now < 1800 else 0.4)
    slow = [gap for now, gap in seen if 600 <= now < 1800]
    assert slow[:4] == [10.0, 20.0, 40.0, 40.0], "doubled at most, to five times the answer"
    healing = [(now, gap) for now, gap in seen if now >= 1800]
    steps = {round(before - after, 6) for (_, before), (_, after) in pairwise(healing)}
    assert steps == {0.0, 1.0}, "one second an answer"
    assert healing[-1][1] == 5.0
    assert next(now for now, gap in healing if gap == 5.0) > 1800 + 600, "not at once"


def test_failures_of_an_overloaded_host_double_the_gap_up_to_the_ceiling() -> None:
    pace, seen = Pace(), []
    for _ in range(5):
        pace = after_failure(pace, "http_503", REAL)
        seen.append(pace.gap_s)
    assert seen == [10.0, 20.0, 40.0, 60.0, 60.0]
    for kind in ("http_404", "http_403", "tls", "robots"):
        assert after_failure(Pace(20.0), kind, REAL) == Pace(20.0), "a fast refusal neither lengthens nor shortens it"


answers = st.one_of(st.floats(0.0, 120.0), st.sampled_from([*sorted(OVERLOADED), "http_404"]))


@given(st.lists(answers, max_size=60), st.floats(0.0, 60.0), st.floats(0.0, 120.0))
def test_no_history_leads_out_of_the_bounds_and_no_answer_moves_the_gap_by_more_than_twice(
    history: list[float | str], least: float, most: float
) -> None:
    bounds, pace = Gaps(least, most_s=most), Pace()
    for one in history:
        before = max(pace.gap_s, least)
        pace = after_failure(pace, one, bounds) if isinstance(one, str) else after_answer(pace, one, bounds)
        after = max(pace.gap_s, least)
        assert least <= after <= max(least, most)
        assert after <= 2 * before
        assert after >= before - 0.2 * least - 1e-9


def test_a_crawl_delay_is_the_shortest_gap() -> None:
    delayed = Gaps(30.0, most_s=60.0)
    assert after_answer(Pace(), 1.0, delayed).gap_s == 0.0, "five seconds are within it"
    assert after_failure(Pace(), "timeout", delayed).gap_s == 60.0
    assert after_failure(Pace(), "timeout", Gaps(60.0, most_s=60.0)).gap_s == 0.0, (
        "it is as long as the ceiling: nothing is learnt"
    )


def test_all_processes_share_the_learnt_gap_and_one_incident_counts_once(landing: Landing, database: Settings) -> None:
    hosts, other = landing.hosts, Landing(database)
    first, second = hosts.start("a.example", 0.0, None, 60.0), other.hosts.start("a.example", 0.0, None, 60.0)
    for turn in (first, second):  # both were sent before either failed
        hosts.keep_pace("a.example", turn.pace, after_failure(turn.pace, "timeout", REAL), 5.0)
    assert other.hosts.pace("a.example").gap_s == 10.0
    assert hosts.start("a.example", 5.0, None, 60.0).wait_s == pytest.approx(5.0, abs=0.5), "the next start moved once"
    hosts.keep_pace("a.example", Pace(7.0), Pace(6.0, 0.3), 5.0)
    assert other.hosts.pace("a.example") == Pace(10.0, 0.3), "who did not know of the failure does not shorten the gap"
    other.close()


def test_a_learnt_gap_counts_only_up_to_the_ceiling_and_for_past_days_too(landing: Landing) -> None:
    hosts = landing.hosts
    hosts.start("a.example", 0.0)
    hosts.keep_pace("a.example", Pace(), Pace(40.0, 8.0), 40.0)
    assert hosts.start("a.example", 0.0, 0.0, 60.0).wait_s == 0.0
    assert hosts.start("a.example", 0.0, 0.0, 60.0).wait_s == pytest.approx(40.0, abs=0.5)
    hosts.start("b.example", 0.0)
    hosts.keep_pace("b.example", Pace(), Pace(40.0, 8.0), 40.0)
    assert hosts.start("b.example", 5.0).wait_s == 0.0
    assert hosts.start("b.example", 5.0).wait_s == pytest.approx(5.0, abs=0.5), "a documented rate has no ceiling above it"


def test_a_host_with_a_long_gap_gets_one_request_at_a_time(landing: Landing, database: Settings) -> None:
    other = Landing(database)
    landing.hosts.start("a.example", 0.0)
    places = [one.hosts.take_slot("a.example", 2, 10.0) for one in (landing, other)]
    assert None not in places
    landing.hosts.unlock(places[0] or 0)
    other.hosts.unlock(places[1] or 0)
    landing.hosts.keep_pace("a.example", Pace(), Pace(10.0, 3.0), 5.0)
    assert landing.hosts.take_slot("a.example", 2, 10.0) is not None
    assert other.hosts.take_slot("a.example", 2, 10.0) is None
    other.close()


async def test_a_server_that_slows_down_gets_fewer_requests_and_then_its_pace_again(
    website: Website, hasty: Make, landing: Landing
) -> None:
    gap = 0.1
    key = f"a.pers.test:{website.port}"
    website.paths["/robots.txt"] = body(b"User-agent: *\nAllow: /\n")
    settings = hasty(host_gap_s=gap, host_gap_growth=6.0, read_timeout_s=5, total_timeout_s=5)
    async with PoliteClient(settings, landing.hosts) as client:
        website.pause_s = 0.2  # five times this is more than the ceiling
        await asyncio.gather(*(client.get(website.url("a", f"/lambat/{number}")) for number in range(5)))
        assert landing.hosts.pace(key).gap_s == pytest.approx(0.6)
        website.pause_s = 0.0
        learnt = [0.6]
        for number in range(4):
            await client.get(website.url("a", f"/cepat/{number}"))
            learnt.append(landing.hosts.pace(key).gap_s)
    assert max(gaps(website.pages()[:6])) > 0.55
    assert learnt == sorted(learnt, reverse=True)
    assert learnt[-1] < 0.6
    async with PoliteClient(settings, landing.hosts) as client:  # another run begins where this one ended
        assert landing.hosts.pace(key).gap_s == learnt[-1]
        await client.get(website.url("a", "/lagi"))
    assert landing.hosts.pace(key).gap_s < learnt[-1]


async def test_a_503_lengthens_the_gap_and_a_documented_rate_stays(website: Website, hasty: Make, landing: Landing) -> None:
    website.paths |= {"/x": status(503), "a/robots.txt": status(404), "b/robots.txt": status(404)}
    settings = hasty(host_gap_s=0.05, host_gap_growth=12.0)
    async with PoliteClient(settings, landing.hosts) as client:
        for host, own in (("a", None), ("b", 0.01)):
            with pytest.raises(FetchProblem):
                await client.get(website.url(host, "/x"), gap_s=own)
    assert landing.hosts.pace(f"a.pers.test:{website.port}").gap_s >= 0.1
    assert landing.hosts.pace(f"b.pers.test:{website.port}").gap_s < 0.1
