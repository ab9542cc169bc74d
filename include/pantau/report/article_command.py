"""`pantau article`: lets one article out of quarantine with a reason, takes that back, and shows who did what (`show`)."""

from __future__ import annotations

import argparse
import getpass

from pantau.errors import visible
from pantau.settings import settings
from pantau.validate.article_releases import ArticleRelease, list_releases, release_article, take_back
from pantau.warehouse import connect_reading
from pantau.words import text
from pantau.workspace import Workspace


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau article`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="release|back|show")
    for name in ("release", "back", "show"):
        action = actions.add_parser(name, help=text(f"help.article.{name}"))
        action.add_argument("article", help=text("help.article.id"))
        if name != "show":
            action.add_argument("--why", required=True, help=text("help.article.why"))


def run(args: argparse.Namespace) -> int:
    """Release, take back or show; the exit code is 2 if there is nothing to release or to take back."""
    if args.action == "show":
        return _show(args.article)
    with Workspace().connect() as connection:
        if args.action == "release":
            row = release_article(connection, args.article, getpass.getuser(), args.why)
            day, told = str(row.day), text("commands.article.released", title=row.title or row.url, rules=", ".join(row.rules))
        else:
            day = take_back(connection, args.article, getpass.getuser(), args.why)
            told = text("commands.article.back", article=args.article)
    print(visible(told))
    print(text("commands.day.again", day=day))
    return 0


def _show(article_id: str) -> int:
    with connect_reading(settings()) as connection:
        found = list_releases(connection, article_id)
    for row in found:
        print(visible(_say_release(row)))
    if not found:
        print(visible(text("commands.article.none", article=article_id)))
    return 0


def _say_release(row: ArticleRelease) -> str:
    said = {"who": row.who, "moment": f"{row.released_at:%Y-%m-%d %H:%M} UTC", "why": row.why, "rules": ", ".join(row.rules)}
    if row.undone_at is None:
        return text("commands.article.holds", **said)
    return text("commands.article.undone", **said, by=row.undone_by, because=row.undone_why)
