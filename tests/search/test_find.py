"""`find_articles` and `count_facets` on a real PostgreSQL: order, pages, stories, facets, snippets; and the command over them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from pantau.cli import main
from pantau.errors import BadInput
from pantau.search import find
from pantau.search.compiled import compile_query
from pantau.search.facets import count_facets
from pantau.search.find import SearchRequest, find_articles
from pantau.settings import Settings
from stored_words import SEEDS, store_words

FIRST = date(2026, 11, 1)
ROW = """INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text, text_digest,
  words, authors, section, language, published_at, time_source, time_flag, dateline_place, wire_source, description, method,
  digest, fetched_at, removed)
VALUES (%(id)s, %(day)s, %(outlet)s, '', %(id)s, '', '', %(title)s, %(text)s, '', 1, '{}', '', %(language)s, %(moment)s, '', '',
  '', '', '', '', '', now(), '{}')"""


@pytest.fixture
def stored(database: Settings) -> Iterator[psycopg.Connection]:
    """Thirty articles on ten days of three outlets, two of them of one group; every third day has a story of three articles."""
    with psycopg.connect(database.warehouse) as connection:
        for number, outlet in enumerate(("kabar", "warta", "suara")):
            group = "Grup Satu" if number < 2 else ""
            connection.execute(
                "INSERT INTO outlets VALUES (%s, %s, %s, '31', 'id', 'WIB', 'national', '{}', '', '')",
                [outlet, outlet.title(), group],
            )
        for number in range(30):
            day = FIRST + timedelta(days=number // 3)
            title = "Banjir di Medan" if number % 3 == 0 else "=HYPERLINK(1) kabar <b>pasar</b>"
            text = f"Warga nomor {number} menghadapi banjir di Medan. " + "Hujan turun. " * (number % 4)
            moment = None if number == 7 else datetime(2026, 11, day.day, 3, number, tzinfo=UTC)
            outlet = ("kabar", "warta", "suara")[number % 3]
            row = {"id": f"a{number:02d}", "day": day, "outlet": outlet, "title": title, "text": text, "moment": moment}
            connection.execute(ROW, {**row, "language": "id" if number % 2 else "en"})
            connection.execute(
                "INSERT INTO article_tags VALUES (%s, 'topic', 'bencana', 'Bencana', 1, 0, 1, '')", [f"a{number:02d}"]
            )
        connection.execute("INSERT INTO story_rows VALUES ('a00', '2026-11-01', '', 'kabar', '', 3, '{}', NULL, NULL, 1, '')")
        for name in ("a00", "a01", "a02"):
            connection.execute("INSERT INTO story_members VALUES (%s, 'a00', 'first', NULL, NULL, 'a00')", [name])
        store_words(connection)
        connection.commit()
        yield connection


NAMED = "UPDATE article_rows SET facets = facets || '{main/person:ani@lurah,speaker/organisation:bps}' WHERE day = '2026-11-03'"


def ids_of_all(connection: psycopg.Connection, asked: SearchRequest) -> list[str]:
    """The ids of all pages of a request, seven hits a page."""
    found, after = [], ""
    while True:
        page = find_articles(connection, SearchRequest(**{**fields_of(asked), "after": after, "most": 7}), SEEDS)
        found += [hit.article_id for hit in page.hits]
        after = page.next
        if not after:
            return found


def fields_of(asked: SearchRequest) -> dict[str, object]:
    return {name: getattr(asked, name) for name in asked.__slots__}


@pytest.mark.parametrize("order", ["relevance", "time"])
@pytest.mark.parametrize("collapsed", [False, True])
def test_pages_have_every_hit_once_and_in_order(stored: psycopg.Connection, order: str, collapsed: bool) -> None:
    asked = SearchRequest(compile_query("banjir", SEEDS), order=order, collapsed=collapsed)  # type: ignore[arg-type]
    found = ids_of_all(stored, asked)
    whole = find_articles(stored, SearchRequest(**{**fields_of(asked), "most": 100}), SEEDS)  # type: ignore[arg-type]
    assert found == [hit.article_id for hit in whole.hits]
    assert len(found) == len(set(found)) == (28 if collapsed else 30)
    if collapsed:
        assert [hit.others for hit in whole.hits if hit.story_id] == [2]
    scores = [hit.score for hit in whole.hits]
    moments = [hit.published_at for hit in whole.hits if hit.published_at]
    assert (scores if order == "relevance" else moments) == sorted(scores if order == "relevance" else moments, reverse=True)


def test_days_facets_and_clicks_agree(stored: psycopg.Connection) -> None:
    asked = SearchRequest(compile_query("banjir", SEEDS), date(2026, 11, 2), date(2026, 11, 4))
    stored.execute(NAMED)
    stored.execute("INSERT INTO entities VALUES ('person:ani@lurah', 'person', '', 'Ani Sari', false)")
    facets = count_facets(stored, asked, SEEDS)
    assert facets.total == 9
    assert {one.value: one.count for one in facets.values["outlet"]} == {"kabar": 3, "warta": 3, "suara": 3}
    assert [(one.value, one.count) for one in facets.values["group"]] == [("Grup Satu", 6)]
    assert [(one.value, one.count) for one in facets.values["topic"]] == [("bencana", 9)]
    assert [(one.label, one.count) for one in facets.values["main"]] == [("Ani Sari", 3)]
    assert [(one.value, one.count) for one in facets.values["speaker"]] == [("organisation:bps", 3)]
    for kind, values in facets.values.items():
        for one in values:
            clicked = SearchRequest(asked.query, asked.first, asked.last, narrowed={kind: one.value}, most=100)
            assert len(find_articles(stored, clicked, SEEDS).hits) == one.count, (kind, one.value)


@pytest.mark.parametrize("order", ["relevance", "time"])
@pytest.mark.parametrize("collapsed", [False, True])
def test_the_newest_days_are_looked_at_first_and_nothing_is_lost(
    stored: psycopg.Connection, order: str, collapsed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = SearchRequest(compile_query("banjir", SEEDS), order=order, collapsed=collapsed)  # type: ignore[arg-type]
    monkeypatch.setattr("pantau.search.find.RANKED", 12)
    monkeypatch.setattr("pantau.search.find.WINDOWS", ())
    whole, some = ids_of_all(stored, asked), ids_of_all(stored, replace(asked, first=date(2026, 11, 2), last=date(2026, 11, 8)))
    looked: list[date | None] = []
    ask = find._ask_days
    monkeypatch.setattr("pantau.search.find._ask_days", lambda c, one: (looked.append(one.first), ask(c, one))[1])
    monkeypatch.setattr("pantau.search.find.WINDOWS", (1, 3, 5))
    assert ids_of_all(stored, asked) == whole
    assert ids_of_all(stored, replace(asked, first=date(2026, 11, 2), last=date(2026, 11, 8))) == some
    assert date(2026, 11, 10) in looked
    if order == "relevance" or collapsed:
        assert looked[:3] == [date(2026, 11, 10), date(2026, 11, 8), date(2026, 11, 6)]


def test_of_very_many_hits_the_newest_are_counted(stored: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = SearchRequest(compile_query("banjir", SEEDS))
    assert count_facets(stored, asked, SEEDS).whole
    monkeypatch.setattr("pantau.search.facets.COUNTED", 29)
    facets = count_facets(stored, asked, SEEDS)
    assert (facets.total, facets.whole) == (29, False)
    monkeypatch.setattr("pantau.search.facets.COUNTED", 30)
    assert count_facets(stored, asked, SEEDS).whole


def test_a_hit_shows_where_its_words_stand(stored: psycopg.Connection) -> None:
    hit = find_articles(stored, SearchRequest(compile_query("banjir Medan", SEEDS), most=1), SEEDS).hits[0]
    assert [piece.text for piece in hit.marked_title if piece.marked] == ["Banjir", "Medan"]
    assert [piece.text for piece in hit.snippet if piece.marked] == ["banjir", "Medan"]


def test_a_place_that_no_page_gave_is_refused(stored: psycopg.Connection) -> None:
    with pytest.raises(BadInput, match="is no place in a list of hits"):
        find_articles(stored, SearchRequest(compile_query("banjir", SEEDS), after="x"), SEEDS)


def test_an_article_without_stored_words_is_found_by_none(stored: psycopg.Connection) -> None:
    stored.execute("UPDATE article_rows SET search = NULL")
    for query in ("banjir", "NOT banjir"):
        assert find_articles(stored, SearchRequest(compile_query(query, SEEDS)), SEEDS).hits == ()


def test_the_command_asks_the_warehouse(
    stored: psycopg.Connection, database: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pantau.search.command.settings", lambda: database)
    assert main(["search", "banjir", "--from", "2026-11-02", "--to", "2026-11-02", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(row["id"] for row in rows) == ["a03", "a04", "a05"]
    assert set(rows[0]) == {"id", "title", "outlet", "published_at", "withdrawn_at", "released", "score", "snippet"}
    assert main(["search", "pasar media:warta", "--csv", "--most", "2"]) == 0
    cells = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert cells[0] == ["id", "title", "outlet", "published_at", "withdrawn_at", "released", "score", "snippet"]
    assert cells[1][1].startswith("'=HYPERLINK")


def test_files_say_which_articles_a_person_let_through(
    stored: psycopg.Connection, database: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pantau.search.command.settings", lambda: database)
    stored.execute("UPDATE article_rows SET released = '{=rule(1),article.too_short}' WHERE article_id = 'a03'")
    stored.commit()
    day = ["--from", "2026-11-02", "--to", "2026-11-02"]
    assert main(["search", "banjir", *day, "--json"]) == 0
    rows = {row["id"]: row["released"] for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows == {"a03": ["=rule(1)", "article.too_short"], "a04": [], "a05": []}
    assert main(["search", "banjir", *day, "--csv"]) == 0
    cells = {row["id"]: row["released"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert cells == {"a03": '["=rule(1)", "article.too_short"]', "a04": "[]", "a05": "[]"}
    assert main(["search", "banjir", *day]) == 0
    assert "article.too_" in capsys.readouterr().out
