"""The Wayback Machine's index: which pages of an outlet it kept around a day.

The CDX server is documented in `internetarchive/wayback`: rows sorted by address and time, with 14-digit UTC timestamps. It
answers 429 after more than 30 queries a minute (edgi-govdata-archiving/wayback 0.5.1, 2026, keeps to 24).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

from pantau.archives.asking import Asker
from pantau.archives.completeness import Capture, Listing
from pantau.archives.kept import is_further_page
from pantau.archives.links import Link
from pantau.dates.moments import read_stamp
from pantau.day import bounds, shift
from pantau.errors import BadInput
from pantau.feeds.items import LONGEST_URL
from pantau.model import Outlet
from pantau.net import FetchProblem
from pantau.text.storable import read_json
from pantau.urls import canonical_url, fetch_url, in_domains, url_key

ROWS = 5_000  # a query
MOST_QUERIES = 20  # of one domain and day
_STAMP = "%Y%m%d%H%M%S"
_URL_DAY = re.compile(r"/(20\d\d)/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])(?=/)")
_LATER_DAYS = 1  # a news page is first kept within hours; later captures are mostly repetitions


async def list_captures(asker: Asker, outlet: Outlet, day: str) -> tuple[Listing, dict[str, Capture]]:
    """Return the pages of an outlet that were first kept on the day or the day after and may be articles of the day.

    Only the pages themselves say whether they are. The function leaves out those whose address names another day.
    """
    links: dict[str, Link] = {}
    captures: dict[str, Capture] = {}
    gap_s = 60.0 / asker.settings.wayback_cdx_per_minute
    for number, domain in enumerate(outlet.domains):
        resume = ""
        for query in range(MOST_QUERIES):
            address = _query(asker.settings.wayback, domain, day, resume)
            try:
                rows, resume = await asker.read(_rows, (await asker.get(address, gap_s=gap_s)).body)
            except FetchProblem as problem:
                if problem.kind == "empty_body":  # how an old CDX server says that there is no row
                    break
                return Listing(problem.kind, links, number + query, f"{address}: {problem.message}"), captures
            for timestamp, original in rows:
                _take(asker.settings.wayback, timestamp, original, outlet, day, links, captures)
            if not resume:
                break
        else:
            return Listing("cut_off", links, MOST_QUERIES, f"{domain} has more captures than are asked for"), captures
    return Listing("ok" if links else "empty", links, len(outlet.domains)), captures


def _query(base: str, domain: str, day: str, resume: str) -> str:
    start, end = bounds(day)[0], bounds(shift(day, _LATER_DAYS))[1]
    return (
        f"{base.rstrip('/')}/cdx/search/cdx?url={domain}&matchType=domain&from={start:{_STAMP}}&to={end:{_STAMP}}&output=json"
        "&fl=timestamp,original&filter=statuscode:200&filter=mimetype:text/html&collapse=urlkey"
        f"&limit={ROWS}&showResumeKey=true" + (f"&resumeKey={quote(resume)}" if resume else "")
    )


def _rows(body: bytes) -> tuple[list[tuple[str, str]], str]:
    """Return (timestamp, original) of each row and the key of the next answer. Raises FetchProblem if this is no CDX answer."""
    try:
        table: Any = read_json(body)
        if len(table) > 2 * ROWS:
            raise FetchProblem("too_many_items", f"{len(table):,} rows, and {ROWS:,} were asked for", "hard")
        rows = [tuple(row) for row in table[1:] if len(row) == 2]
        resume = str(table[-1][0]) if len(table) > 2 and len(table[-1]) == 1 and not table[-2] else ""
        return [(str(stamp), str(original)) for stamp, original in rows], resume
    except (ValueError, TypeError, KeyError):
        raise FetchProblem("not_cdx", "not the JSON table of a CDX server", "hard") from None


def _take(
    base: str, timestamp: str, original: str, outlet: Outlet, day: str, links: dict[str, Link], captures: dict[str, Capture]
) -> None:
    if read_stamp(timestamp) is None:
        return
    try:
        url = fetch_url(original)
        key = url_key(url)
    except (BadInput, ValueError):
        return
    host = urlsplit(url).hostname or ""
    if len(url) > LONGEST_URL or not in_domains(host, outlet.domains):
        return
    if key not in captures and may_be_article(url) and not is_further_page(url) and url_day(url) in ("", day):
        links[key] = Link(url, "")
        captures[key] = Capture(url, timestamp, f"{base.rstrip('/')}/web/{timestamp}id_/{original}")


def url_day(url: str) -> str:
    """Return the day an address names as /YYYY/MM/DD/, or nothing."""
    found = _URL_DAY.search(url)
    return "-".join(found.groups()) if found else ""


def may_be_article(url: str) -> bool:
    """Return whether an address looks like that of an article: it has a slug of four words, or a number of five digits."""
    path = urlsplit(canonical_url(url)).path
    return path.rpartition("/")[2].count("-") >= 3 or bool(re.search(r"\d{5}", path))
