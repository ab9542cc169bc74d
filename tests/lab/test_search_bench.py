"""`python -m lab.search_bench`: it fills a consistent warehouse, and prints every measure."""

from __future__ import annotations

import json

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from lab import search_bench, search_fill
from pantau.errors import BadInput
from pantau.search.compiled import compile_query
from pantau.search.facets import count_facets
from pantau.search.find import SearchRequest, find_articles
from pantau.settings import Settings
from pantau.warehouse.roles import ADMIN
from stored_words import SEEDS

ARTICLES = 600
_INDEXES = "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'article_rows'::regclass ORDER BY 1"


def test_a_filled_warehouse_is_measured(
    database: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(make_conninfo(database.warehouse, user=ADMIN)) as ruler:
        before = ruler.execute(_INDEXES).fetchall()
        search_fill.fill(ruler, ARTICLES, SEEDS)
        assert ruler.execute(_INDEXES).fetchall() == before
    with psycopg.connect(database.warehouse) as connection:
        count = """SELECT count(*), count(DISTINCT day) > 300, min(cardinality(facets)) > 1, bool_and(search IS NOT NULL)
          FROM article_rows"""
        assert connection.execute(count).fetchone() == (ARTICLES, True, True, True)
        lonely = "SELECT count(*) FROM mentions m WHERE NOT EXISTS (SELECT FROM article_tags t WHERE t.article_id = m.article_id)"
        assert connection.execute(lonely).fetchone() == (0,)
        name = search_fill.read_words(SEEDS).names[0].label
        asked = SearchRequest(compile_query(f'"{name}"', SEEDS))
        assert 0 < count_facets(connection, asked, SEEDS).total < ARTICLES
        assert all(hit.score > 0 for hit in find_articles(connection, asked, SEEDS).hits)
        few = search_bench.questions(search_fill.read_words(SEEDS))[:13]
        monkeypatch.setattr(search_bench, "questions", lambda _: few)
        search_bench.measure_all(connection)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    timed = {row["measure"]: row for row in rows if "p95_ms" in row}
    assert len(timed) == 11
    assert timed["search by time, all"]["questions"] == 13
    assert all(0 <= row["p50_ms"] <= row["p95_ms"] for row in timed.values())
    assert {row["measure"].split()[4]: row["matches"] > 0 for row in rows if "matches" in row} == {
        "name": True,
        "usual": True,
        "frequent": True,
    }


@pytest.mark.parametrize("argv", [[], ["12"], ["many"], ["2000", "a", "b"]])
def test_what_is_no_size_is_refused(argv: list[str]) -> None:
    with pytest.raises(BadInput, match="give a number of articles"):
        search_bench.main(argv)
