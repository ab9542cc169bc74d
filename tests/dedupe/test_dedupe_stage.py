"""The dedupe stage: clean articles of all shards in, one part of copies out, the same every time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pantau.dedupe import stage
from pantau.model import Cleaned, Copy, Extracted
from pantau.settings import read_settings
from pantau.workspace import Workspace

DAY = "2026-11-20"


def extracted(number: int, **change: object) -> Extracted:
    fields = {
        "article_id": f"a{number}",
        "url_key": f"lintang.test/{number}",
        "url": f"https://lintang.test/{number}",
        "outlet": "lintang",
        "digest": f"p{number}",
        "fetched_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
        "canonical_key": f"lintang.test/{number}",
        "published_at": datetime(2026, 11, 20, number, tzinfo=UTC),
    }
    return Extracted(**{**fields, **change})  # type: ignore[arg-type]


def clean(number: int, text_digest: str, words: int = 80) -> Cleaned:
    return Cleaned(f"a{number}", f"p{number}", f"Judul {number}", "teks", text_digest, words)


def workspace(tmp_path: Path) -> Workspace:
    return Workspace(read_settings(state_dir=tmp_path, shards=2))


def write(work: Workspace, shard: int, rows: list[Extracted], texts: list[Cleaned]) -> None:
    work.results.write("extract", work.version("extract"), DAY, work.part(shard), rows, Extracted)
    work.results.write("clean", work.version("clean"), DAY, work.part(shard), texts, Cleaned)


def copies(work: Workspace) -> list[Copy]:
    return list(work.results.read("dedupe", work.version("dedupe"), DAY, Copy))


def test_copies_are_found_across_shards_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    work = workspace(tmp_path)
    repost = extracted(3, outlet="samudra", canonical_key="lintang.test/1")
    write(work, 0, [extracted(1), extracted(2)], [clean(1, "d1"), clean(2, "d1")])
    write(work, 1, [repost], [clean(3, "d3")])
    report = stage.run(work, DAY)
    assert report.counts == {"articles": 3, "copies": 2, "same_text": 1, "same_url": 1}
    assert copies(work) == [Copy("a2", "a1", "same_text"), Copy("a3", "a1", "same_url")]
    assert stage.run(work, DAY) == report
    assert len(copies(work)) == 2


def test_what_is_no_article_takes_no_part(tmp_path: Path) -> None:
    work = workspace(tmp_path)
    video = extracted(1, outcome="not_article", reason="video", canonical_key="lintang.test/2")
    write(work, 0, [video, extracted(2)], [clean(2, "d1")])
    assert stage.run(work, DAY).counts == {"articles": 1, "copies": 0}
    assert copies(work) == []


def test_a_day_without_articles(tmp_path: Path) -> None:
    assert stage.run(workspace(tmp_path), DAY).counts == {"articles": 0, "copies": 0}
