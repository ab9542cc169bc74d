"""Pages that were given up are put back on request, and only those that were meant."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from landed import DAY
from pantau.cli import main
from pantau.fetch.stage import run
from pantau.landing.dead import dead_letters, put_back
from pantau.model import Entry
from pantau.workspace import Workspace
from website import PAGE, Website, body, status

Make = Callable[..., Workspace]
Found = Callable[..., Entry]


def _ends(work: Workspace) -> dict[str, str]:
    return {landed.entry.url.rsplit("/", 1)[1]: f"{landed.state} {landed.reason}".strip() for landed in work.landing.entries(DAY)}


async def test_a_page_that_was_given_up_is_put_back_and_got(website: Website, workspace: Make, found: Found) -> None:
    website.paths |= {"/rusak": status(503), "/hilang": status(404)}
    work = workspace(fetch_attempts=1)
    work.landing.add_entries([found("/rusak"), found("/hilang"), found("/baik")])
    await asyncio.to_thread(run, work, DAY)
    assert _ends(work) == {"rusak": "failed http_503", "hilang": "failed http_404", "baik": "landed"}

    told = [(row.reason, row.count) for row in dead_letters(work.landing.database, DAY, DAY)]
    assert told == [("http_503", 1)]
    assert _ends(work)["rusak"] == "failed http_503"  # listing these pages changes nothing
    assert [(row.reason, row.count) for row in put_back(work.landing.database, DAY, DAY)] == told
    assert _ends(work)["rusak"] == "pending retry:asked"

    website.paths["/rusak"] = body(PAGE.encode() if isinstance(PAGE, str) else PAGE, Content_Type="text/html")
    await asyncio.to_thread(run, work, DAY)
    assert _ends(work) == {"rusak": "landed", "hilang": "failed http_404", "baik": "landed"}


async def test_a_reason_a_day_and_an_outlet_choose(website: Website, workspace: Make, found: Found) -> None:
    work = workspace()
    work.landing.add_entries([found("/satu"), found("/dua", outlet="lain"), found("/tiga", day="2026-11-21")])
    for path, reason in (("/satu", "http_404"), ("/dua", "http_404"), ("/tiga", "timeout")):
        work.landing.mark(found(path).url_key, "failed", reason)
    database = work.landing.database
    assert dead_letters(database, DAY, DAY) == []
    assert [row.outlet for row in dead_letters(database, DAY, DAY, reasons=["http"])] == ["harian", "lain"]
    assert [row.outlet for row in dead_letters(database, DAY, "2026-11-21", outlets=["harian"], reasons=["http_404"])] == [
        "harian"
    ]
    assert [row.day for row in put_back(database, DAY, "2026-11-21")] == ["2026-11-21"]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "give --day, or --from and --to"),
        (["--day", DAY, "--from", DAY], "give --day, or --from and --to"),
        (["--from", "2026-11-21", "--to", "2026-11-20"], "comes after"),
        (["--day", DAY, "--outlet", "tidak-ada"], "no such outlet"),
        (["--day", "kemarin"], "is not a day"),
    ],
)
def test_bad_words_are_answered_with_the_remedy(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retry", *words]) == 2
    assert told in capsys.readouterr().err


def test_the_command_puts_back(
    workspace: Make, found: Found, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = workspace()
    work.landing.add_entries([found("/satu")])
    work.landing.mark(found("/satu").url_key, "failed", "timeout")
    monkeypatch.setattr("pantau.fetch.retry.Workspace", lambda **_: work)
    assert main(["retry", "--day", DAY, "--dry-run"]) == 0
    assert "timeout" in capsys.readouterr().out
    assert _ends(work) == {"satu": "failed timeout"}
    assert main(["retry", "--day", DAY, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"day": DAY, "outlet": "harian", "reason": "timeout", "count": 1}]
    assert _ends(work) == {"satu": "pending retry:asked"}
