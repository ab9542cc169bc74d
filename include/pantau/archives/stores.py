"""Files of object stores, with errors that a person can act on; the libraries raise errors that only they know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

# s3fs passes on what botocore, aiobotocore and aiohttp raise: no credentials, no connection. gcsfs and adlfs do likewise.
_LIBRARIES = frozenset({"botocore", "aiobotocore", "s3fs", "aiohttp", "gcsfs", "google", "adlfs", "azure"})


class StoreError(OSError):
    """An object store cannot be read (the message is that of its library), or the library for gs:// or abfs:// is not
    installed."""


@contextmanager
def store_errors() -> Iterator[None]:
    """Raise StoreError for errors of the libraries of object stores; all other errors pass unchanged."""
    try:
        yield
    except ImportError as error:
        raise StoreError(str(error)) from None
    except Exception as error:
        if isinstance(error, OSError) or type(error).__module__.partition(".")[0] not in _LIBRARIES:
            raise
        raise StoreError(f"{error}; an object store's credentials come from the environment, for S3 AWS_…") from None
