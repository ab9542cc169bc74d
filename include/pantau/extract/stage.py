"""The extract stage: every landed page of a day becomes a row. A page that was read with the same bytes is reused."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pantau.budget import TOO_COSTLY, Answer, Budget, work_apart
from pantau.extract.containers import Containers
from pantau.extract.kept import Lost, keep_earlier, note
from pantau.extract.knowledge import read_knowledge
from pantau.extract.reading import extract_page, offered
from pantau.landing.retired import refuse_retired
from pantau.landing.unreadable import noted_pages
from pantau.model import Entry, Extracted, Landed, Outlet, PageReading, StageReport
from pantau.rules import Rules
from pantau.urls import url_key, without_parameters
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_READ = tuple(field.name for field in fields(PageReading))


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:
    """Read the landed pages of a day (of one shard, or of all), write the results and return counts.

    Raises RetiredDay for a day whose raw pages were deleted, because working it again would empty it.
    """
    refuse_retired(work.landing.database, day)
    counts: Counter[str] = Counter()
    for part in [shard] if shard is not None else range(work.settings.shards):
        counts += _one_shard(work, day, part)
    return StageReport("extract", day, dict(counts))


def _one_shard(work: Workspace, day: str, shard: int) -> Counter[str]:
    outlets, part = work.outlets_of(shard), work.part(shard)
    # Before the rows: what lands in between is for the next run. A larger budget may be enough for what was too costly.
    origin = f"{work.landing.listing_digest(day, outlets)} {work.budget.mark}"
    made = [work.results.made(name, work.version("extract"), day, part, origin) for name in ("extract", "extract.earlier")]
    if made[0] is not None and made[1] is not None:
        return Counter(made[0] | {"reused": sum(made[0].values()) - made[0]["reused"]})
    lost: list[Lost] = []
    kept = _read_before(work, day, part)
    newest = _read_pages(work, day, "extract", work.landing.entries(day, outlets), kept, lost)
    # What a page said before it was fetched again: load makes the revisions from it.
    before = _read_pages(work, day, "extract.earlier", work.landing.earlier(day, outlets), kept, lost)
    newest.rows, before.rows = newest_articles(newest.rows, before.rows)
    counts = _write(work, day, "extract", part, newest, origin)
    _write(work, day, "extract.earlier", part, before, origin)
    note(work, day, outlets, lost)
    return counts + Counter({"earlier": len(before.rows)})


@dataclass
class _Read:
    """The rows of pages that were read or reused; `counts["reused"]` and `counts["kept_earlier"]` say how many.

    `lasting` is False if a later run of the same landing may read more.
    """

    rows: list[Extracted]
    counts: Counter[str]
    lasting: bool


def newest_articles(newest: Sequence[Extracted], earlier: Sequence[Extracted]) -> tuple[list[Extracted], list[Extracted]]:
    """Return the rows to show and those before them: of each address the newest fetch that reads as an article is shown.

    A fetch that reads as none (a block page, a wall, an error answered with 200) does not replace what was read before it. If
    no fetch reads as an article, the newest is shown.
    """
    read: dict[str, Extracted] = {}
    for row in earlier:
        if not row.outcome and (row.article_id not in read or row.fetched_at > read[row.article_id].fetched_at):
            read[row.article_id] = row
    shown = [read.get(row.article_id, row) if row.outcome else row for row in newest]
    instead = {id(row) for row in shown}
    left = [row for row in (*newest, *earlier) if id(row) not in instead]
    return shown, left


def _read_before(work: Workspace, day: str, part: str) -> dict[tuple[str, str], Extracted]:
    """Return the earlier readings of the day's pages by (article, digest), shown or earlier than the shown one."""
    names, version = ("extract.earlier", "extract"), work.version("extract")
    found = (row for name in names for row in work.results.read(name, version, day, Extracted, part))
    return {(row.article_id, row.digest): row for row in found}


def _read_pages(
    work: Workspace,
    day: str,
    name: str,
    items: Sequence[Landed],
    known: Mapping[tuple[str, str], Extracted],
    all_lost: list[Lost],
) -> _Read:
    """Return one row per landed page. A lost page keeps the row that it had, wherever that is found, and is added to
    `all_lost`."""
    again = noted_pages(work.landing.database, day)
    rows, fresh = [], []
    for item in items:
        row = known.get((item.entry.article_id, item.digest)) if item.page else None
        if row and item.page and _still_true(row, item.entry, work.budget) and not _was_unreadable(item, again):
            rows.append(replace(row, url=item.entry.url, fetched_at=item.page.fetched_at))
        elif item.page:
            fresh.append(item)
    counts = Counter({"reused": len(rows)})
    lost: list[Lost] = []
    rows.extend(_read_all(work, fresh, lost))
    rows.extend(_rows_of_lost(work, day, name, lost, all_lost, counts))
    lasting = not lost and not any(row.outcome == "failed" and row.reason != TOO_COSTLY for row in rows)
    return _Read(rows, counts, lasting)


def _write(work: Workspace, day: str, name: str, part: str, read: _Read, origin: str) -> Counter[str]:
    """Write the rows as the results `name`; return their counts by outcome, and those that were reused."""
    counts = read.counts.copy()
    counts.update(map(_count_as, read.rows))
    rows = sorted(read.rows, key=lambda row: (row.article_id, row.fetched_at))
    # The lost bytes may be back, whatever the catalogue says.
    work.results.write(name, work.version("extract"), day, part, rows, Extracted, origin if read.lasting else "", counts)
    return counts


def _count_as(row: Extracted) -> str:
    """Return the count that a row belongs to: article, or why it is none; `live_schedule.zodiac` if its kind says more than
    that."""
    finer = row.outcome == "not_article" and row.kind not in ("", row.reason)
    return f"{row.reason}.{row.kind}" if finer else row.reason or "article"


def _was_unreadable(item: Landed, again: set[tuple[str, Any]]) -> bool:
    return any((item.entry.url_key, page.fetched_at) in again for page in item.pages)


def _rows_of_lost(
    work: Workspace, day: str, name: str, lost: Sequence[Lost], all_lost: list[Lost], counts: Counter[str]
) -> list[Extracted]:
    if not lost:
        return []
    work.landing.check()  # if the landing went away during the run, nothing counts as lost
    rows, named = keep_earlier(work, day, name, lost)
    files = Counter(one.reason.partition(" at ")[0] for one in named)
    log.warning(
        "%s of %s: pages that cannot be read, by WARC file: %s; %d keep an earlier row", name, day, dict(files), len(rows)
    )
    kept = {row.article_id for row in rows}
    bare = [one.item for one in named if one.item.entry.article_id not in kept]
    all_lost.extend(named)
    counts["kept_earlier"] += len(rows)
    return rows + [_bare(item, PageReading(outcome="failed", reason="extract_error")) for item in bare]


def _still_true(row: Extracted, entry: Entry, budget: Budget) -> bool:
    """Return whether reading the page again would give the same row: the entry may fill other values than it did then."""
    if row.reason == TOO_COSTLY:  # over a limit that holds for every budget, or over this budget
        return row.method in ("", budget.mark)
    if row.outcome == "failed" or row.time_flag == "future":  # a lost body may be back; a later fetch judges times anew
        return False
    lent = row.method.split("+")[1:]
    for field, offer in offered(entry).items():
        value = getattr(row, field)
        if (field in lent and value != offer) or (offer and not value):
            return False
    if row.time_source == "feed":
        return row.published_at == entry.published_at
    return row.time_source not in ("printed_day", "") or entry.published_at is None


def _read_all(work: Workspace, landed: list[Landed], lost: list[Lost]) -> Iterator[Extracted]:
    """Yield one row for each article that can be read, as a stream, with one article's bodies in memory; fill `lost`."""

    def lose(item: Landed, reason: str) -> None:
        log.warning("%s: the landed bytes cannot be read: %s", item.entry.url, reason)
        lost.append(Lost(item, reason))

    pages = ((item, (item, bodies)) for item, bodies in work.landing.articles(landed, lose))
    taught = work.lessons.selectors, work.lessons.shifts, work.lessons.empty_parameters
    asked = work.version("extract"), dict(work.catalogue.outlets), work.settings.seeds_dir / "extraction", work.rules, *taught[:2]
    for item, answer in work_apart(page_reader, asked, pages, work.budget):
        yield _bare(item, answer.value or _end_unread(item, answer, work.budget), taught[2])


def page_reader(
    version: str,  # noqa: ARG001 — a process that lives on is given a new one when the seeds have changed
    outlets: dict[str, Outlet],
    folder: Path,
    rules: Rules,
    selectors: Mapping[str, tuple[str, ...]],
    shifts: Mapping[str, Mapping[str, int]],
) -> Callable[[tuple[Landed, list[bytes]]], PageReading]:
    """Return the function that reads one landed article from the bodies of its pages, by the seeds as they are now.

    `selectors` (by host) and `shifts` (by outlet: hours by which an offset as written is wrong) come from the lessons.
    """
    read_knowledge(folder)  # now, because a failure later would count as the fault of the page
    containers = Containers(selectors)

    def read(landed: tuple[Landed, list[bytes]]) -> PageReading:
        item, bodies = landed
        entry, page = item.entry, item.pages[0]
        return extract_page(
            bodies[0], page.final_url or page.url, content_type=page.content_type, entry=entry, fetched_at=page.fetched_at,
            outlet=outlets.get(entry.outlet), folder=folder, rules=rules, more=bodies[1:], containers=containers,
            shifts=shifts.get(entry.outlet, {}),
        )  # fmt: skip

    return read


def _end_unread(item: Landed, answer: Answer[PageReading], budget: Budget) -> PageReading:
    """Return the named outcome of a page that has no reading; `method` keeps the budget that it was too costly for."""
    log.warning("%s cannot be read: %s %s", item.entry.url, answer.detail, answer.trace)
    costly = answer.reason == TOO_COSTLY
    return PageReading(outcome="failed", reason=TOO_COSTLY if costly else "extract_error", method=budget.mark if costly else "")


def _bare(item: Landed, reading: PageReading, empty: Mapping[str, Collection[str]] = MappingProxyType({})) -> Extracted:
    """Return the row of a reading. `empty` (by host) are the parameters of addresses that mean nothing."""
    entry = item.entry
    values = {name: getattr(reading, name) for name in _READ}
    key = url_key(reading.canonical_url) if reading.canonical_url else entry.url_key
    key = without_parameters(key, empty) if empty else key
    return Extracted(
        article_id=entry.article_id, url_key=entry.url_key, url=entry.url, outlet=entry.outlet, digest=item.digest,
        fetched_at=item.pages[0].fetched_at, canonical_key=key, **values,
    )  # fmt: skip
