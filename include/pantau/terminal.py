"""The border between text from outside and a terminal: every stream, console, JSON text and log line passes it.

The command line puts `shown_streams` around all that it runs, so a new `print` is covered. Importing `pantau` covers its log
lines.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pantau.errors import OBEYED, visible

if TYPE_CHECKING:
    from rich.console import Console

_OURS = ("pantau", "pantau_ui", "pantau_plugin", "newsroom")  # loggers whose lines may hold text of outlets


class Shown:
    """A text stream that makes visible what a terminal would obey; otherwise it behaves like the stream it covers."""

    def __init__(self, plain: Any) -> None:
        self.plain = plain

    def write(self, text: str) -> int:
        """Write the text as `visible` has it."""
        self.plain.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write the lines as `visible` has them."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)


@contextmanager
def shown_streams() -> Iterator[None]:
    """Cover standard output and error until the end of the block."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (stream if stream is None or isinstance(stream, Shown) else Shown(stream) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def terminal(piped: int | None = 150, *, stderr: bool = False, file: Any = None, **more: Any) -> Console:
    """Return a console, `piped` columns wide if its output goes to no terminal. It shows only Pantau's own colours.

    It writes past `Shown`, which would make its colours visible too, and covers each piece of text itself.
    """
    from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
    from rich.segment import Segment

    class Covered:
        def __init__(self, inner: RenderableType) -> None:
            self.inner = inner

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            for segment in console.render(self.inner, options):
                yield segment if segment.control else Segment(visible(segment.text), segment.style)

    class Cover(RenderHook):
        def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
            return [Covered(one) for one in renderables]

    stream = file or (sys.stderr if stderr else sys.stdout)
    stream = getattr(stream, "plain", stream)
    seen = stream is not None and stream.isatty()
    console = Console(file=stream, width=None if seen else piped, **more)
    console.push_render_hook(Cover())
    return console


def json_text(value: Any, *, indent: int | None = None, default: Callable[[Any], Any] | None = None) -> str:
    """Return JSON in which what a terminal would obey stands as \\uXXXX: safe to print, and the very value when read again."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=default)
    return OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def say(text: str) -> None:
    """Print a line of a task, as `visible` has it."""
    print(visible(text), flush=True)


def cover_log_lines() -> None:
    """Make control characters in every log line of Pantau visible, in every process and for every handler. A second call
    changes nothing."""
    make = logging.getLogRecordFactory()
    if getattr(make, "covers", False):
        return

    def covered(*args: Any, **more: Any) -> logging.LogRecord:
        record = make(*args, **more)
        # structlog copies records with makeLogRecord, which first makes a record without a name
        if (record.name or "").partition(".")[0] in _OURS:
            try:
                record.msg, record.args = visible(record.getMessage()), None
            except (TypeError, ValueError):
                return record  # the arguments do not fit the message: the handler reports it, as for any other logger
        return record

    covered.covers = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(covered)
