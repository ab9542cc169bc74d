"""The tag stage of a day: one row per clean article, reused while nothing changed, the same however often it runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pantau.model import Cleaned, Extracted
from pantau.settings import read_settings
from pantau.tag import stage
from pantau.tagged import Tagged
from pantau.workspace import Workspace

DAY = "2026-11-20"
REAL = stage.text_tagger


@pytest.fixture
def work(tmp_path: Path) -> Workspace:
    return Workspace(read_settings(state_dir=tmp_path, shards=2))


def put(work: Workspace, shard: int, *articles: tuple[str, str, str]) -> None:
    """Write (id, title, text) as the clean and extract results of a shard."""
    clean = [
        Cleaned(article_id=i, digest=f"d-{i}-{len(text)}", title=title, text=text, text_digest="t", words=len(text.split()))
        for i, title, text in articles
    ]
    now = datetime(2026, 11, 20, tzinfo=UTC)
    pages = [
        Extracted(
            article_id=c.article_id,
            url_key=f"k/{c.article_id}",
            url="https://x.id",
            outlet="x",
            digest=c.digest,
            fetched_at=now,
            section="bola",
            language="id",
        )
        for c in clean
    ]
    work.results.write("clean", work.version("clean"), DAY, work.part(shard), clean, Cleaned)
    work.results.write("extract", work.version("extract"), DAY, work.part(shard), pages, Extracted)


def read(work: Workspace, part: str = "") -> list[Tagged]:
    return list(work.results.read("tag", work.version("tag"), DAY, Tagged, part))


def test_a_day_is_tagged(work: Workspace) -> None:
    put(work, 0, ("b1", "Laga di Kota Batu", "Pertandingan di Kota Batu berlangsung ramai dan tertib."), ("a1", "", "Ya."))
    put(work, 1, ("c1", "", "Petugas BMKG memasang alat baru di Kabupaten Pati untuk memantau hujan."))
    assert stage.run(work, DAY).counts["articles"] == 3
    rows = {row.article_id: row for row in read(work)}
    assert [row.article_id for row in read(work, work.part(0))] == ["a1", "b1"]
    assert [(one.entity, len(one.starts)) for one in rows["b1"].entities] == [("place:3579", 1)]
    assert (rows["b1"].about_regency, rows["b1"].about_province) == ("3579", "35")
    assert {("topic", "olahraga"), ("regency", "3579")} <= {(tag.kind, tag.id) for tag in rows["b1"].tags}
    assert rows["c1"].language == "id"
    assert all(tag.version == work.version("tag") for row in rows.values() for tag in row.tags)


def test_an_unchanged_article_is_not_worked_twice(work: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    put(work, 0, ("a1", "", "Warga Kota Batu menanam pohon."), ("b1", "", "Warga Kabupaten Demak menanam bakau."))
    first = stage.run(work, DAY, 0)
    before = read(work)
    worked: list[str] = []
    real = stage._text
    monkeypatch.setattr(stage, "_text", lambda cleaned, page: worked.append(cleaned.article_id) or real(cleaned, page))
    assert stage.run(work, DAY, 0).counts == {**first.counts, "reused": 2}
    assert read(work) == before
    put(work, 0, ("a1", "", "Warga Kota Batu menanam pohon."), ("b1", "", "Warga Kabupaten Demak menanam bakau lagi."))
    assert stage.run(work, DAY, 0).counts["reused"] == 1
    assert worked == ["b1"]


def test_an_article_that_left_the_day_leaves_the_results(work: Workspace) -> None:
    put(work, 0, ("a1", "", "Warga Kota Batu menanam pohon."), ("b1", "", "Warga Demak menanam bakau."))
    stage.run(work, DAY, 0)
    put(work, 0, ("b1", "", "Warga Demak menanam bakau."))
    assert stage.run(work, DAY, 0).counts["articles"] == 1
    assert [row.article_id for row in read(work)] == ["b1"]


def test_a_day_without_articles_is_an_empty_part(work: Workspace) -> None:
    assert stage.run(work, DAY, 1).counts == {"articles": 0, "reused": 0, "tags": 0, "untagged": 0, "failed": 0}
    assert read(work) == []


def planted(seeds_dir: Path, version: str) -> Callable[[stage._Text], stage._Found]:
    """A tagger with two faults: it never ends on one text, and raises an error on another."""
    real = REAL(seeds_dir, version)

    def tag(text: stage._Text) -> stage._Found:
        while text[0] == "endless":
            pass
        if text[0] == "broken":
            raise IndexError("a rule nobody tried on this text")
        return real(text)

    return tag


def test_a_text_that_cannot_be_tagged_is_named_and_its_neighbours_are_as_without_it(
    work: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    good = [("a1", "", "Warga Kota Batu menanam pohon."), ("d1", "", "Warga Kabupaten Demak menanam bakau.")]
    put(work, 0, *good)
    stage.run(work, DAY, 0)
    alone = read(work)
    hurried = Workspace(work.settings.model_copy(update={"item_cpu_s": 0.5}))
    put(hurried, 0, good[0], ("b1", "endless", "Teks."), ("c1", "broken", "Teks."), good[1])
    monkeypatch.setattr(stage, "text_tagger", planted)
    with caplog.at_level(logging.WARNING):
        assert stage.run(hurried, DAY, 0).counts["failed"] == 2
    rows = {row.article_id: row for row in read(hurried)}
    assert [rows["a1"], rows["d1"]] == alone
    assert [(rows[one].reason, rows[one].language, rows[one].tags) for one in ("b1", "c1")] == [
        ("too_costly", "id", ()),
        ("tag_error", "id", ()),
    ]
    assert "https://x.id cannot be tagged" in caplog.text
    assert "Traceback" in caplog.text
    monkeypatch.undo()
    again = Workspace(work.settings)  # another budget: failed articles are tried again, the rest is kept
    assert stage.run(again, DAY, 0).counts["failed"] == 0
