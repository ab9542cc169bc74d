"""The command line `pantau …`: it calls the same functions as the DAGs. Each command is a small module of its own."""

from __future__ import annotations

import argparse
import io
import os
import sys
from contextlib import suppress
from typing import Any, NoReturn

from pantau.commands import COMMANDS
from pantau.errors import PantauError
from pantau.remedies import explain
from pantau.settings import settings
from pantau.terminal import shown_streams
from pantau.urls import use_url_rules
from pantau.words import LANGUAGES, STORED, say_error, speaking, spoken, text


class Help(argparse.HelpFormatter):
    """A help text in the language of this moment, the word before the usage included."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Add the line that shows how the command is written."""
        super().add_usage(usage, actions, groups, f"{text('help.words.usage')} " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the language of this moment. Each of its errors is one line that ends with the remedy."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"formatter_class": Help, **more, "add_help": False})
        self._positionals.title, self._optionals.title = text("help.words.arguments"), text("help.words.options")
        self.add_argument("-h", "--help", action="help", help=text("help.words.help"))

    def error(self, message: str) -> NoReturn:
        """Print one line and leave with exit code 2."""
        self.exit(2, " ".join(f"{self.prog}: {say_error(message)}; {text('help.words.see', prog=self.prog)}".split()) + "\n")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """Leave after the help is written. It is no bug if the reader of the output has gone."""
        if status == 0:
            sys.stdout.flush()
        super().exit(status, message)


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 failed, 2 bad input), never a traceback for bad input."""
    words = sys.argv[1:] if argv is None else argv
    name = words[0] if words and words[0] in COMMANDS else ""
    _speak_utf8()
    with shown_streams(), speaking(_language()):
        return _run_guarded(name, words)


def _language() -> str:
    """Return the language of the settings. If the settings cannot be read, the help and the error about them still have a
    language."""
    try:
        return spoken()
    except PantauError:
        named = os.environ.get("PANTAU_LANGUAGE", "")
        return named if named in LANGUAGES else STORED


def _run_guarded(name: str, words: list[str]) -> int:
    try:
        code = _run(name, words[1:]) if name else _choose(words)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, because only here a reader that has gone differs from a bug
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
            raise  # a bug: its traceback helps to find it
        return _fail(name, said)


def _choose(words: list[str]) -> int:
    parser = Parser(prog="pantau", description=text("help.pantau"))
    choices = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name in COMMANDS:
        choices.add_parser(name, help=text(f"help.command.{name}"))
    parser.parse_args(words)
    return 2


def _run(name: str, words: list[str]) -> int:
    module = COMMANDS[name]()
    parser = Parser(prog=f"pantau {name}", description=text(f"help.command.{name}"))
    module.arguments(parser)
    args = parser.parse_args(words)
    use_url_rules(settings().seeds_dir)
    return module.run(args)


def _drop_output() -> None:
    """Drop what is still buffered: flushing it at exit would fail again, with a traceback."""
    with suppress(OSError, ValueError, AttributeError):  # closed, or not a file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(name: str, message: str) -> int:
    print(f"pantau {name}:".replace(" :", ":"), " ".join(say_error(message).split()), file=sys.stderr)
    return 2


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says, because JSON is UTF-8; replace bytes that are not."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    raise SystemExit(main())
