"""The counted words of headlines: the same for the same headlines in any order, and the pages say the same with and without."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.day import days_between, shift
from pantau.report import headlines, terms
from pantau.report.distinctive import TitleLine, count_terms, distinctive, terms_of
from pantau.settings import Settings

DAYS = days_between("2026-10-24", "2026-11-20")
DAY = DAYS[-1]
USUAL = ["Harga beras naik di pasar", "Presiden bertemu menteri", "Timnas menang di kandang", "Harga emas turun lagi"]
INSERT = """INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text,
  text_digest, words, authors, section, language, time_source, time_flag, dateline_place, wire_source, description, method,
  digest, fetched_at, removed)
VALUES (%(id)s, %(day)s, %(outlet)s, '', %(id)s, '', '', %(title)s, '', '', 1, '{}', '', 'id', '', '', '', '', '', 'rule', '',
  now(), '{}')"""


@pytest.fixture
def warehouse(database: Settings) -> Iterator[psycopg.Connection]:
    """28 loaded days of usual headlines; one outlet writes of a volcano."""
    with psycopg.connect(database.warehouse) as connection, connection.cursor() as cursor:
        rows = [(f"{day}/{n}", day, "ramai", f"{USUAL[n % 4]} {n}") for day in DAYS for n in range(20)]
        rows += [(f"{day}/s{n}", day, "gunung", f"Gunung Sindoro meletus {n}") for day in DAYS[-3:] for n in range(4)]
        cursor.executemany(INSERT, [dict(zip(("id", "day", "outlet", "title"), row, strict=True)) for row in rows])
        cursor.executemany("INSERT INTO loads (day, run_id, code, counts) VALUES (%s, 'uji', 'v', '{}')", [[day] for day in DAYS])
        yield connection


def keep_all(connection: psycopg.Connection) -> int:
    counted = 0
    while found := headlines.keep_words(connection, DAY):
        counted += found
    return counted


def test_the_pages_say_the_same_before_and_after_the_days_are_counted(warehouse: psycopg.Connection) -> None:
    asked = (warehouse, "outlet", "gunung", DAYS[0], DAY, 10)
    before = terms.set_terms(*asked), terms.day_terms(warehouse, DAY, 10)
    assert before[0][0].term == "gunung sindoro"
    assert (before[0][0].here, before[0][0].before) == (12, 0)
    assert headlines.keep_words(warehouse, DAY) == 1 + headlines.AT_ONCE
    assert (terms.set_terms(*asked), terms.day_terms(warehouse, DAY, 10)) == before  # some days counted, some read
    assert keep_all(warehouse) == len(DAYS) - 1 - headlines.AT_ONCE
    assert (terms.set_terms(*asked), terms.day_terms(warehouse, DAY, 10)) == before
    assert headlines.keep_words(warehouse, DAY) == 0  # nothing is left to count


def test_the_past_of_a_set_is_every_other_headline(warehouse: psycopg.Connection) -> None:
    keep_all(warehouse)
    every = warehouse.execute("SELECT DISTINCT outlet, day::text, title FROM article_rows").fetchall()
    brute = Counter(term for outlet, _, title in every if outlet != "ramai" for term in terms_of(title))
    lines = terms.read_lines(warehouse, "outlet", {"one": "ramai", "first": DAYS[0], "last": DAY})
    wanted = sorted({term for _, _, title in every for term in terms_of(title)})
    counts, steps = headlines.words_between(warehouse, DAYS[0], DAY, wanted)
    own = terms.count_again(lines, steps)
    assert {term: counts.units[term] - own.units[term] for term in wanted} == {term: brute[term] for term in wanted}
    assert counts.total - own.total == brute.total()


def test_words_are_compared_with_all_words_of_the_others(warehouse: psycopg.Connection) -> None:
    keep_all(warehouse)
    lines = terms.read_lines(warehouse, "outlet", {"one": "gunung", "first": DAYS[0], "last": DAY})
    others = warehouse.execute("SELECT article_id, title FROM article_rows WHERE outlet = 'ramai'").fetchall()
    past = count_terms(TitleLine(ident, title) for ident, title in others)  # no two headlines of a day are the same here
    assert terms.set_terms(warehouse, "outlet", "gunung", DAYS[0], DAY, 10) == distinctive(count_terms(lines), past, 10)


def test_a_day_is_counted_again_only_after_its_row_is_gone(warehouse: psycopg.Connection) -> None:
    keep_all(warehouse)
    warehouse.execute("UPDATE article_rows SET title = 'Banjir besar' WHERE day = %s", [DAY])
    warehouse.execute("DELETE FROM headline_days WHERE day = %s", [DAY])  # as a load does
    assert headlines.keep_words(warehouse, DAY) == 1
    kept = warehouse.execute("SELECT word, headlines FROM headline_words WHERE day = %s ORDER BY 1", [DAY]).fetchall()
    assert kept == [("banjir", 1), ("banjir besar", 1), ("besar", 1)]


def test_a_word_that_no_index_holds_is_left_out(warehouse: psycopg.Connection) -> None:
    word = "".join(chr(0x4E00 + n) for n in random.Random(1).sample(range(20_000), 9_000))
    warehouse.execute("UPDATE article_rows SET title = %s || title WHERE day = %s", [word + " ", DAY])
    assert headlines.keep_words(warehouse, DAY) > 0
    assert all(len(one.term) <= headlines.LONGEST for one in terms.day_terms(warehouse, DAY, 10))


@given(st.lists(st.text(st.sampled_from("abc dé-1'<"), max_size=12), max_size=40), st.randoms(use_true_random=False))
def test_counts_are_a_function_of_the_set_of_headlines(titles: list[str], chance: random.Random) -> None:
    again = titles * 2
    chance.shuffle(again)
    assert headlines.count_words(again) == headlines.count_words(titles)


def test_of_a_large_day_one_headline_in_some_is_counted_and_stands_for_them() -> None:
    titles = [f"Berita nomor {name} dari kota" for name in (f"k{n}x" for n in range(8_000))]
    counts = headlines.count_words(titles)
    assert counts.step == 11
    assert counts.units["berita nomor"] * counts.step == pytest.approx(8_000, rel=0.15)


def test_days_outside_the_reach_are_not_looked_for(warehouse: psycopg.Connection) -> None:
    far = shift(DAYS[0], -40)
    warehouse.execute("INSERT INTO loads (day, run_id, code, counts) VALUES (%s, 'uji', 'v', '{}')", [far])
    keep_all(warehouse)
    assert warehouse.execute("SELECT FROM headline_days WHERE day = %s", [far]).fetchall() == []
