"""The dedupe stage: clean articles of all shards in, copies, signatures and pairs out, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from dedupe_builders import DAY, clean, extracted, three_days, told, workspace, write

from landed import bare_seeds
from pantau.day import shift
from pantau.dedupe import comparing, search, signature, signing, stage
from pantau.dedupe.pairs import Pair, Searched, days_around, pairs_around
from pantau.model import Copy
from pantau.settings import Settings
from pantau.workspace import Workspace

if TYPE_CHECKING:
    from pantau.dedupe.signature import Values


def copies(work: Workspace) -> list[Copy]:
    return list(work.results.read("dedupe", work.version("dedupe"), DAY, Copy))


def pairs(work: Workspace, day: str = DAY) -> set[tuple[str, str, int | None]]:
    found = (pair for near in days_around(day) for pair in work.results.read("pairs", work.version("pairs"), near, Pair))
    return {(pair.first_id, pair.later_id, pair.delay_minutes) for pair in found if pair.kind}


def searched(work: Workspace, day: str = DAY) -> list[str]:
    rows = work.results.read("pairs.searched", work.version("pairs"), day, Searched, work.part())
    return sorted(row.article_id for row in rows)


def test_copies_are_found_across_shards_and_a_second_run_signs_nothing(settings: Settings) -> None:
    work = workspace(settings)
    repost = extracted(3, outlet="samudra", canonical_key="lintang.test/1")
    write(work, 0, [extracted(1), extracted(2)], [clean(1, "d1"), clean(2, "d1")])
    write(work, 1, [repost], [clean(3, "d3")])
    report = stage.run(work, DAY)
    assert report.counts == {"articles": 3, "copies": 2, "same_text": 1, "same_url": 1, "signed": 3}
    assert copies(work) == [Copy("a2", "a1", "same_text"), Copy("a3", "a1", "same_url")]
    assert stage.run(work, DAY).counts == report.counts | {"signed": 0}
    assert len(copies(work)) == 2


def test_what_is_no_article_takes_no_part(settings: Settings) -> None:
    work = workspace(settings)
    video = extracted(1, outcome="not_article", reason="video", canonical_key="lintang.test/2")
    write(work, 0, [video, extracted(2)], [clean(2, "d1")])
    assert stage.run(work, DAY).counts == {"articles": 1, "copies": 0, "signed": 1}
    assert copies(work) == []


def test_a_day_without_articles(settings: Settings) -> None:
    assert stage.run(workspace(settings), DAY).counts == {"articles": 0, "copies": 0, "signed": 0}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0, 1)])
def test_days_find_each_other_in_any_order_but_not_further_than_a_week(settings: Settings, order: tuple[int, ...]) -> None:
    work = workspace(settings)
    three_days(work)
    for number in order:
        stage.run(work, shift(DAY, 4 * number))
    four_days = 4 * 24 * 60
    assert pairs(work, shift(DAY, 4)) == {("a0", "a1", four_days), ("a1", "a2", four_days)}
    assert days_around(DAY)[0] == "2026-11-13"
    assert days_around(DAY)[-1] == "2026-11-27"


def test_of_two_days_worked_at_once_one_sees_the_other(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    work = workspace(settings)
    three_days(work)
    original, inside = signing.read_marks, []

    def read_marks(work: Workspace, day: str) -> list[signing.SignatureRow]:
        if not inside:  # the other day is worked from end to end after this one has signed and before it searches
            inside.append(day)
            stage.run(work, shift(DAY, 4))
        return original(work, day)

    monkeypatch.setattr(search, "read_marks", read_marks)
    stage.run(work, DAY)
    monkeypatch.undo()
    (shared,) = {pair.later_id for pair in work.results.read("pairs", work.version("pairs"), shift(DAY, 4), Pair) if pair.kind}
    assert shared == "a1"
    assert pairs(work) == {("a0", "a1", 4 * 24 * 60)}


def test_a_large_day_is_shared_out_and_a_small_one_is_the_first_shards(settings: Settings) -> None:
    work = workspace(settings, large_day=1)
    write(work, 0, [extracted(1)], [clean(1, "d1", text=told(1))])
    write(work, 1, [extracted(2, outlet="samudra")], [clean(2, "d2", text=told(1))])
    for shard, counts in [(1, {"articles": 1, "copies": 0, "signed": 1}), (0, {"articles": 1, "copies": 0, "signed": 1})]:
        found = stage.run(work, DAY, shard).counts
        assert {name: found[name] for name in counts} == counts
    assert searched(work) == ["a1", "a2"]
    assert pairs(work) == {("a1", "a2", 60)}
    small = workspace(settings)
    assert stage.run(small, DAY, 1).counts == {"articles": 0, "copies": 0, "signed": 0}
    assert stage.run(small, DAY, 0).counts["articles"] == 2
    assert searched(small) == ["a1", "a2"]
    assert pairs(small) == {("a1", "a2", 60)}


def test_a_changed_article_is_signed_and_compared_anew_and_no_other(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    work = workspace(settings)
    rows = [extracted(1), extracted(2), extracted(3)]
    write(work, 0, rows, [clean(1, "d1", text=told(1)), clean(2, "d2", text=told(1)), clean(3, "d3", text=told(3))])
    stage.run(work, DAY)
    write(work, 0, rows, [clean(1, "d1", text=told(1)), clean(2, "d2", text=told(1)), clean(3, "d3", text=told(1))])
    original, compared = comparing.compare, []

    def compare(one: comparing.Text, other: comparing.Text, judge: comparing.Judge) -> comparing.Verdict:
        compared.append({one.title, other.title})
        return original(one, other, judge)

    monkeypatch.setattr(comparing, "compare", compare)
    assert stage.run(work, DAY).counts["signed"] == 1
    assert sorted(map(sorted, compared)) == [["Judul 1", "Judul 3"], ["Judul 2", "Judul 3"]]
    assert pairs(work) == {("a1", "a2", 60), ("a1", "a3", 120), ("a2", "a3", 60)}


def test_signatures_outlive_the_seeds_the_texts_were_cleaned_with(settings: Settings) -> None:
    work = workspace(settings)
    three_days(work)
    stage.run(work, DAY)
    bare_seeds(settings.state_dir / "seeds")
    folders = {"seeds_dir": settings.state_dir / "seeds", "catalogue_dir": settings.catalogue_folder}
    edited = Workspace(work.settings.model_copy(update=folders))
    assert edited.version("clean") != work.version("clean")
    write(edited, 0, [extracted(1)], [clean(1, "d1", text=told(1))], shift(DAY, 4))
    stage.run(edited, shift(DAY, 4))
    assert {pair[:2] for pair in pairs(edited)} == {("a0", "a1")}


def test_only_pairs_of_the_articles_asked_for_are_read(settings: Settings) -> None:
    work = workspace(settings)
    three_days(work)
    for number in range(3):
        stage.run(work, shift(DAY, 4 * number))
    middle = shift(DAY, 4)
    first = {mark.content for mark in signing.read_marks(work, DAY)}
    assert {(pair.first_id, pair.later_id) for pair in pairs_around(work, middle, first) if pair.kind} == {("a0", "a1")}
    assert list(pairs_around(work, middle, set())) == []


def test_a_text_that_cannot_be_signed_is_compared_with_none_and_its_neighbours_are(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = workspace(settings)
    real = signature.signed

    def planted(texts: Sequence[str]) -> Values:
        if any("takterbaca" in text for text in texts):
            raise IndexError("a text nobody thought of")
        return real(texts)

    monkeypatch.setattr(signature, "signed", planted)
    articles = [extracted(1), extracted(2), extracted(3, outlet="samudra")]
    write(work, 0, articles, [clean(1, "d1", text=told(1)), clean(2, "d2", text="takterbaca"), clean(3, "d3", text=told(1))])
    write(work, 1, [], [])
    assert stage.run(work, DAY).counts["articles"] == 3
    assert {pair[:2] for pair in pairs(work)} == {("a1", "a3")}
    assert searched(work) == ["a1", "a2", "a3"]
    assert stage.run(work, DAY).counts["signed"] == 0
    monkeypatch.undo()
    write(work, 0, articles, [clean(1, "d1", text=told(1)), clean(2, "d2", text="takterbaca"), clean(3, "d4", text=told(2))])
    assert stage.run(work, DAY).counts["signed"] == 2  # an article that could not be signed before is tried again


def test_long_texts_are_signed_a_few_at_a_time() -> None:
    half = signature.BATCH_LETTERS // 2
    sizes = [1, half, half, signature.BATCH_LETTERS + 5, 2, *[3] * (signature.BATCH + 1)]
    found = list(signature.batches(sizes, lambda size: size))
    assert [size for batch in found for size in batch] == sizes
    assert [len(batch) for batch in found] == [2, 1, 1, signature.BATCH, 2]
