"""A day of the fictional press, faults included, fetched shard by shard: every outlet ends as its truth says."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from landed import entry
from newsroom import Config, serving
from newsroom.truth import Truth
from pantau.fetch.stage import run
from pantau.settings import Settings
from pantau.urls import article_id, url_key
from pantau.workspace import Workspace

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
YESTERDAY = "2026-11-21"
FAULTS = {
    "404": "failed http_404",
    "403": "failed http_403",
    "410": "failed http_410",
    "500": "failed http_500",
    "429": "pending retry:http_429",
    "503": "pending retry:http_503",
    "timeout": "pending retry:timeout",
    "reset": "failed connection_reset",
    "slow": "pending retry:timeout",
    "truncated_gzip": "failed truncated_body",
    "empty_body": "failed empty_body",
    "redirect_loop": "failed redirect_loop",
    "redirect_private": "failed private_address",
    "redirect_metadata": "failed private_address",
    "huge": "failed too_large",
    "gzip_bomb": "failed too_large",
    "wrong_charset": "landed",
    "block_page": "landed",
}


def test_each_fault_of_an_outlet_ends_in_its_name(database: Settings, tmp_path: Path) -> None:
    with serving(Config(outlets=24, per_day=5, clock=lambda: NOW)) as room:
        room.write_catalogue(tmp_path)
        quick = {"host_gap_s": 0.0, "fetch_retry_s": 0.01, "read_timeout_s": 1.0, "total_timeout_s": 2.5}
        settings = database.model_copy(update={**quick, "catalogue_dir": tmp_path, "allow_hosts": room.allow_hosts, "shards": 2})
        work = Workspace(settings)
        faults = dict(zip(sorted(work.catalogue.outlets), FAULTS, strict=False))
        for outlet, fault in faults.items():
            room.faults.set(outlet, fault, "page")
        truths = _announce(work, list(room.truth.day(YESTERDAY)))
        counts: Counter[str] = Counter()
        for shard in range(2):
            counts.update(run(work, YESTERDAY, shard).counts)
        ends: defaultdict[str, set[str]] = defaultdict(set)
        for landed in work.landing.entries(YESTERDAY):
            truth = truths[landed.entry.url_key]
            if not truth.blocked_by_robots and not truth.broken_status:
                ends[landed.entry.outlet].add(f"{landed.state} {landed.reason}".strip())
        work.landing.close()
    assert ends == {outlet: {FAULTS.get(faults.get(outlet, ""), "landed")} for outlet in ends}
    assert set(ends) == set(work.catalogue.outlets)
    assert sum(counts[state] for state in ("landed", "failed", "blocked", "pending")) == len(truths)


def _announce(work: Workspace, truths: list[Truth]) -> dict[str, Truth]:
    found = {url_key(truth.url): truth for truth in truths}
    result = work.landing.add_entries(
        [
            entry(outlet=truth.outlet, url=truth.url, url_key=key, article_id=article_id(key), day=YESTERDAY, source="archive")
            for key, truth in found.items()
        ]
    )
    assert result.new == len(found) > 100
    return found


def test_what_is_landed_is_what_the_newsroom_serves(database: Settings, tmp_path: Path) -> None:
    with serving(Config(outlets=6, per_day=4, clock=lambda: NOW + timedelta(hours=1))) as room:
        room.write_catalogue(tmp_path)
        quick = {"host_gap_s": 0.0, "catalogue_dir": tmp_path, "allow_hosts": room.allow_hosts}
        work = Workspace(database.model_copy(update=quick))
        found = {url_key(truth.url): truth for truth in room.truth.day(YESTERDAY)}
        work.landing.add_entries(
            [
                entry(outlet=t.outlet, url=t.url, url_key=key, article_id=article_id(key), day=YESTERDAY)
                for key, t in found.items()
            ]
        )
        run(work, YESTERDAY)
        entries = work.landing.entries(YESTERDAY)
        blocked = {landed.entry.url_key for landed in entries if landed.state == "blocked"}
        pages = [landed.page for landed in entries if landed.page]
        titles = {
            page.url_key: found[page.url_key].title.split()[0].encode() in body for page, body in work.landing.bodies(pages)
        }
        work.landing.close()
    assert blocked == {key for key, truth in found.items() if truth.blocked_by_robots}
    assert len(pages) > 10
    assert sum(titles.values()) == len(titles)


def test_a_long_article_is_landed_to_its_last_word(database: Settings, tmp_path: Path) -> None:
    with serving(Config(outlets=24, per_day=6, clock=lambda: NOW)) as room:
        room.write_catalogue(tmp_path)
        quick = {"host_gap_s": 0.0, "catalogue_dir": tmp_path, "allow_hosts": room.allow_hosts}
        work = Workspace(database.model_copy(update=quick))
        families = {outlet: known.notes.rpartition(" ")[2] for outlet, known in work.catalogue.outlets.items()}
        long = {
            url_key(truth.url): truth
            for truth in room.truth.day(YESTERDAY)
            if families[truth.outlet] in ("detik", "kompas", "sindo", "liputan")
            and truth.text.count("\n") > 9
            and not truth.blocked_by_robots
        }
        work.landing.add_entries(
            [entry(outlet=t.outlet, url=t.url, url_key=key, article_id=article_id(key), day=YESTERDAY) for key, t in long.items()]
        )
        run(work, YESTERDAY)
        rows = work.landing.entries(YESTERDAY)
        split = {families[row.entry.outlet] for row in rows if len(row.pages) > 1}
        short = [
            (row.entry.url, line)
            for row, bodies in work.landing.articles(rows)
            for line in long[row.entry.url_key].text.split("\n")
            if not any(escape(line, quote=False).encode() in body for body in bodies)
        ]
        visits = [visit for visit in room.log.visits() if visit.what in ("page", "part")]
        work.landing.close()
    assert short == []
    assert split == {"detik", "sindo"}, "the others give all pages in one answer"
    assert {families[row.entry.outlet] for row in rows if row.page} == {"detik", "kompas", "sindo", "liputan"}
    assert len(visits) == sum(len(row.pages) for row in rows), "nothing was asked for twice"


def test_parts_are_fetched_as_politely_as_pages(database: Settings, tmp_path: Path) -> None:
    with serving(Config(outlets=4, per_day=8, clock=lambda: NOW)) as room:
        room.write_catalogue(tmp_path)
        quick = {"allowed_host_gap_s": 0.1, "host_parallel": 2, "catalogue_dir": tmp_path, "allow_hosts": room.allow_hosts}
        work = Workspace(database.model_copy(update=quick))
        found = {url_key(truth.url): truth for truth in room.truth.day(YESTERDAY, "lintaskini") if not truth.blocked_by_robots}
        work.landing.add_entries(
            [
                entry(outlet=t.outlet, url=t.url, url_key=key, article_id=article_id(key), day=YESTERDAY)
                for key, t in found.items()
            ]
        )
        run(work, YESTERDAY)
        parts = room.log.visits("lintaskini.newsroom.test", "part")
        seen = room.log.politeness()["lintaskini.newsroom.test"]
        work.landing.close()
    assert len(parts) >= 3
    assert seen.max_concurrency <= 2
    assert seen.min_gap_s is not None
    assert seen.min_gap_s > 0.03  # the gaps that the server sees vary by milliseconds
