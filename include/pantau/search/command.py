"""`pantau search QUERY --in FILE`: try a query on JSON lines, by the operators of the warehouse's own PostgreSQL."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from pantau.errors import BadInput
from pantau.jsonl import text_in
from pantau.search.analyzer import Analyzer, gazetteer
from pantau.search.query import compiled
from pantau.settings import settings
from pantau.terminal import json_text
from pantau.text import make_all_storable
from pantau.warehouse.reading import connect_reading
from pantau.words import text

_ASK = """SELECT d.id, d.title, ts_rank_cd(d.vector::tsvector, %(query)s::tsquery)
FROM unnest(%(ids)s::text[], %(titles)s::text[], %(vectors)s::text[]) WITH ORDINALITY AS d (id, title, vector, place)
WHERE d.vector::tsvector @@ %(query)s::tsquery ORDER BY 3 DESC, d.place"""


def arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `pantau search`."""
    parser.add_argument("query", metavar="QUERY", help=text("help.search.query"))
    parser.add_argument("--in", dest="file", required=True, metavar="FILE", help=text("help.search.in"))
    parser.add_argument("--json", action="store_true", help=text("help.search.json"))


def run(args: Namespace) -> int:
    """Print the hits, best first; raises BadInput for a query or a file that cannot be read."""
    analyzer = gazetteer(settings().seeds_dir / "tags")
    query = compiled(args.query, analyzer)
    ids, titles, vectors = _documents(Path(args.file), analyzer)
    with connect_reading(settings()) as connection:
        rows = connection.execute(_ASK, {"query": query, "ids": ids, "titles": titles, "vectors": vectors}).fetchall()
    for name, title, score in rows:
        hit = {"id": name, "title": title, "score": round(score, 4)}
        print(json_text(hit) if args.json else f"{hit['score']:.4f}  {json_text(name)}  {json_text(title)}")
    return 0


def _documents(file: Path, analyzer: Analyzer) -> tuple[list[str], list[str], list[str]]:
    ids, titles, vectors = [], [], []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read ({error}); give a file of JSON lines in UTF-8") from None
    for number, line in enumerate(lines, 1):
        try:
            row = make_all_storable(json.loads(line))
        except ValueError as error:
            raise BadInput(f"{file}, line {number}: not JSON ({error}); write one object a line") from None
        if not isinstance(row, dict):
            raise BadInput(f'{file}, line {number}: write an object with "id", "title" and "text"')
        title = text_in(row, "title")
        ids.append(text_in(row, "id"))
        titles.append(title)
        vectors.append(analyzer.vector(title, text_in(row, "text")))
    return ids, titles, vectors
