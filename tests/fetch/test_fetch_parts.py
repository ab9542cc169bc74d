"""Articles over several pages: asked for at once where that is possible, else part after part, and never silently short."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from landed import DAY
from pantau.fetch import articles
from pantau.fetch.stage import fetch_due, run
from pantau.model import Entry, Landed
from pantau.workspace import Workspace
from website import Asked, Website, body, html, moved, status

Make = Callable[..., Workspace]
Found = Callable[..., Entry]
HARIAN = {"outlet": "harian"}
_HEAD = "outlet,name,owner_group,province_code,language,zone,type,domains,home_url,notes\n"
_ROW = "{0},{0},,31,id,WIB,national,{0}.pers.test,https://{0}.pers.test/,\n"


def _paragraph(path: str, part: int) -> str:
    return f"<p>Warga {path} mendengar penjelasan bagian {part} dari camat pada Jumat pagi.</p>"


def _page(path: str, part: int, last: int, text: str = "") -> bytes:
    links = "".join(f"<a>{number}</a>" for number in range(1, last + 1))
    pager = f'<div class="pager">Halaman {links}</div>' if last > 1 else ""
    return f"<h1>Pasar {path}</h1><div id=isi>{text or _paragraph(path, part)}</div>{pager}".encode()


def _serve(website: Website, path: str, last: int) -> None:
    """Serve an article in `last` parts at ?page=N."""
    website.paths[path] = body(_page(path, 1, last))
    for part in range(2, last + 1):
        website.paths[f"{path}?page={part}"] = body(_page(path, part, last))


@pytest.fixture
def make(workspace: Make, tmp_path: Path) -> Make:
    """Make workspaces whose outlet `harian` has a rule with these `pages`; `kabar` has none."""

    def made(pages: dict[str, Any] | None = None, **given: Any) -> Workspace:
        folder = tmp_path / "katalog"
        (folder / "rules").mkdir(parents=True, exist_ok=True)
        (folder / "outlets.csv").write_text(_HEAD + _ROW.format("harian") + _ROW.format("kabar"))
        (folder / "feeds.csv").write_text("feed_url,outlet,section,kind,enabled,reason,evidence\n")
        (folder / "archives.yaml").write_text("[]\n")
        rule = {"outlet": "harian", "pages": pages or NEXT, "generations": [{"rule": "uji", "body": ["#isi"]}]}
        (folder / "rules" / "harian.yaml").write_text(yaml.safe_dump(rule))
        return workspace(catalogue_dir=folder, **given)

    return made


NEXT = {"next": "?page={n}", "count": ".pager a", "most": 5}


async def _run(work: Workspace) -> dict[str, int]:
    return (await asyncio.to_thread(run, work, DAY)).counts


def _asked(website: Website) -> list[str]:
    return [asked.path for asked in website.pages()]


def _rows(work: Workspace) -> dict[str, Landed]:
    return {"/" + row.entry.url.split("/", 3)[3]: row for row in work.landing.entries(DAY)}


def _texts(work: Workspace, row: Landed) -> list[bytes]:
    return next(bodies for _, bodies in work.landing.articles([row]))


async def test_the_whole_article_is_asked_for_at_once(website: Website, make: Make, found: Found) -> None:
    website.paths["malu/robots.txt"] = body(b"User-agent: *\nDisallow: /*?\n")
    work = make({"whole": "page=all"})
    entries = [
        found("/a", **HARIAN),
        found("/b?id=1", **HARIAN),
        found("/c?page=2", **HARIAN),
        found("/d", "malu.harian", **HARIAN),
    ]
    entries += [found("/e", "kabar", **HARIAN), found("/f", "kabar", outlet="kabar")]
    work.landing.add_entries(entries)
    await _run(work)
    assert {row.state for row in _rows(work).values()} == {"landed"}
    assert set(_asked(website)) == {"/a?page=all", "/b?id=1&page=all", "/c?page=all", "/d", "/e", "/f"}


async def test_a_short_article_may_have_no_all_in_one_address(website: Website, make: Make, found: Found) -> None:
    website.paths |= {"/pendek/all": status(404), "/hilang/all": status(404), "/hilang": status(404)}
    work = make({"whole": "/all"})
    work.landing.add_entries([found(path, **HARIAN) for path in ("/pendek", "/panjang", "/hilang")])
    assert await _run(work) == {"landed": 2, "failed": 1, "failed http_404": 1}
    assert sorted(_asked(website)) == ["/hilang", "/hilang/all", "/panjang/all", "/pendek", "/pendek/all"]


async def test_parts_follow_the_first_page(website: Website, make: Make, found: Found) -> None:
    _serve(website, "/satu", 1)
    _serve(website, "/tiga", 3)
    website.paths["/pindah"] = moved("/tiga")
    work = make()
    work.landing.add_entries([found(path, **HARIAN) for path in ("/satu", "/tiga?page=2", "/pindah")] + [found("/tiga", "kabar")])
    assert await _run(work) == {"landed": 4}
    rows = _rows(work)
    assert {path: len(row.pages) for path, row in rows.items()} == {"/satu": 1, "/tiga?page=2": 3, "/pindah": 3, "/tiga": 1}
    assert _texts(work, rows["/pindah"]) == [_page("/tiga", part, 3) for part in (1, 2, 3)]
    assert _asked(website).count("/tiga?page=3") == 2
    website.log.clear()
    assert await _run(work) == {}
    assert website.log == [], "all is known"


async def test_a_page_no_parser_is_given_is_landed_as_it_is(website: Website, make: Make, found: Found) -> None:
    crowd = "".join(f" a{number}=x" for number in range(80_000))
    website.paths["/padat"] = body(_page("/padat", 1, 3, f"<p{crowd}>Warga</p>"))
    _serve(website, "/tiga", 2)
    website.paths["/tiga?page=2"] = body(_page("/tiga", 2, 2, f"<p{crowd}>Warga</p>"))
    work = make()
    work.landing.add_entries([found("/padat", **HARIAN), found("/tiga", **HARIAN)])
    start = time.process_time()
    assert await _run(work) == {"landed": 2}
    assert time.process_time() - start < 5, "the parser needs 20 s for it"
    assert {path: len(row.pages) for path, row in _rows(work).items()} == {"/padat": 1, "/tiga": 2}


@pytest.mark.parametrize("costly", [1, 2])
async def test_a_page_that_costs_too_much_is_landed_as_it_is_and_holds_up_nobody(
    website: Website, make: Make, found: Found, caplog: pytest.LogCaptureFixture, costly: int
) -> None:
    work = make(item_cpu_s=0.02)
    work.landing.add_entries([found("/mahal", **HARIAN), found("/biasa", **HARIAN)])
    for path in ("/mahal", "/biasa"):
        _serve(website, path, 3)
    address = "/mahal" if costly == 1 else "/mahal?page=2"
    website.paths[address] = body(_page("/mahal", costly, 3) + b"<select>" + b"<option>a" * 49_000)
    with caplog.at_level("WARNING"):
        assert (await _run(work))["landed"] == 2
    assert "took more than 0.02s" in caplog.text  # it was read where it could be ended
    assert len(_rows(work)["/biasa"].pages) == 3
    assert len(_rows(work)["/mahal"].pages) == (1 if costly == 1 else 3)


async def test_a_pager_that_promises_too_much_is_cut(website: Website, make: Make, found: Found) -> None:
    website.paths["/a"] = body(_page("/a", 1, 40) + b"<div class=pager><a>999999</a><a>\xd9\xa9</a></div>")
    for part in range(2, 40):
        website.paths[f"/a?page={part}"] = body(_page("/a", part, 40))
    work = make()
    work.landing.add_entries([found("/a", **HARIAN)])
    await _run(work)
    assert len(_rows(work)["/a"].pages) == 5


async def test_the_rest_may_be_one_page(website: Website, make: Make, found: Found) -> None:
    """Where the all-in-one form has no metadata, page 1 is read for them."""
    website.paths["/a"] = body(_page("/a", 1, 4))
    website.paths["/a?showpage=all"] = body(_page("/a", 1, 1, _paragraph("/a", 1) + _paragraph("/a", 2)))
    work = make({"next": "?showpage=all", "count": ".pager a"})
    work.landing.add_entries([found("/a", **HARIAN)])
    assert await _run(work) == {"landed": 1}
    assert len(_rows(work)["/a"].pages) == 2


@pytest.mark.parametrize(
    ("second", "parts"),
    [
        (body(_page("/a", 2, 3)), 3),  # the site does not know this form any more: it sent page 1
        (body(_page("/a", 1, 3)), 1),  # page 2 has no new text: the article was whole, its pager is decoration
        (status(404), 1),
    ],
)
async def test_an_all_in_one_form_that_prints_a_pager_is_checked(
    website: Website, make: Make, found: Found, second: Any, parts: int
) -> None:
    _serve(website, "/a", 3)
    website.paths |= {"/a?single=1": body(_page("/a", 1, 3)), "/a?page=2": second}
    work = make({"whole": "single=1", **NEXT})
    work.landing.add_entries([found("/a", **HARIAN)])
    assert await _run(work) == {"landed": 1}
    assert len(_rows(work)["/a"].pages) == parts
    assert _asked(website)[:2] == ["/a?single=1", "/a?page=2"]


async def test_a_part_that_fails_once_is_asked_for_again_alone(website: Website, make: Make, found: Found) -> None:
    _serve(website, "/a", 3)
    left = [1]

    async def flaky(request: web.Request) -> web.StreamResponse:
        left[0] -= 1
        return web.Response(status=500) if left[0] >= 0 else html(_page("/a", 2, 3))

    website.paths["/a?page=2"] = flaky
    work = make()
    work.landing.add_entries([found("/a", **HARIAN)])
    assert await _run(work) == {"landed": 1}
    assert _asked(website) == ["/a", "/a?page=2", "/a?page=2", "/a?page=3"]
    assert [one[-20:] for one in _texts(work, _rows(work)["/a"])] == [_page("/a", part, 3)[-20:] for part in (1, 2, 3)]


@pytest.mark.parametrize(
    ("second", "reason", "tries"),
    [
        (status(500), "part_http_500", 3),
        (status(404), "part_http_404", 1),
        (body(_page("/a", 1, 3)), "part_repeated", 3),  # a cache that sends page 1 for page 2
        (
            body(_page("/a", 1, 3) + b"<p>Berita lain yang berdiri di samping tulisan ini, lain setiap kali.</p>"),
            "part_repeated",
            3,
        ),
        (moved("http://10.0.0.1/"), "part_private_address", 1),
    ],
)
async def test_a_part_that_never_comes_is_named(
    website: Website, make: Make, found: Found, second: Any, reason: str, tries: int
) -> None:
    _serve(website, "/a", 3)
    website.paths["/a?page=2"] = second
    work = make()
    work.landing.add_entries([found("/a", **HARIAN)])
    assert await _run(work) == {"failed": 1, f"failed {reason}": 1}
    row = _rows(work)["/a"]
    assert (row.state, row.reason, len(row.pages), row.missing) == ("landed", reason, 1, 2)
    assert _asked(website).count("/a?page=2") == tries
    website.log.clear()
    website.paths["/a?page=2"] = body(_page("/a", 2, 3))
    await _run(work)
    if tries == 1:
        assert website.log == [], "what will not come is not asked for again"
    else:
        assert (_rows(work)["/a"].missing, _rows(work)["/a"].reason) == (0, "")


async def test_a_part_robots_forbids_leaves_the_first(website: Website, make: Make, found: Found) -> None:
    _serve(website, "/a", 2)
    website.paths["/robots.txt"] = body(b"User-agent: *\nDisallow: /*?page=\n")
    work = make()
    work.landing.add_entries([found("/a", **HARIAN)])
    await _run(work)
    assert (_rows(work)["/a"].state, _rows(work)["/a"].reason) == ("landed", "part_robots")
    assert _asked(website) == ["/a"]


async def test_after_429_the_parts_wait_and_only_they_are_asked_for(
    website: Website, make: Make, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    _serve(website, "/a", 3)
    website.paths["/a?page=2"] = status(429, **{"Retry-After": "600"})
    work = make()
    work.landing.add_entries([found("/a", **HARIAN)])
    assert await _run(work) == {"pending": 1, "pending retry:part_http_429": 1}
    assert work.landing.pending(datetime.now(UTC) + timedelta(minutes=9), DAY) == []
    website.paths["/a?page=2"] = body(_page("/a", 2, 3))
    with work.landing.database.session() as connection:
        connection.execute("UPDATE landing.hosts SET cooldown_until = '-infinity'")
        connection.execute("UPDATE landing.entries SET next_try_at = now()")
    website.log.clear()
    assert await _run(work) == {"landed": 1}
    assert _asked(website) == ["/a?page=2", "/a?page=3"]


async def test_parts_of_different_hours_are_not_put_together(
    website: Website, make: Make, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(articles, "GO_ON", timedelta(0))
    _serve(website, "/a", 2)
    website.paths["/a?page=2"] = status(500)
    work = make(fetch_attempts=1)
    work.landing.add_entries([found("/a", **HARIAN)])
    await _run(work)
    website.log.clear()
    _serve(website, "/a", 2)
    await _run(work)
    assert _asked(website) == ["/a", "/a?page=2"]
    assert _rows(work)["/a"].missing == 0


async def test_the_live_budget_ends_between_parts(website: Website, make: Make, found: Found) -> None:
    _serve(website, "/a", 5)
    website.pause_s = 0.1
    work = make(fetch_budget_s=0.15)
    work.landing.add_entries([found("/a", **HARIAN)])
    report, days = await asyncio.to_thread(fetch_due, work, datetime.now(UTC) + timedelta(seconds=1))
    assert report.counts == {"pending": 1, "pending retry:part_next": 1}
    assert days == {DAY}, "the beginning is there to be read"
    assert 0 < _rows(work)["/a"].missing < 5
    await _run(work)
    assert _rows(work)["/a"].missing == 0
    assert sorted(_asked(website)) == ["/a", *(f"/a?page={part}" for part in (2, 3, 4, 5))]


async def test_killed_between_parts_nothing_is_lost_or_asked_twice(website: Website, make: Make, found: Found) -> None:
    website.pause_s = 0.01
    paths = [f"/{number}" for number in range(24)]
    for path in paths:
        _serve(website, path, 4)
    work = make()
    work.landing.add_entries([found(path, **HARIAN) for path in paths])
    given = work.settings.model_dump(mode="json", exclude_defaults=True)
    here = Path(__file__).parent
    words = [sys.executable, str(here / "crash.py"), json.dumps(given), DAY]
    environment = {"PYTHONPATH": str(here.parents[1] / "include"), "PATH": "/usr/bin:/bin"}
    process = await asyncio.create_subprocess_exec(*words, env=environment)
    while len(website.pages()) < 40:
        website.heard.clear()
        await website.heard.wait()
    process.kill()
    await process.wait()
    before = _rows(work)
    assert any(row.page and row.missing for row in before.values()), "killed in the middle of an article"
    safe = {page.url for row in before.values() for page in row.pages}
    earlier: list[Asked] = website.pages()
    await _run(work)
    after = _rows(work)
    assert {len(row.pages) for row in after.values()} == {4}
    assert {path: _texts(work, row) for path, row in after.items()} == {
        path: [_page(path, part, 4) for part in (1, 2, 3, 4)] for path in paths
    }
    again = {website.url("harian", asked.path) for asked in website.pages()[len(earlier) :]}
    assert not again & safe, "what was landed is not asked for again"


async def test_two_runs_at_once_fetch_every_part_once(website: Website, make: Make, found: Found) -> None:
    website.pause_s = 0.01
    one, two = make(), make()
    for number in range(12):
        _serve(website, f"/{number}", 3)
    one.landing.add_entries([found(f"/{number}", **HARIAN) for number in range(12)])
    await asyncio.gather(_run(one), _run(two))
    assert len(_asked(website)) == len(set(_asked(website))) == 36
    assert {len(row.pages) for row in _rows(one).values()} == {3}
