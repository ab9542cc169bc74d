"""The accounting: every discovered URL ends in exactly one named outcome (promise 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from pantau.model import Copy, Landed, Outcome, Quarantined

_LAST = datetime.max.replace(tzinfo=UTC)
_End = tuple[Outcome, str]


@dataclass(frozen=True, slots=True)
class Ending:
    """Where one discovered URL ended. `reason` is empty for a loaded one."""

    url_key: str
    article_id: str
    day: str
    outlet: str
    url: str
    outcome: Outcome
    reason: str


class Readable(Protocol):
    """What accounting needs to know of an extracted page."""

    @property
    def article_id(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class _EndedPage:
    """What accounting keeps of an extracted page; it never keeps the text."""

    outcome: str
    reason: str
    published_at: datetime | None


def settle(
    landed: Sequence[Landed], extracted: Iterable[Readable], copies: Iterable[Copy], quarantined: Iterable[Quarantined]
) -> list[Ending]:
    """Return one Ending per entry, sorted by url_key. The result depends only on the arguments, not on their order.

    The first of these decides. Without a page: the state in the landing. With a page: the outcome of extract; quarantined if a
    rule refused it (also a copy); duplicate if it is a copy of an article that no rule refused; else loaded. If the original is
    refused, the earliest published of its other copies takes its place.
    """
    reads = {row.article_id: _EndedPage(row.outcome, row.reason, row.published_at) for row in extracted}
    refused: dict[str, str] = {}
    for row in quarantined:
        refused[row.article_id] = min(row.rule, refused.get(row.article_id, row.rule))
    here = {row.entry.article_id for row in landed if row.page is not None}
    alive = {article_id: read for article_id, read in reads.items() if not read.outcome and article_id in here - refused.keys()}
    duplicates = _duplicates(copies, alive)
    ends = {row.entry.url_key: _ending(row, reads, refused, duplicates) for row in landed}
    return [ends[url_key] for url_key in sorted(ends)]


def _duplicates(copies: Iterable[Copy], alive: Mapping[str, _EndedPage]) -> dict[str, str]:
    """Return article id → kind of the copies that stay copies. Of each family, one article that no rule refused is loaded."""
    families: dict[str, list[Copy]] = {}
    for copy in copies:
        if copy.article_id in alive and copy.article_id != copy.copy_of:
            families.setdefault(copy.copy_of, []).append(copy)
    stay: dict[str, str] = {}
    for original, found in families.items():
        heir = original if original in alive else min(found, key=lambda copy: _age(copy.article_id, alive)).article_id
        stay |= {copy.article_id: copy.kind for copy in found if copy.article_id != heir}
    return stay


def _age(article_id: str, alive: Mapping[str, _EndedPage]) -> tuple[datetime, str]:
    return alive[article_id].published_at or _LAST, article_id


def _ending(row: Landed, reads: Mapping[str, _EndedPage], refused: Mapping[str, str], duplicates: Mapping[str, str]) -> Ending:
    entry = row.entry
    outcome, reason = _without_page(row) if row.page is None else _with_page(entry.article_id, reads, refused, duplicates)
    return Ending(entry.url_key, entry.article_id, entry.day, entry.outlet, entry.url, outcome, reason)


def _without_page(row: Landed) -> _End:
    if row.state == "blocked":
        return Outcome.BLOCKED, row.reason or "robots"
    if row.state == "failed":
        return Outcome.FAILED, row.reason or "unknown"
    if row.state == "landed":  # landed according to the catalogue, but without a page: it is lost, not pending
        return Outcome.FAILED, "page_missing"
    if not row.reason or row.reason == "not_fetched":
        return Outcome.PENDING, "not_fetched"
    return Outcome.PENDING, f"retry:{row.reason.removeprefix('retry:')}"


def _with_page(
    article_id: str, reads: Mapping[str, _EndedPage], refused: Mapping[str, str], duplicates: Mapping[str, str]
) -> _End:
    read = reads.get(article_id)
    if read is None:  # landed while the day was being worked; the next run of the day takes the page
        return Outcome.PENDING, "not_extracted"
    if read.outcome:
        return Outcome(read.outcome), read.reason
    if article_id in refused:
        return Outcome.QUARANTINED, refused[article_id]
    if article_id in duplicates:
        return Outcome.DUPLICATE, duplicates[article_id]
    return Outcome.LOADED, ""
