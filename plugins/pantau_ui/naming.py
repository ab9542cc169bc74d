"""The pages Tokoh, Lembaga and Tempat: the most mentioned, and one of them with its days, quotes, company and outlets."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from pantau.catalogue.provinces import PROVINCES
from pantau.day import shift
from pantau.day import today as this_day
from pantau.report import named, terms
from pantau.words import text
from pantau_ui import tiles
from pantau_ui.parameters import Day, EntityId, FirstDay, LastDay, PageNumber, Search
from pantau_ui.rendering import page
from pantau_ui.stores import opened

router = APIRouter()
LISTED_DAYS, SHOWN_DAYS, MOST_DAYS = 7, 28, 366
MOST_BESIDE, MOST_ARTICLES, MOST_TERMS, MOST_VOICES = 12, 20, 18, 12
TYPES = {"tokoh": "person", "lembaga": "organisation", "tempat": "place"}
Sort = Literal["tokoh", "lembaga", "tempat"]


class Span:
    """The days that a page is about: those of the address, else the last `LISTED_DAYS` or `SHOWN_DAYS`; never more than a
    year."""

    def __init__(self, first: FirstDay = "", last: LastDay = "", day: Day = "") -> None:
        self.last = last or day or this_day()
        self._first = first

    def first(self, usual: int) -> str:
        """Return the first day; `usual` days if the address has none."""
        return min(self.last, max(self._first or shift(self.last, 1 - usual), shift(self.last, 1 - MOST_DAYS)))


Spanned = Annotated[Span, Depends()]


def _list(request: Request, sort: Sort, span: Span, search: str, number: int) -> Response:
    first = span.first(LISTED_DAYS)
    with opened() as connection:
        found = named.most_mentioned(connection, TYPES[sort], first, span.last, search, number)
    values: dict[str, Any] = {"sort": sort, "found": found, "search": search, "number": number}
    return page(request, "named.html", first=first, last=span.last, **values)


@router.get("/tokoh")
def persons(request: Request, span: Spanned, search: Search = "", number: PageNumber = 1) -> Response:
    """The persons that most articles name."""
    return _list(request, "tokoh", span, search, number)


@router.get("/lembaga")
def bodies(request: Request, span: Spanned, search: Search = "", number: PageNumber = 1) -> Response:
    """The organisations that most articles name."""
    return _list(request, "lembaga", span, search, number)


@router.get("/tempat")
def places(request: Request, span: Spanned, search: Search = "", number: PageNumber = 1) -> Response:
    """The places that most articles name."""
    return _list(request, "tempat", span, search, number)


@router.get("/tokoh/{entity}")
def one_person(request: Request, entity: EntityId, span: Spanned, number: PageNumber = 1) -> Response:
    """One person."""
    return _one(request, "tokoh", entity, span, number)


@router.get("/lembaga/{entity}")
def one_body(request: Request, entity: EntityId, span: Spanned, number: PageNumber = 1) -> Response:
    """One organisation."""
    return _one(request, "lembaga", entity, span, number)


@router.get("/tempat/{entity}")
def one_place(request: Request, entity: EntityId, span: Spanned, number: PageNumber = 1) -> Response:
    """One place."""
    return _one(request, "tempat", entity, span, number)


def _one(request: Request, sort: Sort, entity: str, span: Span, number: int) -> Response:
    first, last = span.first(SHOWN_DAYS), span.last
    ident = f"{TYPES[sort]}:{entity}"
    asked = (ident, first, last)
    with opened() as connection:
        one = named.one_entity(connection, ident)
        if one is None:
            raise HTTPException(404, text("pages.named.nobody"))
        beside = named.company(connection, *asked, MOST_BESIDE)
        provinces = named.provinces_of(connection, *asked)
        voices = named.voices_on(connection, *asked)
        shown: dict[str, Any] = {
            "days": named.by_day(connection, *asked),
            "quotes": named.quotes_by(connection, *asked, number),
            "quoted": named.count_quotes(connection, *asked),
            "articles": named.latest_naming(connection, *asked, MOST_ARTICLES),
            "beside": {kind: [row for row in beside if row.type == type_] for kind, type_ in TYPES.items()},
            "map": tiles.tiles({row.id: row.articles for row in provinces}, text("pages.watch.map", name=one.name)),
            "provinces": [(PROVINCES[row.id][0], row.articles) for row in provinces if row.id in PROVINCES][:MOST_BESIDE],
            "voices": voices[:MOST_VOICES],
            "outlets": sum(len(voice.outlets) for voice in voices),
            "spoken_all": sum(voice.articles for voice in voices),
            "terms": terms.set_terms(connection, "entity", *asked, MOST_TERMS, one.name),
        }
    return page(request, "entity.html", sort=sort, entity=entity, one=one, first=first, last=last, number=number, **shown)
