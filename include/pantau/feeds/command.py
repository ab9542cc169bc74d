"""`pantau feed`: prints the entries of a saved feed, one JSON line each."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pantau.dates import zone_of
from pantau.errors import BadInput
from pantau.feeds.items import FeedItem
from pantau.feeds.reading import FeedReading, read_feed
from pantau.jsonl import answer_lines, text_in
from pantau.net.problem import FetchProblem
from pantau.terminal import json_text
from pantau.urls import canonical_url
from pantau.words import text


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau feed`."""
    parser.add_argument("file", metavar="FILE", help=text("help.feed.file"))
    parser.add_argument("--url", default="", help=text("help.feed.url"))
    parser.add_argument("--zone", default="WIB", help=text("help.zone"))
    parser.add_argument("--clock", default="", choices=["local"], help=text("help.feed.clock"))


def run(args: argparse.Namespace) -> int:
    """Print one JSON object per entry: url, title, published_at, raw_date, summary. Skipped items are counted on stderr."""
    if args.file == "-":
        answer_lines(sys.stdin, sys.stdout, lambda row: answer(row, args))
        return 0
    reading = _read(Path(args.file).read_bytes(), args.url, args.zone, args.clock)
    for item in reading.items:
        print(json_text(_row(item)))
    if reading.skipped:
        counts = ", ".join(f"{count} {reason}" for reason, count in sorted(reading.skipped.items()))
        print(f"pantau feed: passed over: {counts}", file=sys.stderr)
    return 0


def answer(row: dict[str, Any], args: argparse.Namespace) -> dict[str, Any]:
    """Return the entries of a row {text, url?, zone?}. Raises BadInput for a document that is no feed."""
    text = row.get("text", row.get("xml", row.get("html")))
    if not isinstance(text, str):
        raise BadInput('the line has no "text"; put the document there, for example {"text": "<rss>…", "url": "https://…"}')
    reading = _read(
        text.encode("utf-8", "replace"),
        text_in(row, "url", args.url),
        text_in(row, "zone", args.zone),
        text_in(row, "clock", args.clock),
    )
    return {"kind": reading.kind, "entries": [_row(item) for item in reading.items], "skipped": reading.skipped}


def _read(body: bytes, url: str, zone: str, clock: str) -> FeedReading:
    zone_of(zone)
    where = canonical_url(url) if url else "https://feed.invalid/"
    try:
        return read_feed(body, url or where, zone=zone, now=datetime.now(UTC), any_sitemap=True, clock=clock)
    except FetchProblem as problem:
        raise BadInput(f"{problem.kind}: {problem.message}") from None


def _row(item: FeedItem) -> dict[str, Any]:
    return {
        "url": item.url,
        "title": item.title,
        "published_at": item.published_at.isoformat() if item.published_at else None,
        "raw_date": item.raw_date,
        "summary": item.summary,
        **({"time_flag": item.time_flag} if item.time_flag else {}),
    }
