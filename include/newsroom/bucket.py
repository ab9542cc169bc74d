"""The CC-NEWS of the newsroom as a read-only bucket of an S3 service: `s3://commoncrawl`, if this is the client's endpoint.

Addresses have path style, as S3 clients use it with a custom endpoint. A request without a signature is refused; the value of
a signature is not checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b
from xml.sax.saxutils import escape

from newsroom.clock import midnight
from newsroom.config import FIRST_DAY
from newsroom.kept import CC_NEWS, Keepers
from newsroom.site import SiteAnswer

BUCKET = "commoncrawl"
XML = "application/xml"


def answer(keepers: Keepers, path: str, query: Mapping[str, str], headers: Mapping[str, str], now: datetime) -> SiteAnswer:
    """Return what the S3 service answers; there is one bucket."""
    bucket, _, key = path.lstrip("/").partition("/")
    if bucket != BUCKET:
        return _error(404, "NoSuchBucket")
    if "Authorization" not in headers:
        return _error(403, "AccessDenied")
    if not key:
        return _listing(keepers, query.get("prefix", ""), now)
    found = keepers.answer(CC_NEWS, f"/{key}", {}, headers, now)
    if found is None or found.status == 404:
        return _error(404, "NoSuchKey")
    stamps = {
        "ETag": f'"{blake2b(key.encode(), digest_size=16).hexdigest()}"',
        "Last-Modified": format_datetime(midnight(FIRST_DAY)),
        "Accept-Ranges": "bytes",
    }
    return replace(found, headers={**found.headers, **stamps})


def _listing(keepers: Keepers, prefix: str, now: datetime) -> SiteAnswer:
    names = [name for name in keepers.files(now) if name.startswith(prefix)]
    rows = "".join(f"<Contents><Key>{escape(name)}</Key><Size>{len(keepers.warc(name, now))}</Size></Contents>" for name in names)
    head = f"<Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix><KeyCount>{len(names)}</KeyCount>"
    whole = f"<ListBucketResult>{head}<IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
    return SiteAnswer(200, whole.encode(), "index", XML)


def _error(status: int, code: str) -> SiteAnswer:
    return SiteAnswer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode(), "index", XML)
