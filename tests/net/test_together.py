"""The first error among many parallel requests ends all of them."""

from __future__ import annotations

import asyncio

import pytest

from pantau.net.together import together


def test_an_error_waits_until_the_others_have_ended() -> None:
    ended: list[str] = []

    async def fails() -> int:
        await asyncio.sleep(0)
        raise ConnectionError("the warehouse does not answer")

    async def asks_on(started: asyncio.Event) -> int:
        try:
            started.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("asks on")
        return 1

    async def all_of_them() -> None:
        with pytest.raises(ConnectionError):
            await together([fails(), asks_on(asyncio.Event())])
        assert ended == ["asks on"]

    asyncio.run(all_of_them())


def test_answers_come_in_the_order_of_the_questions() -> None:
    async def after(turns: int) -> int:
        for _ in range(turns):
            await asyncio.sleep(0)
        return turns

    assert asyncio.run(together(after(turns) for turns in (3, 0, 2))) == [3, 0, 2]
