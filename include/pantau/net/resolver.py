"""Resolves names and checks the addresses. The client connects to the very address that was checked, so DNS rebinding fails."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from pantau.net.addresses import Guard
from pantau.net.problem import FetchProblem

Lookup = Callable[..., list[Any]]
THREADS = 16  # a lookup blocks its thread for up to half a minute if name servers are silent


class GuardedResolver(AbstractResolver):
    """Resolves with the system's resolver and refuses every host of which any address is not public."""

    def __init__(self, guard: Guard, timeout_s: float, lookup: Lookup = socket.getaddrinfo) -> None:
        self._guard = guard
        self._lookup = lookup
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(THREADS, "pantau-dns")

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """Return the addresses of a host. Raises FetchProblem `private_address`, `timeout`, or `dns` (temporary if the
        server says so)."""
        opening = self._guard.opening(host, port)
        if opening is not None:
            return [_result(host, opening.address, port, socket.AF_INET)]
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_s):
                found = await loop.run_in_executor(self._threads, self._ask, host, port, family)
        except TimeoutError as error:
            text = f"{host}: no name server answered within {self._timeout_s:.0f} s"
            raise FetchProblem("timeout", text, host_failed=True) from error
        except (OSError, UnicodeError) as error:
            raise _dns_problem(host, error) from error
        for _, _, _, _, address in found:
            self._guard.check_address(host, address[0])
        return [_result(host, address[0], port, kind) for kind, _, _, _, address in found]

    def _ask(self, host: str, port: int, family: int) -> list[Any]:
        return self._lookup(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)

    async def close(self) -> None:
        """Release the threads; a lookup that still runs is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _dns_problem(host: str, error: Exception) -> FetchProblem:
    again = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return FetchProblem("dns", f"{host} has no address ({text})", "temporary" if again else None, host_failed=True)


def _result(host: str, address: str, port: int, family: int) -> ResolveResult:
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=socket.IPPROTO_TCP, flags=flags)
