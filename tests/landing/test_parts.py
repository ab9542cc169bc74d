"""Articles over several pages: the last part lands the article, its digest covers all parts, and no later fetch harms it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from landed import DAY, NOON, answer, entry
from pantau.landing import DamagedLanding, FetchedPage, Landing
from pantau.model import Landed
from pantau.urls import article_id


def _land(landing: Landing, *bodies: bytes, parts: int = 3, at: datetime = NOON, path: str = "/1") -> None:
    """Land the first parts of an article that has `parts` parts, one part at a time."""
    of = entry(path)
    for part, body in enumerate(bodies, 1):
        response = answer(of, body, url=f"{of.url}?page={part}", fetched_at=at + timedelta(seconds=part - 1))
        landing.land_many([FetchedPage(of, response, parts, part, at if part > 1 else None)])


def _only(landing: Landing) -> Landed:
    [found] = landing.entries(DAY)
    return found


def _states(landing: Landing) -> tuple[str, str, int]:
    with landing.database.session() as connection:
        row = connection.execute("SELECT state, reason, attempts FROM landing.entries").fetchone()
    assert row
    return row[0], row[1], row[2]


def test_an_article_is_landed_with_its_last_part(landing: Landing) -> None:
    landing.add_entries([entry("/1")])
    landing.mark(entry("/1").url_key, "pending", "retry:timeout", attempts=2)
    _land(landing, b"satu")
    assert _states(landing) == ("pending", "retry:part_next", 0), "each part has all its tries"
    first = _only(landing)
    assert (first.state, first.reason, first.missing, len(first.pages)) == ("landed", "retry:part_next", 2, 1)
    assert [page.url for page in landing.begun(entry("/1").url_key)] == ["https://harian.example/1?page=1"]
    _land(landing, b"satu", b"dua", b"tiga")
    assert _states(landing)[:2] == ("landed", "")
    whole = _only(landing)
    assert (whole.reason, whole.missing, [page.url[-1] for page in whole.pages]) == ("", 0, ["1", "2", "3"])
    assert [bodies for _, bodies in landing.articles([whole])] == [[b"satu", b"dua", b"tiga"]]
    assert landing.begun(entry("/1").url_key) == []


def test_the_digest_covers_all_parts_in_order_and_one_page_keeps_its_own(landing: Landing) -> None:
    landing.add_entries([entry("/1"), entry("/2"), entry("/3"), entry("/4")])
    _land(landing, b"satu", b"dua", parts=2)
    _land(landing, b"satu", b"DUA", parts=2, path="/2")
    _land(landing, b"dua", b"satu", parts=2, path="/3")
    _land(landing, b"satu", parts=1, path="/4")
    found = {landed.entry.url: landed for landed in landing.entries(DAY)}
    assert len({landed.digest for landed in found.values()}) == 4
    single = found["https://harian.example/4"]
    assert single.page is not None
    assert single.digest == single.page.digest
    assert replace(single, page=None).digest == ""


def test_a_fetch_that_got_all_goes_before_a_newer_one_that_did_not(landing: Landing) -> None:
    landing.add_entries([entry("/1")])
    _land(landing, b"satu", b"dua", parts=2)
    before = _only(landing)
    _land(landing, b"satu baru", parts=2, at=NOON + timedelta(hours=1))
    during = _only(landing)
    assert (during.page, during.parts, during.reason) == (before.page, before.parts, "")
    landing.mark(entry("/1").url_key, "failed", "part_http_500", attempts=1)
    assert _states(landing)[:2] == ("landed", ""), "it is known whole"
    _land(landing, b"satu baru", b"dua baru", parts=2, at=NOON + timedelta(hours=2))
    assert [bodies for _, bodies in landing.articles([_only(landing)])] == [[b"satu baru", b"dua baru"]]


def test_an_article_that_was_never_whole_fails_with_its_reason(landing: Landing) -> None:
    landing.add_entries([entry("/1")])
    _land(landing, b"satu", b"dua")
    landing.mark(entry("/1").url_key, "failed", "part_http_500", attempts=1)
    assert _states(landing)[:2] == ("failed", "part_http_500")
    found = _only(landing)
    assert (found.state, found.reason, found.missing) == ("landed", "part_http_500", 1)
    soon = datetime.now(UTC) + timedelta(seconds=1)
    assert len(landing.due(soon, DAY, again=True)) == 1
    landing.mark(entry("/1").url_key, "failed", "part_http_404", attempts=1)
    assert landing.due(soon, DAY, again=True) == []
    with landing.database.session() as connection:
        rows = connection.execute("SELECT article_id, landed, parts, reason FROM landing.unfinished").fetchall()
    assert rows == [(article_id(entry("/1").url_key), 2, 3, "part_http_404")]


def test_an_edit_begins_anew(landing: Landing) -> None:
    landing.add_entries([entry("/1")])
    _land(landing, b"satu")
    assert landing.add_entries([entry("/1", updated_at=NOON + timedelta(hours=1))]).days == {DAY}
    assert _states(landing) == ("pending", "", 0)


def test_a_part_that_cannot_be_read_loses_the_article_by_name(landing: Landing) -> None:
    landing.add_entries([entry("/1"), entry("/2")])
    _land(landing, b"satu", b"dua", parts=2)
    _land(landing, b"tiga", parts=1, path="/2")
    rows = landing.entries(DAY)
    broken = replace(rows[0], parts=(replace(rows[0].parts[0], warc_offset=7),))
    lost: list[tuple[str, str]] = []
    got = [bodies for _, bodies in landing.articles([broken, rows[1]], lambda one, why: lost.append((one.entry.url, why)))]
    assert got == [[b"tiga"]]
    assert [url for url, _ in lost] == ["https://harian.example/1"]
    with pytest.raises(DamagedLanding, match="restore the file"):
        list(landing.articles([broken]))


def test_parts_go_with_their_entry(landing: Landing) -> None:
    landing.add_entries([entry("/1")])
    _land(landing, b"satu", b"dua", parts=2)
    with landing.database.session() as connection:
        connection.execute("DELETE FROM landing.entries")
        assert connection.execute("SELECT count(*) FROM landing.parts").fetchone() == (0,)
