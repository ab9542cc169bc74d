"""Watchlists: any, all, none, references to tags, and files that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantau.errors import BadInput
from pantau.tag import Tagger
from pantau.tag.watchlists import Mention, Watcher, Watchlist, read_watchlists
from pantau.tagged import Tag

KNOWN = {
    kind: frozenset({"kpk", "32", "bencana"})
    for kind in ("language", "topic", "province", "regency", "country", "body", "person", "wire")
}


def watcher(folder: Path, text: str, name: str = "uji") -> Watcher:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Watcher(read_watchlists(folder, KNOWN))


def only(found: list[Mention]) -> Mention:
    assert len(found) == 1
    return found[0]


def test_the_first_term_is_the_evidence(tmp_path: Path) -> None:
    watch = watcher(tmp_path, "id: uji\nname: Uji\nany: [jembatan, sungai]\n")
    text = "Air Sungai naik sampai Jembatan lama."
    found = only(watch.mentions("", text, ()))
    assert text[found.start : found.end] == "Sungai"


def test_a_term_in_the_title_only_has_no_span(tmp_path: Path) -> None:
    watch = watcher(tmp_path, "id: uji\nname: Uji\nany: [jembatan]\n")
    found = only(watch.mentions("Jembatan Putus", "Warga memutar jauh.", ()))
    assert (found.start, found.end, found.score) == (-1, -1, 0.95)


def test_any_all_none(tmp_path: Path) -> None:
    watch = watcher(tmp_path, "id: uji\nname: Uji\nany: [jembatan]\nall: ['province:32']\nnone: [maket]\n")
    tag = Tag("province", "32", "Jawa Barat", 0.6, 3, 9, "1")
    assert watch.mentions("", "Jembatan itu putus.", ()) == []
    assert only(watch.mentions("", "Jembatan itu putus.", (tag,))).score == 0.6
    assert watch.mentions("", "Maket jembatan itu dipamerkan.", (tag,)) == []


def test_capitals_are_met_as_written(tmp_path: Path) -> None:
    watch = watcher(tmp_path, "id: uji\nname: Uji\nany: [BUS]\n")
    assert watch.mentions("", "Naik bus kota.", ()) == []
    assert watch.mentions("", "Protokol BUS dipakai.", ())


def test_a_topic_is_met_by_its_former_id(tagger: Tagger) -> None:
    watch = Watcher((Watchlist("uji", "Uji", "", ("topic:peristiwa",), (), ()),), tagger.topics.former)
    assert watch.mentions("", "Kapal kandas.", [Tag("topic", "bencana", "Bencana", 0.7, 0, 5, "1")])
    assert not watch.mentions("", "Kapal kandas.", [Tag("topic", "hukum", "Hukum", 0.7, 0, 5, "1")])


def test_words_are_whole_words(tmp_path: Path) -> None:
    watch = watcher(tmp_path, "id: uji\nname: Uji\nany: [rob]\n")
    assert watch.mentions("", "Robot itu roboh.", ()) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: lain\nname: Uji\nany: [a]\n", r"uji\.yaml: id 'lain' must be a slug .* equal to the file's name"),
        ("id: uji\nany: [a]\n", r"name is needed"),
        ("id: uji\nname: Uji\n", r"any and all are both empty"),
        ("id: uji\nname: Uji\nany: [2026]\n", r"any must be a list of words"),
        ("id: uji\nname: Uji\nany: jembatan\n", r"any must be a list"),
        ("id: uji\nname: Uji\nany: ['body:tidak-ada']\n", r"there is no body 'tidak-ada'"),
        ("id: uji\nname: Uji\nanyy: [a]\n", r"unknown anyy"),
        ("- satu\n", r"unknown list"),
        ("id: [uji\n", r"uji\.yaml:\d+: not YAML"),
    ],
)
def test_bad_files_are_refused_with_file_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        watcher(tmp_path, text)


def test_the_watchlists_of_the_seeds_are_read(tagger: Tagger) -> None:
    seeds = Path(__file__).resolve().parents[2] / "seeds" / "watchlists"
    assert [one.id for one in read_watchlists(seeds, tagger.known_ids())] == sorted(file.stem for file in seeds.glob("*.yaml"))
