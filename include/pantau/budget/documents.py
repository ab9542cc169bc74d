"""Reads feeds and lists from outside beside the event loop: small ones in a thread, all others in a separate process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from pantau.budget.room import TOO_COSTLY, Budget, work_one_apart
from pantau.net.problem import FetchProblem
from pantau.url_rules import url_rules

log = logging.getLogger(__name__)
T = TypeVar("T")
Made = TypeVar("Made", bound="Light")
# A feed of a hundred items is within both limits; a document within both is read in a second, even if it was made to be slow.
SMALL_BYTES, SMALL_TAGS = 262_144, 6_000
_GZIP = b"\x1f\x8b"
_APART = 2  # processes at once: more are not faster, and each may take all the memory of the budget


class Light(Protocol):
    """What a first look, linear in the bytes, makes of a document: it holds bytes that are cheap to parse."""

    @property
    def body(self) -> bytes: ...


class DocumentReader:
    """Reads each document on its own: a slow one delays no small one, and is ended if it takes more than the budget."""

    def __init__(self, budget: Budget) -> None:
        """Raise BadInput or OSError if the rules of addresses cannot be read, because that is no fault of a document."""
        url_rules()
        self._budget = budget
        self._small = ThreadPoolExecutor(1, "documents")
        self._large = ThreadPoolExecutor(_APART, "documents-apart")

    async def read(self, function: Callable[[bytes], T], body: bytes) -> T:
        """Return what `function` (of a module, or a `partial` of one) makes of the body.

        Raises the FetchProblem of `function`, `too_costly` over the budget, and `parser_crash` for any other error.
        """
        return await self._read(function, body, is_small(body))

    async def read_light(self, lighten: Callable[[bytes], Made], function: Callable[[Made], T], body: bytes) -> T:
        """Return what `function` makes of what `lighten` makes of the body: most hostile documents are small after it.

        `lighten` must take time in proportion to the bytes. Raises what `read` raises.
        """
        light = await self._read(lighten, body, near=True)
        return await self._read(function, light, is_small(light.body))

    async def _read(self, function: Callable[[Any], T], document: Any, near: bool) -> T:
        where, work = (self._small, _call_guarded) if near else (self._large, self._read_apart)
        found = await asyncio.get_running_loop().run_in_executor(where, work, function, document)
        if isinstance(found, FetchProblem):
            raise found
        return found

    def _read_apart(self, function: Callable[[Any], T], document: Any) -> T | FetchProblem:
        answer = work_one_apart(_make, (), (function, document), self._budget)
        if answer.reason == TOO_COSTLY:
            return FetchProblem("too_costly", f"to read the document took {answer.detail}", "hard")
        if answer.reason:
            log.warning("a document cannot be read: %s\n%s", answer.detail, answer.trace)
            return FetchProblem("parser_crash", answer.detail, "soft")
        return answer.value  # type: ignore[return-value]


def is_small(body: bytes) -> bool:
    """Return whether a document is surely read quickly. A packed one is not, because it may be of any size."""
    return len(body) <= SMALL_BYTES and body.count(b"<") <= SMALL_TAGS and not body.startswith(_GZIP)


def _make() -> Callable[[Any], Any]:
    url_rules()
    return _read


def _read(item: tuple[Callable[[Any], Any], Any]) -> Any:
    """Return the problem instead of raising it, because the separate process passes on only the text of an error."""
    try:
        return item[0](item[1])
    except FetchProblem as problem:
        return problem


def _call_guarded(function: Callable[[Any], T], document: Any) -> T | FetchProblem:
    try:
        return function(document)
    except FetchProblem as problem:
        return problem
    except Exception as error:  # parsers have crashed on unexpected input; one document must not stop the others
        log.exception("a document cannot be read")
        return FetchProblem("parser_crash", f"{type(error).__name__}: {error}", "soft")
