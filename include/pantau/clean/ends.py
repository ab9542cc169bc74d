"""The rows of extract as the stages after clean see them: an article that could not be cleaned is failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from pantau.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _End:
    article_id: str
    reason: str


def read_pages(work: Workspace, day: str, kind: type[T], part: str) -> Iterator[T]:
    """Yield the rows of extract as `kind`, which has article_id, outcome and reason.

    An article that could not be cleaned is failed, with the reason that clean gives.
    """
    rows = work.results.read("clean", work.version("clean"), day, _End, part)
    reasons = {row.article_id: row.reason for row in rows if row.reason}
    for page in work.results.read("extract", work.version("extract"), day, kind, part):
        row = cast(Any, page)
        if row.article_id in reasons and not row.outcome:
            row = replace(row, outcome="failed", reason=reasons[row.article_id])
        yield row
