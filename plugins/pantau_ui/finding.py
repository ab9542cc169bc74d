"""The page Cari: a query over the articles, its facets, and the same as CSV or JSON lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from airflow.api_fastapi.core_api.security import get_user
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from pantau.day import shift, today
from pantau.report import named
from pantau.report.wordless import quoteless_days, wordless_days
from pantau.search.command import COLUMNS, row_of
from pantau.search.compiled import compile_query
from pantau.search.facets import FacetCounts, count_facets
from pantau.search.find import MOST, HitPage, SearchRequest, find_articles
from pantau.settings import settings
from pantau.terminal import json_text
from pantau.warehouse.cells import safe_cell
from pantau.words import text
from pantau_ui import forms
from pantau_ui.parameters import (
    After,
    Body,
    Collapsed,
    FirstDay,
    Group,
    Language,
    LastDay,
    Main,
    Order,
    Outlet,
    Person,
    Province,
    Sent,
    Speaker,
    Tone,
    Topic,
    TypedQuery,
)
from pantau_ui.rendering import page
from pantau_ui.stores import opened

router = APIRouter()
SHOWN_DAYS = 30
MOST_NAMES = 6  # persons and bodies beside a hit
LONGEST_SUBJECT = 199  # letters of a query that a remark keeps
NAMES = {
    "outlet": "media",
    "group": "grup",
    "topic": "topik",
    "province": "provinsi",
    "person": "orang",
    "body": "lembaga",
    "main": "utama",
    "speaker": "pembicara",
    "tone": "nada",
    "language": "kode",
}

FIELDS = {**NAMES, "language": "bahasa"}  # a facet → the field of queries that says the same


class Asked:
    """What the address asks for, as every form of the answer reads it."""

    def __init__(
        self,
        query: TypedQuery = "",
        first: FirstDay = "",
        last: LastDay = "",
        order: Order = "",
        collapsed: Collapsed = False,
        outlet: Outlet = "",
        group: Group = "",
        topic: Topic = "",
        province: Province = "",
        person: Person = "",
        body: Body = "",
        main: Main = "",
        speaker: Speaker = "",
        tone: Tone = "",
        language: Language = "",
        after: After = "",
    ) -> None:
        self.query, self.after = query, after
        self.last = last or today()
        self.first = first or shift(self.last, 1 - SHOWN_DAYS)
        self.order: Literal["time", "relevance"] = "time" if order == "waktu" else "relevance"
        self.collapsed = collapsed
        given = {"outlet": outlet, "group": group, "topic": topic, "province": province, "person": person, "body": body}
        given |= {"main": main, "speaker": speaker, "tone": tone, "language": language}
        self.narrowed = {kind: value for kind, value in given.items() if value}

    def request(self, most: int) -> SearchRequest:
        """Return the question to the warehouse; raises BadInput for a query that cannot be read."""
        query = compile_query(self.query, settings().seeds_dir)
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        return SearchRequest(query, first, last, self.order, self.collapsed, self.narrowed, self.after, most)

    def address(self, **changed: str) -> str:
        """Return the query of the address with some parameters changed, without empty ones and without the place in the
        list."""
        parts = {"q": self.query, "dari": self.first, "sampai": self.last}
        parts |= {"urut": "waktu" if self.order == "time" else "", "gulung": "1" if self.collapsed else ""}
        parts |= {NAMES[kind]: value for kind, value in self.narrowed.items()}
        return urlencode({name: value for name, value in {**parts, **changed}.items() if value})

    def without(self, kind: str) -> str:
        """Return the query of the address without one facet."""
        return self.address(**{NAMES[kind]: ""})

    def watched(self, labels: Mapping[str, str]) -> str:
        """Return the query of the address of the form that makes a watchlist of this search; the dates are left out."""
        said = dict(labels)
        for kind, value in self.narrowed.items():
            if kind == "language":  # a query knows its code
                said[kind] = value
            elif kind in ("main", "speaker"):  # namesakes have one name, but each an id
                said[kind] = value.partition(":")[2]
        narrowed = [f'{FIELDS[kind]}:"{value.replace(chr(34), " ")}"' for kind, value in said.items()]
        query = " AND ".join([f"({self.query})", *narrowed]) if narrowed else self.query
        return urlencode({"shown": "1", "query": query})

    def within(self, kind: str, value: str) -> str:
        """Return the query of the address with one facet."""
        return self.address(**{NAMES[kind]: value})


Question = Annotated[Asked, Depends()]
User = Annotated[Any, Depends(get_user)]


@router.get("/cari")
def search(request: Request, asked: Question, user: User, sent: Sent = False) -> Response:
    """The hits with snippets and the facets; without a query, the form and how to ask."""
    values: dict[str, Any] = {
        "asked": asked,
        "may_write": forms.may_write(user),
        "found": None,
        "named": {},
        "facets": None,
        "kinds": NAMES,
        "sent": sent,
        "wordless": [],
        "quoteless": [],
        "said": forms.form_for(user, finding_of(asked.query), "feedback") if forms.may_write(user) else None,
        "subject": finding_of(asked.query),
    }
    if asked.query:
        question = asked.request(20)
        with opened() as connection:
            found: HitPage = find_articles(connection, question, settings().seeds_dir)
            names = named.names_in(connection, [hit.article_id for hit in found.hits], MOST_NAMES)
            facets: FacetCounts = count_facets(connection, question, settings().seeds_dir)
            values["wordless"] = wordless_days(connection, asked.first, asked.last)
            values["quoteless"] = quoteless_days(connection, asked.first, asked.last)
        values |= {"found": found, "named": names, "facets": facets, "chosen": _choose_labels(asked.narrowed, facets)}
    return page(request, "search.html", **values)


def finding_of(query: str) -> str:
    """Return the subject under which a remark on a hit of a query is kept: no watchlist has such a name."""
    return f"?{query[:LONGEST_SUBJECT]}"


def _choose_labels(narrowed: Mapping[str, str], facets: FacetCounts) -> dict[str, str]:
    """Return facet → how its chosen value is shown."""
    labels = {(kind, one.value): one.label for kind, values in facets.values.items() for one in values}
    return {kind: labels.get((kind, value), value) for kind, value in narrowed.items()}


@router.get("/cari/csv")
def as_csv(asked: Question) -> Response:
    """The first hits as CSV; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(value) for value in row.values()] for row in _rows(asked))
    return _file(out.getvalue(), "text/csv; charset=utf-8", "csv")


@router.get("/cari/json")
def as_json(asked: Question) -> Response:
    """The first hits as JSON lines."""
    return _file("".join(json_text(row) + "\n" for row in _rows(asked)), "application/x-ndjson", "jsonl")


def _rows(asked: Asked) -> list[dict[str, Any]]:
    question = asked.request(MOST)
    with opened() as connection:
        return [row_of(hit) for hit in find_articles(connection, question, settings().seeds_dir).hits]


def _file(body: str, kind: str, ending: str) -> Response:
    name = f"{text('pages.search.file')}.{ending}"
    return Response(body, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
