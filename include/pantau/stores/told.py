"""Distinguishes two errors of a store: a file that does not exist, and a store that does not answer."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from pantau.errors import StoreUnavailable

# s3fs passes on what botocore, aiobotocore and aiohttp raise; gcsfs and adlfs do likewise.
_LIBRARIES = frozenset({"botocore", "aiobotocore", "s3fs", "aiohttp", "gcsfs", "google", "adlfs", "azure", "fsspec", "urllib3"})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def told_apart(what: object, *, absent: bool = True) -> Iterator[None]:
    """Raise StoreUnavailable for every error of the store at `what`; FileNotFoundError passes if `absent` is an answer."""
    try:
        yield
    except StoreUnavailable:
        raise
    except FileNotFoundError as error:
        if absent:
            raise
        raise _unavailable(what, error) from error
    except OSError as error:
        raise _unavailable(what, error) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _LIBRARIES:
            raise
        raise _unavailable(what, error) from error


def _unavailable(what: object, error: Exception) -> StoreUnavailable:
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL:
        return StoreUnavailable(f"no space is left for {what}; nothing was changed, free some space there and try again")
    words = " ".join(str((error.strerror if isinstance(error, OSError) else "") or error or type(error).__name__).split())
    return StoreUnavailable(f"the store does not answer for {what} ({words}); nothing was changed, mend the store and try again")
