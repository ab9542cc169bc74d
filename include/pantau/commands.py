"""The table of commands: each is a small module, imported only when it is asked for, so that `pantau --help` stays quick.

The imports are written out, one in each function, so that a reader can follow every step from a command to its stage.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import NamedTuple, Protocol


class Module(Protocol):
    """What a command's module holds."""

    def arguments(self, parser: ArgumentParser, /) -> None:
        """Declare the arguments of the command."""

    def run(self, args: Namespace, /) -> int:
        """Do the work; return the exit code."""


class Command(NamedTuple):
    """A command: what imports its module, and one line of help."""

    load: Callable[[], Module]
    help: str


def _extract() -> Module:
    from pantau.extract import command

    return command


def _feed() -> Module:
    from pantau.feeds import command

    return command


def _import_pages() -> Module:
    from pantau.archives import command

    return command


def _date() -> Module:
    from pantau.dates import command

    return command


def _tag() -> Module:
    from pantau.tag import command

    return command


def _pairs() -> Module:
    from pantau.dedupe import command

    return command


def _evaluate() -> Module:
    from lab import command

    return command


def _status() -> Module:
    from pantau.report import command

    return command


def _retry() -> Module:
    from pantau.fetch import retry

    return retry


def _backfill() -> Module:
    from pantau.backfill import command

    return command


def _coverage() -> Module:
    from pantau.coverage import command

    return command


def _audit() -> Module:
    from pantau.coverage import audit_command

    return audit_command


def _landing() -> Module:
    from pantau.landing import command

    return command


def _retention() -> Module:
    from pantau.retention import command

    return command


def _story() -> Module:
    from pantau.report import story_command

    return story_command


def _sql() -> Module:
    from pantau.warehouse import command

    return command


def _day() -> Module:
    from pantau.report import day_command

    return day_command


def _stages() -> Module:
    from pantau.runs import stages

    return stages


def _run() -> Module:
    from pantau.runs import pipeline

    return pipeline


def _stack() -> Module:
    from pantau.stack import command

    return command


COMMANDS = {
    "extract": Command(_extract, "read an article out of a page (or clean a plain text)"),
    "feed": Command(_feed, "list the entries of a feed"),
    "import": Command(_import_pages, "land the pages of WARC files you already have"),
    "date": Command(_date, "read a printed date, Indonesian or not"),
    "tag": Command(_tag, "tag a text: language, topics, places, bodies, persons, wire, watchlists"),
    "pairs": Command(_pairs, "tell copies, edited copies and reports of one event among pairs of texts"),
    "evaluate": Command(_evaluate, "measure extraction, cleaning or dates against known answers"),
    "status": Command(_status, "where every discovered URL ended, per day and outlet"),
    "retry": Command(_retry, "put pages that were given up back in the queue"),
    "backfill": Command(_backfill, "plan past days: what is there, what would be fetched, at what price"),
    "coverage": Command(_coverage, "a calendar of what archives list against what is here"),
    "audit": Command(_audit, "list a sample of past days anew, compare, refill what is missing"),
    "landing": Command(_landing, "which landing this is, and which one the warehouse belongs to"),
    "retention": Command(_retention, "delete old raw pages and stage results (never the warehouse)"),
    "story": Command(_story, "the family of an article as a time line: who reported first, who copied whom"),
    "sql": Command(_sql, "ask the warehouse one SQL question (read only)"),
    "day": Command(_day, "a held day: what it would lose, and letting it go with a reason"),
    "stages": Command(_stages, "the stages in their order: what each reads, and its version now"),
    "run": Command(_run, "run stages of a day without Airflow"),
    "stack": Command(_stack, "start, watch and stop everything (what `make demo`, `make up`, `make stop` call)"),
}
