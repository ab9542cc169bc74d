"""The table of commands. Each command is a small module that is imported only when somebody asks for it, so `pantau --help`
stays quick.

Each function below writes out one import, so that a reader can follow every step from a command to its stage.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import Protocol


class Module(Protocol):
    """What a command's module holds."""

    def arguments(self, parser: ArgumentParser, /) -> None:
        """Declare the arguments of the command."""

    def run(self, args: Namespace, /) -> int:
        """Do the work; return the exit code."""


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


def _learn() -> Module:
    from pantau.learn import command

    return command


def _rules() -> Module:
    from pantau.learn import rules_command

    return rules_command


def _sources() -> Module:
    from pantau.sources import command

    return command


def _story() -> Module:
    from pantau.report import story_command

    return story_command


def _search() -> Module:
    from pantau.search import command

    return command


def _watchlists() -> Module:
    from pantau.watchlists import command

    return command


def _sql() -> Module:
    from pantau.warehouse import command

    return command


def _day() -> Module:
    from pantau.report import day_command

    return day_command


def _article() -> Module:
    from pantau.report import article_command

    return article_command


def _stages() -> Module:
    from pantau.runs import stages

    return stages


def _run() -> Module:
    from pantau.runs import pipeline

    return pipeline


def _stack() -> Module:
    from pantau.stack import command

    return command


# A command and the function that imports its module. Its line of help is `help.command.…` in the catalogue of texts.
COMMANDS: dict[str, Callable[[], Module]] = {
    "extract": _extract,
    "feed": _feed,
    "import": _import_pages,
    "date": _date,
    "tag": _tag,
    "pairs": _pairs,
    "evaluate": _evaluate,
    "status": _status,
    "retry": _retry,
    "backfill": _backfill,
    "coverage": _coverage,
    "audit": _audit,
    "landing": _landing,
    "retention": _retention,
    "learn": _learn,
    "rules": _rules,
    "sources": _sources,
    "story": _story,
    "search": _search,
    "watchlists": _watchlists,
    "sql": _sql,
    "day": _day,
    "article": _article,
    "stages": _stages,
    "run": _run,
    "stack": _stack,
}
