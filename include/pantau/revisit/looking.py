"""One revisit: the article is requested in the same way as the first time, and lands whole or not at all."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from pantau.errors import BadInput
from pantau.landing import FetchedPage, body_digest
from pantau.landing.gone import GONE
from pantau.landing.revisits import DueRevisit
from pantau.net import FetchProblem, PoliteClient, Response
from pantau.urls import url_key

_NUMBER = re.compile(r"\d{5,}")
_DATE = re.compile(r"(19|20)\d{6}")


class GonePage(FetchProblem):
    """The page answered that it is no more; `response` is that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"http_{response.status}", f"{response.url} is gone")
        self.response = response


class AgainClient:
    """Asks a polite client for pages once more; raises GonePage for a page that no longer exists."""

    def __init__(self, client: PoliteClient) -> None:
        self._client = client

    async def get(self, url: str) -> Response:
        """Return the page; raise FetchProblem otherwise."""
        response = await self._client.get(url, "again")
        if response.status in GONE:
            raise GonePage(response)
        return response


class Basket:
    """Collects the answers of one article, which land together: a part alone would replace the whole article."""

    def __init__(self) -> None:
        self.answers: list[FetchedPage] = []

    async def land(self, answer: FetchedPage) -> None:
        """Take an answer."""
        self.answers.append(answer)


class Sight(NamedTuple):
    """What a revisit found: `result` and `detail` as in landing.revisits, `land` are the answers to land."""

    result: str
    detail: str = ""
    land: tuple[FetchedPage, ...] = ()


def judge_answers(due: DueRevisit, answers: list[FetchedPage]) -> Sight:
    """Return what the answers to a revisit say of the article.

    The same bytes as those landed last are not landed again. A page to which the address leads now (a home page, a section,
    another article) says nothing of the article.
    """
    first = answers[0].response
    if not is_same_place(due, first.final_url):
        return Sight("elsewhere")
    if due.status == 200 and due.parts == len(answers) == 1 and body_digest(first.body) == due.digest:
        return Sight("same")
    return Sight("changed", "", tuple(answers))


def judge_gone(due: DueRevisit, response: Response) -> Sight:
    """Return what an answer of 404 or 410 says: gone, except if another page gave it."""
    if not is_same_place(due, response.final_url):
        return Sight("elsewhere", f"http_{response.status}")
    return Sight("gone", f"http_{response.status}", (FetchedPage(due.entry, response),))


def is_same_place(due: DueRevisit, address: str) -> bool:
    """Tell whether an address is the article's own: the announced one, the one that answered last, or one with its number."""
    known = {due.entry.url_key, _key(due.final_url)}
    here = _key(address)
    return here in known or bool(_numbers(here) & set().union(*map(_numbers, known)))


def _key(address: str) -> str:
    try:
        return url_key(address)
    except BadInput:
        return ""


def _numbers(key: str) -> set[str]:
    """Return the numbers by which sites name an article; a date is none."""
    path = urlsplit(f"//{key}").path
    return {number for number in _NUMBER.findall(path) if not _DATE.fullmatch(number)}
