"""Files of object stores, with errors a person can act on: the libraries that read them raise what only they know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pantau.errors import PantauError

# s3fs passes on what botocore, aiobotocore and aiohttp raise: no credentials, no connection. gcsfs and adlfs do likewise.
_LIBRARIES = frozenset({"botocore", "aiobotocore", "s3fs", "aiohttp", "gcsfs", "google", "adlfs", "azure"})


@contextmanager
def store_errors(name: str) -> Iterator[None]:
    """Raise OSError, with the name and the store's own words, for whatever keeps a file of an object store from being read.

    A store whose library is not installed (gs://, abfs://) raises it too. Errors of anything else pass as they are.
    """
    try:
        yield
    except (OSError, PantauError):
        raise
    except ImportError as error:
        raise OSError(f"{name} cannot be opened: {error}") from None
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in _LIBRARIES:
            raise
        raise OSError(f"{name}: {error}; an object store's credentials come from the environment, for S3 AWS_…") from None
