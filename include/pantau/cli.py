"""The command line `pantau …`: the same functions the DAGs call, from a shell. Each command is a small module of its own."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib import import_module

from pantau.errors import PantauError

# command → (module with `arguments(parser)` and `run(args) -> int`, one line of help)
COMMANDS = {
    "extract": ("pantau.extract.command", "read an article out of a page (or clean a plain text)"),
    "feed": ("pantau.poll.command", "list the entries of a feed"),
    "date": ("pantau.dates.command", "read a printed date, Indonesian or not"),
    "tag": ("pantau.tag.command", "tag a text: language, topics, places, bodies, persons, wire, watchlists"),
    "status": ("pantau.report.command", "where every discovered URL ended, per day and outlet"),
    "sql": ("pantau.warehouse.command", "ask the warehouse one SQL question (read only)"),
    "run": ("pantau.pipeline", "run stages of a day without Airflow"),
    "stack": ("pantau.stack.command", "start, watch and stop everything (what `make demo`, `make up`, `make stop` call)"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 failed, 2 bad input), never a traceback for bad input."""
    words = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="pantau", description="Pantau keeps watch over Indonesia's online press.")
    if not words or words[0] not in COMMANDS:
        choices = parser.add_subparsers(dest="command", required=True, metavar="command")
        for name, (_, text) in COMMANDS.items():
            choices.add_parser(name, help=text)
        parser.parse_args(words)
        return 2
    name = words[0]
    module, text = COMMANDS[name]
    command = import_module(module)
    parser = argparse.ArgumentParser(prog=f"pantau {name}", description=text)
    command.arguments(parser)
    return _guarded(command.run, parser.parse_args(words[1:]), name)


def _guarded(run: Callable[[argparse.Namespace], int], args: argparse.Namespace, name: str) -> int:
    try:
        return run(args)
    except PantauError as error:
        print(f"pantau {name}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"pantau {name}: {error.strerror or error}: {error.filename or ''}; check the path and try again", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
