"""`pantau pairs FILE`: says what two texts are to each other, for JSON lines of {"a": {…}, "b": {…}}."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from pantau.dates.reading import read_date
from pantau.dedupe.compare import Text, compare
from pantau.dedupe.judge import FILE, Judge, read_judge
from pantau.dedupe.owners import PressHosts, press_of
from pantau.errors import BadInput
from pantau.jsonl import answer_lines, text_in
from pantau.seed_cache import seed_cache
from pantau.settings import settings
from pantau.text import normal_text
from pantau.words import text


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau pairs`."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help=text("help.pairs.file"),
    )


def run(args: Namespace) -> int:
    """Print every line with `kind`, `similarity`, `probability`, `cut`, `added`, `delay_minutes`; a bad line gets an `error`.

    Raises BadInput for a file that is no UTF-8 text.
    """
    if args.file == "-":
        answer_lines(sys.stdin, sys.stdout, answer)
        return 0
    try:
        with opened(Path(args.file)) as lines:
            answer_lines(lines, sys.stdout, answer)
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadInput(f"{args.file}: not readable as UTF-8 text ({error}); give JSON lines, plain or gzipped") from None
    return 0


def answer(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the verdict on its two texts. Raises BadInput if one is missing or is no object."""
    one, other = text_of(row, "a"), text_of(row, "b")
    verdict = compare(one, other, shipped_judge())
    return row | {
        "kind": verdict.kind,
        "similarity": round(verdict.similarity, 4),
        "probability": round(verdict.probability, 4),
        "cut": verdict.cut,
        "added": verdict.added,
        "delay_minutes": _delay(one, other),
    }


@seed_cache()
def shipped_judge() -> Judge:
    """Return the judge of seeds/; raises BadInput naming the file and what is wrong with it."""
    return read_judge(settings().seeds_dir / FILE)


@seed_cache()
def press() -> PressHosts:
    """Return the press of seeds/; raises BadInput with file, line and remedy."""
    return press_of(settings().catalogue_folder)


def text_of(row: dict[str, Any], name: str) -> Text:
    """Return one of the two texts of a row. Raises BadInput for a side that is no object, or a date that is no date."""
    side = row.get(name)
    if not isinstance(side, dict) or "text" not in side:
        raise BadInput(f'{name} must be an object with a text; write {{"{name}": {{"title": …, "text": …, "outlet": …}}}}')
    given = {field: text_in(side, field) for field in ("title", "text", "outlet", "date")}
    outlet = press().outlet(given["outlet"])
    return Text(given["title"], normal_text(given["text"]), outlet, _moment(given["date"]), group=press().group(outlet))


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    """Open a text that may be gzipped, whatever it is called."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        source: IO[bytes] = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
        yield io.TextIOWrapper(source, encoding="utf-8-sig")


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    moment = read_date(text)
    if moment is None:
        raise BadInput(f"{text!r} is no date that can be read; write it as 2026-11-22T06:30:00+07:00")
    return moment


def _delay(one: Text, other: Text) -> int | None:
    """Return the minutes from the first to the second; None if one has a date without a time of day."""
    if one.published_at is None or other.published_at is None:
        return None
    return int((other.published_at - one.published_at).total_seconds() // 60)
