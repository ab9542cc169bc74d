"""The dedupe stage: all clean articles of a day in, the copies among them out."""

from __future__ import annotations

from collections import Counter

from pantau.dedupe.copies import Candidate, find_copies
from pantau.model import Cleaned, Copy, Extracted, StageReport
from pantau.workspace import Workspace


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:
    """Write the day's copies as the results of `dedupe`, the same for the same articles. Counts articles, copies and kinds."""
    if shard:  # copies cross outlets: the first shard finds them all
        return StageReport("dedupe", day, {})
    rows = candidates(work, day)
    copies = find_copies(rows, min_words=work.settings.min_words)
    work.results.write("dedupe", work.version("dedupe"), day, "day", copies, Copy)
    kinds = Counter(copy.kind for copy in copies)
    return StageReport("dedupe", day, {"articles": len(rows), "copies": len(copies), **dict(sorted(kinds.items()))})


def candidates(work: Workspace, day: str) -> list[Candidate]:
    """Return the articles of the day that are still in the pipe and have a clean text."""
    read, part = work.results.read, work.part()
    clean = {row.article_id: row for row in read("clean", work.version("clean"), day, Cleaned, part)}
    extracted = (row for row in read("extract", work.version("extract"), day, Extracted, part) if not row.outcome)
    return [_candidate(row, clean[row.article_id]) for row in extracted if row.article_id in clean]


def _candidate(row: Extracted, clean: Cleaned) -> Candidate:
    return Candidate(
        article_id=row.article_id,
        outlet=row.outlet,
        url_key=row.url_key,
        canonical_key=row.canonical_key,
        title=clean.title,
        text_digest=clean.text_digest,
        words=clean.words,
        published_at=row.published_at,
    )
