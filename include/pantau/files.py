"""Files of a store: roots that see what other processes wrote, and errors that name the file they are about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from upath import UPath

LOCAL = ("", "file", "local")


def store_root(address: str) -> UPath:
    """Return a root folder or object-store URL; listings of an object store are asked for anew each time.

    A client that remembers listings misses what other processes wrote since, and opens a rewritten object by its old name.
    """
    root = UPath(address)
    return root if root.protocol in LOCAL else UPath(address, use_listings_cache=False)


@contextmanager
def named(file: object) -> Iterator[None]:
    """Let an OSError raised inside name `file`, unless it names one already."""
    try:
        yield
    except OSError as error:
        if not error.filename:
            error.filename = str(file)
        raise
