"""A document that costs too much has a named end and ends no other document; small ones never wait for it."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from spoilt_work import read_document

from pantau.budget import Budget
from pantau.budget.documents import SMALL_BYTES, SMALL_TAGS, DocumentReader, is_small
from pantau.net.problem import FetchProblem

BUDGET = Budget(1.0, 512)


def large(kind: str) -> bytes:
    return kind.encode().ljust(SMALL_BYTES + 1)


def test_what_is_small_is_neither_long_nor_of_many_tags_nor_packed() -> None:
    assert is_small(b"<rss>" * SMALL_TAGS)
    assert not is_small(b"<a>" * (SMALL_TAGS + 1))
    assert not is_small(bytes(SMALL_BYTES + 1))
    assert not is_small(b"\x1f\x8b\x08")


@pytest.mark.parametrize(("kind", "end"), [("spin", "too_costly"), ("memory", "too_costly"), ("crash", "parser_crash")])
def test_a_document_over_the_budget_has_a_named_end_and_small_ones_do_not_wait(kind: str, end: str) -> None:
    ended: list[str] = []

    async def one(reader: DocumentReader, name: str, body: bytes) -> int | str:
        try:
            return await reader.read(read_document, body)
        except FetchProblem as problem:
            return problem.kind
        finally:
            ended.append(name)

    async def all_of_them() -> list[int | str]:
        reader = DocumentReader(BUDGET)
        bodies = {"bad": large(kind), "worse": large(kind), "large": large("x"), "small": b"x", "tiny": b""}
        return await asyncio.gather(*(one(reader, name, body) for name, body in bodies.items()))

    assert asyncio.run(all_of_them()) == [end, end, SMALL_BYTES + 1, 1, 0]
    assert set(ended[:2]) == {"small", "tiny"}


@pytest.mark.parametrize("body", [b"x", large("x")], ids=["small", "large"])
def test_a_problem_comes_back_whole(body: bytes) -> None:
    with pytest.raises(FetchProblem) as caught:
        asyncio.run(DocumentReader(BUDGET).read(partial(read_document, problem="empty_feed"), body))
    found = caught.value
    assert (found.kind, found.weight, found.retry_after_s, found.attempted) == ("empty_feed", "temporary", 7.0, False)


def test_a_small_document_that_crashes_its_parser_has_a_named_end() -> None:
    with pytest.raises(FetchProblem, match="parser_crash: LookupError"):
        asyncio.run(DocumentReader(BUDGET).read(read_document, b"raise"))
