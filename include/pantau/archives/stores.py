"""Files of object stores, with errors a person can act on: the libraries that read them raise what only they know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

# s3fs passes on what botocore, aiobotocore and aiohttp raise: no credentials, no connection. gcsfs and adlfs do likewise.
_LIBRARIES = frozenset({"botocore", "aiobotocore", "s3fs", "aiohttp", "gcsfs", "google", "adlfs", "azure"})


class StoreError(OSError):
    """An object store that cannot be read, in its library's own words, or whose library (gs://, abfs://) is not installed."""


@contextmanager
def store_errors() -> Iterator[None]:
    """Raise StoreError for what libraries of object stores raise; errors of anything else pass as they are."""
    try:
        yield
    except ImportError as error:
        raise StoreError(str(error)) from None
    except Exception as error:
        if isinstance(error, OSError) or type(error).__module__.partition(".")[0] not in _LIBRARIES:
            raise
        raise StoreError(f"{error}; an object store's credentials come from the environment, for S3 AWS_…") from None
