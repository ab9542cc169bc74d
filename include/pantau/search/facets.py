"""Counts the articles that a query finds by each facet of `fields.NARROW`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from pantau.search.fields import NARROW
from pantau.search.find import SearchRequest, condition_of, windows, words_are_dear
from pantau.search.vocabulary import read_vocabulary
from pantau.tag.language import LABELS as LANGUAGES

SHOWN = 8  # values of a facet
COUNTED = 50_000  # newest hits that are counted; where there are more, `whole` is false
_COUNT = """
WITH hits AS MATERIALIZED (
  SELECT a.outlet, a.language, a.facets FROM article_rows a WHERE {where} ORDER BY a.day DESC, a.article_id LIMIT %(counted)s),
counted AS (
  SELECT '' AS kind, '' AS value, count(*) AS count FROM hits
  UNION ALL SELECT 'outlet', outlet, count(*) FROM hits GROUP BY outlet
  UNION ALL SELECT 'language', language, count(*) FROM hits WHERE language <> '' GROUP BY language
  UNION ALL SELECT 'group', o.owner_group, count(*) FROM hits JOIN outlets o USING (outlet) WHERE o.owner_group <> '' GROUP BY 2
  UNION ALL SELECT split_part(f.facet, '/', 1), split_part(f.facet, '/', 2), f.count FROM (
    SELECT facet, count(*) AS count FROM hits, unnest(facets) facet GROUP BY facet) f
  WHERE split_part(f.facet, '/', 1) IN ('topic', 'province', 'person', 'body', 'main', 'speaker', 'tone')
), placed AS (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY count DESC, value) AS place FROM counted)
SELECT p.kind, p.value, coalesce(o.name, e.name, p.value), p.count
FROM placed p LEFT JOIN outlets o ON p.kind = 'outlet' AND o.outlet = p.value
LEFT JOIN entities e ON e.entity_id = CASE p.kind
  WHEN 'person' THEN 'person:' WHEN 'body' THEN 'organisation:' WHEN 'main' THEN '' WHEN 'speaker' THEN '' END || p.value
WHERE p.place <= %(shown)s ORDER BY p.kind, p.place
"""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet and how many hits have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The number of all hits, and for each facet of `NARROW` its most frequent values, at most SHOWN.

    `whole` is false where there are more than COUNTED: then `total` and the values are those of the COUNTED newest hits.
    """

    total: int
    values: dict[str, tuple[FacetValue, ...]]
    whole: bool = True


def count_facets(connection: psycopg.Connection, asked: SearchRequest, seeds_dir: Path) -> FacetCounts:
    """Return the facets of all hits of a request; its order, page and collapsing do not matter."""
    with words_are_dear(connection):
        for first, last in windows(connection, asked):
            where, values = condition_of(replace(asked, first=first, last=last))
            given = {**values, "shown": SHOWN, "counted": COUNTED + 1}
            rows = connection.execute(_COUNT.format(where=where).encode(), given).fetchall()
            total = next(count for kind, *_, count in rows if not kind)
            if total > COUNTED:
                break
    labels = {**read_vocabulary(seeds_dir).labels, **{("language", code): name for code, name in LANGUAGES.items()}}
    found: defaultdict[str, list[FacetValue]] = defaultdict(list)
    for kind, value, label, count in rows:
        found[kind].append(FacetValue(value, labels.get((kind, value)) or label, count))
    return FacetCounts(min(total, COUNTED), {kind: tuple(found[kind]) for kind in NARROW}, whole=total <= COUNTED)
