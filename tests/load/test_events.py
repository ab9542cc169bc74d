"""Events in the warehouse: which outlets report one happening, in how many texts of their own, over at most two days."""

from __future__ import annotations

import pytest
from load_builders import Piece, load, put, workspace

from pantau.report.events import event_of, tell_event
from pantau.settings import Settings
from pantau.workspace import Workspace

FIRE = (
    "Kebakaran melanda pabrik garmen di Leuwigajah, Kota Cimahi, Minggu dini hari. Sebanyak 12 mobil pemadam dari Bandung "
    "datang. Kapolres Cimahi Ajun Komisaris Budi Santoso mengatakan tidak ada korban jiwa; kerugian ditaksir Rp4,7 miliar."
)
FIRE_TOO = (
    "Pabrik garmen di kawasan Leuwigajah, Kota Cimahi, terbakar pada Minggu. Kerugian ditaksir Rp4,7 miliar. Petugas dari "
    "Bandung dengan 12 mobil pemadam menjinakkan api, kata Kapolres Cimahi Ajun Komisaris Budi Santoso. Tidak ada korban."
)
OTHER = (
    "Timnas putri menang 3-0 atas Malaysia di Stadion Manahan, Solo, lewat gol Claudia Scheunemann.",
    "Harga cabai rawit di Pasar Kramat Jati naik menjadi Rp90.000 sekilo karena hujan di Garut.",
    "Gubernur Riau meresmikan jembatan di Siak sepanjang 400 meter yang menghubungkan dua kecamatan.",
)
LATER = [("suara", "Kebakaran Pabrik Cimahi: " + FIRE_TOO), ("warta", FIRE_TOO.replace("Minggu", "hari sebelumnya"))]


def day_of(day: str, minutes: int, texts: list[tuple[str, str]]) -> list[Piece]:
    everything = [*texts, *(("kabar", text) for text in OTHER)]
    return [
        Piece(
            name=f"{day[-2:]}-{place}",
            day=day,
            outlet=outlet,
            text=f"{text} Laporan {day}.",
            minutes=minutes + place,
            title=text[:30],
        )
        for place, (outlet, text) in enumerate(everything)
    ]


@pytest.fixture
def work(database: Settings) -> Workspace:
    return workspace(database)


def test_an_event_counts_outlets_originals_and_copies_and_goes_on_for_one_day(work: Workspace) -> None:
    told = [("kabar", FIRE), ("suara", FIRE), ("warta", FIRE_TOO)]
    days = ("2026-11-20", "2026-11-21", "2026-11-22")
    pieces = [piece for number, day in enumerate(days) for piece in day_of(day, 1440 * number, LATER if number else told)]
    put(work, pieces, days)
    for day in (days[1], days[2], days[0]):
        load(work, day)
    with work.connect() as connection:
        rows = connection.execute(
            "SELECT event_id, day::text, last_day::text, articles, originals, copies, outlets, cohesion, continues FROM events "
            "WHERE title LIKE %s ORDER BY day",
            ["%ebakaran%"],
        ).fetchall()
        named = connection.execute("SELECT event_id FROM event_articles").fetchall()
    fire = pieces[0].article_id
    first, second = rows
    assert first[:3] == (fire, days[0], days[1])
    assert first[3] == first[4] + first[5] == 4, "the text that warta prints again on the next day is not counted"
    assert first[4] < 4, "a copy is no original"
    assert first[6] == ["kabar", "suara", "warta"]
    assert 0.36 < first[7] <= 1
    assert first[8] is None
    assert second[1:3] == (days[2], days[2])
    assert second[8] == fire, "what is told on a third day goes on with the event"
    assert len(named) == len(pieces), "every article is in one, perhaps alone"


def test_a_text_that_its_outlet_publishes_again_is_no_second_copy(work: Workspace) -> None:
    day = "2026-11-20"
    again = FIRE.replace("ditaksir", "diperkirakan").replace("Sebanyak", "Ada")
    pieces = day_of(day, 0, [("kabar", FIRE), ("suara", FIRE), ("warta", FIRE_TOO), ("kabar", again)])
    put(work, pieces, [day])
    load(work, day)
    with work.connect() as connection:
        event = event_of(connection, pieces[0].article_id)
        assert event is not None
        shown = {row.article_id: row for row in tell_event(connection, event.event_id)}
        kinds = dict(connection.execute("SELECT article_id, kind FROM story_members").fetchall())
    first, copied, other, republished = (shown[piece.article_id] for piece in pieces[:4])
    assert kinds[republished.article_id] == "republished"
    assert (event.articles, event.originals, event.copies) == (3, 2, 1)
    assert [row.again for row in (first, copied, other, republished)] == [False, False, False, True]
    assert (first.own, first.copies, republished.own) == (True, 1, False)


def test_an_outlet_alone_with_its_own_text_again_is_no_event(work: Workspace) -> None:
    day = "2026-11-20"
    pieces = day_of(day, 0, [("kabar", FIRE), ("kabar", FIRE.replace("ditaksir", "diperkirakan").replace("Sebanyak", "Ada"))])
    put(work, pieces, [day])
    load(work, day)
    with work.connect() as connection:
        assert connection.execute("SELECT kind FROM story_members ORDER BY kind").fetchall() == [("first",), ("republished",)]
        assert event_of(connection, pieces[0].article_id) is None


def test_a_day_that_is_loaded_again_writes_no_event_anew(work: Workspace) -> None:
    days = ("2026-11-20", "2026-11-21")
    put(work, [piece for number, day in enumerate(days) for piece in day_of(day, 1440 * number, LATER)], days)
    for day in days:
        load(work, day)
    places = (
        "SELECT ctid::text, part_id FROM event_parts UNION ALL SELECT ctid::text, article_id FROM event_members ORDER BY 2, 1"
    )
    with work.connect() as connection:
        before = connection.execute(places).fetchall()
        connection.execute("DELETE FROM landing.loaded_days")
    load(work, days[0])
    with work.connect() as connection:
        assert connection.execute(places).fetchall() == before
