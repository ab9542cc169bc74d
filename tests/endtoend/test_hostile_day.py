"""A day with hostile pages in it: each ends in its name, and all other outlets are as on the day without them.

The pages are data, in tests/hostile/. PANTAU_HOSTILE=1 takes them in their full size and prints the figures.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from press import DAY, Pantau, drop_all

import landed
from newsroom import Config, Room, serving
from pantau.settings import Settings

FULL = bool(os.environ.get("PANTAU_HOSTILE"))
ITEMS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "hostile" / "pages.yaml").read_text(encoding="utf-8"))
GOOD = (
    "<meta property='article:published_time' content='2026-11-09T10:00:00+07:00'>"
    '<script type=\'application/ld+json\'>{{"@type":"NewsArticle","headline":"Pasar Rebo nomor {0} ramai lagi",'
    '"datePublished":"2026-11-09T10:00:00+07:00"}}</script>'
    "<meta property='og:type' content='article'><h1>Pasar Rebo nomor {0} ramai lagi</h1>"
    "<time datetime='2026-11-09T10:00:00+07:00'>9 November 2026, 10.00 WIB</time>"
    "<p>Pedagang nomor {0} kembali berjualan sejak subuh setelah jalan di depan pasar dibuka untuk dua arah oleh dinas kota.</p>"
    "<p>Pembeli datang dari tiga kecamatan dan memenuhi lorong pasar hingga menjelang siang, kata pengelola pasar itu.</p>"
)
# What the warehouse says of all outlets but one.
OTHERS = {
    "article_rows": "SELECT to_jsonb(a)::text FROM article_rows a WHERE outlet <> %s",
    "article_tags": "SELECT to_jsonb(t)::text FROM article_tags t JOIN article_rows a USING (article_id) WHERE a.outlet <> %s",
    "entry_outcomes": "SELECT to_jsonb(e)::text FROM entry_outcomes e WHERE outlet <> %s",
    "source_days": "SELECT to_jsonb(s)::text FROM source_days s WHERE outlet <> %s",
    "quarantine": "SELECT to_jsonb(q)::text FROM quarantine q WHERE outlet <> %s",
    "story_members": "SELECT to_jsonb(m)::text FROM story_members m JOIN article_rows a USING (article_id) WHERE a.outlet <> %s",
}


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=34, per_day=12) if FULL else Config(outlets=4, per_day=3)) as served:
        yield served


@pytest.fixture
def pantau(database_server: Settings, room: Room, tmp_path: Path) -> Iterator[Pantau]:
    yield Pantau(database_server, room, tmp_path, item_cpu_s=5.0 if FULL else 2.0)
    drop_all(database_server)


def body_of(item: dict[str, Any], number: int) -> bytes:
    """The bytes of a hostile page."""
    times = item["times"] if FULL else max(300, item["times"] // 20)
    repeated = (
        item["repeat"] * times
        if "#" not in item["repeat"]
        else "".join(item["repeat"].replace("#", str(place)) for place in range(times))
    )
    behind = item.get("behind", "") + ("" if item.get("alone") else GOOD.format(number))
    return (item["before"] + repeated + behind).encode(item.get("coding", "utf-8"), "surrogatepass")[:9_900_000]


def land(pantau: Pantau, outlet: str, domain: str) -> dict[str, str]:
    """Land every hostile page as one of the outlet's; return article id → the end it must have."""
    ends = {}
    with pantau.workspace() as work:
        for number, item in enumerate(ITEMS):
            entry = landed.entry(
                f"/read/2026/11/09/{number:04}/pasar-rebo-ramai-lagi",
                host=domain,
                outlet=outlet,
                day=DAY,
                title="",
                published_at=None,
            )
            work.landing.add_entries([entry])
            answer = landed.answer(entry, body_of(item, number), fetched_at=datetime(2026, 11, 9, 12, tzinfo=UTC))
            work.landing.land(entry, answer)
            ends[entry.article_id] = item["end"]
    return ends


def work_day(pantau: Pantau) -> float:
    """Work a fetched day; return the seconds it took."""
    start = time.monotonic()
    pantau.run(DAY, first="extract")
    return time.monotonic() - start


def test_hostile_pages_have_their_ends_and_no_neighbour_pays(pantau: Pantau, capsys: pytest.CaptureFixture[str]) -> None:
    pantau.run(DAY, last="fetch")
    spoilt = pantau.copy()
    with pantau.workspace() as work:
        outlet = min(work.catalogue.outlets)
        domain = work.catalogue.outlets[outlet].domains[0]
    ends = land(spoilt, outlet, domain)
    seconds = [work_day(pantau), work_day(spoilt)]
    rows = spoilt.rows("SELECT article_id, outcome || CASE reason WHEN '' THEN '' ELSE ' ' || reason END FROM entry_outcomes")
    found = {article: end for article, end in rows if article in ends}
    names = dict(zip(ends, (item["name"] for item in ITEMS), strict=True))
    wrong = [f"{names[one]}: {found.get(one)}, not {end}" for one, end in ends.items() if found.get(one) != end]
    assert not wrong, "\n".join(wrong)
    for table, query in OTHERS.items():
        assert sorted(spoilt.rows(query, outlet)) == sorted(pantau.rows(query, outlet)), table
    megabytes = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    with capsys.disabled():
        print(f"\n{len(ITEMS)} hostile pages: {seconds[0]:.1f} s without, {seconds[1]:.1f} s with, {megabytes:.0f} MB at most")
    assert megabytes < 1024
