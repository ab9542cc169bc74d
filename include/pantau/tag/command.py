"""`pantau tag FILE`: prints the tags of a plain text as JSON; `-` takes JSON lines."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pantau.errors import BadInput
from pantau.files import read_text
from pantau.jsonl import answer_lines, text_in
from pantau.settings import settings
from pantau.tag.article import ArticleReader
from pantau.tag.topics import TopicScore
from pantau.tagged import Tag
from pantau.terminal import json_text
from pantau.words import text

_TEXTS = ("text", "title", "outlet", "section", "wire_source", "language")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `pantau tag`."""
    parser.add_argument("file", metavar="FILE", help=text("help.tag.file"))
    for name in ("title", "outlet", "section"):
        parser.add_argument(f"--{name}", default="", help=text(f"help.tag.{name}"))
    parser.add_argument("--json", action="store_true", help=text("help.tag.json"))


def run(args: argparse.Namespace) -> int:
    """Print what `answer` returns for one file, or a line of it per line of stdin. Raises BadInput for a file that is no
    text."""
    reader = ArticleReader(settings().seeds_dir)
    if args.file == "-":
        answer_lines(sys.stdin, sys.stdout, lambda row: answer(reader, row))
        return 0
    try:
        text = read_text(Path(args.file), "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{args.file}: not UTF-8 text (byte {error.start}); convert it, or give an HTML page to `pantau extract`"
        ) from None
    row = {"text": text, "title": args.title, "outlet": args.outlet, "section": args.section}
    print(json_text(answer(reader, row), indent=2))
    return 0


def answer(reader: ArticleReader, row: dict[str, Any]) -> dict[str, Any]:
    """Return the tags, names, quotes and place of a row with a text or a title. Raises BadInput for a row without both.

    `tags` are what the stage stores, `topics` the topics with the words that say most for them. `entities` are the persons,
    organisations and places of the text with all their spans, `quotes` say who says what, `about_place` where it happens, `tone`
    the tone with its sentence (null if no tone is sure).
    """
    given = {name: text_in(row, name) for name in _TEXTS}
    if "text" not in row and "title" not in row:
        raise BadInput('neither text nor title is given; write {"text": …}')
    title, text = given.pop("title"), given.pop("text")
    read = reader.read(title, text, **given)
    return {
        "language": read.language,
        "tags": [asdict(tag) for tag in read.tags],
        "topics": [_topic_in(reader, one) for one in _scores(reader, title, text, given)],
        "entities": [asdict(one) for one in read.entities],
        "quotes": [asdict(one) for one in read.quotes],
        "about_place": asdict(read.about),
        "tone": next((_tone_in(tag, title, text) for tag in read.tags if tag.kind == "tone"), None),
    }


def _scores(reader: ArticleReader, title: str, text: str, given: dict[str, str]) -> list[TopicScore]:
    return reader.tagger.topics.scores(title, text, outlet=given["outlet"], section=given["section"])


def _topic_in(reader: ArticleReader, one: TopicScore) -> dict[str, Any]:
    topics = reader.tagger.topics
    return {
        "id": one.topic,
        "iptc": topics.codes[one.topic],
        "label": topics.labels[one.topic],
        "score": one.score,
        "words": one.words,
    }


def _tone_in(tag: Tag, title: str, text: str) -> dict[str, Any]:
    sentence = title if tag.start < 0 else text[tag.start : tag.end].strip()
    return {"label": tag.id, "score": tag.score, "sentence": sentence}
