"""extract and clean as stages: a row for every landed page, and nothing is worked twice."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import landed
import pantau.clean.stage
import pantau.extract.stage
from pantau.errors import StoreUnavailable
from pantau.model import Cleaned, Extracted
from pantau.report.figures import figures
from pantau.runs.pipeline import run_stage
from pantau.settings import Settings
from pantau.workspace import Workspace

HEAD = "outlet,name,owner_group,province_code,language,zone,type,domains,home_url,notes\n"
ROW = "{0},{1},Grup {1},31,id,WIB,national,{0}.example,https://{0}.example,\n"
PAGE = (
    "<html><head><title>Pasar Rebo Ramai Lagi</title><meta property='article:published_time' content='2026-11-20 11:00:00'>"
    "</head><body><h1>Pasar Rebo Ramai Lagi</h1><article>"
    "<p>Jakarta - Pedagang kembali berjualan sejak subuh setelah jalan di depan pasar "
    "dibuka untuk dua arah oleh dinas perhubungan kota.</p><p>SCROLL TO CONTINUE WITH CONTENT</p><p>Pembeli datang dari tiga "
    "kecamatan dan memenuhi lorong pasar hingga menjelang siang, kata pengelola pasar. (sut)</p></article></body></html>"
)


@pytest.fixture
def work(database: Settings, tmp_path: Path) -> Iterator[Workspace]:
    folder = tmp_path / "katalog"
    folder.mkdir()
    (folder / "outlets.csv").write_text(HEAD + ROW.format("harian", "Harian") + ROW.format("koran", "Koran"), encoding="utf-8")
    (folder / "feeds.csv").write_text("feed_url,outlet,section,kind,enabled,reason,evidence\n", encoding="utf-8")
    (folder / "archives.yaml").write_text("[]\n", encoding="utf-8")
    work = Workspace(database.model_copy(update={"catalogue_dir": folder, "shards": 2}))
    yield work
    work.landing.close()


def land(work: Workspace, path: str, body: str, outlet: str = "harian") -> str:
    found = landed.entry(path, host=f"{outlet}.example", outlet=outlet)
    work.landing.add_entries([found])
    work.landing.land(found, landed.answer(found, body.encode()))
    return found.article_id


def extracted(work: Workspace) -> dict[str, Extracted]:
    rows = work.results.read("extract", work.version("extract"), landed.DAY, Extracted, work.part())
    return {row.article_id: row for row in rows}


def test_every_landed_page_becomes_a_row(work: Workspace) -> None:
    good, twin = land(work, "/berita/1", PAGE), land(work, "/berita/2", PAGE, "koran")
    video, empty = land(work, "/video/3", "<title>Video: Pasar</title>"), land(work, "/berita/4", "\x00")
    report = pantau.extract.stage.run(work, landed.DAY)
    assert report.counts == {"article": 2, "video": 1, "no_text": 1}
    rows = extracted(work)
    assert set(rows) == {good, twin, video, empty}
    assert rows[good].published_at is not None
    assert rows[good].published_at.isoformat() == "2026-11-20T04:00:00+00:00"
    assert (rows[video].outcome, rows[video].reason) == ("not_article", "video")
    assert rows[good].canonical_key == "harian.example/berita/1"


def test_unchanged_pages_are_reused_and_changed_ones_read_again(work: Workspace) -> None:
    land(work, "/berita/1", PAGE)
    changed = land(work, "/berita/2", PAGE)
    pantau.extract.stage.run(work, landed.DAY, work.shard_of("harian"))
    before = extracted(work)
    land(work, "/berita/2", PAGE.replace("subuh", "fajar"))
    report = pantau.extract.stage.run(work, landed.DAY, work.shard_of("harian"))
    assert (report.counts["reused"], report.counts["article"]) == (1, 2)
    after = extracted(work)
    assert "fajar" in after[changed].text
    assert after.pop(changed) != before.pop(changed)
    assert after == before


def test_what_the_entry_lends_follows_the_entry(work: Workspace) -> None:
    bare = PAGE.replace("<meta property='article:published_time' content='2026-11-20 11:00:00'>", "")
    lent = land(work, "/berita/1", bare)
    pantau.extract.stage.run(work, landed.DAY)
    first = extracted(work)[lent]
    assert (first.time_source, first.published_at) == ("feed", landed.NOON)
    assert pantau.extract.stage.run(work, landed.DAY).counts["reused"] == 1
    earlier = landed.entry("/berita/1", published_at=landed.NOON - timedelta(hours=1), source="archive", section="Kota")
    work.landing.add_entries([earlier])
    pantau.extract.stage.run(work, landed.DAY)
    [entry] = [item.entry for item in work.landing.entries(landed.DAY)]
    second = extracted(work)[lent]
    assert (second.published_at, second.section) == (entry.published_at, entry.section)
    assert second.section == "Kota"


def test_articles_are_cleaned_and_the_others_left_out(work: Workspace) -> None:
    good = land(work, "/berita/1", PAGE)
    land(work, "/video/3", "<title>Video: Pasar</title>")
    pantau.extract.stage.run(work, landed.DAY)
    first = pantau.clean.stage.run(work, landed.DAY)
    assert first.counts["cleaned"] == 1
    [row] = work.results.read("clean", work.version("clean"), landed.DAY, Cleaned, work.part())
    assert row.article_id == good
    assert row.dateline_place == "Jakarta"
    assert row.text.startswith("Pedagang kembali")
    assert row.text.endswith("kata pengelola pasar.")
    assert {"scroll_to_continue", "initials", "dateline_city"} <= {removal.rule for removal in row.removed}
    again = pantau.clean.stage.run(work, landed.DAY)
    assert again.counts["reused"] == 1
    assert list(work.results.read("clean", work.version("clean"), landed.DAY, Cleaned, work.part())) == [row]


def lose(work: Workspace) -> None:
    work.landing.close()
    for file in Path(work.settings.landing_root).rglob("*.warc*"):
        file.unlink()


def unreadable(work: Workspace) -> list[dict[str, object]]:
    with work.connect() as connection:
        found: list[dict[str, object]] = figures(connection, [landed.DAY])[0]["unreadable"]
    return found


def test_lost_bytes_are_a_named_failure(work: Workspace) -> None:
    lost = land(work, "/berita/1", PAGE)
    lose(work)
    pantau.extract.stage.run(work, landed.DAY)
    row = extracted(work)[lost]
    assert (row.outcome, row.reason) == ("failed", "extract_error")
    [file] = unreadable(work)
    assert (file["pages"], file["kept"]) == (1, 0)
    assert str(file["warc_file"]).startswith(f"warc/{landed.DAY}/")


def test_a_lost_page_keeps_what_another_version_read_from_it_until_it_is_back(work: Workspace) -> None:
    kept = land(work, "/berita/1", PAGE)
    pantau.extract.stage.run(work, landed.DAY)
    before = extracted(work)
    away = Path(work.settings.landing_root) / "away"
    work.landing.close()
    (Path(work.settings.landing_root) / "warc").rename(away)
    later = Workspace(work.settings.model_copy(update={"code_version": "lain"}))
    for _ in range(2):
        assert pantau.extract.stage.run(later, landed.DAY).counts["kept_earlier"] == 1
        assert extracted(later) == before
        assert [(file["pages"], file["kept"]) for file in unreadable(later)] == [(1, 1)]
    away.rename(Path(work.settings.landing_root) / "warc")
    assert not pantau.extract.stage.run(later, landed.DAY).counts.get("kept_earlier")
    assert extracted(later)[kept] == before[kept]
    assert unreadable(later) == []
    later.landing.close()


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_lost_page_is_looked_for_again_where_a_listing_was_cut_short(
    work: Workspace, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    land(work, "/berita/1", PAGE)
    pantau.extract.stage.run(work, landed.DAY)
    before = extracted(work)
    lose(work)
    later = Workspace(work.settings.model_copy(update={"code_version": "lain"}))
    with monkeypatch.context() as patched:
        landed.cut_listing(patched, Path(work.settings.results_root), number)
        assert pantau.extract.stage.run(later, landed.DAY).counts["kept_earlier"] == 1
    assert extracted(later) == before
    later.landing.close()


def test_a_page_fetched_again_and_lost_keeps_what_was_read_the_first_time(work: Workspace) -> None:
    kept = land(work, "/berita/1", PAGE)
    pantau.extract.stage.run(work, landed.DAY)
    land(work, "/berita/1", PAGE.replace("subuh", "fajar"))
    lose(work)
    pantau.extract.stage.run(work, landed.DAY)
    assert "subuh" in extracted(work)[kept].text


def test_a_lost_page_without_results_keeps_the_row_of_the_warehouse(work: Workspace) -> None:
    kept = land(work, "/berita/1", PAGE)
    for name in ("extract", "clean", "dedupe", "tag", "validate", "load"):
        run_stage(work, name, landed.DAY)
    query = "SELECT to_jsonb(a) FROM article_rows a WHERE article_id = %s"
    with work.connect() as connection:
        before = connection.execute(query, [kept]).fetchall()
    assert before[0][0]["dateline_place"] == "Jakarta"
    lose(work)
    shutil.rmtree(work.settings.results_root)
    for name in ("extract", "clean", "dedupe", "tag", "validate", "load"):
        run_stage(work, name, landed.DAY)
    with work.connect() as connection:
        assert connection.execute(query, [kept]).fetchall() == before
    assert [(file["pages"], file["kept"]) for file in unreadable(work)] == [(1, 1)]


@pytest.mark.parametrize("harm", [lambda data: data[:-9], lambda data: bytes(len(data)), lambda data: b"", lambda _data: b"PAR1"])
def test_a_damaged_part_is_made_again_by_its_own_stage(work: Workspace, harm: Callable[[bytes], bytes]) -> None:
    kept = land(work, "/berita/1", PAGE)
    run_stage(work, "extract", landed.DAY)
    before = extracted(work)
    folder = Path(str(work.results.folder("extract", work.version("extract"), landed.DAY)))
    part = folder / f"{work.part(work.shard_of('harian'))}.parquet"
    part.write_bytes(harm(part.read_bytes()))
    run_stage(work, "clean", landed.DAY)
    [row] = work.results.read("clean", work.version("clean"), landed.DAY, Cleaned, work.part())
    assert row.article_id == kept
    assert extracted(work) == before
    assert len(work.results.damaged(landed.DAY)) == 1
    assert run_stage(work, "report", landed.DAY).counts["parts_damaged"] == 1


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES, errno.ETIMEDOUT, errno.ESTALE, errno.ECONNRESET])
def test_a_landing_that_does_not_answer_changes_nothing(work: Workspace, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    land(work, "/berita/1", PAGE)
    work.landing.close()
    opened = type(work.landing.root).open

    def refuse(self: Path, *args: Any, **given: Any) -> Any:
        if self.name.endswith(".warc.gz"):
            raise OSError(number, os.strerror(number))
        return opened(self, *args, **given)

    with monkeypatch.context() as broken:
        broken.setattr(type(work.landing.root), "open", refuse)
        with pytest.raises(StoreUnavailable, match=r"does not answer for .*warc"):
            pantau.extract.stage.run(work, landed.DAY)
    assert extracted(work) == {}
    assert pantau.extract.stage.run(work, landed.DAY).counts["article"] == 1


CROWDED = "<p " + " ".join(f"a{number}=x" for number in range(80_000)) + ">Pasar</p>"


def test_a_page_over_a_limit_is_named_and_is_no_reason_to_work_the_day_again(work: Workspace) -> None:
    good, bad = land(work, "/berita/1", PAGE), land(work, "/berita/2", PAGE + CROWDED)
    pantau.extract.stage.run(work, landed.DAY)
    rows = extracted(work)
    assert [(rows[one].outcome, rows[one].reason) for one in (good, bad)] == [("", ""), ("failed", "too_costly")]
    assert pantau.extract.stage.run(work, landed.DAY).counts["reused"] == 2


def test_a_page_over_its_budget_is_named_and_read_again_with_another_budget(work: Workspace) -> None:
    """The reader loads what it knows with the first page, which needs more than the small budget."""
    small = Workspace(work.settings.model_copy(update={"item_cpu_s": 0.05}))
    land(work, "/berita/1", PAGE)
    pantau.extract.stage.run(work, landed.DAY)
    # Costly, and below the limit of what begins a tag: 50,000.
    paragraphs = "".join(f"<p>Pedagang {number} berjualan di lorong pasar sejak subuh.</p>" for number in range(6_000))
    heavy = "<html><body>" + "<div class=baca>".join([paragraphs] * 4) + "</body></html>"
    bad = land(work, "/berita/2", heavy)
    report = pantau.extract.stage.run(small, landed.DAY)
    assert report.counts == {"article": 1, "too_costly": 1, "reused": 1}
    assert pantau.extract.stage.run(small, landed.DAY).counts["reused"] == 2
    assert extracted(small)[bad].reason == "too_costly"
    pantau.extract.stage.run(work, landed.DAY)
    assert extracted(work)[bad].reason != "too_costly"


def test_what_is_no_article_is_counted_by_its_finer_kind(work: Workspace) -> None:
    times = "".join(
        f"<tr><td>{name}</td><td>0{hour}:15</td></tr>" for hour, name in enumerate(("Imsak", "Subuh", "Zuhur", "Isya"))
    )
    titles = {
        "Jadwal Salat Kota Padang Hari Ini": f"<table>{times}</table>",
        "Ramalan Zodiak Hari Ini: Aries dan Leo": "<p>Aries: tahan belanja. Leo: jangan lekas marah kepada kawan.</p>",
        "Lirik Lagu Hujan di Kotamu": "<p>Hujan di kotamu<br>masih menyebut namaku</p>",
    }
    for number, (title, body) in enumerate(titles.items()):
        land(
            work, f"/ragam/{number}", f"<html><title>{title}</title><body><h1>{title}</h1><article>{body}</article></body></html>"
        )
    counts = run_stage(work, "extract", landed.DAY).counts
    assert counts == {f"live_schedule.{kind}": 1 for kind in ("prayer_times", "zodiac", "lyrics")}
    rows = extracted(work).values()
    assert {row.reason for row in rows} == {"live_schedule"}
