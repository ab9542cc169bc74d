"""What `pantau sources export` prints, applied to the seeds, says what Pantau has proved: a round trip over real HTTP."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from poll_site import Reply, Site
from test_front_pages import put_front
from test_unproven import put_good, unproven
from test_unproven_archives import INDEX, TRIED, put_index

from pantau.archives.proven import usable_catalogue
from pantau.catalogue import Catalogue, read_catalogue
from pantau.catalogue.archives import archives_of
from pantau.landing.probation import Probation
from pantau.model import Feed, Outlet
from pantau.sources.archive_patch import make_archive_patch
from pantau.sources.discovery import discover, searchable
from pantau.sources.lane import proven_feeds, read_trials, try_sources, unproven_sources
from pantau.sources.patch import make_patch
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)  # 00:30 WIB: tries 13 hours later are for the same day
Make = Callable[..., Workspace]


def export(work: Workspace) -> str:
    sources, folder = unproven_sources(work), work.settings.catalogue_folder
    states = read_trials(work, sources)
    told = make_patch(folder / "feeds.csv", states, [one for one in sources if isinstance(one, Feed)])
    return told + make_archive_patch(folder / "archives.yaml", states, work.catalogue.outlets)


def apply(folder: Path, text: str) -> Catalogue:
    """Apply a patch to the files of a folder, which the patch calls seeds/, and read the catalogue."""
    place = folder.parent / "seeds"
    folder.rename(place)
    subprocess.run(["git", "apply", "--unsafe-paths", "-p1", "-"], input=text.encode(), cwd=folder.parent, check=True)
    place.rename(folder)
    return read_catalogue(folder)


def try_all(work: Workspace) -> None:
    for hours in (0, 7, 14):  # an address that another led to has its own two answers
        try_sources(work, unproven_sources(work), NOW + timedelta(hours=hours))


def test_the_patch_gives_the_proven_state(site: Site, workspace: Make) -> None:
    put_index(site, TRIED, first=50)
    feed = put_good(site, NOW + timedelta(hours=3))
    old = site.put("/lama.xml", Reply("pindah", 301, {"Location": "/feed"}))
    dead = site.url("/mati.xml")
    work = workspace([old, dead], INDEX.format(port=site.port))
    unproven(work, old, dead)
    try_all(work)
    usable = usable_catalogue(work)
    assert [one.feed_url for one in proven_feeds(work)] == [feed]
    folder = work.settings.catalogue_folder
    after = apply(folder, export(work))
    assert [(one.feed_url, one.enabled, one.section) for one in after.feeds] == [
        (feed, True, "nasional"),
        (dead, False, "nasional"),
    ]
    assert after.archives.keys() == usable.archives.keys() == {"koran"}
    (archive,), (known,) = after.archives["koran"], usable.archives["koran"]
    assert replace(archive, evidence="") == replace(known, evidence="")
    assert "5 articles on 2026-11-20" in archive.evidence
    assert after.no_archives == usable.no_archives == {}
    again = Workspace(work.settings)
    assert {one.feed_url for one in again.catalogue.enabled_feeds()} == {feed}
    assert export(again) == "", "what the seeds say already is no news"
    again.landing.close()


def test_a_front_page_that_was_found_gets_a_row(site: Site, workspace: Make) -> None:
    url = put_front(site)
    work = workspace([])
    discover(work, searchable(work), NOW)
    try_all(work)
    assert [one.kind for one in proven_feeds(work)] == ["front"]
    (row,) = apply(work.settings.catalogue_folder, export(work)).feeds
    assert (row.feed_url, row.outlet, row.kind, row.enabled) == (url, "koran", "front", True)
    assert row.evidence.endswith("found: front_page")


def state(url: str, **given: object) -> Probation:
    made = Probation(url, "koran", NOW, "proven", 2, 0.0, 3, NOW, NOW, NOW, "good", "", 9, 3)
    return replace(made, **given)  # type: ignore[arg-type]


def test_a_feed_that_moved_twice_has_its_last_address_and_one_that_moved_in_a_ring_stays(tmp_path: Path) -> None:
    file = tmp_path / "feeds.csv"
    head = "feed_url,outlet,section,kind,enabled,reason,evidence,clock\n"
    file.write_text(head + "".join(f"https://koran.test/{name},koran,,auto,unproven,,,\n" for name in ("a", "x")))
    moved = {"a": "b", "b": "c", "x": "y", "y": "x"}
    states = {
        f"https://koran.test/{one}": state(
            f"https://koran.test/{one}", state="demoted", result="moved", moved_to=f"https://koran.test/{to}"
        )
        for one, to in moved.items()
    } | {"https://koran.test/c": state("https://koran.test/c")}
    found = [Feed("https://koran.test/c", "koran", "", "auto", enabled=False, unproven=True)]
    lines = make_patch(file, states, found).splitlines()
    added = [line for line in lines if line.startswith("+http")]
    assert [line for line in lines if line.startswith("-http")] == ["-https://koran.test/a,koran,,auto,unproven,,,"]
    assert len(added) == 1, "the heir takes the row, and gets none of its own"
    assert added[0].startswith("+https://koran.test/c,koran,,auto,yes,,")


OUTLETS = {
    name: Outlet(name, name, "", "31", "id", "WIB", "regional", (f"{name}.test",), f"https://{name}.test/") for name in "abcd"
}
SHAPES = {
    "plain": """# atas
- outlet: a
  url: "{home}/{yyyy}/{mm}/{dd}"
  link: a
  link_pattern: 'x'
  cannot: unproven
  reason: "belum
    dilihat"
  evidence: "[D] lama"
# bawah
- outlet: d
  cannot: robots
  reason: tutup""",
    "several": """- cannot: unproven
  reason: >-
    nobody has seen it,
    and it is long

  outlets: [a, b,
    c]
  url: "{home}/{yyyy}/{mm}/{dd}"
  link: a
  link_pattern: 'x'

# bawah
- outlet: d
  url: "https://d.test/{yyyy}"
  link: a
  link_pattern: 'x'
""",
    "indented": """  - outlets:
      - a
      - b
    kind: sitemap
    url: "{home}/{yyyy}.xml"
    link_pattern: 'x'
    cannot: unproven
    reason: r
  - outlet: d
    cannot: unproven
    reason: "a remark"
""",
}


@pytest.mark.parametrize("shape", SHAPES)
@settings(deadline=None, max_examples=12)
@given(proven=st.sets(st.sampled_from("abc")))
def test_the_blocks_of_the_patched_file_are_the_proven_and_the_others(
    tmp_path_factory: pytest.TempPathFactory, shape: str, proven: set[str]
) -> None:
    file = tmp_path_factory.mktemp("seeds") / "seeds" / "archives.yaml"
    file.parent.mkdir()
    file.write_text(SHAPES[shape])
    before = [one for block in yaml.safe_load(SHAPES[shape]) for one in archives_of(block, OUTLETS)]
    states = {one.url: state(one.url, outlet=one.outlet) for one in before if one.outlet in proven and one.cannot == "unproven"}
    text = make_archive_patch(file, states, OUTLETS)
    if text:
        subprocess.run(["git", "apply", "--unsafe-paths", "-"], input=text.encode(), cwd=file.parent.parent, check=True)
    assert bool(text) == bool(states)
    after = [one for block in yaml.safe_load(file.read_text()) for one in archives_of(block, OUTLETS)]
    wanted = [replace(one, cannot="", reason="") if one.url in states else one for one in before]
    assert sorted(map(repr, (replace(one, evidence="") for one in after))) == sorted(
        map(repr, (replace(one, evidence="") for one in wanted))
    )
    assert all("Pantau itself" in one.evidence for one in after if one.url in states)
    comments = [line for line in SHAPES[shape].splitlines() if line.startswith("#")]
    assert [line for line in file.read_text().splitlines() if line.startswith("#")] == comments
