"""The rows of `article_rows`: their one list of columns, how an article becomes a row, and the SQL that follows from the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime
from string import Template
from typing import Any

from psycopg.types.json import Jsonb

from pantau.dedupe.content import content_digest
from pantau.model import ArticleRow, Cleaned, Extracted
from pantau.tagged import Tagged

COLUMNS = tuple(field.name for field in fields(ArticleRow))
# An index row has at most 2,704 bytes. A longer canonical address comes from a broken template, never from an article.
LONGEST_KEY = 2000
_LISTS = frozenset(field.name for field in fields(ArticleRow) if str(field.type).startswith("tuple"))


_FACETS = frozenset({"topic", "tone", "province", "regency", "country", "body", "person", "wire", "watchlist"})


def article_row(
    day: str,
    row: Extracted,
    clean: Cleaned,
    tagged: Tagged | None,
    gone: Sequence[datetime] = (),
    released: Sequence[str] = (),
) -> ArticleRow:
    """Return the row of an article: what its page says, cleaned if there is a clean form, with the language of its tags.

    `gone` are the times at which its address was gone; those before the shown page do not count. `released` are the rules that
    it breaks and was let through.
    """
    since = [moment for moment in gone if moment > row.fetched_at]
    known = {name: getattr(source, name) for source in (row, clean) for name in COLUMNS if hasattr(source, name)}
    title = clean.title or row.title
    made = {
        "day": date.fromisoformat(day),
        "title": title,
        "canonical_key": row.canonical_key if len(row.canonical_key.encode()) <= LONGEST_KEY else "",
        "content_digest": content_digest(row.article_id, day, row.outlet, title, clean.text, row.published_at),
        "language": tagged.language if tagged and tagged.language else row.language,
        "untagged": tagged.reason if tagged else "",
        "about_regency": tagged.about_regency if tagged else "",
        "about_province": tagged.about_province if tagged else "",
        "digest": row.digest,
        "withdrawn_at": min(since, default=None),
        "withdrawn_seen": len(since),
        "released": tuple(sorted(released)),
        "facets": facets_of(tagged) if tagged else (),
        "search": tagged.search if tagged and tagged.search else None,
        "removed": dict(sorted(Counter(removal.rule for removal in clean.removed).items())),
    }
    return ArticleRow(**(known | made))


def facets_of(tagged: Tagged) -> tuple[str, ...]:
    """Return what searches count and narrow by, each once as kind/id: tags, whom or which body it is about, and who is quoted."""
    found = {f"{tag.kind}/{tag.id}" for tag in tagged.tags if tag.kind in _FACETS}
    found |= {f"main/{one.entity}" for one in tagged.entities if one.main and one.type != "place"}
    found |= {f"speaker/{said.entity}" for said in tagged.quotes if said.entity}
    return tuple(sorted(found))


def values_of(row: ArticleRow) -> Sequence[Any]:
    """Return the values of a row in the order of COLUMNS, as COPY wants them."""
    return [_value(name, getattr(row, name)) for name in COLUMNS]


def _value(name: str, value: Any) -> Any:
    if name in _LISTS:
        return list(value)
    return Jsonb(value) if isinstance(value, dict) else value


def columns(prefix: str = "", names: Iterable[str] = COLUMNS) -> str:
    """Return the columns as SQL lists them, each with `prefix` ("s." → "s.article_id, s.day, …")."""
    return ", ".join(f"{prefix}{name}" for name in names)


def with_columns(sql: str) -> str:
    """Return SQL with the columns in place of ${columns} (no alias), ${staged} (alias s) and ${stored} (alias a)."""
    return Template(sql).substitute(columns=columns(), staged=columns("s."), stored=columns("a."))


COPY_ARTICLES = f"COPY staged_articles ({columns()}) FROM STDIN"
