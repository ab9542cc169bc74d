"""Edits: another headline or text on a later fetch is a revision, and the landing alone decides that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from load_builders import load, workspace

from landed import answer, entry
from pantau.clean.stage import run as clean
from pantau.extract.stage import run as extract
from pantau.load.revisions import Version, revision_rows
from pantau.model import QualityResult, Quarantined
from pantau.settings import Settings
from pantau.warehouse.digest import warehouse_digest
from pantau.workspace import Workspace

DAY = "2026-11-20"
NINE = datetime(2026, 11, 20, 2, tzinfo=UTC)
LEAD = "Warga Kampung Melati mulai membersihkan lumpur sisa banjir pada Jumat pagi, dibantu petugas dari kecamatan setempat."
SECOND = "Menurut ketua rukun warga, air setinggi satu meter surut menjelang subuh dan tidak ada korban dalam peristiwa itu."
THIRD = "Pemerintah kota menyiapkan dapur umum di balai warga sampai hari Minggu untuk keluarga yang rumahnya masih kotor."
LATER = "Seorang warga yang sempat hilang ditemukan selamat pada siang hari, kata kepala kantor pencarian dan pertolongan."


def page(title: str, *paragraphs: str, advert: str = "") -> bytes:
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    published = '<meta property="article:published_time" content="2026-11-20T08:00:00+07:00">'
    head = f'<head><meta charset="utf-8"><title>{title}</title><meta property="og:title" content="{title}">{published}</head>'
    return f"<html>{head}<body><article><h1>{title}</h1>{text}</article><aside>{advert}</aside></body></html>".encode()


def installed(database: Settings, **more: str) -> Workspace:
    """A workspace with the outlets of the builders and the seeds of the project."""
    work = workspace(database)
    work.settings = database.model_copy(update={"shards": 1, "shrink_share": 1.0} | more)
    return work


@pytest.fixture
def work(database: Settings) -> Iterator[Workspace]:
    work = installed(database)
    yield work
    work.landing.close()


KABAR = entry(host="kabar.test", outlet="kabar")


def fetched(work: Workspace, minutes: int, body: bytes, status: int = 200) -> None:
    work.landing.add_entries([KABAR])
    work.landing.land(KABAR, answer(KABAR, body, fetched_at=NINE + timedelta(minutes=minutes), status=status))


def worked(work: Workspace, *refused: Quarantined) -> dict[str, int]:
    """Work all stages of the day after the landing, and load it."""
    counts = extract(work, DAY).counts
    clean(work, DAY)
    rule = QualityResult("title_present", "row", "warning", True, 1, 0, "", "a title is there")
    work.results.write("validate.quality", work.version("validate"), DAY, "day", [rule], QualityResult)
    work.results.write("validate.quarantine", work.version("validate"), DAY, "day", refused, Quarantined)
    load(work, DAY)
    return counts


def revisions(work: Workspace) -> list[tuple[object, ...]]:
    query = "SELECT revision, seen_at, title_before, title, cut, added FROM article_revisions ORDER BY revision"
    with work.connect() as connection:
        return connection.execute(query.encode()).fetchall()


def served(work: Workspace) -> tuple[object, ...] | None:
    with work.connect() as connection:
        return connection.execute("SELECT title, text FROM articles").fetchone()


def test_every_edit_is_told_and_the_newest_is_served(work: Workspace) -> None:
    fetched(work, 0, page("Banjir surut", LEAD, SECOND))
    fetched(work, 10, page("Banjir surut", LEAD, SECOND, advert="Iklan lain"))
    fetched(work, 20, page("Banjir surut, warga ditemukan", LEAD, LATER, SECOND))
    fetched(work, 25, b"<html>gangguan</html>", status=500)
    fetched(work, 30, page("Banjir surut, warga ditemukan", LEAD, LATER, THIRD))
    assert worked(work)["earlier"] == 3
    assert revisions(work) == [
        (1, NINE + timedelta(minutes=20), "Banjir surut", "Banjir surut, warga ditemukan", [], [LATER]),
        (2, NINE + timedelta(minutes=30), *["Banjir surut, warga ditemukan"] * 2, [SECOND], [THIRD]),
    ]
    assert served(work) == ("Banjir surut, warga ditemukan", "\n".join([LEAD, LATER, THIRD]))
    again = worked(work)
    assert again["reused"] == 1
    assert len(revisions(work)) == 2


WALL = b"<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1></body></html>"


def withdrawn(work: Workspace) -> tuple[object, ...] | None:
    with work.connect() as connection:
        return connection.execute("SELECT title, withdrawn_at, withdrawn_seen FROM articles").fetchone()


def test_a_page_that_is_no_article_says_nothing_against_the_one_read_before(work: Workspace) -> None:
    fetched(work, 0, page("Banjir surut", LEAD, SECOND))
    fetched(work, 10, page("Banjir surut", LEAD, THIRD))
    fetched(work, 20, WALL)
    worked(work)
    assert served(work) == ("Banjir surut", f"{LEAD}\n{THIRD}")
    assert [row[4:] for row in revisions(work)] == [([SECOND], [THIRD])]
    fetched(work, 30, page("Banjir surut", LEAD, LATER))
    assert worked(work)["earlier"] == 3
    assert served(work) == ("Banjir surut", f"{LEAD}\n{LATER}")
    assert len(revisions(work)) == 2


@pytest.mark.parametrize("status", [404, 410])
def test_an_article_that_is_gone_is_kept_and_marked_until_it_is_back(work: Workspace, status: int) -> None:
    fetched(work, 0, page("Banjir surut", LEAD, SECOND))
    fetched(work, 60, b"<h1>tidak ditemukan</h1>", status=status)
    worked(work)
    first = NINE + timedelta(minutes=60)
    assert withdrawn(work) == ("Banjir surut", first, 1)
    fetched(work, 70, WALL)
    fetched(work, 80, b"", status=status)
    worked(work)
    assert withdrawn(work) == ("Banjir surut", first, 2)
    assert revisions(work) == []
    fetched(work, 90, page("Banjir surut", LEAD, SECOND))
    worked(work)
    assert withdrawn(work) == ("Banjir surut", None, 0)


@pytest.mark.parametrize("status", [403, 500, 503])
def test_any_other_answer_is_no_withdrawal(work: Workspace, status: int) -> None:
    fetched(work, 0, page("Banjir surut", LEAD, SECOND))
    fetched(work, 60, b"<h1>gangguan</h1>", status=status)
    worked(work)
    assert withdrawn(work) == ("Banjir surut", None, 0)


def test_revisions_are_the_landings_whatever_runs_saw_the_edits(work: Workspace, database: Settings) -> None:
    bodies = [page("Banjir surut", LEAD, SECOND), page("Banjir surut", LEAD, THIRD), page("Banjir surut", LEAD, SECOND)]
    for number, body in enumerate(bodies):
        fetched(work, number, body)
        worked(work)  # a run after each fetch
    with work.connect() as connection:
        wanted = warehouse_digest(connection)
        connection.execute("TRUNCATE article_rows, article_tags, article_revisions, entry_outcomes, source_days, loads CASCADE")
    fresh = installed(database, results_url=str(database.state_dir / "anew"))
    worked(fresh)  # one run after all fetches
    fresh.landing.close()
    with fresh.connect() as connection:
        assert warehouse_digest(connection) == wanted
    assert [row[4:] for row in revisions(fresh)] == [([SECOND], [THIRD]), ([THIRD], [SECOND])]


def test_an_article_that_goes_takes_its_revisions_along(work: Workspace) -> None:
    fetched(work, 0, page("Banjir surut", LEAD, SECOND))
    fetched(work, 1, page("Banjir surut", LEAD, THIRD))
    worked(work)
    assert len(revisions(work)) == 1
    worked(work, Quarantined(KABAR.article_id, "text.length", "teks terlalu pendek", ""))
    assert served(work) is None
    assert revisions(work) == []


VERSIONS = st.lists(
    st.builds(
        lambda minute, title, lines: Version(
            NINE + timedelta(minutes=minute), f"{minute}", title, "\n".join(lines), str(sorted(lines)), len(lines)
        ),
        st.integers(0, 9),
        st.sampled_from(["A", "B"]),
        st.lists(st.sampled_from(["satu", "dua", "tiga"]), max_size=5),
    ),
    unique_by=lambda version: version.seen_at,
    max_size=6,
)


@given(VERSIONS)
def test_the_edits_in_order_lead_from_the_first_version_to_the_last(versions: list[Version]) -> None:
    rows = list(revision_rows("a", versions))
    assert [row[1] for row in rows] == list(range(1, len(rows) + 1))
    ordered = sorted(versions, key=lambda version: version.seen_at)
    if ordered:
        lines = Counter(filter(None, ordered[0].text.split("\n")))
        for _, _, _, _, _, cut, added, *_ in rows:
            lines = lines - Counter(cut) + Counter(added)
        assert lines == Counter(filter(None, ordered[-1].text.split("\n")))
    assert list(revision_rows("a", versions[::-1])) == rows
