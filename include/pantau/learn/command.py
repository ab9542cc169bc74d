"""`pantau learn`: learns from landed pages of past days, shows lessons, exports them to seeds/."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from pantau.day import parse_day
from pantau.learn.learning import learn
from pantau.lessons import SECTIONS, Lessons
from pantau.lessons.written import as_yaml
from pantau.terminal import json_text, terminal
from pantau.words import text
from pantau.workspace import Workspace


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `pantau learn`."""
    parser.add_argument("--to", dest="last", type=parse_day, help=text("help.learn.to"))
    parser.add_argument("--dry-run", action="store_true", help=text("help.learn.dry_run"))
    parser.add_argument("--list", action="store_true", help=text("help.learn.list"))
    parser.add_argument("--show", metavar="NAME", help=text("help.learn.show"))
    parser.add_argument("--export", nargs="?", const="newest", metavar="NAME", help=text("help.learn.export"))
    parser.add_argument("--json", action="store_true", help=text("help.json"))


def run(args: Namespace) -> int:
    """Learn, or show lessons. Raises BadInput for lessons that are not kept."""
    work = Workspace(reads=args.dry_run)
    if args.list:
        print(json_text(work.lesson_book.names()) if args.json else "\n".join(work.lesson_book.names()))
        return 0
    if args.show:
        print(as_yaml(_find_lessons(work, args.show)), end="")
        return 0
    if args.export:
        lessons = _find_lessons(work, args.export)
        file = work.lesson_book.export(lessons)
        terminal(None).print(text("commands.learn.exported", name=lessons.name or "-", file=str(file)))
        return 0
    found = learn(work, last=args.last or "", dry=args.dry_run)
    if args.dry_run and not args.json:
        print(as_yaml(found), end="")
    elif args.json:
        print(json_text(summary(found)))
    else:
        terminal(None).print(text("commands.learn.done", **summary(found)))
    return 0


def _find_lessons(work: Workspace, name: str) -> Lessons:
    return work.lessons if name == "newest" else work.lesson_book.read(name)


def summary(lessons: Lessons) -> dict[str, object]:
    """Return the name, the days, the pages and the number of lessons of each part, as JSON values."""
    own = {"name": lessons.name or "-", "first_day": lessons.first_day, "last_day": lessons.last_day, "pages": lessons.pages}
    return own | {part: len(getattr(lessons, part)) for part in SECTIONS}
