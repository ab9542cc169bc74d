"""Bounds the preliminary answers (1xx) before an answer: a server may send them for ever, and quicker than they are skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp

from pantau.net.problem import FetchProblem

if TYPE_CHECKING:
    from aiohttp.connector import Connection

MOST = 20  # honest servers send one or two early hints


class BoundedResponse(aiohttp.ClientResponse):
    """An aiohttp answer before which at most `MOST` preliminary ones are skipped; more raise FetchProblem (bad_http)."""

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        """Skip the preliminary answers; aiohttp would go on without giving other requests a turn while more of them lie there."""
        protocol = connection.protocol
        if protocol is None:  # the connection was lost before the answer: aiohttp says so
            return await super().start(connection)
        read, count = protocol.read, 0

        async def counted():  # type: ignore[no-untyped-def]  # the types of aiohttp's messages are its own
            nonlocal count
            message, payload = await read()
            count += 1
            if count > MOST and message.code < 200:
                raise FetchProblem("bad_http", f"{self.url} sends more than {MOST} preliminary answers ({message.code})")
            return message, payload

        protocol.read = counted  # type: ignore[method-assign]
        try:
            return await super().start(connection)
        finally:
            del protocol.read
