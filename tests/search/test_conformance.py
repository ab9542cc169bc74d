"""Three hundred queries mean the same in SQL and in memory: each finds the same articles in both."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from reference import Reference, Sample, seen_words

from databases import copy_template, server_address
from pantau.search.compiled import compile_query
from pantau.search.syntax import parse_lucene
from pantau.search.vocabulary import read_vocabulary
from pantau.settings import Settings
from stored_words import SEEDS

BY_HAND = json.loads((Path(__file__).parent / "cases" / "conformance.json").read_text(encoding="utf-8"))
ARTICLES, GENERATED = 300, 300
WORDS = (
    "banjir kebanjiran Banjir longsor harga beras pasar yang di Kediri Serang menyerang Medan medan OJK KPK JAKARTA Jakarta Korut"
)
PHRASES = [
    "Otoritas Jasa Keuangan",
    "harga beras",
    "harga di pasar beras",
    "Korea Utara",
    "anak-anak",
    "naik. Banjir",
    "pada hari ini",
]
# kind/id → the field, the names in lower case
TAGS = {
    "topic/bencana": ("topik", "bencana", "peristiwa"),
    "topic/ekonomi": ("topik", "ekonomi", "economy"),
    "province/32": ("provinsi", "32", "jawa barat", "jabar", "west java"),
    "regency/3506": ("tempat", "3506", "kediri"),
    "regency/3571": ("tempat", "3571", "kediri"),
    "person/joko-widodo": ("orang", "joko-widodo", "joko widodo", "jokowi"),
    "body/kpk": ("lembaga", "kpk", "komisi pemberantasan korupsi"),
    "body/ojk": ("lembaga", "ojk", "otoritas jasa keuangan"),
}
# id of the entity → the field, its type, its names in lower case
ENTITIES = {
    "person:joko-widodo": ("", "person", "Joko Widodo", "jokowi"),
    "person:x1": ("orang", "person", "Sari Melati", "sari melati"),
    "organisation:x2": ("lembaga", "organisation", "Paguyuban Tani", "paguyuban tani"),
}
OUTLETS = {"kabar": ("Kabar", "Grup Satu"), "warta": ("Warta Pagi", "Grup Satu"), "suara": ("Suara", "")}
OUTLET = "INSERT INTO outlets VALUES (%s, %s, %s, '31', 'id', 'WIB', 'national', '{}', '', '')"
ROW = """INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text, text_digest,
  words, authors, section, language, time_source, time_flag, dateline_place, wire_source, description, method, digest, fetched_at,
  removed, facets, search) VALUES (%s, %s, %s, '', %s, '', '', %s, %s, '', 1, '{}', '', %s, '', '', '', '', '', '', '', now(),
  '{}', %s, %s::tsvector)"""
MENTION = "INSERT INTO mentions VALUES (%s, %s, %s, '', %s, '', 1, %s, true, '{}', '{}', '')"
QUOTE = "INSERT INTO quotes VALUES (%s, %s, %s, %s, %s, '', '', %s, true, '', %s::tsvector)"
STORY = "INSERT INTO story_rows VALUES (%s, '2026-11-01', '', 'kabar', '', 2, '{}', NULL, NULL, 1, '')"
MEMBER = "INSERT INTO story_members VALUES (%s, %s, 'first', NULL, NULL, %s)"


@dataclass(frozen=True)
class Both:
    """The same articles in a warehouse and in memory."""

    connection: psycopg.Connection
    reference: Reference


@pytest.fixture(scope="module")
def both(database_server: Settings) -> Iterator[Both]:
    """Some hundred articles of few words, so that most queries find some and not all."""
    with psycopg.connect(server_address(database_server, "postgres"), autocommit=True) as admin:
        copy_template(admin, "conformance")
        with psycopg.connect(server_address(database_server, "conformance")) as connection:
            yield Both(connection, Reference(read_vocabulary(SEEDS), [(one, seen_words(one)) for one in _store(connection)]))
            connection.rollback()
        admin.execute("DROP DATABASE conformance WITH (FORCE)")


def _store(connection: psycopg.Connection) -> list[Sample]:
    chance = random.Random(16)
    with connection.cursor() as cursor:
        cursor.executemany(OUTLET, [(name, *known) for name, known in OUTLETS.items()])
        cursor.executemany("INSERT INTO entities VALUES (%s, %s, '', %s, true)", [(i, e[1], e[2]) for i, e in ENTITIES.items()])
        samples = [_store_one(cursor, chance, f"a{number:03d}") for number in range(ARTICLES)]
    connection.execute("ANALYZE article_rows")
    return samples


def _store_one(cursor: psycopg.Cursor, chance: random.Random, ident: str) -> Sample:
    day, outlet = f"2026-11-{chance.randint(1, 9):02d}", chance.choice(list(OUTLETS))
    language, tags = chance.choice(["id", "en"]), sorted(chance.sample(list(TAGS), chance.randint(0, 3)))
    title, text = _prose(chance, 3), _prose(chance, 12)
    vector = read_vocabulary(SEEDS).analyzer.vector(title, text)
    cursor.execute(ROW, (ident, day, outlet, ident, title, text, language, tags, vector))
    name, group = OUTLETS[outlet]
    values = {"media": {outlet, name.lower()}, "grup": {group.lower()} - {""}, "bahasa": {language}}
    for tag in tags:
        field, *names = TAGS[tag]
        values.setdefault(field, set()).update(names)
        if field in ("provinsi", "tempat"):
            values.setdefault("tempat", set()).update(names)
    speakers: list[tuple[str, str, str]] = []
    for entity in chance.sample(list(ENTITIES), chance.randint(0, 2)):
        field, kind, shown, said = ENTITIES[entity]
        main, speaks = chance.random() < 0.4, chance.random() < 0.3
        cursor.execute(MENTION, (ident, entity, kind, shown, main))
        speakers += [(entity, shown, said)] * speaks
        for wanted in (field, "utama" * main, "pembicara" * speaks):
            values.setdefault(wanted, set()).add(said)
    quotes = _quote(cursor, chance, ident, speakers)
    first = f"{ident[:-1]}0"
    if ident == first:
        cursor.execute(STORY, (ident,))
    if int(ident[-1]) < 3:
        cursor.execute(MEMBER, (ident, first, first))
        values["cerita"] = {first}
    return Sample(ident, title, text, day, {field: frozenset(names) for field, names in values.items()}, quotes)


def _quote(
    cursor: psycopg.Cursor, chance: random.Random, ident: str, speakers: list[tuple[str, str, str]]
) -> tuple[tuple[frozenset[str], str], ...]:
    """Store a quote of each speaker and some of nobody known; return them as the reference wants them."""
    quotes = []
    for place, (entity, shown, said) in enumerate([*speakers, *[("", "warga", "")] * chance.randint(0, 2)]):
        words = _prose(chance, 5)
        vector = read_vocabulary(SEEDS).analyzer.vector("", words)
        cursor.execute(QUOTE, (ident, place, place + 1, entity, shown, words, vector))
        quotes.append((frozenset({said} - {""}), words))
    return tuple(quotes)


def _prose(chance: random.Random, words: int) -> str:
    parts = [chance.choice(WORDS.split()) if chance.random() < 0.85 else chance.choice(PHRASES) for _ in range(words)]
    return "".join(part + chance.choice([" ", " ", " ", " ", ", ", ". "]) for part in parts)


def generated() -> list[str]:
    """Random queries, the same in every run."""
    chance = random.Random(2026)
    return [_query(chance, 3) for _ in range(GENERATED)]


def _query(chance: random.Random, depth: int) -> str:
    if depth == 0 or chance.random() < 0.25:
        return _leaf(chance)
    left, right = _query(chance, depth - 1), _query(chance, depth - 1)
    form = chance.choice(["{} AND {}", "{} {}", "{} OR {}", "({} OR {})", "({} AND {})", "({}) AND NOT ({})", "({}) -({})"])
    return form.format(left, right)


def _leaf(chance: random.Random) -> str:
    word, other = chance.choice(WORDS.split()), chance.choice(WORDS.split())
    kind = chance.randrange(10)
    if kind == 0:
        return f"{word[:3] if len(word) > 3 else word}*"
    if kind == 1:
        return f"={word}"
    if kind == 2:
        return f'"{word} {other}"'
    if kind == 3:
        return f'"{word} {other}"~{chance.randint(0, 8)}'
    if kind == 4:
        return f"(beras NEAR/{chance.randint(0, 6)} {chance.choice(['pasar', 'Kediri', 'menyerang'])})"
    if kind == 5:
        return f"{chance.choice(['judul', 'title', 'teks', 'text'])}:{word}"
    if kind == 7:
        near = chance.choice(["pasar", "Kediri", "menyerang"])
        said = chance.choice([word, f'"{word} {other}"', f"({word} AND {other})", f"({word} OR {other})", f"(beras NEAR {near})"])
        return f"{chance.choice(['kutipan', 'quote'])}:{said}"
    if kind == 6:
        return chance.choice([query for query in BY_HAND if ":" in query and " " not in query and "(" not in query])
    return word


def test_there_are_queries_enough_of_every_kind() -> None:
    assert len(set(BY_HAND)) == len(BY_HAND)
    assert len({*BY_HAND, *generated()}) >= 350


def _says_nothing(query: str, both: Both) -> bool:
    one, words = both.reference.samples[0]
    return both.reference.holds(parse_lucene(query), one, words, "") is None


def test_every_query_finds_the_same_articles_in_sql_and_in_memory(both: Both) -> None:
    wrong, found_some = [], 0
    asked = [query for query in dict.fromkeys([*BY_HAND, *generated()]) if not _says_nothing(query, both)]
    for query in asked:
        compiled = compile_query(query, SEEDS)
        sql = f"SELECT article_id FROM article_rows a WHERE {compiled.condition} ORDER BY article_id"  # noqa: S608 — ours
        found = [name for (name,) in both.connection.execute(sql.encode(), compiled.values)]
        meant = both.reference.find(parse_lucene(query))
        found_some += 0 < len(meant) < ARTICLES
        if found != meant:
            wrong.append((query, sorted(set(found) ^ set(meant))[:3], len(found), len(meant)))
    assert wrong == []
    assert len(asked) >= 300
    assert found_some >= len(asked) * 0.6
