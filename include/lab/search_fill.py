"""Fills a warehouse with invented articles for the bench of searches: a year of days, and Zipf's law for words, names and
outlets.

The words are those of simplemma's Indonesian dictionary in a seeded order, after the stop words of the seeds; the names are those
of seeds/tags. The words of an article are stored by Pantau's own analyzer, its names as facets, tags, mentions and quotes.
Nothing is taken from a real text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy
import psycopg

from pantau.lexemes.analyzer import read_stops
from pantau.search.vocabulary import read_vocabulary
from pantau.tag.seeds import Entity, read_entities
from pantau.tag.topics import read_topics

SEED = 16
DAYS, LAST = 365, date(2026, 11, 28)
OUTLETS, GROUPS = 200, 60
WORDS = 230  # mean of a text; the mean of real articles of nine outlets is 232
_ZIPF = 1.05  # the exponent of the words; in a real corpus of 2,500 articles it is 1.0 to 1.1
_BATCH = 500
_QUOTED = 160  # characters of a quote
_KINDS = {"person": "person", "body": "organisation", "province": "place", "regency": "place"}
_COPIES = {
    "article_rows": (
        "article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text, text_digest, words, authors, section, "
        "language, published_at, time_source, time_flag, dateline_place, wire_source, description, method, digest, fetched_at, "
        "removed, facets, search, about_province"
    ),
    "article_tags": 'article_id, kind, id, label, score, start, "end", version',
    "mentions": "article_id, entity_id, type, kind, name, role, score, is_main, registered, starts, ends, version",
    "quotes": 'article_id, start, "end", entity_id, speaker, role, verb, text, direct, version, search',
    "story_members": "article_id, story_id, kind, similarity, delay_minutes, source_id",
    "story_rows": "story_id, day, title, first_outlet, wire_source, members, outlets, first_at, last_at, cohesion, guard",
}
_BUILT = ("article_rows", "article_tags", "mentions", "quotes", "story_members")
_INDEXES = """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"""
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class BenchWords:
    """The words by rank, the most frequent first, and the names with their chances."""

    words: numpy.ndarray[Any, Any]
    edges: numpy.ndarray[Any, Any]
    names: tuple[Entity, ...]
    name_edges: numpy.ndarray[Any, Any]
    topics: tuple[str, ...]


def read_words(seeds_dir: Path) -> BenchWords:
    """Return the vocabulary of the bench, always in the same order."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    chance = Random(SEED)  # noqa: S311 — the same words in every run
    known = sorted({word for word in DefaultDictionaryFactory().get_dictionary("id") if word.isalpha() and word.islower()})
    chance.shuffle(known)
    stops = sorted(read_stops(seeds_dir / "tags" / "stopwords.txt"))
    names = [one for one in read_entities(seeds_dir / "tags") if one.kind in _KINDS]
    chance.shuffle(names)
    topics = tuple(sorted(topic.id for topic in read_topics(seeds_dir / "tags").topics))
    words = numpy.array([*stops, *(word for word in known if word not in stops)], dtype=object)
    return BenchWords(words, _edges(len(words), _ZIPF), tuple(names), _edges(len(names), 0.9), topics)


def _edges(size: int, exponent: float) -> numpy.ndarray[Any, Any]:
    shares = 1.0 / (numpy.arange(size) + 2.7) ** exponent
    edges: numpy.ndarray[Any, Any] = numpy.cumsum(shares) / shares.sum()
    return edges


def fill(connection: psycopg.Connection, articles: int, seeds_dir: Path) -> None:
    """Fill an empty, migrated warehouse and commit; its indexes are made at the end. The connection must be a superuser's."""
    connection.execute("SET session_replication_role = replica")  # so that no trigger looks up each of ten million rows
    connection.execute("SET maintenance_work_mem = '512MB'")
    indexes = connection.execute(_INDEXES, [list(_BUILT)]).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}".encode())
    vocabulary = read_words(seeds_dir)
    _fill_outlets(connection)
    for rows in _invent(articles, vocabulary, seeds_dir):
        for table, columns in _COPIES.items():
            _copy(connection, table, columns, rows[table])
    _copy(connection, "entities", "entity_id, type, kind, name, registered", [_entity(one) for one in vocabulary.names])
    connection.execute(
        "INSERT INTO loads (day, run_id, code, counts) SELECT DISTINCT day, 'bench', 'bench', '{}'::jsonb FROM article_rows"
    )
    connection.commit()
    for _, definition in indexes:
        connection.execute(definition.encode())
        connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")
    connection.autocommit = False


def _copy(connection: psycopg.Connection, table: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _fill_outlets(connection: psycopg.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO outlets VALUES (%s, %s, %s, '31', 'id', 'WIB', 'national', '{}', '', '')",
            [(f"media{n}", f"Media {n}", f"Grup {n % GROUPS}" if n % 3 else "") for n in range(OUTLETS)],
        )


def _entity(one: Entity) -> tuple[Any, ...]:
    kind = _KINDS[one.kind]
    return f"{kind}:{one.id}", kind, one.kind, one.label, True


def _invent(articles: int, vocabulary: BenchWords, seeds_dir: Path) -> Iterator[Rows]:
    """Yield the rows of every table, a batch of articles at a time, day after day."""
    draw = numpy.random.default_rng(SEED)
    outlets = _edges(OUTLETS, 1.0)
    analyzer = read_vocabulary(seeds_dir).analyzer
    for begin in range(0, articles, _BATCH):
        size = min(_BATCH, articles - begin)
        rows: Rows = {table: [] for table in _COPIES}
        lengths = numpy.clip(draw.lognormal(numpy.log(WORDS) - 0.125, 0.5, size), 40, 1_500).astype(int)
        drawn = vocabulary.words[numpy.searchsorted(vocabulary.edges, draw.random(int(lengths.sum()) + 9 * size))]
        named = numpy.searchsorted(vocabulary.name_edges, draw.random((size, 4)))
        media = numpy.searchsorted(outlets, draw.random(size))
        dice = draw.random((size, 8))
        at = 0
        for number in range(size):
            length = int(lengths[number])
            title, words = drawn[at : at + 9].tolist(), drawn[at + 9 : at + 9 + length].tolist()
            at += 9 + length
            names = [vocabulary.names[place] for place in dict.fromkeys(named[number, : 1 + int(dice[number, 0] * 4)].tolist())]
            article = begin + number
            day = LAST - timedelta(days=DAYS - 1 - article * DAYS // articles)
            shown, text = _prose(title, words, names, dice[number])
            outlet = f"media{media[number]}"
            said = shown, text, analyzer.vector(shown, text), analyzer.vector("", text[:_QUOTED])
            _add(rows, (f"{article:012x}", day, outlet), said, (names, vocabulary.topics), dice[number])
        yield rows


def _prose(title: Sequence[str], words: Sequence[str], names: Sequence[Entity], dice: Sequence[float]) -> tuple[str, str]:
    """Return a headline with the first name, and a text of sentences that has every name one to three times."""
    sentences = []
    step = 12 + int(dice[1] * 8)
    for number, begin in enumerate(range(0, len(words), step)):
        part = list(words[begin : begin + step])
        part[0] = part[0].capitalize()
        if number < 3 * len(names):
            part.insert(1 + number % len(part), names[number % len(names)].label)
        sentences.append(" ".join(part) + ".")
    paragraphs = (" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))
    head = " ".join(word.capitalize() for word in title)
    return f"{names[0].label} {head}", "\n".join(paragraphs)


def _add(
    rows: Rows,
    where: tuple[str, date, str],
    said: tuple[str, str, str, str],
    about: tuple[Sequence[Entity], Sequence[str]],
    dice: Sequence[float],
) -> None:
    """Add the rows of an article: its id, day and outlet; title, text and both vectors; its names and topics."""
    ident, day, outlet = where
    title, text, vector, quoted = said
    names, topics = about
    moment = f"{day} {int(dice[2] * 24):02d}:{int(dice[3] * 60):02d}:00+07"
    topic = topics[int(dice[4] * dice[4] * len(topics))]
    tags = [("topic", topic, topic), *((one.kind, one.id, one.label) for one in names)]
    province = next((one.id for one in names if one.kind == "province"), "")
    facets = sorted({*(f"{kind}/{name}" for kind, name, _ in tags), *_roles(names)})
    rows["article_rows"].append(
        (ident, day, outlet, f"https://{outlet}.test/{ident}", ident, "", ident, title, text, ident, len(text) // 7, [], "", "id",
         moment, "jsonld", "", "", "", title, "rule", ident, moment, "{}", facets, vector, province)
    )  # fmt: skip
    rows["article_tags"] += [
        (ident, kind, name, label, 1.0, place, place + 1, "b") for place, (kind, name, label) in enumerate(tags)
    ]
    for place, one in enumerate(names):
        entity, kind, *_ = _entity(one)
        rows["mentions"].append((ident, entity, kind, one.kind, one.label, "", 1.0, place == 0, True, [0], [1], "b"))
        if place < 2 and kind == "person":
            words, start = text[:_QUOTED].replace("\n", " "), place * 200
            rows["quotes"].append((ident, start, start + _QUOTED, entity, one.label, "", "kata", words, True, "b", quoted))
    if dice[5] < 0.1 and int(ident, 16) % _BATCH < _BATCH - 2:
        rows["story_rows"].append((ident, day, title, outlet, "", 3, [outlet], moment, moment, 1.0, ""))
        members = (f"{int(ident, 16) + step:012x}" for step in range(3))
        rows["story_members"] += [(one, ident, "first", None, None, ident) for one in members if _is_new(rows, one)]


def _roles(names: Sequence[Entity]) -> Iterator[str]:
    """Yield the facets of whom the article is about and who is quoted, as its mentions and quotes have them."""
    for place, one in enumerate(names):
        entity, kind, *_ = _entity(one)
        if place == 0 and kind != "place":
            yield f"main/{entity}"
        if place < 2 and kind == "person":
            yield f"speaker/{entity}"


def _is_new(rows: Rows, ident: str) -> bool:
    """Tell whether an article is in no story yet. Articles of a story are neighbours, so the last rows are enough."""
    return all(row[0] != ident for row in rows["story_members"][-9:])
