"""The views and comments: what an analyst meets first."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from pantau.settings import Settings
from pantau.warehouse import connect
from pantau.warehouse.digest import TABLES, warehouse_digest
from stored_words import store_words

FIRST = date(2026, 10, 1)
TEXTS = [
    "article_id",
    "outlet",
    "url",
    "url_key",
    "canonical_url",
    "canonical_key",
    "title",
    "text",
    "text_digest",
    "section",
    "language",
    "time_source",
    "time_flag",
    "dateline_place",
    "wire_source",
    "description",
    "method",
    "digest",
]
JOURNALS = {"loads", "migrations", "open_faults", "held_days", "held_items", "day_releases", "gone_articles", "damaged_parts"}
JOURNALS |= {"article_releases", "lessons"}
JOURNALS |= {"desk_orders", "watchlists", "watchlist_changes", "watchlist_matches", "watchlist_days", "article_feedback"}
JOURNALS |= {
    "watchlist_alerts",
    "headline_days",
    "headline_words",
}  # which days are counted is chance; the counts are tests/report/test_headlines.py


def fill(connection: psycopg.Connection, outlet: str, counts: dict[int, int | None], outcome: str = "loaded") -> None:
    rows = [(FIRST + timedelta(days=n), outlet, outcome, "", count) for n, count in counts.items() if count is not None]
    connection.cursor().executemany("INSERT INTO source_days VALUES (%s, %s, %s, %s, %s)", rows)


def verdict(connection: psycopg.Connection, outlet: str, day: int) -> tuple[object, ...] | None:
    asked = "SELECT loaded, mean, days, verdict FROM outlet_volumes WHERE outlet = %s AND day = %s"
    return connection.execute(asked, [outlet, FIRST + timedelta(days=day)]).fetchone()


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ({0: 10, 1: 10, 2: 10, 3: 10}, (10, 10.0, 3, "usual")),
        ({0: 10, 1: 10, 2: 10, 3: 3}, (3, 10.0, 3, "thin")),
        ({0: 10, 1: 10, 2: 10, 3: 4}, (4, 10.0, 3, "usual")),
        ({0: 10, 1: 10, 2: 10, 3: 26}, (26, 10.0, 3, "flooded")),
        ({1: 10, 2: 10, 3: 1}, (1, 10.0, 2, "unknown")),  # two days are too few to compare
        ({0: 1, 1: 1, 2: 1, 3: 9}, (9, 1.0, 3, "unknown")),  # a bureau with one article a day is never judged
        ({0: 10, 1: 10, 2: 10, 3: None}, (0, 10.0, 3, "thin")),  # silent: no row of its own
    ],
)
def test_an_outlets_day_is_held_against_its_own_month(
    database: Settings, counts: dict[int, int | None], wanted: tuple[object, ...]
) -> None:
    with connect(database) as connection:
        fill(connection, "kabar", counts)
        fill(connection, "suara", {3: 5})
        assert verdict(connection, "kabar", 3) == wanted


def test_a_month_is_28_days(database: Settings) -> None:
    with connect(database) as connection:
        fill(connection, "kabar", {0: 1000, 1: 10, 14: 10, 28: 10, 29: 10})
        assert verdict(connection, "kabar", 29) == (10, 10.0, 3, "usual")


def test_volume_is_a_rule_like_the_others(database: Settings) -> None:
    with connect(database) as connection:
        for outlet, last in (("kabar", 1), ("suara", 10), ("warta", 99)):
            fill(connection, outlet, {0: 10, 1: 10, 2: 10, 3: last})
        fill(connection, "kabar", {3: 50}, outcome="failed")
        connection.execute("INSERT INTO quality_rows VALUES (%s, 'title', 'row', 'critical', true, 9, 0, '', 'a title')", [FIRST])
        rules = connection.execute(
            "SELECT rule, success, checked, failed, observed FROM quality_results ORDER BY day, rule"
        ).fetchall()
    assert rules[:2] == [("title", True, 9, 0, ""), ("volume", True, 0, 0, "")]
    assert rules[-1] == ("volume", False, 3, 2, "kabar: 1, mean 10.0 (thin); warta: 99, mean 10.0 (flooded)")


def test_a_missing_source_has_the_name_of_its_failure(database: Settings) -> None:
    with connect(database) as connection:
        for outlet in ("arsip", "umpan", "diam", "ada", "mati"):
            connection.execute("INSERT INTO outlets VALUES (%s, %s, '', '', 'id', 'WIB', '', '{}', '', '')", [outlet, outlet])
            enabled = outlet != "mati"
            connection.execute(
                "INSERT INTO feeds VALUES (%s, %s, '', 'rss', %s, '', '')", [f"https://{outlet}/rss", outlet, enabled]
            )
        connection.execute("INSERT INTO loads (day, run_id, code, counts) VALUES (%s, '', '', '{}')", [FIRST])
        fill(connection, "ada", {0: 1})
        connection.execute("INSERT INTO landing.archive_reads VALUES ('arsip', %s, now(), 'http_404', '', 0, 0)", [FIRST])
        connection.execute(
            "INSERT INTO landing.feeds (feed_url, outlet, interval_s, next_poll_at, last_result, failures) "
            "VALUES ('https://umpan/rss', 'umpan', 1, now(), 'timeout', 1)"
        )
        rows = connection.execute("SELECT outlet, reason FROM missing_sources ORDER BY outlet").fetchall()
    assert rows == [("arsip", "http_404"), ("diam", "nothing_announced"), ("umpan", "timeout")]


def test_every_table_view_and_column_says_what_it_is(database: Settings) -> None:
    silent = """SELECT c.relname, a.attname FROM pg_class c
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
    AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)"""
    with connect(database) as connection:
        assert connection.execute(silent).fetchall() == []


def test_the_digest_covers_every_table_but_the_journals(database: Settings) -> None:
    with connect(database) as connection:
        tables = {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
        assert tables - JOURNALS == set(TABLES)
        empty = warehouse_digest(connection)
        fill(connection, "kabar", {0: 1})
        changed = warehouse_digest(connection)
    assert {table for table in TABLES if empty[table] != changed[table]} == {"source_days"}


def insert_article(connection: psycopg.Connection, text: str) -> None:
    row = dict.fromkeys(TEXTS, "") | {"text": text, "day": FIRST, "fetched_at": FIRST}
    row |= {"words": 1, "authors": [], "removed": Jsonb({})}
    names, places = sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(map(sql.Placeholder, row))
    connection.execute(sql.SQL("INSERT INTO article_rows ({}) VALUES ({})").format(names, places), row)


def test_a_very_long_text_is_stored_whole_and_searched_in_part(database: Settings) -> None:
    text = "pemerintah " + " ".join(f"kata{number}" for number in range(300_000))
    found = "SELECT length(text) FROM articles WHERE search @@ '~perintah'"
    with connect(database) as connection:
        insert_article(connection, text)
        store_words(connection)
        assert connection.execute(found).fetchone() == (len(text),)
