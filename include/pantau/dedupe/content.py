"""The content by which an article is compared, and its digest."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime


def content_digest(article_id: str, day: str, outlet: str, title: str, text: str, published_at: datetime | None) -> str:
    """Return 16 hexadecimal digits that change with anything on which a comparison of the article may depend, and with
    nothing else."""
    moment = published_at.astimezone(UTC).isoformat() if published_at else ""
    return hashlib.blake2b("\0".join((article_id, day, outlet, moment, title, text)).encode(), digest_size=8).hexdigest()
