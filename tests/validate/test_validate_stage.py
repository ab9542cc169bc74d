"""The validate stage over a real landing and warehouse: it gives the same rows twice and says why it refuses a day."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from multidict import CIMultiDict, CIMultiDictProxy
from validate_builders import DAY, FETCHED, TEXT, article, landed

from pantau.accounting.endings import settle
from pantau.errors import CriticalRuleFailed, StagesIncomplete
from pantau.model import Cleaned, Copy, Extracted, QualityResult, Quarantined
from pantau.net import Response
from pantau.settings import Settings, read_settings
from pantau.tagged import Tagged
from pantau.validate import stage
from pantau.validate.frames import JudgedArticle
from pantau.workspace import Workspace

OUTLETS = """outlet,name,owner_group,province_code,language,zone,type,domains,home_url,notes
lintang,Lintang Pagi,Lintang,31,id,WIB,national,lintang.test,https://www.lintang.test/,
samudra,Samudra Kini,Samudra,73,id,WITA,regional,samudra.test,https://www.samudra.test/,
"""
FEEDS = """feed_url,outlet,section,kind,enabled,reason,evidence
https://www.lintang.test/rss,lintang,,rss,yes,,
https://www.samudra.test/rss,samudra,,rss,yes,,
"""


@pytest.fixture
def work(database: Settings, tmp_path: Path) -> Iterator[Workspace]:
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir()
    (catalogue / "outlets.csv").write_text(OUTLETS)
    (catalogue / "feeds.csv").write_text(FEEDS)
    (catalogue / "archives.yaml").write_text("[]\n")
    chosen = read_settings(state_dir=database.state_dir, warehouse=database.warehouse, catalogue_dir=catalogue, shards=1)
    work = Workspace(chosen)
    yield work
    work.landing.close()


def land(work: Workspace, found: list[JudgedArticle], fetched_at: datetime = FETCHED) -> None:
    entries = [landed(one).entry for one in found]
    work.landing.add_entries(entries)
    empty: CIMultiDictProxy[str] = CIMultiDictProxy(CIMultiDict())
    html = CIMultiDictProxy(CIMultiDict({"Content-Type": "text/html"}))
    for entry in entries:
        work.landing.land(entry, Response(entry.url, entry.url, 200, html, b"<p>halaman</p>", fetched_at, empty))


def write(work: Workspace, found: list[JudgedArticle], copies: list[Copy] | None = None) -> None:
    parts: dict[str, tuple[list[Any], type[Any]]] = {
        "extract": ([one.extracted for one in found], Extracted),
        "clean": ([one.clean for one in found if one.clean], Cleaned),
        "tag": ([one.tagged for one in found if one.tagged], Tagged),
    }
    for name, (rows, kind) in parts.items():
        work.results.write(name, work.version(name), DAY, work.part(0), rows, kind)
    work.results.write("dedupe", work.version("dedupe"), DAY, "day", copies or [], Copy)


def results(work: Workspace) -> tuple[list[Quarantined], list[QualityResult]]:
    read, version = work.results.read, work.version("validate")
    refused = read("validate.quarantine", version, DAY, Quarantined)
    return list(refused), list(read("validate.quality", version, DAY, QualityResult))


def quality_rows(work: Workspace) -> dict[str, tuple[bool, str]]:
    with work.connect() as connection:
        rows = connection.execute("SELECT rule, success, observed FROM quality_rows WHERE day = %s", (DAY,)).fetchall()
    return {rule: (success, observed) for rule, success, observed in rows}


def test_a_day_is_validated_the_same_twice(work: Workspace) -> None:
    found = [article(number) for number in range(6)]
    found[2] = article(2, {"clean": {"text": TEXT[:60]}, "tagged": {"spans": []}})
    found[3] = article(3, {"extracted": {"outcome": "not_article", "reason": "video"}, "clean": None, "tagged": None})
    land(work, found)
    write(work, found, [Copy("a0005", "a0004", "same_url")])
    report = stage.run(work, DAY)
    assert (report.counts["articles"], report.counts["quarantined"]) == (5, 1)
    refused, quality = results(work)
    assert [(row.article_id, row.rule, row.value) for row in refused] == [("a0002", "text.length", "7")]
    assert {row.rule for row in quality if not row.success} == {"text.length", "outlets.silent"}
    assert next(row.observed for row in quality if row.rule == "outlets.silent") == "1 dari 2 (50,0%): samudra"
    assert stage.run(work, DAY) == report
    assert results(work) == (refused, quality)
    endings = settle(work.landing.entries(DAY), [one.extracted for one in found], [Copy("a0005", "a0004", "same_url")], refused)
    assert [row.outcome for row in endings] == ["loaded", "loaded", "quarantined", "not_article", "loaded", "duplicate"]
    assert quality_rows(work) == {}  # load writes the quality rows of a day that may be loaded


@pytest.mark.parametrize(("column", "value", "again"), [("notes", "dicatat kemarin", False), ("language", "en", True)])
def test_a_day_is_judged_again_only_for_what_is_read_of_an_outlet(
    work: Workspace, monkeypatch: pytest.MonkeyPatch, column: str, value: str, again: bool
) -> None:
    found = [article(number) for number in range(3)]
    land(work, found)
    write(work, found)
    stage.run(work, DAY)
    judged: list[str] = []
    judge = stage._judge
    monkeypatch.setattr(stage, "_judge", lambda *given: (judged.append(given[1]), judge(*given))[1])
    pinned = work.versions
    work.catalogue.outlets["lintang"] = replace(work.catalogue.outlets["lintang"], **{column: value})
    assert work.versions == pinned  # the version is the same, so only the origin of the part decides
    stage.run(work, DAY)
    assert judged == ([DAY] if again else [])


def test_a_critical_rule_stops_the_day_and_says_why_in_the_warehouse(work: Workspace) -> None:
    found = [article(number, {"clean": {"title": "Banjir"}} if number < 13 else {}) for number in range(24)]
    land(work, found)
    write(work, found)
    for _ in range(2):
        with pytest.raises(CriticalRuleFailed, match=r"day 2026-11-20 .*quarantine\.share.*13 dari 24 \(54,2%\)"):
            stage.run(work, DAY)
    rows = quality_rows(work)
    assert rows["quarantine.share"] == (False, "13 dari 24 (54,2%): lintang (13×)")
    assert rows["conservation"] == (True, "0 dari 24 (0,0%)")
    assert len(rows) == len(results(work)[1])


def test_a_day_another_run_is_still_working_on_is_worth_another_try(work: Workspace) -> None:
    found = [article(number) for number in range(3)]
    behind = [*found[:2], article(2, {"clean": None, "tagged": None})]
    land(work, found)
    write(work, behind)
    with pytest.raises(StagesIncomplete, match=r"stages\.complete.*a0002"):
        stage.run(work, DAY)
    write(work, found)
    assert stage.run(work, DAY).counts["articles"] == 3


def test_a_day_without_an_article_passes_and_says_nothing_was_judged(work: Workspace) -> None:
    report = stage.run(work, DAY)
    assert (report.counts["articles"], report.counts["quarantined"], report.counts["rules_failed"]) == (0, 0, 1)
    quality = {row.rule: row for row in results(work)[1]}
    assert not quality["outlets.silent"].success
    assert quality["conservation"].observed == "tidak dinilai: ada 0 baris, perlu 1"


def test_what_moved_to_another_day_is_not_judged_here(work: Workspace) -> None:
    found = [article(number) for number in range(3)]
    land(work, found[:2])
    write(work, found)
    assert stage.run(work, DAY).counts["articles"] == 2


def test_a_thousand_articles_take_less_than_two_seconds_of_work(work: Workspace) -> None:
    found = [article(number) for number in range(1000)]
    work.landing.add_entries([landed(one).entry for one in found])
    write(work, found)
    stage.run(work, "2026-11-19")  # the import of Great Expectations (5 to 7 s) must not count
    before = time.process_time()
    assert stage.run(work, DAY).counts["articles"] == 1000
    assert time.process_time() - before < 2
