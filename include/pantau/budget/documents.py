"""Reads feeds and lists from outside beside the event loop: small ones in a thread, all others in a separate process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from pantau.budget.room import TOO_COSTLY, Budget, work_one_apart
from pantau.net.problem import FetchProblem
from pantau.url_rules import url_rules

log = logging.getLogger(__name__)
T = TypeVar("T")
# A feed of a hundred items is within both limits; a document within both is read in a second, even if it was made to be slow.
SMALL_BYTES, SMALL_TAGS = 262_144, 6_000
_GZIP = b"\x1f\x8b"
_APART = 2  # processes at once: more are not faster, and each may take all the memory of the budget


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
        loop = asyncio.get_running_loop()
        if is_small(body):
            found = await loop.run_in_executor(self._small, _call_guarded, function, body)
        else:
            found = await loop.run_in_executor(self._large, self._read_apart, function, body)
        if isinstance(found, FetchProblem):
            raise found
        return found

    def _read_apart(self, function: Callable[[bytes], T], body: bytes) -> T | FetchProblem:
        answer = work_one_apart(_make, (), (function, body), self._budget)
        if answer.reason == TOO_COSTLY:
            return FetchProblem("too_costly", f"to read the document took {answer.detail}", "hard")
        if answer.reason:
            log.warning("a document of %d bytes cannot be read: %s\n%s", len(body), answer.detail, answer.trace)
            return FetchProblem("parser_crash", answer.detail, "soft")
        return answer.value  # type: ignore[return-value]


def is_small(body: bytes) -> bool:
    """Return whether a document is surely read quickly. A packed one is not, because it may be of any size."""
    return len(body) <= SMALL_BYTES and body.count(b"<") <= SMALL_TAGS and not body.startswith(_GZIP)


def _make() -> Callable[[Any], Any]:
    url_rules()
    return _read


def _read(item: tuple[Callable[[bytes], Any], bytes]) -> Any:
    """Return the problem instead of raising it, because the separate process passes on only the text of an error."""
    try:
        return item[0](item[1])
    except FetchProblem as problem:
        return problem


def _call_guarded(function: Callable[[bytes], T], body: bytes) -> T | FetchProblem:
    try:
        return function(body)
    except FetchProblem as problem:
        return problem
    except Exception as error:  # parsers have crashed on unexpected input; one document must not stop the others
        log.exception("a document of %d bytes cannot be read", len(body))
        return FetchProblem("parser_crash", f"{type(error).__name__}: {error}", "soft")
