"""What the catalogue knows of entries, on a real PostgreSQL."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landed import ANNOUNCEMENTS, DAY, NOON, answer, entry
from pantau.errors import BadInput
from pantau.landing import AddResult, Landing, StateChange
from pantau.model import Entry, Landed
from pantau.settings import Settings

ARCHIVE = "https://harian.example/indeks"


def _now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


def _all(landing: Landing) -> list[Landed]:
    return [landed for day in ("2026-11-19", DAY, "2026-11-21") for landed in landing.entries(day)]


def test_a_new_entry_is_pending_and_a_seen_one_is_a_sighting(landing: Landing) -> None:
    one, two = entry("/1"), entry("/2")
    assert landing.add_entries([one, two, one]) == AddResult(2, 0, 0, frozenset({DAY}))
    assert landing.add_entries([replace(one, source_url="https://harian.example/rss/bali")]) == AddResult(0, 1, 0, frozenset())
    assert [landed.entry for landed in landing.entries(DAY)] == [one, two]
    assert landing.pending(_now()) == [one, two]
    with landing.database.session() as connection:
        assert connection.execute("SELECT count(*) FROM landing.sightings").fetchone() == (3,)
    assert landing.add_entries([]) == AddResult(0, 0, 0, frozenset())


def test_the_archive_moves_an_entry_and_names_both_days(landing: Landing) -> None:
    landing.add_entries([entry(day="2026-11-21")])
    moved = landing.add_entries([entry(source="archive", source_url=ARCHIVE)])
    assert moved == AddResult(0, 1, 1, frozenset({DAY, "2026-11-21"}))
    assert landing.entries("2026-11-21") == []
    assert landing.add_entries([entry(day="2026-11-21")]) == AddResult(0, 1, 0, frozenset())


def test_an_edit_after_the_fetch_makes_it_pending_again_once(landing: Landing) -> None:
    landing.add_entries([entry()])
    landing.land(entry(), answer(entry(), fetched_at=NOON))
    assert landing.add_entries([entry(updated_at=NOON - timedelta(hours=1))]).days == frozenset()
    edited = entry(updated_at=NOON + timedelta(hours=1))
    assert landing.add_entries([edited]).days == frozenset({DAY})
    assert [one.url_key for one in landing.pending(_now())] == [edited.url_key]
    assert landing.entries(DAY)[0].state == "landed", "what was landed is still known"
    landing.land(edited, answer(edited, fetched_at=NOON + timedelta(minutes=30)))  # before the edit: a cached copy
    assert landing.add_entries([edited]).days == frozenset(), "the same edit is not new twice"
    assert landing.pending(_now()) == []


def test_an_edit_revives_what_had_failed(landing: Landing) -> None:
    landing.add_entries([entry()])
    landing.mark(entry().url_key, "failed", "http_404", attempts=1)
    assert landing.add_entries([entry(updated_at=NOON)]).days == frozenset({DAY})
    assert [(landed.state, landed.attempts) for landed in landing.entries(DAY)] == [("pending", 0)]


def test_pending_by_day_outlet_time_and_number(landing: Landing) -> None:
    later = entry("/nanti")
    landing.add_entries([entry("/1"), entry("/2", day="2026-11-21"), entry("/3", outlet="lain"), later])
    landing.mark(later.url_key, "pending", "retry:timeout", _now() + timedelta(hours=1), attempts=1)
    paths = [[one.url.rpartition("/")[2] for one in found] for found in (
        landing.pending(_now()), landing.pending(_now(), DAY), landing.pending(_now(), DAY, ["lain"]),
        landing.pending(_now(), limit=1), landing.pending(_now(), DAY, []), landing.pending(_now() + timedelta(hours=2), DAY),
    )]  # fmt: skip
    assert paths == [["2", "1", "3"], ["1", "3"], ["3"], ["2"], [], ["1", "3", "nanti"]]
    assert landing.entries(DAY, ["lain"])[0].entry.outlet == "lain"


def test_only_passing_failures_are_due_again(landing: Landing) -> None:
    kinds = ["http_404", "http_410", "private_address", "bad_url", "http_500", "timeout", "http_429", "dns", "content_type"]
    for kind in kinds:
        landing.add_entries([entry(f"/{kind}")])
        landing.mark(entry(f"/{kind}").url_key, "failed", kind, attempts=3)
    due = landing.due(_now(), DAY, again=True)
    assert {landed.reason for landed in due} == {"http_500", "timeout", "http_429", "dns"}
    assert landing.due(_now(), DAY) == []


def test_what_is_landed_stays_landed_when_it_is_gone_later(landing: Landing) -> None:
    landing.add_entries([entry("/1"), entry("/2")])
    page = landing.land(entry("/1"), answer(entry("/1")))
    landing.mark_many([StateChange(entry(path).url_key, "failed", "http_404", attempts=1) for path in ("/1", "/2")])
    found = [(landed.state, landed.reason, landed.page) for landed in landing.entries(DAY)]
    assert found == [("landed", "", page), ("failed", "http_404", None)]


def test_text_no_database_takes_is_taken(landing: Landing) -> None:
    landing.add_entries([entry(title="a\0b\ud800", summary="Kutip “begini” 😀")])
    assert landing.entries(DAY)[0].entry.title == "ab\ufffd"
    with pytest.raises(BadInput, match="cannot be kept"):
        landing.add_entries([entry("/" + "x" * 3_000)])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), ANNOUNCEMENTS), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_rows_do_not_depend_on_order_batches_or_repetition(
    landing: Landing, announced: list[tuple[str, Entry]], dice: random.Random
) -> None:
    entries = [replace(one, article_id=name, url_key=f"harian.example/{name}") for name, one in announced]
    rows = []
    for _ in range(3):
        with landing.database.session() as connection:
            connection.execute("TRUNCATE landing.entries CASCADE")
        rest = list(entries)
        while rest:
            size = dice.randint(1, len(rest))
            landing.add_entries(rest[:size])
            rest = rest[size:]
        again = landing.add_entries(entries)
        assert (again.new, again.moved, again.days) == (0, 0, frozenset())
        rows.append(_all(landing))
        dice.shuffle(entries)
    assert rows[0] == rows[1] == rows[2]


def test_two_processes_may_add_the_same_at_once(database: Settings, landing: Landing) -> None:
    entries = [entry(f"/{number}") for number in range(60)]
    landings = [Landing(database) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda one: one.add_entries(random.Random(3).sample(entries, 60)), landings))
    for one in landings:
        one.close()
    assert sum(result.new for result in results) == 60
    assert len(landing.entries(DAY)) == 60
