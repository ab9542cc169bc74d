"""The command line `pantau …`: the same functions the DAGs call, from a shell. Each command is a small module of its own."""

from __future__ import annotations

import argparse
import io
import os
import sys
from contextlib import suppress
from typing import NoReturn

from pantau.commands import COMMANDS
from pantau.errors import PantauError
from pantau.remedies import explain
from pantau.terminal import shown_streams


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line that ends with the remedy."""

    def error(self, message: str) -> NoReturn:
        """Print one line and leave with exit code 2."""
        self.exit(2, " ".join(f"{self.prog}: {message}; `{self.prog} --help` shows how".split()) + "\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Leave after the help is written; a reader that is gone is no bug."""
        if status == 0:
            sys.stdout.flush()
        super().exit(status, message)


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 failed, 2 bad input), never a traceback for bad input."""
    words = sys.argv[1:] if argv is None else argv
    name = words[0] if words and words[0] in COMMANDS else ""
    _speak_utf8()
    with shown_streams():
        return _run_guarded(name, words)


def _run_guarded(name: str, words: list[str]) -> int:
    try:
        code = _run(name, words[1:]) if name else _choose(words)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that is gone can still be told apart from a bug
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
    for name, command in COMMANDS.items():
        choices.add_parser(name, help=command.help)
    parser.parse_args(words)
    return 2


def _run(name: str, words: list[str]) -> int:
    command = COMMANDS[name]
    module = command.load()
    parser = Parser(prog=f"pantau {name}", description=command.help)
    module.arguments(parser)
    return module.run(parser.parse_args(words))


def _drop_output() -> None:
    """Drop what is still buffered: flushing it at exit would fail again, with a traceback."""
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
