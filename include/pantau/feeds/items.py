"""One item of a feed or sitemap as Pantau keeps it, and the named reasons to skip one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from pantau.dates import read_date, zone_of
from pantau.errors import BadInput
from pantau.urls import UrlTooLong, fetch_url

_AHEAD = timedelta(minutes=15)  # clocks of newsrooms run ahead by this much; more is a wrong zone or a planned post
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # no Indonesian outlet is older online; 1970 and the year 26 do occur
LONGEST_URL = 2_000
_TITLE, _SUMMARY, _RAW = 500, 2_000, 200
_SPACES = re.compile(r"\s+")
_LONGEST_MARKUP = 100_000  # characters; the first 2,000 of the text are kept
LONG_TAG = re.compile(r"<([a-zA-Z][^\s<>]{0,40})[^<>]{2000,}>?")  # the parser compares each attribute with every other
LOCAL = "local"  # the clock of a feed whose times say GMT and are local time
_HOMES = {"", "/", "/index.html", "/index.php", "/home"}


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One announced article: its address, what the feed says of it, and its time.

    `published_at` is None with a `time_flag`: no_time, unreadable, future (more than 15 minutes) or too_old (before 2000).
    `ahead_s` is the number of seconds by which a time that says GMT lies in the future; 0 for every other item.
    """

    url: str
    title: str = ""
    summary: str = ""
    category: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    raw_date: str = ""
    time_flag: str = ""
    ahead_s: float = 0.0


@dataclass(frozen=True, slots=True)
class RawItem:
    """What a parser found of one item, unchanged."""

    link: str
    title: str = ""
    summary: str = ""
    category: str = ""
    published: str = ""
    updated: str = ""


def read_item(raw: RawItem, *, zone: str, now: datetime, clock: str = "") -> FeedItem | str:
    """Return the item, or the name of the reason why it has no article: no_link, bad_url, url_too_long, homepage_link.

    In a feed with the clock `local` a time that says GMT is the time in `zone`.
    """
    if not raw.link.strip():
        return "no_link"
    try:
        url = fetch_url(raw.link)
    except UrlTooLong:
        return "url_too_long"
    except BadInput:
        return "bad_url"
    if len(url) > LONGEST_URL:
        return "url_too_long"
    parts = urlsplit(url)
    if parts.path.lower() in _HOMES and not parts.query:  # every item of www.tribunnews.com/rss, link and guid, in 2026
        return "homepage_link"
    printed = raw.published or raw.updated
    stated = _read_moment(printed, zone, now, clock)
    published, flag = _judge(stated, printed, now)
    updated, _ = _judge(_read_moment(raw.updated, zone, now, clock), raw.updated, now)
    return FeedItem(
        url=url,
        title=plain(raw.title)[:_TITLE],
        summary=plain(raw.summary)[:_SUMMARY],
        category=plain(raw.category)[:_TITLE],
        published_at=published,
        updated_at=updated,
        raw_date=_SPACES.sub(" ", printed).strip()[:_RAW],
        time_flag=flag,
        ahead_s=(stated - now).total_seconds() if stated and flag == "future" and not stated.utcoffset() else 0.0,
    )


def _read_moment(printed: str, zone: str, now: datetime, clock: str) -> datetime | None:
    moment = read_date(printed, zone=zone, now=now)
    # A number of seconds counts from 1970 in Greenwich, whatever the clock of the newsroom says.
    if moment and clock == LOCAL and not moment.utcoffset() and not printed.strip().isdigit():
        return moment.replace(tzinfo=zone_of(zone))
    return moment


def _judge(moment: datetime | None, printed: str, now: datetime) -> tuple[datetime | None, str]:
    """Return the time and no flag, or None and the flag that says why."""
    if moment is None:
        return None, "unreadable" if printed.strip() else "no_time"
    if moment > now + _AHEAD:
        return None, "future"
    return (None, "too_old") if moment < _EARLIEST else (moment, "")


def plain(text: str) -> str:
    """Return text without markup, entities resolved and white space folded."""
    if "<" in text or "&" in text:
        from selectolax.lexbor import LexborHTMLParser

        body = LexborHTMLParser(LONG_TAG.sub(r"<\1>", text)[:_LONGEST_MARKUP]).body
        text = body.text(separator=" ") if body else ""
    return _SPACES.sub(" ", text).strip()
