"""A landed day worked again: offline, only what changed is made again and reported; an unchanged day costs only a look."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from press import DAY, DAY_BEFORE, Pantau, assert_conserved

from newsroom import Config, Room, serving
from pantau.files import parse_yaml
from pantau.report.changes import COUNTS
from pantau.runs.day_lock import day_lock
from pantau.runs.settled import is_settled
from pantau.stages import NAMES as STAGES

RULE = "newsroom-tribun/newsroom"
Counts = dict[str, dict[str, int]]
Edit = Callable[[Path], None]


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=12, per_day=6)) as served:
        yield served


@pytest.fixture(scope="module")
def loaded(room: Room, install) -> Pantau:
    """The day and the one before it, loaded once."""
    pantau = install(room)
    pantau.run(DAY_BEFORE, DAY)
    return pantau


def edited(pantau: Pantau, tmp_path: Path, edit: Edit) -> Pantau:
    """The installation after its owner edited the seeds or the catalogue; the edit is made in copies of their folders."""
    twin = pantau.copy()
    shutil.copytree(twin.settings.seeds_dir, tmp_path / "seeds")
    shutil.copytree(twin.settings.catalogue_folder, tmp_path / "katalog")
    edit(tmp_path)
    twin.settings = twin.settings.model_copy(update={"seeds_dir": tmp_path / "seeds", "catalogue_dir": tmp_path / "katalog"})
    return twin


def worked_again(pantau: Pantau, room: Room) -> Counts:
    """Work the day from what is landed; nothing may be asked over HTTP."""
    asked = len(room.log.visits())
    counts = pantau.run(DAY, first="extract")
    assert len(room.log.visits()) == asked
    assert_conserved(pantau)
    return counts


def changed(counts: Counts) -> dict[str, int]:
    assert {name: counts["report"][name] for name in COUNTS} == {name: counts["load"][name] for name in COUNTS}
    return {name: counts["load"][name] for name in COUNTS if counts["load"][name]}


def files(pantau: Pantau) -> dict[str, int]:
    return {str(file): file.stat().st_mtime_ns for file in (pantau.folder / "results").rglob("*.parquet")}


def texts(pantau: Pantau) -> dict[str, str]:
    return dict(pantau.rows("SELECT article_id, text FROM article_rows WHERE day = %s", DAY))


def test_an_unchanged_day_is_looked_at_and_left_alone(loaded: Pantau, room: Room) -> None:
    pantau = loaded.copy()
    before, written = pantau.digest(), files(pantau)
    rows = "SELECT sum(xmin::text::bigint) FROM article_rows"
    stored = pantau.rows(rows)
    counts = worked_again(pantau, room)
    articles = counts["tag"]["articles"]
    assert (counts["extract"]["article"], counts["clean"]["reused"], counts["tag"]["reused"]) == (articles, articles, articles)
    assert "cleaned" not in counts["clean"]
    assert counts["dedupe"]["signed"] == 0
    assert changed(counts) == {}
    assert counts["load"]["days_touched"] == 0
    assert (pantau.digest(), files(pantau), pantau.rows(rows)) == (before, written, stored)
    assert pantau.rows("SELECT count(*) FROM loads WHERE day = %s", DAY) == [(2,)]  # the journal says that the day was looked at


def settled(pantau: Pantau) -> bool:
    """Ask whether a run of the day would change nothing; to ask changes nothing in the stores."""
    written = files(pantau)
    with pantau.workspace() as work:
        answer = is_settled(work, DAY)
    assert files(pantau) == written
    return answer


def test_a_day_is_settled_until_anything_changes_that_it_is_made_from(loaded: Pantau, tmp_path: Path) -> None:
    def cleaning(folder: Path) -> None:
        file = folder / "seeds" / "cleaning" / "1-interstitials.yaml"
        rules = parse_yaml(file.read_text(encoding="utf-8"))
        rules[0]["why"] += ", read anew"
        file.write_text(yaml.safe_dump(rules, allow_unicode=True, sort_keys=False), encoding="utf-8")

    pantau = loaded.copy()
    before = pantau.digest()
    assert settled(pantau)
    assert pantau.rows("SELECT count(*) FROM loads WHERE day = %s", DAY) == [(2,)]
    assert pantau.digest() == before
    assert not settled(edited(loaded, tmp_path, cleaning))
    with day_lock(pantau.settings, DAY_BEFORE, last=True):
        assert settled(pantau), "another day is no reason"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE landing.entries SET state = 'pending', next_try_at = now() WHERE url_key = (SELECT min(url_key) FROM {day})",
        "UPDATE landing.entries SET title = 'Lain' WHERE url_key = (SELECT min(url_key) FROM {day})",
        "DELETE FROM article_rows WHERE article_id = (SELECT min(article_id) FROM article_rows WHERE day = '{date}')",
        "DELETE FROM landing.loaded_days WHERE day = '{date}'",
    ],
)
def test_what_was_changed_in_the_stores_is_seen(change: str, loaded: Pantau) -> None:
    pantau = loaded.copy()
    table = f"landing.entries WHERE day = '{DAY}' AND state = 'landed'"
    pantau.rows(change.format(day=table, date=DAY) + " RETURNING 1")
    assert not settled(pantau)


@pytest.mark.parametrize(
    "stage", ["extract", "extract.earlier", "clean", "dedupe", "pairs", "signatures", "tag", "validate.quality"]
)
def test_a_result_that_is_gone_is_seen(stage: str, loaded: Pantau) -> None:
    pantau = loaded.copy()
    (gone,) = list((pantau.folder / "results" / stage).glob(f"v=*/day={DAY}"))
    shutil.rmtree(gone)
    assert not settled(pantau)


def test_a_look_ends_where_there_is_work(loaded: Pantau, monkeypatch: pytest.MonkeyPatch) -> None:
    pantau = loaded.copy()
    shutil.rmtree(pantau.folder / "results" / "extract")
    monkeypatch.setattr("pantau.extract.stage.work_apart", None)  # the question must read no page: that is the work itself
    assert not settled(pantau)


def test_a_day_another_run_works_on_is_not_settled(loaded: Pantau) -> None:
    pantau = loaded.copy()
    holding = "import sys; from pantau.settings import settings; from pantau.runs.day_lock import day_lock\n"
    holding += f"with day_lock(settings(), '{DAY}', last=True): print('held', flush=True); sys.stdin.read()"
    other = pantau.start("-c", holding)
    try:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        assert not settled(pantau)
    finally:
        other.communicate(timeout=20)
    assert settled(pantau)


def test_the_look_agrees_with_a_whole_load(loaded: Pantau, room: Room) -> None:
    pantau = loaded.copy()
    before = pantau.digest()
    pantau.rows("DELETE FROM landing.loaded_days RETURNING day")
    counts = worked_again(pantau, room)
    assert counts["load"]["days_touched"] == 1
    assert changed(counts) == {}
    assert pantau.digest() == before


def test_another_rule_reads_its_outlets_anew(loaded: Pantau, room: Room, tmp_path: Path) -> None:
    def edit(folder: Path) -> None:
        file = folder / "katalog" / "rules" / "newsroom-tribun.yaml"
        rule = parse_yaml(file.read_text(encoding="utf-8"))
        rule["generations"][0]["drop"].append("p:nth-of-type(2)")
        file.write_text(yaml.safe_dump(rule), encoding="utf-8")

    before = texts(loaded)
    pantau = edited(loaded, tmp_path, edit)
    counts = worked_again(pantau, room)
    after = texts(pantau)
    shorter = {one for one in before.keys() & after.keys() if before[one] != after[one]}
    assert shorter
    assert pantau.rows("SELECT DISTINCT rule FROM article_rows WHERE article_id = ANY(%s)", list(shorter)) == [(RULE,)]
    assert "reused" not in counts["extract"]
    assert changed(counts)["texts_changed"] == len(shorter)
    assert counts["dedupe"]["signed"] == len(shorter)  # signatures are facts about texts: those of the others are still true
    assert changed(worked_again(pantau, room)) == {}


def test_another_word_list_only_tags_anew(loaded: Pantau, room: Room, tmp_path: Path) -> None:
    def edit(folder: Path) -> None:
        file = folder / "seeds" / "watchlists" / "semua.yaml"
        first = (folder / "seeds" / "watchlists" / "banjir-jakarta.yaml").read_text(encoding="utf-8")
        watchlist = {**parse_yaml(first), "id": "semua", "any": ["yang", "dan"], "all": [], "none": []}
        file.write_text(yaml.safe_dump(watchlist), encoding="utf-8")

    pantau = edited(loaded, tmp_path, edit)
    counts = worked_again(pantau, room)
    articles = counts["tag"]["articles"]
    assert (counts["clean"]["reused"], counts["dedupe"]["signed"], counts["tag"]["reused"]) == (articles, 0, 0)
    assert counts["extract"]["reused"] == sum(counts["extract"].values()) - counts["extract"]["reused"]
    assert changed(counts).keys() == {"tags_changed"}
    assert changed(counts)["tags_changed"] > counts["load"]["loaded"] / 2


def test_another_cleaning_rule_cleans_and_tags_anew(loaded: Pantau, room: Room, tmp_path: Path) -> None:
    def edit(folder: Path) -> None:
        file = folder / "seeds" / "cleaning" / "1-interstitials.yaml"
        rule = "- id: first_words\n  where: inline\n  pattern: '^\\w+ \\w+'\n  why: a test\n"
        file.write_text(file.read_text(encoding="utf-8") + rule, encoding="utf-8")

    counts = worked_again(edited(loaded, tmp_path, edit), room)
    assert counts["clean"]["cleaned"] == counts["tag"]["articles"]
    assert counts["extract"]["reused"] == sum(counts["extract"].values()) - counts["extract"]["reused"]
    assert changed(counts)["texts_changed"] == counts["load"]["loaded"] + counts["load"]["duplicate"]


def test_what_lands_later_is_worked_and_the_rest_reused(room: Room, install) -> None:
    pantau = install(room)
    pantau.run(DAY, last="fetch")
    held = "UPDATE landing.entries SET day = '2026-10-01' WHERE url_key IN (SELECT min(url_key) FROM landing.entries) RETURNING 1"
    pantau.rows(held)
    first = pantau.run(DAY, first="extract")
    pantau.rows("UPDATE landing.entries SET day = %s WHERE day = '2026-10-01' RETURNING 1", DAY)
    counts = worked_again(pantau, room)
    pages = sum(first["extract"].values()) - first["extract"].get("reused", 0)
    assert counts["extract"]["reused"] == pages
    assert counts["load"]["discovered"] == first["load"]["discovered"] + 1
    whole = install(room)
    whole.run(DAY)
    assert pantau.contents() == whole.contents()


def test_the_stages_run_are_all_of_them(loaded: Pantau, room: Room) -> None:
    assert tuple(worked_again(loaded.copy(), room)) == STAGES[STAGES.index("extract") :]
