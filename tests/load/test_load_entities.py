"""Entities, mentions and quotes in the warehouse: as tagged, the same in any order of days, removed with their articles."""

from __future__ import annotations

from dataclasses import replace

import pytest
from load_builders import Piece, load, put, tagged, wipe, workspace

from pantau.settings import Settings
from pantau.tagged import EntityMentions, SaidWords, Tagged
from pantau.warehouse.digest import warehouse_digest
from pantau.workspace import Workspace

D1, D2 = "2026-11-20", "2026-11-21"
RATNA = EntityMentions(
    "person:ratna-sari", "person", "person", "Ratna Sari", "Camat Bulu", 0.5, True, False, (0, 9), (3, 12), "1"
)
KPK = EntityMentions("organisation:kpk", "organisation", "body", "KPK", "", 1.0, False, True, (4,), (8,), "1")
SAID = SaidWords(4, 10, "person:ratna-sari", "Ratna Sari", "Camat Bulu", "kata", True, "1", "'kata':101")


@pytest.fixture
def work(database: Settings) -> Workspace:
    return workspace(database)


def ask(work: Workspace, query: str) -> list[tuple[object, ...]]:
    with work.connect() as connection:
        return connection.execute(query.encode()).fetchall()


def _tag(work: Workspace, day: str, piece: Piece, *entities: EntityMentions, quotes: tuple[SaidWords, ...] = ()) -> None:
    row = replace(tagged(piece), entities=entities, quotes=quotes, about_regency="3321", about_province="33")
    part = work.part(work.shard_of(piece.outlet))
    work.results.write("tag", work.version("tag"), day, part, [row], Tagged)


def test_what_an_article_names_and_quotes_is_loaded(work: Workspace) -> None:
    put(work, [piece := Piece("satu")])
    _tag(work, D1, piece, RATNA, KPK, quotes=(SAID,))
    load(work, D1)
    assert ask(work, "SELECT entity_id, type, kind, name, registered FROM entities ORDER BY 1") == [
        ("organisation:kpk", "organisation", "body", "KPK", True),
        ("person:ratna-sari", "person", "person", "Ratna Sari", False),
    ]
    assert ask(work, "SELECT entity_id, role, is_main, score, starts, ends FROM mentions WHERE is_main") == [
        ("person:ratna-sari", "Camat Bulu", True, 0.5, [0, 9], [3, 12])
    ]
    facets = "SELECT f FROM article_rows, unnest(facets) f WHERE f LIKE 'main/%' OR f LIKE 'speaker/%' ORDER BY 1"
    assert ask(work, facets) == [("main/person:ratna-sari",), ("speaker/person:ratna-sari",)]
    assert ask(work, "SELECT search FROM quotes") == [("'kata':101",)]
    said = """SELECT speaker, verb, q.text = substr(a.text, start + 1, "end" - start), direct
               FROM quotes q JOIN articles a USING (article_id)"""
    assert ask(work, said) == [("Ratna Sari", "kata", True, True)]
    assert ask(work, "SELECT about_regency, about_province FROM articles") == [("3321", "33")]


def test_entities_follow_their_articles_in_any_order_of_days(work: Workspace) -> None:
    first, second = Piece("satu"), Piece("dua", day=D2)
    put(work, [first, second])
    _tag(work, D1, first, RATNA, KPK, quotes=(SAID,))
    _tag(work, D2, second, replace(RATNA, name="RATNA SARI"))
    digests = []
    for days in ((D1, D2), (D2, D1), (D1, D2, D1)):
        wipe(work)
        for day in days:
            load(work, day)
        with work.connect() as connection:
            digests.append(warehouse_digest(connection))
    assert digests[0] == digests[1] == digests[2]
    assert ask(work, "SELECT count(*) FROM mentions WHERE entity_id = 'person:ratna-sari'") == [(2,)]
    _tag(work, D1, first, replace(RATNA, main=False))
    load(work, D1)
    assert ask(work, "SELECT entity_id FROM entities") == [("person:ratna-sari",)]
    assert ask(work, "SELECT count(*) FROM quotes") == [(0,)]
    assert ask(work, "SELECT is_main FROM mentions JOIN article_rows USING (article_id) WHERE day = '2026-11-20'") == [(False,)]
