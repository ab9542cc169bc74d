"""The one gate for everything that a browser sends: a route declares its parameters with these types and no others.

A value that does not pass reaches no store: the reader gets a page with status 400 that says how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from fastapi import Form, Path, Query
from pydantic import AfterValidator, BaseModel, Field

from pantau.day import parse_day, shift, today
from pantau.watchlists.model import LONGEST_QUERY
from pantau.words import text

# The text, `pages.wanted.…` of the catalogue, that tells a reader how each parameter is written.
WANTED = {
    "hari": "day",
    "day": "day",
    "dari": "day",
    "sampai": "day",
    "media": "outlet",
    "outlet": "outlet",
    "cari": "search",
    "q": "query",
    "urut": "order",
    "gulung": "collapsed",
    "grup": "value",
    "topik": "value",
    "provinsi": "value",
    "orang": "value",
    "lembaga": "value",
    "utama": "value",
    "pembicara": "value",
    "nada": "value",
    "kode": "value",
    "sesudah": "after",
    "hal": "page",
    "gagal": "failing",
    "article_id": "article",
    "story_id": "story",
    "entity": "entity",
    "event_id": "event",
    "ident": "watchlist",
    "pilih": "watchlist",
    "ok": "watch_field",
    **dict.fromkeys(("description", "query", "aliases", "exclusions", "colour", "shared", "shown", "note"), "watch_field"),
    **dict.fromkeys(("alert", "alert_factor"), "watch_field"),
    "why": "why",
    "seen": "form",
    "token": "form",
    "name": "file",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd]")
_OUTLET = re.compile(r"[a-z0-9][a-z0-9._-]*")


def wanted(names: Iterable[str]) -> str:
    """Return, in the reader's language, how these parameters are written."""
    told = dict.fromkeys(text(f"pages.wanted.{WANTED[name]}") if name in WANTED else name for name in names)
    return text("pages.problem.address", wanted="; ".join(told))


def _day(given: str) -> str:
    """Refuse a day later than the day after tomorrow: it is a typing error."""
    if parse_day(given) > shift(today(), 2):
        raise ValueError("a day to come")
    return given


def _day_or_nothing(given: str) -> str:
    return _day(given) if given else ""


def _outlet(given: str) -> str:
    if given and not _OUTLET.fullmatch(given):
        raise ValueError("no short name of an outlet")
    return given


def _search(given: str) -> str:
    """Turn control characters into spaces, because nobody searches for them."""
    return " ".join(_CONTROL.sub(" ", given).split())


def _outlet_named(given: str) -> str:
    if not given:
        raise ValueError("no short name of an outlet")
    return _outlet(given)


PathDay = Annotated[str, Path(max_length=10), AfterValidator(_day)]
Day = Annotated[str, Query(alias="hari", max_length=10), AfterValidator(_day_or_nothing)]
FirstDay = Annotated[str, Query(alias="dari", max_length=10), AfterValidator(_day_or_nothing)]
LastDay = Annotated[str, Query(alias="sampai", max_length=10), AfterValidator(_day_or_nothing)]
Outlet = Annotated[str, Query(alias="media", max_length=100), AfterValidator(_outlet)]
PathOutlet = Annotated[str, Path(max_length=100), AfterValidator(_outlet_named)]
FormDay = Annotated[str, Form(max_length=10), AfterValidator(_day)]
Search = Annotated[str, Query(alias="cari", max_length=200), AfterValidator(_search)]
PageNumber = Annotated[int, Query(alias="hal", ge=1, le=10_000)]
Failing = Annotated[bool, Query(alias="gagal")]
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,64}$")]
EntityId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9.@_-]*$", max_length=200)]
FileName = Annotated[str, Path(pattern=r"^[a-z]{1,20}\.[a-z]{1,5}$")]
Why = Annotated[str, Form(max_length=1000), AfterValidator(_search)]
Seen = Annotated[str, Form(max_length=200)]
Token = Annotated[str, Form(max_length=200)]
TypedQuery = Annotated[str, Query(alias="q", max_length=2000), AfterValidator(_search)]
Order = Annotated[str, Query(alias="urut", pattern="^(waktu)?$")]
Collapsed = Annotated[bool, Query(alias="gulung")]
Group = Annotated[str, Query(alias="grup", max_length=200), AfterValidator(_search)]
Topic = Annotated[str, Query(alias="topik", max_length=200), AfterValidator(_search)]
Province = Annotated[str, Query(alias="provinsi", max_length=200), AfterValidator(_search)]
Person = Annotated[str, Query(alias="orang", max_length=200), AfterValidator(_search)]
Body = Annotated[str, Query(alias="lembaga", max_length=200), AfterValidator(_search)]
Main = Annotated[str, Query(alias="utama", max_length=250), AfterValidator(_search)]
Speaker = Annotated[str, Query(alias="pembicara", max_length=250), AfterValidator(_search)]
Tone = Annotated[str, Query(alias="nada", max_length=20), AfterValidator(_search)]
Language = Annotated[str, Query(alias="kode", max_length=10), AfterValidator(_search)]
After = Annotated[str, Query(alias="sesudah", max_length=200), AfterValidator(_search)]
PathSlug = Annotated[str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
WatchIds = Annotated[list[str], Query(alias="pilih", max_length=20)]
Sent = Annotated[bool, Query(alias="ok")]
_LONG = 20_000  # characters of a list of names


class WatchQuery(BaseModel):
    """The fields of a watchlist as the form sends them for a preview; `shown`: the form was sent at all."""

    name: str = Field("", max_length=200)
    description: str = Field("", max_length=1000)
    query: str = Field("", max_length=LONGEST_QUERY)
    aliases: str = Field("", max_length=_LONG)
    exclusions: str = Field("", max_length=_LONG)
    colour: str = Field("blue", max_length=20)
    alert: str = Field("off", max_length=20)
    alert_factor: float = Field(2.0, ge=1, le=100)
    shared: bool = False
    shown: bool = False


class WatchForm(WatchQuery):
    """The same fields as they are saved, with the watchlist they change (empty: a new one) and the token of our own form."""

    ident: str = Field("", max_length=60)
    token: str = Field("", max_length=200)


WatchAsked = Annotated[WatchQuery, Query()]
WatchFields = Annotated[WatchForm, Form()]


class FeedbackForm(BaseModel):
    """A remark on an article; `about` is what the page with the form was about."""

    article: str = Field(pattern=r"^[0-9a-f]{1,64}$")
    kind: Literal["not_relevant", "wrong_tag", "wrong_copy"]
    subject: str = Field(max_length=200, min_length=1)
    about: str = Field("", max_length=200)
    note: str = Field("", max_length=1000)
    token: str = Field("", max_length=200)


FeedbackFields = Annotated[FeedbackForm, Form()]
