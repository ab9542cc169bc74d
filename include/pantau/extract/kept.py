"""Pages whose landed bytes can no longer be read: what was read before stays, and each page is noted with its WARC file."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

from psycopg.rows import dict_row

from pantau.landing.unreadable import UnreadablePage, save_unreadable
from pantau.model import Extracted, Landed
from pantau.results import DamagedResult
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
# The fields of an article row that come from its page. Its text is clean already, and a second cleaning changes nothing.
_SAID = tuple(field.name for field in fields(Extracted) if field.name not in ("kind", "outcome", "reason", "confidence"))
_STORED = f"SELECT {', '.join(_SAID)} FROM article_rows WHERE article_id = ANY(%s)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Lost:
    """A landed page whose bytes are missing or damaged; `kept` says where its row comes from: results, warehouse, or
    nowhere."""

    item: Landed
    reason: str
    kept: str = ""


def note(work: Workspace, day: str, outlets: Sequence[str], lost: Iterable[Lost]) -> None:
    """Replace the notes on these outlets' unreadable pages of a day."""
    rows = []
    for one in lost:
        page = next((page for page in one.item.pages if one.reason.startswith(page.warc_file)), one.item.pages[0])
        entry = one.item.entry
        noted = (entry.url_key, page.fetched_at, entry.url, page.warc_file, one.reason[:300], one.kept)
        rows.append(UnreadablePage(day, entry.outlet, *noted))
    save_unreadable(work.landing.database, day, outlets, rows)


def keep_earlier(work: Workspace, day: str, name: str, lost: Sequence[Lost]) -> tuple[list[Extracted], list[Lost]]:
    """Return the earlier readings of pages that are lost now, and the lost pages with the source of these readings.

    A reading comes from the results of any version (the same bytes first, then this version, then the latest); else, for the
    result `extract`, from the article in the warehouse. Raises StoreUnavailable if one of them does not answer.
    """
    found = {key: (row, "results") for key, row in _from_results(work, day, name, [one.item for one in lost]).items()}
    absent = [one.item.entry.article_id for one in lost if one.item.entry.article_id not in found]
    if absent and name == "extract":
        found |= {key: (row, "warehouse") for key, row in _from_warehouse(work, absent).items()}
    rows, named = [], []
    for one in lost:
        row, kept = found.get(one.item.entry.article_id, (None, ""))
        named.append(replace(one, kept=kept))
        if row:
            rows.append(replace(row, url=one.item.entry.url))
    return rows, named


def _from_results(work: Workspace, day: str, name: str, items: Sequence[Landed]) -> dict[str, Extracted]:
    digests = {item.entry.article_id: item.digest for item in items}
    best: dict[str, tuple[tuple[Any, ...], Extracted]] = {}
    for version in work.results.versions(name, surely=True):
        for part in work.results.parts(name, version, day, surely=True):
            try:
                rows = list(work.results.read(name, version, day, Extracted, part, among={"article_id": list(digests)}))
            except DamagedResult as error:  # a part of another version, which nothing makes again
                log.warning("not used: %s", error)
                continue
            for row in filter(_says_something, map(_whole, rows)):
                rank = (row.digest == digests[row.article_id], version == work.version(name), row.fetched_at)
                if row.article_id not in best or rank > best[row.article_id][0]:
                    best[row.article_id] = (rank, row)
    return {key: row for key, (_, row) in best.items()}


def _says_something(row: Extracted) -> bool:
    return row.outcome in ("", "not_article")


def _whole(row: Extracted) -> Extracted:
    """Give columns that an older version did not write the value they have by default."""
    absent = {
        field.name: field.default
        for field in fields(row)
        if getattr(row, field.name) is None and field.default not in (None, MISSING)
    }
    return replace(row, **absent) if absent else row


def _from_warehouse(work: Workspace, article_ids: list[str]) -> dict[str, Extracted]:
    with work.connect() as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_STORED.encode(), [article_ids]).fetchall()
    return {str(row["article_id"]): _as_read(row) for row in rows}


def _as_read(row: dict[str, Any]) -> Extracted:
    said: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Extracted(kind="article", **said)
