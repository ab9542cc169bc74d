"""CC-NEWS: Common Crawl's WARC files of news pages, read as a stream and filtered by the domains of the outlets and the day.

Files lie under crawl-data/CC-NEWS/YYYY/MM/CC-NEWS-YYYYMMDDhhmmss-NNNNN.warc.gz, named in the month's warc.paths.gz. A file
begins at its stamp (UTC) and is closed at 1,024 MB or after a day (`commoncrawl/news-crawl`, 2026). There is no index by
address, so the files around the day are read whole: some 30 GB a day from the Internet. So this is off by default.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import IO

from upath import UPath

from pantau.archives.asking import Asker
from pantau.archives.kept import KeptPages
from pantau.archives.pieces import PIECE, PiecesOfFile
from pantau.archives.stores import store_errors
from pantau.archives.warcs import NotWarc, read_warc
from pantau.dates.moments import read_stamp
from pantau.day import bounds
from pantau.net import FetchProblem, PoliteClient
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_STAMP = re.compile(r"CC-NEWS-(\d{14})-\d+\.warc\.gz$")
_LATER = timedelta(hours=12)  # a page is crawled within hours of its feed naming it
_MOST_LIST_BYTES = 10_000_000


async def land_cc_news(
    work: Workspace, client: PoliteClient, day: str, outlets: Iterable[str], part: int = 0, parts: int = 1
) -> Counter[str]:
    """Land the pages of these outlets and this day out of part `part` of the CC-NEWS files of that time; return named counts.

    The counts include `files`, `files_failed` and `lists_failed` (lists of a month's files). Only one file is in work at a
    time, and one piece of it in memory.
    """
    pages = KeptPages(work, day, frozenset(outlets))
    asker = Asker(work.settings, client)
    loop = asyncio.get_running_loop()
    paths = (await _paths(asker, work.settings.cc_news, day, pages.counts))[part::parts]
    for path in paths:
        opened = partial(_open, asker, work.settings.cc_news, path, loop)
        try:
            with store_errors():
                await asyncio.to_thread(_read, opened, path, pages, work.settings.max_page_bytes)
            pages.counts["files"] += 1
        except (OSError, NotWarc) as error:
            log.warning("%s: %s; what came before is landed, the next run reads it again", path, error or "no WARC file")
            pages.counts["files_failed"] += 1
    await asyncio.to_thread(pages.flush)
    pages.counts["requests"] = asker.requests
    return pages.counts


def _read(opened: partial[IO[bytes]], path: str, pages: KeptPages, most_bytes: int) -> None:
    with closing(opened()) as stream:
        wanted = lambda url: pages.outlet_of(url) is not None  # noqa: E731
        for page in read_warc(stream, path, most_bytes, wanted, lambda name: pages.counts.update([name])):
            pages.take(page)


async def _paths(asker: Asker, root: str, day: str, counts: Counter[str]) -> list[str]:
    """Return the files that may hold pages of the day. A month without a list has none; a list that cannot be fetched is
    counted."""
    start, end = bounds(day)
    months = sorted({f"{moment.astimezone(UTC):%Y/%m}" for moment in (start - timedelta(days=1), end + _LATER)})
    found: list[tuple[datetime, str]] = []
    for month in months:
        for path in (await _list(asker, root, f"crawl-data/CC-NEWS/{month}/warc.paths.gz", counts)).splitlines():
            stamp = _STAMP.search(path.strip())
            begun = read_stamp(stamp[1]) if stamp else None
            if begun:
                found.append((begun, path.strip()))
    if not found:
        return []
    found.sort()
    closed = [*(stamp for stamp, _ in found[1:]), datetime.max.replace(tzinfo=UTC)]  # the next file begins where this one ends
    return [path for (stamp, path), end_of in zip(found, closed, strict=True) if stamp < end + _LATER and end_of > start]


async def _list(asker: Asker, root: str, name: str, counts: Counter[str]) -> str:
    try:
        with store_errors(), gzip.open(io.BytesIO(await _get_packed(asker, root, name))) as file:
            return file.read(_MOST_LIST_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    except (FetchProblem, OSError, EOFError, zlib.error) as error:
        log.warning("the list of CC-NEWS files %s cannot be had: %s; the next run asks again", name, error)
        counts["lists_failed"] += 1
        return ""


async def _get_packed(asker: Asker, root: str, name: str) -> bytes:
    if not _is_web(root):
        return await asyncio.to_thread((UPath(root) / name).read_bytes)
    try:
        return (await asker.get(f"{root.rstrip('/')}/{name}", "piece")).body
    except FetchProblem as problem:
        if problem.kind == "http_404":
            raise FileNotFoundError(name) from None
        raise


def _open(asker: Asker, root: str, path: str, loop: asyncio.AbstractEventLoop) -> IO[bytes]:
    if _is_web(root):
        return io.BufferedReader(PiecesOfFile(asker, f"{root.rstrip('/')}/{path}", loop), min(PIECE, 1 << 20))
    stream: IO[bytes] = (UPath(root) / path).open("rb")
    return stream


def _is_web(root: str) -> bool:
    return root.startswith(("http://", "https://"))
