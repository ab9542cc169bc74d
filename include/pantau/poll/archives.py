"""Lists a past day: asks the archives of every outlet and makes entries of what they list. Each outlet ends in a named
result."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from pantau.archives import ArchiveReader, DayListing
from pantau.archives.proven import usable_catalogue
from pantau.archives.remembered import forget, remembered, settled
from pantau.landing.records import AddResult, ArchiveRead
from pantau.landing.writing import add_each, is_fault_of_store
from pantau.net import PoliteClient
from pantau.net.together import together
from pantau.poll.report import PollReport, SourceReading
from pantau.text.storable import make_storable
from pantau.workspace import Workspace

log = logging.getLogger(__name__)


def poll_archive(work: Workspace, day: str, outlets: Iterable[str] | None = None, shard: int | None = None) -> PollReport:
    """List a past day from the archives of `outlets` (default: all that have one) and land the entries under that day.

    An outlet that was read completely twelve or more hours after the end of the day is not asked again. If deep archives are
    enabled, they complete the outlets whose own archives do not give the whole day, and those pages are landed.
    """
    able = listable(work)
    wanted = sorted(able) if outlets is None else [outlet for outlet in outlets if outlet in able]
    return asyncio.run(_all(work, day, wanted, shard)) if wanted else PollReport(())


def listable(work: Workspace) -> frozenset[str]:
    """Return the outlets for which a past day is listed: those with an archive.

    With deep archives also those with feeds, and those that cannot be listed, except if they do not want to be.
    """
    catalogue = usable_catalogue(work)
    if not (work.settings.wayback or work.settings.cc_news):
        return frozenset(catalogue.archives)
    fed = {feed.outlet for feed in catalogue.enabled_feeds()}
    unable = {name for name, blocks in catalogue.no_archives.items() if all(block.cannot != "unwelcome" for block in blocks)}
    return frozenset(catalogue.archives) | unable | (fed - (frozenset(catalogue.no_archives) - unable))


async def _all(work: Workspace, day: str, outlets: list[str], shard: int | None) -> PollReport:
    before = {read.outlet: read for read in work.landing.archive_reads(day)}
    async with PoliteClient(work.settings, work.landing.hosts, past=True, manners=work.manners) as client:
        kept = await _cc_news(work, client, day, shard)
        reader = ArchiveReader(work, client)
        readings = await together(_list_guarded(work, client, reader, day, name, before.get(name)) for name in outlets)
    for reading in readings:
        if not reading.ok:
            log.warning("%s, archive of %s: %s: %s", reading.outlet, day, reading.result, reading.message)
    return PollReport((*readings, *kept))


async def _list_guarded(
    work: Workspace, client: PoliteClient, reader: ArchiveReader, day: str, outlet: str, before: ArchiveRead | None
) -> SourceReading:
    """Return the reading of an outlet; an unexpected error in its listing becomes a named failure of the outlet.

    An error of a store is no fault of the outlet and is raised, so that Airflow tries the task again.
    """
    try:
        return await _outlet(work, client, reader, day, outlet, before)
    except Exception as error:
        if is_fault_of_store(error):
            raise
        log.exception("%s, archive of %s", outlet, day)
        message = f"{type(error).__name__}: {error}"[:500]
        failed = ArchiveRead(outlet, day, datetime.now(UTC), "reader_crash", make_storable(message), 0, 0)
        await asyncio.to_thread(work.landing.save_archive_read, failed)
        return SourceReading(outlet, outlet, "reader_crash", message, ok=False)


async def _outlet(
    work: Workspace, client: PoliteClient, reader: ArchiveReader, day: str, outlet: str, before: ArchiveRead | None
) -> SourceReading:
    if before and before.result == "ok" and settled(day, before.read_at):
        return SourceReading(outlet, outlet, "already_read", f"{before.listed} entries, read {before.read_at:%Y-%m-%d %H:%M} UTC")
    known = await asyncio.to_thread(remembered, work, outlet, day)  # remembered by a plan
    now = datetime.now(UTC)
    listing, read_at = known or (await reader.entries_for(outlet, day), now)
    listed = [entry for entry in listing.entries if entry.source == "archive"]
    added, lost = await asyncio.to_thread(add_each, work.landing, listed)
    kept, days = await _captures(work, client, listing)
    read = ArchiveRead(outlet, day, read_at, listing.result, listing.reason, listing.pages, len(listing.entries))
    work.landing.save_archive_read(read)
    if known:
        await asyncio.to_thread(forget, work, outlet, day)
    added += AddResult(kept["landed"] + kept["landed_in_part"], days=frozenset(days))
    reading = SourceReading(outlet, outlet, listing.result, listing.reason, _is_fine(listing), listing.pages, added)
    return replace(reading, skipped={**lost, **{f"captures_{name}": count for name, count in sorted(kept.items())}})


def _is_fine(listing: DayListing) -> bool:
    """Tell whether a result is no failure of the run, as for an outlet that the catalogue calls impossible to list."""
    return listing.state == "complete" or (listing.state == "cannot" and not listing.requests)


async def _captures(work: Workspace, client: PoliteClient, listing: DayListing) -> tuple[Counter[str], Counter[str]]:
    if not listing.captures:
        return Counter(), Counter()
    from pantau.archives.captures import land_captures

    return await land_captures(work, client, listing)


async def _cc_news(work: Workspace, client: PoliteClient, day: str, shard: int | None) -> list[SourceReading]:
    """Complete the day from CC-NEWS. Each shard reads its share of the files, for the outlets of all shards.

    The catalogue says which outlets need it, not this run, because the shards must agree.
    """
    if not work.settings.cc_news:
        return []
    from pantau.archives.ccnews import land_cc_news

    own = usable_catalogue(work).archives
    needy = sorted(name for name in listable(work) if not any(block.serves(day) for block in own.get(name, ())))
    parts = 1 if shard is None else work.settings.shards
    counts = await land_cc_news(work, client, day, needy, shard or 0, parts)
    lost = sum(counts[name] for name in ("lists_failed", "files_failed", "damaged", "cut_short"))
    result = ("partial" if lost else "ok") if counts["files"] else "no_files"
    added = AddResult(
        counts["landed"] + counts["landed_in_part"],
        counts["already_landed"],
        0,
        frozenset([day] if counts["landed"] or counts["landed_in_part"] else []),
    )
    return [SourceReading("cc-news", "", result, "", result == "ok", counts["files"], added, dict(counts))]
