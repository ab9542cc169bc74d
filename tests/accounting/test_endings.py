"""The accounting: every entry in exactly one outcome, decided in one order, whatever the order of the arguments."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.accounting.endings import settle
from pantau.model import Copy, Entry, Extracted, Landed, Outcome, Page, Quarantined

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def entry(name: str) -> Entry:
    return Entry(
        name, f"kabar.test/{name}", f"https://kabar.test/{name}", "kabar", "2026-11-22", "feed", "https://kabar.test/rss"
    )


def landed(name: str, state: str = "landed", reason: str = "", page: bool | None = None) -> Landed:
    has = state == "landed" if page is None else page
    body = Page(f"kabar.test/{name}", "", "", NOW, 200, "text/html", name, 1, "a.warc.gz", 0)
    return Landed(entry(name), body if has else None, state, reason, 1)


def read(name: str, outcome: str = "", reason: str = "", published: datetime | None = NOW) -> Extracted:
    url = f"kabar.test/{name}"
    return Extracted(
        article_id=name,
        url_key=url,
        url=f"https://{url}",
        outlet="kabar",
        digest=name,
        fetched_at=NOW,
        published_at=published,
        outcome=outcome,
        reason=reason,
    )


def ends(*args: object) -> dict[str, tuple[str, str]]:
    return {ending.article_id: (str(ending.outcome), ending.reason) for ending in settle(*args)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "reason", "page", "wanted"),
    [
        ("failed", "http_404", False, ("failed", "http_404")),
        ("failed", "", False, ("failed", "unknown")),
        ("blocked", "robots", False, ("blocked", "robots")),
        ("blocked", "", False, ("blocked", "robots")),
        ("pending", "", False, ("pending", "not_fetched")),
        ("pending", "timeout", False, ("pending", "retry:timeout")),
        ("pending", "retry:timeout", False, ("pending", "retry:timeout")),
        ("landed", "", False, ("failed", "page_missing")),
        ("landed", "", True, ("loaded", "")),
        ("pending", "", True, ("loaded", "")),  # edited since: the page we have stays loaded until the new one is here
        ("failed", "timeout", True, ("loaded", "")),
    ],
)
def test_the_page_decides_and_without_one_the_landing(state: str, reason: str, page: bool, wanted: tuple[str, str]) -> None:
    assert ends([landed("a", state, reason, page)], [read("a")], [], []) == {"a": wanted}


def test_a_page_not_yet_extracted_is_pending() -> None:
    assert ends([landed("a")], [], [], []) == {"a": ("pending", "not_extracted")}


def test_what_extraction_says_comes_before_quarantine_and_copies() -> None:
    rows = [landed("a"), landed("b")]
    got = ends(
        rows, [read("a", "not_article", "video"), read("b")], [Copy("a", "b", "same_text")], [Quarantined("a", "r", "", "")]
    )
    assert got == {"a": ("not_article", "video"), "b": ("loaded", "")}


def test_a_refused_copy_is_quarantined_by_the_first_rule_in_the_alphabet() -> None:
    refused = [Quarantined("b", "title_short", "", ""), Quarantined("b", "text_short", "", "")]
    got = ends([landed("a"), landed("b")], [read("a"), read("b")], [Copy("b", "a", "same_url")], refused)
    assert got == {"a": ("loaded", ""), "b": ("quarantined", "text_short")}


def test_the_earliest_copy_of_a_refused_original_takes_its_place() -> None:
    rows = [landed(name) for name in "abcd"]
    reads = [read("a"), read("b", published=None), read("c"), read("d", published=NOW.replace(year=2025))]
    copies = [Copy(name, "a", "same_text") for name in "bcd"]
    got = ends(rows, reads, copies, [Quarantined("a", "rule", "", "")])
    assert got == {
        "a": ("quarantined", "rule"),
        "b": ("duplicate", "same_text"),
        "c": ("duplicate", "same_text"),
        "d": ("loaded", ""),
    }


def test_results_of_an_entry_that_is_gone_count_nothing() -> None:
    assert ends([landed("a")], [read("a"), read("gone")], [Copy("a", "gone", "same_url")], []) == {"a": ("loaded", "")}


NAMES = [f"u{number}" for number in range(12)]
STATES = st.sampled_from(["landed", "failed", "blocked", "pending"])
WORLDS = st.fixed_dictionaries(
    {
        "landed": st.dictionaries(st.sampled_from(NAMES), st.tuples(STATES, st.sampled_from(["", "timeout"]), st.booleans())),
        "read": st.dictionaries(
            st.sampled_from(NAMES), st.sampled_from([("", ""), ("not_article", "video"), ("failed", "extract_error")])
        ),
        "copies": st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES)),
        "refused": st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["rule_a", "rule_b"]))),
    }
)


@given(WORLDS, st.randoms(use_true_random=False))
def test_every_entry_has_exactly_one_ending_whatever_the_order(world: dict[str, object], chance: random.Random) -> None:
    rows = [landed(name, *state) for name, state in world["landed"].items()]  # type: ignore[attr-defined]
    reads = [read(name, *end) for name, end in world["read"].items()]  # type: ignore[attr-defined]
    copies = [Copy(name, of, "same_text") for name, of in world["copies"].items()]  # type: ignore[attr-defined]
    refused = [Quarantined(name, rule, "", "") for name, rule in world["refused"]]  # type: ignore[attr-defined]
    endings = settle(rows, reads, copies, refused)
    assert [ending.url_key for ending in endings] == sorted(row.entry.url_key for row in rows)
    counts = Counter(ending.outcome for ending in endings)
    assert sum(counts[outcome] for outcome in Outcome) == len(rows)
    assert all((ending.reason == "") == (ending.outcome == Outcome.LOADED) for ending in endings)
    for things in (rows, reads, copies, refused):
        chance.shuffle(things)  # type: ignore[arg-type]
    assert settle(rows, reads, copies, refused) == endings


def test_extracted_may_be_a_stream_and_its_texts_are_not_kept() -> None:
    stream = (replace(read(name), text="x" * 1000) for name in "ab")
    assert ends([landed("a"), landed("b")], stream, iter([]), iter([])) == {"a": ("loaded", ""), "b": ("loaded", "")}
