"""Every fault of the press, on pages, listings and feeds, has a named end; when the fault is over, nothing is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from press import DAY, Pantau, assert_conserved

from newsroom import Config, Room, serving
from newsroom.faults import FAULTS
from pantau.catalogue import read_catalogue
from pantau.poll.feeds import poll_due

# What a page's fault makes of the URLs of its outlet.
PAGES = {
    "404": "failed http_404",
    "403": "failed http_403",
    "410": "failed http_410",
    "500": "failed http_500",
    "429": "pending retry:http_429",
    "503": "pending retry:http_503",
    "timeout": "failed timeout",
    "slow": "failed timeout",
    "reset": "failed connection_reset",
    "truncated_gzip": "failed truncated_body",
    "empty_body": "failed empty_body",
    "redirect_loop": "failed redirect_loop",
    "redirect_private": "failed private_address",
    "redirect_metadata": "failed private_address",
    "huge": "failed too_large",
    "gzip_bomb": "failed too_large",
    "block_page": "not_article block_page",
    "html": "not_article block_page",
    "wrong_charset": "loaded",
    "ill_formed": "loaded",  # a page is no XML: if its end is cut, it loses only its last words
    "empty_feed": "loaded",  # a page has no items to lose
    "500_once": "loaded",
    "first_page": "loaded",  # the tests of extraction try what this does to further pages
}
# The name of a listing's fault in landing.archive_reads.
LISTINGS = {
    "404": "http_404",
    "500": "http_500",
    "429": "http_429",
    "timeout": "timeout",
    "reset": "connection_reset",
    "truncated_gzip": "truncated_body",
    "block_page": "block_page",
    "redirect_private": "private_address",
    "gzip_bomb": "too_large",
}
OUTLETS = 34


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with serving(Config(outlets=OUTLETS, per_day=2)) as served:
        yield served


@pytest.fixture(scope="module")
def pantau(room: Room, install) -> Pantau:
    return install(room, fetch_attempts=2)


@pytest.fixture(scope="module")
def faulty(room: Room, pantau: Pantau) -> dict[str, tuple[str, str]]:
    """Run a day on which every fault happens, each to an outlet of its own: outlet → what had a fault, and which fault."""
    room.write_catalogue(pantau.folder / "katalog")
    outlets = [
        name for name in sorted(read_catalogue(pantau.folder / "katalog").outlets) if name not in ("buletinkota", "suluhnegeri")
    ]
    struck = [("page", fault) for fault in PAGES] + [("index", fault) for fault in LISTINGS]
    given = dict(zip(outlets, struck, strict=False))
    assert len(given) == len(struck)
    for outlet, (what, fault) in given.items():
        room.faults.set(outlet, fault, what)
    pantau.run(DAY)
    return given


def test_all_faults_of_the_press_are_tried() -> None:
    assert set(PAGES) == set(FAULTS)


def test_each_fault_of_a_page_ends_in_its_name(room: Room, pantau: Pantau, faulty: dict[str, tuple[str, str]]) -> None:
    assert_conserved(pantau)
    ends: defaultdict[str, set[str]] = defaultdict(set)
    for outlet, url, outcome, reason in pantau.rows("SELECT outlet, url, outcome, reason FROM entry_outcomes"):
        what, fault = faulty.get(outlet, ("", ""))
        if what == "page" and (PAGES[fault] != "loaded" or room.truth.of(url).kind == "article"):
            ends[outlet].add(f"{outcome} {reason}".strip())
    wanted = {outlet: PAGES[fault] for outlet, (what, fault) in faulty.items() if what == "page"}
    # A host that does not answer rests, and its pages wait for the next run: an URL has whichever of these ends comes first.
    alike = {"pending retry:timeout": "failed timeout", "duplicate same_url": "loaded", "duplicate same_text": "loaded"}
    assert {outlet: {alike.get(end, end) for end in found} for outlet, found in ends.items()} == {
        outlet: {end} for outlet, end in wanted.items()
    }


def test_a_wrong_charset_costs_no_letter(room: Room, pantau: Pantau, faulty: dict[str, tuple[str, str]]) -> None:
    outlet = next(outlet for outlet, given in faulty.items() if given == ("page", "wrong_charset"))
    rows = pantau.rows("SELECT url, title FROM article_rows WHERE outlet = %s", outlet)
    assert [title for url, title in rows if title != room.truth.of(url).title] == []
    assert rows


def test_each_fault_of_a_listing_ends_in_its_name(pantau: Pantau, faulty: dict[str, tuple[str, str]]) -> None:
    reads = dict(pantau.rows("SELECT outlet, result FROM landing.archive_reads WHERE day = %s", DAY))
    wanted = {outlet: LISTINGS[fault] for outlet, (what, fault) in faulty.items() if what == "index"}
    assert {outlet: reads[outlet] for outlet in wanted} == wanted
    assert {result for outlet, result in reads.items() if outlet not in wanted} == {"ok"}
    silent = pantau.rows("SELECT success, observed FROM quality_rows WHERE rule = 'outlets.silent'")
    assert silent[0][0] is False
    assert pantau.rows("SELECT DISTINCT outlet FROM entry_outcomes WHERE outlet = ANY(%s)", list(wanted)) == []


def test_when_the_faults_have_passed_the_day_is_whole(
    room: Room, pantau: Pantau, faulty: dict[str, tuple[str, str]], install
) -> None:
    room.faults.clear()
    healed, undisturbed = pantau.copy(), install(room)
    _time_passes(healed)
    # Pantau does not ask again after a final answer (a 403, a redirect to a private address), so such answers are left out here.
    kept = "SELECT outlet FROM entry_outcomes WHERE outcome = 'failed' AND reason = ANY(%s)"
    final = ["http_404", "http_403", "http_410", "redirect_loop", "private_address", "too_large"]
    gone = {outlet for (outlet,) in healed.rows(kept, final)}
    healed.run(DAY)
    undisturbed.run(DAY)
    assert_conserved(healed)
    query = "SELECT url_key, outcome FROM entry_outcomes WHERE NOT outlet = ANY(%s) ORDER BY 1"
    landed_bad = {outlet for outlet, (_, fault) in faulty.items() if fault in ("block_page", "html", "ill_formed", "empty_feed")}
    assert healed.rows(query, sorted(gone | landed_bad)) == undisturbed.rows(query, sorted(gone | landed_bad))
    assert len(gone | landed_bad) < len(faulty) / 2 + 1


def _time_passes(pantau: Pantau) -> None:
    """Let every wait be over: hosts have rested, tries are due, listings may be read again."""
    with pantau.workspace() as work, work.connect() as connection:
        connection.execute("UPDATE landing.hosts SET cooldown_until = '-infinity', next_start_at = '-infinity'")
        connection.execute("UPDATE landing.entries SET next_try_at = now() - interval '1 minute'")


FEEDS = {
    "404": "http_404",
    "429": "http_429",
    "reset": "connection_reset",
    "truncated_gzip": "truncated_body",
    "html": "block_page",
    "empty_feed": "empty_feed",
    "redirect_loop": "redirect_loop",
    "gzip_bomb": "too_large",
}


def test_each_fault_of_a_feed_ends_in_its_name_and_the_day_without_it_balances(install) -> None:
    now = datetime.now(UTC)
    with serving(Config(outlets=12, per_day=6, clock=lambda: now)) as room:
        pantau = install(room)
        with pantau.workspace() as work:
            outlets = sorted(work.catalogue.outlets)
            struck = dict(zip(outlets, FEEDS, strict=False))
            for outlet, fault in struck.items():
                room.faults.set(outlet, fault, "feed")
            poll_due(work, now)
        results = defaultdict(set)
        for outlet, result in pantau.rows("SELECT outlet, last_result FROM landing.feeds"):
            results[outlet].add(result)
        assert {outlet: results[outlet] for outlet in struck} == {outlet: {FEEDS[fault]} for outlet, fault in struck.items()}
        assert {result for outlet in results.keys() - struck.keys() for result in results[outlet]} == {"ok"}
        day = pantau.rows("SELECT day::text FROM landing.entries GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")[0][0]
        pantau.run(day, first="fetch")
        assert assert_conserved(pantau, day)["loaded"] > 2
        assert pantau.rows("SELECT DISTINCT outlet FROM entry_outcomes WHERE outlet = ANY(%s)", list(struck)) == []
