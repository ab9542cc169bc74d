"""One lasting connection to the catalogue, safe to use from several threads."""

from __future__ import annotations

import hashlib
import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

    from pantau.settings import Settings


# A forked child must not use its parent's connection. It must not close it either, because that ends the parent's session too.
_inherited: list[ExitStack] = []


class Database:
    """A connection that opens at first use and again after a loss, and closes with the object. One thread at a time holds it.

    With `reads` it uses the role that can only read.
    """

    def __init__(self, settings: Settings, *, durable: bool = True, reads: bool = False) -> None:
        self._settings = settings
        self._durable, self._reads = durable, reads
        self._lock = threading.RLock()
        self._stack = ExitStack()
        self._connection: psycopg.Connection | None = None
        self._owner = 0
        weakref.finalize(self, self._stack.close)

    @contextmanager
    def session(self) -> Iterator[psycopg.Connection]:
        """Yield the connection in autocommit mode."""
        with self._lock:
            yield self._ensure_open()

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection]:
        """Yield the connection inside a transaction."""
        with self._lock:
            connection = self._ensure_open()
            with connection.transaction():
                yield connection

    def close(self) -> None:
        """Close the connection; the locks of its session are freed."""
        with self._lock:
            self._connection = None
            self._stack.close()

    def _ensure_open(self) -> psycopg.Connection:
        if self._owner != os.getpid():
            _inherited.append(self._stack.pop_all())
            self._connection = None
        if self._connection is None or self._connection.closed:
            self._connection = self._open()
        return self._connection

    def _open(self) -> psycopg.Connection:
        from pantau.warehouse import connect, connect_reading

        self._stack.close()
        connection = self._stack.enter_context((connect_reading if self._reads else connect)(self._settings))
        connection.rollback()  # what was asked at the opening, so that autocommit can begin
        connection.autocommit = True
        if self._reads:  # a server without a reading role: outside of a transaction block only the session can forbid writing
            connection.execute("SET default_transaction_read_only = on")
        if not self._durable:
            connection.execute("SET synchronous_commit = off")
        self._owner = os.getpid()
        return connection


def lock_number(name: str) -> int:
    """Return the advisory lock number of a name, the same in every process."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
