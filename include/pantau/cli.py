"""The command line `pantau …`: the same functions the DAGs call, from a shell. Each command is a small module of its own."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

from pantau.errors import PantauError
from pantau.remedies import explain
from pantau.terminal import shown_streams

# command → (module with `arguments(parser)` and `run(args) -> int`, one line of help)
COMMANDS = {
    "extract": ("pantau.extract.command", "read an article out of a page (or clean a plain text)"),
    "feed": ("pantau.feeds.command", "list the entries of a feed"),
    "import": ("pantau.archives.command", "land the pages of WARC files you already have"),
    "date": ("pantau.dates.command", "read a printed date, Indonesian or not"),
    "tag": ("pantau.tag.command", "tag a text: language, topics, places, bodies, persons, wire, watchlists"),
    "pairs": ("pantau.dedupe.command", "tell copies, edited copies and reports of one event among pairs of texts"),
    "evaluate": ("lab.command", "measure extraction, cleaning or dates against known answers"),
    "status": ("pantau.report.command", "where every discovered URL ended, per day and outlet"),
    "retry": ("pantau.fetch.retry", "put pages that were given up back in the queue"),
    "backfill": ("pantau.backfill.command", "plan past days: what is there, what would be fetched, at what price"),
    "coverage": ("pantau.coverage.command", "a calendar of what archives list against what is here"),
    "audit": ("pantau.coverage.audit_command", "list a sample of past days anew, compare, refill what is missing"),
    "landing": ("pantau.landing.command", "which landing this is, and which one the warehouse belongs to"),
    "retention": ("pantau.retention.command", "delete old raw pages and stage results (never the warehouse)"),
    "story": ("pantau.report.story_command", "the family of an article as a time line: who reported first, who copied whom"),
    "sql": ("pantau.warehouse.command", "ask the warehouse one SQL question (read only)"),
    "day": ("pantau.report.day_command", "a held day: what it would lose, and letting it go with a reason"),
    "stages": ("pantau.runs.stages", "the stages in their order: what each reads, and its version now"),
    "run": ("pantau.runs.pipeline", "run stages of a day without Airflow"),
    "stack": ("pantau.stack.command", "start, watch and stop everything (what `make demo`, `make up`, `make stop` call)"),
}


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line that ends with the remedy."""

    def error(self, message: str) -> NoReturn:
        """Print one line and leave with exit code 2."""
        self.exit(2, " ".join(f"{self.prog}: {message}; `{self.prog} --help` shows how".split()) + "\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Leave, but not before help has reached its reader: one that is gone is no bug."""
        if status == 0:
            sys.stdout.flush()
        super().exit(status, message)


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 failed, 2 bad input), never a traceback for bad input."""
    words = sys.argv[1:] if argv is None else argv
    name = words[0] if words and words[0] in COMMANDS else ""
    _speak_utf8()
    with shown_streams():
        return _guarded(name, words)


def _guarded(name: str, words: list[str]) -> int:
    try:
        code = _run(name, words[1:]) if name else _choose(words)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that is gone can still be told from a bug
        return code
    except PantauError as error:
        return _fail(name, str(error))
    except BrokenPipeError:
        _drop_output()
        return 1
    except OSError as error:
        if not error.filename:
            _drop_output()
        return _fail(name, explain(error))
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not (said := explain(error)):
            raise  # a bug, which its traceback helps to find
        return _fail(name, said)


def _choose(words: list[str]) -> int:
    parser = Parser(prog="pantau", description="Pantau keeps watch over Indonesia's online press.")
    choices = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, (_, text) in COMMANDS.items():
        choices.add_parser(name, help=text)
    parser.parse_args(words)
    return 2


def _run(name: str, words: list[str]) -> int:
    module, text = COMMANDS[name]
    command = import_module(module)
    parser = Parser(prog=f"pantau {name}", description=text)
    command.arguments(parser)
    run: Callable[[argparse.Namespace], int] = command.run
    return run(parser.parse_args(words))


def _drop_output() -> None:
    """Send what is still buffered nowhere: flushing it at exit would fail again, and loudly."""
    with suppress(OSError, ValueError, AttributeError):  # closed, or not a file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(name: str, message: str) -> int:
    print(f"pantau {name}:".replace(" :", ":"), " ".join(message.split()), file=sys.stderr)
    return 2


def _speak_utf8() -> None:
    """JSON is UTF-8 whatever the locale says; bytes that are not are replaced, never passed on."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    raise SystemExit(main())
