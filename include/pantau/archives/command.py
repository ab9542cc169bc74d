"""`pantau import WARC…`: lands pages that the user kept in WARC files like fetched ones."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from stat import S_ISDIR
from typing import IO

from upath import UPath

from pantau.archives.kept import KeptPages
from pantau.archives.stores import StoreError, store_errors
from pantau.archives.warcs import NotWarc, read_warc
from pantau.day import parse_day
from pantau.errors import BadInput, visible
from pantau.files import named
from pantau.terminal import json_text
from pantau.words import text
from pantau.workspace import Workspace

# The order in which an import prints its counts. Records of other outlets are no failure.
_ENDS = {
    "landed": "landed",
    "landed_in_part": "landed in part (the first of several pages; the rest will be fetched)",
    "already_landed": "already landed",
    "other_outlet": "of no outlet in the catalogue",
    "other_day": "of another day",
}
# Counts that say that bytes of a file are missing or wrong: the copy was cut short, or the file itself is damaged.
_BROKEN = ("damaged", "cut_short", "too_costly", "unreadable_record")


def arguments(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("files", nargs="+", metavar="WARC", help=text("help.import.files"))
    parser.add_argument("--day", type=parse_day, help=text("help.import.day"))
    parser.add_argument("--outlet", action="append", default=[], help=text("help.import.outlet"))
    parser.add_argument("--json", action="store_true", help=text("help.import.json"))


def run(args: Namespace) -> int:
    """Land the pages of the files; print how every record ended. A second import of the same file lands nothing.

    Raises BadInput at the end, after all files, if one of them could not be read to its last byte.
    """
    work = Workspace()
    outlets = work.catalogue.outlets
    for name in args.outlet:
        if name not in outlets:
            raise BadInput(f"outlet {name!r} is not in the catalogue; write its short name, for example {next(iter(outlets))}")
    pages = KeptPages(work, args.day or "", frozenset(args.outlet))
    broken = Counter[str]()
    try:
        for name in args.files:
            before = _count_unread(pages)
            import_file(name, pages, work.settings.max_page_bytes)
            broken[name] += _count_unread(pages) - before
    finally:
        work.landing.close()
    _print(pages, as_json=args.json)
    _refuse_broken(+broken)
    return 0


def _count_unread(pages: KeptPages) -> int:
    return sum(pages.counts[end] for end in _BROKEN)


def _refuse_broken(places: Counter[str]) -> None:
    if not places:
        return
    files = ", ".join(f"{name} ({count})" for name, count in places.items())
    raise BadInput(
        f"not all of these files could be read (places): {files}; what could be read is landed. Compare them with where they "
        "come from, get them anew where they differ, and import them again"
    )


def import_file(name: str, pages: KeptPages, most_bytes: int) -> None:
    """Land the pages of one file as a stream. Raises BadInput for a file that is no WARC file or cannot be opened."""

    def wanted(url: str) -> bool:
        return pages.outlet_of(url) is not None

    def count(end: str) -> None:
        pages.counts[end] += 1

    with _open_file(name) as stream:
        try:
            with store_errors(), named(name):
                for page in read_warc(stream, f"warc:{name.rpartition('/')[2]}", most_bytes, wanted, count):
                    pages.take(page)
        except NotWarc:
            raise BadInput(f"{name} is no WARC file; give .warc or .warc.gz files, as wget --warc-file writes them") from None
        except StoreError as error:
            pages.flush()
            raise BadInput(f"{name}: {error}; what came before is landed, import it again") from None
    pages.flush()


@contextmanager
def _open_file(name: str) -> Iterator[IO[bytes]]:
    """Open a file, with a progress bar over its bytes in a terminal."""
    from rich.progress import Progress

    try:
        with store_errors():
            path = UPath(name)
            facts = path.stat()  # is_file() also says no for a store that cannot be asked
            if S_ISDIR(facts.st_mode):
                raise FileNotFoundError
            size, stream = facts.st_size, path.open("rb")
    except FileNotFoundError:
        raise BadInput(f"{name} is not a file; check the path") from None
    except OSError as error:
        raise BadInput(f"{name} cannot be opened: {error}; or download the file first") from None
    with closing(stream), Progress(disable=not sys.stderr.isatty(), transient=True) as progress:
        yield progress.wrap_file(stream, total=size, description=visible(path.name))


def _print(pages: KeptPages, *, as_json: bool) -> None:
    if as_json:
        print(json_text({"counts": dict(sorted(pages.counts.items())), "days": dict(sorted(pages.days.items()))}))
        return
    counts = Counter(pages.counts)
    for end, words in _ENDS.items():
        if counts[end] or end == "landed":
            print(f"{counts[end]:>8} {words}")
        del counts[end]
    for end, count in sorted(counts.items()):
        print(f"{count:>8} {end.replace('_', ' ')}")
    if pages.days:
        print(f"days: {', '.join(f'{day} ({count})' for day, count in sorted(pages.days.items()))}")
        print("now: pantau run DAY, or the DAG monitor_day, works them like pages Pantau fetched itself")
