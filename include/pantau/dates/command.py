"""`pantau date "…"`: print a printed date as ISO 8601."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import Any

from pantau.dates.reading import read_date, zone_of
from pantau.errors import BadInput
from pantau.jsonl import answer_lines, text_in
from pantau.words import text


def arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `pantau date`."""
    parser.add_argument("text", help=text("help.date.text"))
    parser.add_argument("--zone", default="WIB", help=text("help.zone"))
    parser.add_argument("--now", default="", help=text("help.date.now"))


def run(args: Namespace) -> int:
    """Print the date, or answer JSON lines; raise BadInput when nothing can be read."""
    zone_of(args.zone)
    if args.text == "-":
        answer_lines(sys.stdin, sys.stdout, lambda row: _answer(row, args.zone, args.now))
        return 0
    print(_read(args.text, args.zone, args.now))
    return 0


def _answer(row: dict[str, Any], zone: str, now: str) -> dict[str, Any]:
    if row.get("text") is None:
        raise BadInput('the line has no "text"; put the printed date there')
    return {"iso": _read(text_in(row, "text"), text_in(row, "zone", zone), text_in(row, "now", now))}


def _read(text: str, zone: str, now: str) -> str:
    base = _now(now, zone)
    moment = read_date(text, zone=zone, now=base)
    if moment is None:
        if base:
            raise BadInput(f"no date can be read in {text[:80]!r}")
        raise BadInput(f"no date can be read in {text[:80]!r}; a relative form needs --now")
    return moment.isoformat()


def _now(text: str, zone: str) -> datetime | None:
    if not text:
        return None
    moment = read_date(text, zone=zone)
    if moment is None:
        raise BadInput(f"now={text!r} is not a time; write it as 2026-11-22T06:00:00+07:00")
    return moment
