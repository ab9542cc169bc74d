"""`pantau evaluate search PATH`: what searches for names and word forms find, against a plain reading of the same articles.

Names: a place or person is truly in an article if the article has the name word by word, with its capitals (or all in capitals,
as in headlines).

Forms: a word is truly in an article if one of its words is that word with Indonesian affixes, by the pattern of `form_pattern`.
The affixes are prefixes with their nasal sounds, and -kan -i -an -wan, -nya -lah -kah -pun -ku -mu. There is no dictionary. The
pattern knows no exceptions (it takes `perdana` for a form of `dana`), so no reader reaches 1.

The baselines of the same run are PostgreSQL's `indonesian` and `simple` configurations, and a match that ignores capitals.
The intervals draw names or words anew.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from lab.cases import digest_of
from lab.report import Column, Figure, Options, Report, Table, Value
from pantau.errors import BadInput
from pantau.lexemes.analyzer import Analyzer
from pantau.search.compiled import compile_query
from pantau.search.vocabulary import read_vocabulary
from pantau.settings import settings
from pantau.tag.seeds import read_entities
from pantau.warehouse.reading import connect_reading

BASELINES = ("indonesian", "simple", "folded")
NAMES, WORDS = 40, 60  # of each kind of name, and words, that are drawn
_LEAST, _COMMON = 3, 50  # articles that have a name; articles that have a word in lower case
_FORMS = 3  # different words of the corpus that match the pattern of a drawn word
_DRAWN, _SEED = 1_000, 16
_BATCH = 200
_WORD = re.compile(r"[^\W_]+")
_SAID_BY = re.compile(r"\b(?:kata|ujar|tutur|ungkap|jelas|sebut) ([A-Z][a-z]+(?: [A-Z][a-z]+){1,2})\b")
_PREFIXES = ("ber", "be", "ter", "te", "di", "ke", "se", "per", "pe", "memper", "diper", "member", "pember", "keber", "keter")
_NASAL = {"p": "m", "t": "n", "k": "ng", "s": "ny", "l": "", "r": "", "w": "", "y": "", "m": "", "n": ""}
_NASAL |= dict.fromkeys("bfv", "m") | dict.fromkeys("dcjz", "n") | dict.fromkeys("ghaiueo", "ng")
Article = tuple[str, str]  # title, text
Found = dict[str, list[set[int]]]  # reader → for each question the articles it finds


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """A question: its words, the articles that truly have them, and the articles that have them or an acronym of them."""

    words: str
    truth: frozenset[int]
    meant: frozenset[int] = frozenset()


def measure(path: str, options: Options) -> Report:
    """Measure precision and recall over names and over forms of common words; each name or word counts the same.

    PATH is a file of JSON lines {title, text or content}, or a folder whose articles/*.jsonl.gz are such files. Raises
    BadInput for another shape, a corpus without a name of the seeds, and an unknown baseline.
    """
    for name in options.baselines or ():
        if name not in BASELINES:
            raise BadInput(f"{name!r} is no baseline of search; use {', '.join(BASELINES)}")
    wanted = [name for name in BASELINES if options.baselines is None or name in options.baselines]
    articles, digest = read_articles(Path(path))
    folder = settings().seeds_dir
    names, words = draw_names(articles, folder), draw_words(articles, read_vocabulary(folder).analyzer)
    if not names:
        raise BadInput(f"{path}: no place or person stands in {_LEAST} articles; give more of them")
    readers: dict[str, Callable[[str], str]] = {
        "pantau": _as_name,
        "pantau, typed without quotes": str,
        "pantau, small letters": lambda name: _as_name(name).lower(),
    }
    with connect_reading(settings()) as connection:
        of_names = _find(connection, articles, {who: [said(one.words) for one in names] for who, said in readers.items()}, wanted)
        of_words = _find(connection, articles, {"pantau": [one.words for one in words]}, wanted)
    meant = [DrawnQuestion(one.words, one.meant) for one in names]
    figures = (
        *_figures("names", names, of_names["pantau"]),
        *_figures("names and acronyms", meant, of_names["pantau"]),
        *_figures("forms", words, of_words["pantau"]),
    )
    tables = (
        _table(f"{len(names)} names, found where the name itself stands", names, of_names),
        _table("the same, found where the name or its acronym stands", meant, of_names),
        _table(f"forms of {len(words)} words", words, of_words),
    )
    notes = (_worst("names and acronyms", meant, of_names["pantau"]), _worst("forms", words, of_words["pantau"]))
    return Report("search", f"{len(articles)} articles of {Path(path).name}", len(articles), digest, figures, tables, notes)


def read_articles(path: Path) -> tuple[list[Article], str]:
    """Return title and text of the articles of a file or a folder, with the digest of their bytes."""
    files = sorted([*path.glob("articles/*.jsonl.gz"), *path.glob("*.jsonl.gz")]) if path.is_dir() else [path]
    try:
        parts = [gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in files]
        rows = [json.loads(line) for part in parts for line in part.decode().splitlines() if line.strip()]
        articles = [(str(row.get("title") or ""), str(row.get("text") or row.get("content") or "")) for row in rows]
    except (OSError, EOFError, ValueError, AttributeError) as error:
        raise BadInput(f"{path}: {error}; give JSON lines, each with title and text") from None
    if not articles:
        raise BadInput(f"{path}: there is no article to measure; give JSON lines, each with title and text")
    return articles, digest_of(parts)


def draw_names(articles: Sequence[Article], folder: Path) -> list[DrawnQuestion]:
    """Return places of the seeds, persons of the seeds, and persons whom the articles quote: a seeded sample of at most `most`
    each."""
    known: dict[str, set[str]] = {"place": set(), "person": set(), "quoted": set()}
    for one in read_entities(folder / "tags"):
        if one.kind in ("province", "regency", "person"):
            known["person" if one.kind == "person" else "place"].add(one.label)
    for _, text in articles:
        known["quoted"].update(_SAID_BY.findall(text))
    known["quoted"] -= known["person"] | known["place"]
    where = _index(articles)
    drawn: list[DrawnQuestion] = []
    for kind, most in (("place", NAMES), ("person", NAMES // 2), ("quoted", NAMES // 2)):
        asked = [_ask_name(name, articles, where, folder) for name in sorted(known[kind])]
        found = [one for one in asked if len(one.truth) >= _LEAST]
        drawn += sorted(Random(_SEED).sample(found, min(most, len(found))), key=lambda one: one.words)  # noqa: S311 — repeatable
    return drawn


def _ask_name(name: str, articles: Sequence[Article], where: Mapping[str, set[int]], folder: Path) -> DrawnQuestion:
    """Return the question of a name with both truths, because searches should find its acronym too (Jabar, NTT)."""
    others = read_vocabulary(folder).other_forms(tuple(_WORD.findall(name)))
    truth, *more = (frozenset(_stands(one, articles, where)) for one in (name, *map(" ".join, others)))
    return DrawnQuestion(name, truth, truth.union(*more))


def _index(articles: Iterable[Article]) -> dict[str, set[int]]:
    where: defaultdict[str, set[int]] = defaultdict(set)
    for number, (title, text) in enumerate(articles):
        for word in {*_WORD.findall(title), *_WORD.findall(text)}:
            where[word.casefold()].add(number)
    return where


def _stands(name: str, articles: Sequence[Article], where: Mapping[str, set[int]], *, folded: bool = False) -> Iterator[int]:
    forms = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in dict.fromkeys((name, name.upper())))
    pattern = re.compile(rf"(?<![^\W_])(?:{forms})(?![^\W_])", re.IGNORECASE if folded else 0)
    maybe = set.intersection(*(where.get(word.casefold(), set()) for word in _WORD.findall(name)))
    return (number for number in maybe if any(pattern.search(part) for part in articles[number]))


def form_pattern(word: str) -> re.Pattern[str]:
    """Return the pattern of a word with affixes, in lower case. This pattern defines which forms are true."""
    nasal = _NASAL.get(word[0], "")
    bare = word[1:] if word[0] in "ptks" else word
    stems = f"(?:{'|'.join(_PREFIXES)})?{word}|(?:se)?(?:me|pe){nasal}{bare}"
    return re.compile(rf"\A(?:{stems})(?:kan|an|wan|i)?(?:nya|lah|kah|pun|ku|mu)?\Z")


def draw_words(articles: Sequence[Article], analyzer: Analyzer) -> list[DrawnQuestion]:
    """Return a seeded sample of words that are common in lower case and no names, and of which the corpus has several forms."""
    low: Counter[str] = Counter()
    for title, text in articles:
        low.update({word for word in (*_WORD.findall(title), *_WORD.findall(text)) if word.islower() and word.isalpha()})
    where = _index(articles)
    common = sorted(w for w, n in low.items() if n >= _COMMON and len(w) >= 4 and w not in analyzer.stops | analyzer.names)
    forms = {word: _matching(word, where) for word in common}
    derived = {form for word, found in forms.items() for form in found if form != word}  # no question is a form of another word
    bases = [word for word in common if word not in derived and len(forms[word]) >= _FORMS]
    Random(_SEED).shuffle(bases)  # noqa: S311 — the same words in every run
    return [DrawnQuestion(word, frozenset(number for form in forms[word] for number in where[form])) for word in bases[:WORDS]]


def _matching(word: str, where: Iterable[str]) -> list[str]:
    pattern, inside = form_pattern(word), word[1:]
    return [one for one in where if inside in one and pattern.match(one)]


def _as_name(name: str) -> str:
    return f'"{name}"' if _WORD.findall(name) != [name] else name


def _find(
    connection: psycopg.Connection, articles: Sequence[Article], queries: Mapping[str, Sequence[str]], baselines: Sequence[str]
) -> Found:
    """Return what every reader finds: Pantau for each variant of its queries, and the baselines for the plain words of the
    first."""
    columns: list[str] = []
    values: dict[str, Any] = {}
    owners: list[str] = []
    for who, asked in queries.items():
        for query in asked:
            compiled = compile_query(query, settings().seeds_dir, fields=False)
            mark = f"n{len(columns)}_"
            columns.append(compiled.condition.replace("%(q_", f"%({mark}q_"))
            values |= {mark + name: value for name, value in compiled.values.items()}
            owners.append(who)
    plain = [query.strip('"') for query in next(iter(queries.values()))]
    for who in baselines:
        for number, words in enumerate(plain if who != "folded" else ()):
            columns.append(f"a.{who} @@ phraseto_tsquery('{who}', %(plain{number})s)")
            values[f"plain{number}"] = words
            owners.append(who)
    found: defaultdict[str, list[set[int]]] = defaultdict(list)
    for who, numbers in zip(owners, _ask(connection, articles, columns, values), strict=True):
        found[who].append(numbers)
    if "folded" in baselines:
        where = _index(articles)
        found["folded"] = [set(_stands(words, articles, where, folded=True)) for words in plain]
    return dict(found)


def _ask(
    connection: psycopg.Connection, articles: Sequence[Article], columns: Sequence[str], values: Mapping[str, Any]
) -> list[set[int]]:
    """Return for every condition the numbers of the articles for which it is true. One query asks about a batch of articles."""
    analyzer = read_vocabulary(settings().seeds_dir).analyzer
    sql = f"""SELECT a.place, {", ".join(f"coalesce({one}, false)" for one in columns)} FROM (
      SELECT d.place, d.vector::tsvector AS search, to_tsvector('indonesian', d.text) AS indonesian,
        to_tsvector('simple', d.text) AS simple
      FROM unnest(%(vectors)s::text[], %(texts)s::text[]) WITH ORDINALITY AS d (vector, text, place) OFFSET 0) a"""  # noqa: S608 — ours
    found: list[set[int]] = [set() for _ in columns]
    for begin in range(0, len(articles), _BATCH):
        part = articles[begin : begin + _BATCH]
        given = {"vectors": [analyzer.vector(*one) for one in part], "texts": ["\n".join(one) for one in part]}
        for place, *told in connection.execute(sql.encode(), {**values, **given}):
            for numbers, said in zip(found, told, strict=True):
                if said:
                    numbers.add(begin + place - 1)
    return found


def _shares(asked: Sequence[DrawnQuestion], found: Sequence[set[int]]) -> list[tuple[float, float]]:
    """Return precision and recall of every question; the precision of an answer without articles is 1."""
    rights = [len(one.truth & numbers) for one, numbers in zip(asked, found, strict=True)]
    return [
        (right / len(numbers) if numbers else 1.0, right / len(one.truth))
        for right, one, numbers in zip(rights, asked, found, strict=True)
    ]


def _figures(what: str, asked: Sequence[DrawnQuestion], found: Sequence[set[int]]) -> Iterator[Figure]:
    shares = _shares(asked, found)
    for place, name in enumerate(("precision", "recall")):
        yield Figure(f"{what} {name}", sum(one[place] for one in shares) / max(1, len(shares)), "high")


def _table(title: str, asked: Sequence[DrawnQuestion], found: Found) -> Table:
    columns = (Column("reader"), Column("precision", ".3f"), Column("95 %"), Column("recall", ".3f"), Column("95 %"),
               Column("all hits: precision", ".3f"), Column("recall", ".3f"))  # fmt: skip
    return Table(title, columns, tuple(_line(who, asked, numbers) for who, numbers in found.items()))


def _line(who: str, asked: Sequence[DrawnQuestion], found: Sequence[set[int]]) -> tuple[Value, ...]:
    shares = _shares(asked, found)
    chance = Random(1)  # noqa: S311 — the same interval in every run
    spans: list[Value] = []
    for place in (0, 1):
        values = [one[place] for one in shares]
        drawn = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(_DRAWN))
        spans += [sum(values) / len(values), f"{drawn[_DRAWN // 40]:.3f}–{drawn[-_DRAWN // 40]:.3f}"]
    right = sum(len(one.truth & numbers) for one, numbers in zip(asked, found, strict=True))
    said, true = sum(map(len, found)), sum(len(one.truth) for one in asked)
    return who, *spans, right / max(1, said), right / max(1, true)


def _worst(what: str, asked: Sequence[DrawnQuestion], found: Sequence[set[int]]) -> str:
    shares = sorted(zip(_shares(asked, found), asked, strict=True), key=lambda one: (min(one[0]), one[1].words))
    return f"{what}, the worst: " + ", ".join(f"{one.words} {p:.2f}/{r:.2f}" for (p, r), one in shares[:8])
