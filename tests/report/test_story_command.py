"""`pantau story`: a family as a time line, found by story, article or address."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest

from pantau.cli import main
from pantau.report.stories import wait
from pantau.settings import Settings
from pantau.workspace import Workspace

sys.path.append(str(Path(__file__).parents[1] / "load"))
from load_builders import Piece, load, put, workspace

D1, D2 = "2026-11-20", "2026-11-21"
SYLLABLES = ("ba", "ke", "mi", "ran", "su", "tak", "lo", "ding")


def told(theme: int) -> list[str]:
    dice = random.Random(theme)
    return [" ".join("".join(dice.choices(SYLLABLES, k=3)) for _ in range(30)) for _ in range(6)]


FIRST = Piece("asli", D1, "kabar", text="\n".join(told(1)), title="Banjir [red]surut[/red] \x1b[2J")
WORLD = [
    FIRST,
    Piece("salin", D1, "suara", text="\n".join(told(1)), minutes=75),
    Piece("amp", D1, "suara", text="\n".join(told(1)), minutes=76),
    Piece("besok", D2, "warta", text="\n".join(told(1)[:5]), minutes=1500),
    Piece("sendiri", D1, "warta", text="\n".join(told(2))),
]


@pytest.fixture
def work(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr("pantau.report.story_command.settings", lambda: database)
    monkeypatch.setattr("pantau.report.command.settings", lambda: database)
    work = workspace(database)
    put(work, WORLD)
    load(work, D2)
    load(work, D1)
    return work


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["story", *words]) == 0
    return capsys.readouterr().out


def test_a_story_an_article_and_an_address_lead_to_the_same_time_line(
    work: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(ask(capsys, FIRST.article_id, "--json"))
    assert (found["story_id"], found["members"], found["first_outlet"]) == (FIRST.article_id, 3, "kabar")
    assert [(one["outlet"], one["delay_minutes"]) for one in found["timeline"]] == [
        ("kabar", None),
        ("suara", 75),
        ("warta", 1500),
    ]
    assert found["timeline"][0]["kind"] == "first"
    assert {one["kind"] for one in found["timeline"][1:]} <= {"copy", "edited_copy"}
    for ident in (WORLD[1].article_id, "https://suara.test/salin?utm_source=x", "http://m.kabar.test/asli", WORLD[2].article_id):
        assert json.loads(ask(capsys, ident, "--json")) == found


def test_the_table_is_for_people_and_obeys_no_headline(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    text = ask(capsys, FIRST.article_id)
    assert "3 artikel" in text
    assert f"peristiwa {FIRST.article_id}: 3 media, 1 naskah asli, 2 salinan" in text
    assert text.index("pertama") < text.index("+1 j 15 m") < text.index("+1 h 1 j")
    assert "[red]surut[/red]" in text
    assert "\x1b" not in text


def test_an_article_nobody_copied_stands_alone(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(ask(capsys, "https://warta.test/sendiri", "--json"))
    assert found["story_id"] is None
    assert [one["title"] for one in found["timeline"]] == ["Judul sendiri"]
    assert "tidak punya salinan" in ask(capsys, WORLD[4].article_id)


@pytest.mark.parametrize("ident", ["0123456789abcdef", "https://warta.test/tidak-ada", "bukan alamat"])
def test_what_is_not_there_is_said_in_one_line(work: Workspace, capsys: pytest.CaptureFixture[str], ident: str) -> None:
    assert main(["story", ident]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("pantau story: ")


def test_the_day_names_its_largest_stories(work: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--day", D1, "--json"]) == 0
    (day,) = json.loads(capsys.readouterr().out)["days"]
    assert [(story["story_id"], story["members"], story["here"]) for story in day["stories"]] == [(FIRST.article_id, 3, 2)]
    assert main(["status", "--day", D2]) == 0
    assert f"pantau story {FIRST.article_id}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("minutes", "words"), [(None, ""), (0, "+0 m"), (59, "+59 m"), (61, "+1 j 01 m"), (24 * 60, "+1 h 0 j"), (3000, "+2 h 2 j")]
)
def test_a_delay_reads_well(minutes: int | None, words: str) -> None:
    assert wait(minutes) == words
