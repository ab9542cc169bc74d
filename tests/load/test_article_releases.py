"""An operator releases one article for the rules he saw: the day's next work loads it, marked; he can take it back."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import pytest
from load_builders import Piece, load, put, workspace

from pantau.cli import main
from pantau.dedupe.stage import run as dedupe
from pantau.errors import BadInput, PantauError
from pantau.report.desk_orders import DeskOrder, carry_out
from pantau.report.stories import counts
from pantau.results import Finished
from pantau.settings import Settings, settings
from pantau.validate.article_releases import NotRefused, list_releases, release_article, seen_as, take_back
from pantau.validate.stage import run as validate
from pantau.warehouse.digest import warehouse_digest
from pantau.workspace import Workspace

DAY = "2026-11-20"
WORDS = (
    "Pemerintah kota memperbaiki jembatan yang rusak setelah banjir pekan lalu dan warga bergotong royong membersihkan lumpur "
)
GOOD = [
    Piece(f"{outlet}-{number}", outlet=outlet, text=f"{WORDS * 3} {outlet} nomor {number}.", title=f"Jembatan {outlet} {number}")
    for outlet in ("kabar", "suara")
    for number in range(3)
]
SHORT = Piece("pendek", text=f"{WORDS * 2} Mamuju.", title="Gempa")
ALONE = Piece("sendiri", outlet="warta", text=f"{WORDS * 2} Palu.", title="Gempa")
BOTH = Piece("keduanya", text=f"{WORDS * 2} Ambon.<br/>", title="Gempa")


@pytest.fixture
def work(database: Settings) -> Workspace:
    """A day with three refused articles: each title is too short; one is the only article of its outlet; one has markup too."""
    work = workspace(database)
    work.settings = work.settings.model_copy(update={"shrink_share": 0.1})
    put(work, [*GOOD, SHORT, ALONE, BOTH])
    worked(work)
    return work


def worked(work: Workspace) -> None:
    for shard in range(work.settings.shards):
        dedupe(work, DAY, shard)
    validate(work, DAY)
    load(work, DAY)


def ask(work: Workspace, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with work.connect() as connection:
        return connection.execute(sql.encode(), values).fetchall()


def standing(work: Workspace, piece: Piece) -> tuple[list[str] | None, list[str]]:
    """The rules for which an article was released (None: it is not loaded), and the rules that keep it in quarantine."""
    loaded = ask(work, "SELECT released FROM article_rows WHERE article_id = %s", [piece.article_id])
    refused = ask(work, "SELECT rule FROM quarantine WHERE article_id = %s ORDER BY rule", [piece.article_id])
    return (loaded[0][0] if loaded else None), [rule for (rule,) in refused]


def let(work: Workspace, piece: Piece, why: str = "judulnya memang pendek", seen: str = "") -> None:
    with work.connect() as connection:
        release_article(connection, piece.article_id, "budi", why, seen)


def back(work: Workspace, piece: Piece) -> None:
    with work.connect() as connection:
        assert take_back(connection, piece.article_id, "ani", "ternyata bukan berita") == DAY


def digest(work: Workspace) -> dict[str, str]:
    with work.connect() as connection:
        return warehouse_digest(connection)


def test_only_the_released_article_comes_in_and_it_is_marked_and_counted(work: Workspace) -> None:
    assert standing(work, SHORT) == (None, ["title.length"])
    let(work, SHORT, seen="title.length")
    assert standing(work, SHORT) == (None, ["title.length"])  # until its day is worked again
    worked(work)
    assert standing(work, SHORT) == (["title.length"], [])
    assert [standing(work, one) for one in (ALONE, GOOD[0])] == [(None, ["title.length"]), ([], [])]
    with work.connect() as connection:
        assert counts(connection, DAY)["released"] == 1
        (kept,) = list_releases(connection, day=DAY)
    assert (kept.who, kept.why, kept.rules, kept.loaded) == ("budi", "judulnya memang pendek", ["title.length"], True)
    assert kept.title == SHORT.title
    assert ask(work, "SELECT failed FROM quality_results WHERE rule = 'title.length'") == [
        (3,)
    ]  # the release does not change the rule's count
    outcome = ask(work, "SELECT outcome FROM entry_outcomes WHERE article_id = %s", [SHORT.article_id])
    assert outcome == [("loaded",)]


def test_a_release_is_as_good_as_if_it_had_always_been_there(work: Workspace) -> None:
    """The rows depend on landing and releases alone, not on the order of work and release or on how often the day is worked."""
    before = digest(work)
    let(work, SHORT)
    worked(work)
    after = digest(work)
    worked(work)
    assert digest(work) == after != before
    back(work, SHORT)
    worked(work)
    assert digest(work) == before
    let(work, SHORT)
    worked(work)
    assert digest(work) == after


def test_a_release_makes_the_look_find_work_and_nothing_else_does(work: Workspace) -> None:
    """`look` runs every stage on results that it only reads: validate has nothing to do until an article is released."""
    looking = copy.copy(work)
    looking.results = Finished(work.settings.results_root)
    assert validate(looking, DAY).counts["released"] == 0
    let(work, SHORT)
    with pytest.raises(PantauError):
        validate(looking, DAY)
    assert validate(work, DAY).counts["released"] == 1
    assert validate(looking, DAY).counts["released"] == 1


def test_another_rule_still_refuses_it_and_the_same_release_twice_is_one(work: Workspace) -> None:
    assert standing(work, BOTH) == (None, ["text.markup", "title.length"])
    with work.connect() as connection:
        connection.execute("DELETE FROM quarantine WHERE rule = 'text.markup'")  # the operator saw it with a clean text
    let(work, BOTH, seen="title.length")
    let(work, BOTH)
    worked(work)
    assert standing(work, BOTH) == (None, ["text.markup"])
    assert ask(work, "SELECT count(*) FROM article_releases") == [(1,)]
    let(work, BOTH)
    worked(work)
    assert standing(work, BOTH) == (["text.markup", "title.length"], [])


def test_what_was_not_looked_at_is_not_released(work: Workspace) -> None:
    with pytest.raises(NotRefused, match="other reasons"):
        let(work, BOTH, seen=seen_as(["title.length"]))
    with pytest.raises(NotRefused, match="not in quarantine"):
        let(work, GOOD[0])
    for why in (" a ", "x" * 1001):
        with pytest.raises(BadInput, match="needs a reason"):
            let(work, SHORT, why)
    with pytest.raises(NotRefused, match="nothing to take back"):
        back(work, SHORT)
    assert ask(work, "SELECT * FROM article_releases") == []


def test_taking_the_only_article_of_an_outlet_back_holds_no_day(work: Workspace) -> None:
    let(work, ALONE)
    worked(work)
    back(work, ALONE)
    worked(work)  # an outlet that vanishes holds its day, but here somebody ordered it
    assert standing(work, ALONE) == (None, ["title.length"])
    with work.connect() as connection:
        (kept,) = list_releases(connection, ALONE.article_id)
    assert (kept.undone_by, kept.undone_why, kept.loaded) == ("ani", "ternyata bukan berita", False)


def test_an_order_of_the_pages_is_carried_out_once_and_names_the_day(work: Workspace) -> None:
    what = {"article_id": SHORT.article_id, "seen": "title.length"}
    with work.connect() as connection:
        for _ in range(2):  # a task that runs twice
            follows = carry_out(connection, DeskOrder("lari-1", "release_article", what, "budi", "memang pendek"))
            assert follows.day == DAY
        stale = carry_out(connection, DeskOrder("lari-2", "release_article", what | {"seen": "url.https"}, "budi", "lama"))
        assert stale.day == ""
    worked(work)
    with work.connect() as connection:
        taken = DeskOrder("lari-3", "take_back", {"article_id": SHORT.article_id}, "budi", "ternyata iklan")
        assert [carry_out(connection, taken).day for _ in range(2)] == [DAY, ""]
    orders = ask(work, "SELECT kind, who, why FROM desk_orders ORDER BY run_id")
    assert orders[0] == ("release_article", "budi", "memang pendek")
    assert ask(work, "SELECT count(*) FROM article_releases WHERE undone_at IS NULL") == [(0,)]


def test_the_command_releases_shows_and_takes_back(
    work: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PANTAU_WAREHOUSE", work.settings.warehouse)
    monkeypatch.setenv("PANTAU_STATE_DIR", str(work.settings.state_dir))
    settings.cache_clear()
    try:
        assert main(["article", "release", SHORT.article_id, "--why", "memang pendek"]) == 0
        assert f"pantau run {DAY} --from validate" in capsys.readouterr().out
        assert main(["article", "show", SHORT.article_id]) == 0
        assert "memang pendek" in capsys.readouterr().out
        assert main(["article", "back", SHORT.article_id, "--why", "bukan berita"]) == 0
        assert main(["article", "back", SHORT.article_id, "--why", "bukan berita"]) == 2
        assert "tidak ada yang ditarik kembali" in capsys.readouterr().err
        assert main(["article", "show", SHORT.article_id]) == 0
        assert "ditarik kembali oleh" in capsys.readouterr().out
    finally:
        settings.cache_clear()
