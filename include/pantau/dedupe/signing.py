"""Signing: writes every clean article of a day, as it is compared, with its signature, as stage results.

A row is a fact about one text; its key is the digest of what is compared. An unchanged article is not signed twice, and runs of
other days find all they need here, whichever version of the earlier stages made the text.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pantau.clean.ends import read_pages
from pantau.dedupe.content import content_digest
from pantau.dedupe.signature import batches, sign
from pantau.model import Cleaned, Extracted
from pantau.results import origin_of
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_STORED = """SELECT article_id, content_digest, day::text, outlet, published_at, title, text FROM article_rows
WHERE day = %s AND content_digest <> '' ORDER BY article_id"""


@dataclass(frozen=True, slots=True)
class Signed:
    """An article as it was signed. `values` are the bytes of its signature, b"" if its text could not be signed."""

    article_id: str
    content: str
    day: str
    outlet: str
    published_at: datetime | None
    values: bytes
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A signature without the text: the columns a search reads."""

    article_id: str
    content: str
    day: str
    outlet: str
    published_at: datetime | None
    values: bytes


@dataclass(frozen=True, slots=True)
class Words:
    """A text without its signature: the columns a comparison reads."""

    article_id: str
    content: str
    day: str
    outlet: str
    published_at: datetime | None
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _KnownText:
    content: str
    values: bytes


def write_signatures(work: Workspace, day: str, shards: Iterable[int]) -> int:
    """Sign the clean articles of some shards of a day and write the rows; return the number of new rows."""
    version, results = work.version("signatures"), work.results
    origins = {part: texts_digest(work, day, part) for part in map(work.part, shards)}
    changed = {part: origin for part, origin in origins.items() if results.made("signatures", version, day, part, origin) is None}
    before = results.read("signatures", version, day, _KnownText) if changed else ()
    known = {row.content: row.values for row in before if row.values}
    new = 0
    for part, origin in changed.items():
        words = list(_words(work, day, part))
        fresh = [row for row in words if row.content not in known]
        values = known | {row.content: value for row, value in zip(fresh, _signatures(fresh), strict=True)}
        rows = [_sign_words(row, values[row.content]) for row in words]
        results.write("signatures", version, day, part, rows, Signed, origin)
        new += len(fresh)
    return new


def texts_digest(work: Workspace, day: str, part: str) -> str:
    """Return a digest of the texts dedupe reads, of one shard or of all."""
    return origin_of(*(work.results.digest(name, work.version(name), day, part) for name in ("extract", "clean")))


def sign_stored(work: Workspace, days: Iterable[str]) -> None:
    """Sign the loaded articles of those days that have no signatures of this version, because they were deleted as old or
    made by another version."""
    version = work.version("signatures")
    for day in [day for day in days if not work.results.parts("signatures", version, day)]:
        sign_loaded(work, day, "warehouse", leave_empty=False)


def sign_loaded(work: Workspace, day: str, part: str, *, leave_empty: bool = True) -> None:
    """Sign the loaded articles of a day and write them as one part; `leave_empty` says whether to write it also if there are
    none."""
    with work.connect() as connection, connection.cursor(name="stored_texts") as cursor:
        words = [Words(*row) for row in cursor.execute(_STORED, [day])]
    if words or leave_empty:
        rows = [_sign_words(row, values) for row, values in zip(words, _signatures(words), strict=True)]
        work.results.write("signatures", work.version("signatures"), day, part, rows, Signed)


def read_marks(work: Workspace, day: str, part: str = "") -> list[SignatureRow]:
    """Return every signature written for a day, or one part of them; each form of an article once."""
    rows = work.results.read("signatures", work.version("signatures"), day, SignatureRow, part)
    return list({row.content: row for row in rows}.values())


def read_words(work: Workspace, day: str, wanted: set[str]) -> dict[str, Words]:
    """Return content digest → text of those signed articles of a day that are wanted."""
    rows = work.results.read("signatures", work.version("signatures"), day, Words, among={"content": wanted})
    return {row.content: row for row in rows}


def _signatures(rows: Iterable[Words]) -> Iterator[bytes]:
    """Yield the signature of each text, in order; an empty one for a text that cannot be signed, which is compared with no
    other."""
    for batch in batches(rows, lambda row: len(row.text)):
        try:
            yield from list(sign([row.text for row in batch]))
        except Exception:
            log.exception("of %d texts one cannot be signed; they are signed one by one", len(batch))
            yield from map(_signature, batch)


def _signature(row: Words) -> bytes:
    try:
        return next(sign([row.text]))
    except Exception:
        log.exception("article %s cannot be signed, so no copy of it is found", row.article_id)
        return b""


def _words(work: Workspace, day: str, part: str) -> Iterator[Words]:
    clean = {row.article_id: row for row in work.results.read("clean", work.version("clean"), day, Cleaned, part)}
    for row in read_pages(work, day, Extracted, part):
        if row.outcome or row.article_id not in clean:
            continue
        found = clean[row.article_id]
        title = found.title or row.title
        content = content_digest(row.article_id, day, row.outlet, title, found.text, row.published_at)
        yield Words(row.article_id, content, day, row.outlet, row.published_at, title, found.text)


def _sign_words(row: Words, values: bytes) -> Signed:
    return Signed(row.article_id, row.content, row.day, row.outlet, row.published_at, values, row.title, row.text)
