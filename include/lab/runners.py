"""Runs the part of Pantau that a case names, with the functions that the commands call. A JSON line goes in, an object comes
out."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from functools import cache
from typing import Any

from pantau.dates import read_date
from pantau.dedupe.command import answer as compared
from pantau.extract import command as pages
from pantau.feeds import command as feeds
from pantau.net.robots import TOKEN, read_robots
from pantau.settings import settings
from pantau.tag.article import ArticleReader
from pantau.tag.command import answer as tagged
from pantau.urls import url_key

Given = dict[str, Any]


def _page(given: Given) -> Given:
    if "encoding" in given:  # a case of bytes: `stray` (a letter of the page) becomes one byte that the encoding lacks
        body = b"\x96".join(part.encode(given["encoding"]) for part in given["html"].split(given.get("stray", "\0")))
        row = pages.page_answer(body, given.get("url", ""), "")
    else:
        row = pages.answer(given, Namespace(url="", outlet="", title=""))
    kind = row.get("reason") if row.get("outcome") == "not_article" else row.get("kind")
    answer: Given = json.loads(json.dumps(row | {"kind": kind}))  # in the form of JSON: lists, no tuples
    return answer


@cache
def _tagger() -> ArticleReader:
    return ArticleReader(settings().seeds_dir)


def _date(given: Given) -> Given:
    now = read_date(given["now"]) if given.get("now") else None
    moment = read_date(given["text"], zone=given.get("zone", "WIB"), now=now)
    return {"iso": moment.isoformat() if moment else None}


def _urls(given: Given) -> Given:
    one, other = url_key(given["a"]), url_key(given["b"])
    return {"same": one == other, "keys": [one, other]}


def _robots(given: Given) -> Given:
    return {"may_fetch": read_robots(given["robots"]).can_fetch(given["url"], TOKEN)}


RUNNERS: dict[str, Callable[[Given], Given]] = {
    "page": _page,
    "text": _page,
    "tag": lambda given: tagged(_tagger(), given),
    "feed": lambda given: feeds.answer(given, Namespace(url="", zone="WIB", clock="")),
    "date": _date,
    "pairs": compared,
    "urls": _urls,
    "robots": _robots,
}
