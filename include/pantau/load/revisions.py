"""Revisions: what changed in an article from one fetch of its page to the next, as far as the landing has the pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from pantau.model import Cleaned, Extracted
from pantau.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Version:
    """An article as one fetch of its page had it."""

    seen_at: datetime
    digest: str
    title: str
    text: str
    text_digest: str
    words: int


def version_of(row: Extracted, clean: Cleaned) -> Version:
    """Return the version a page's rows of extract and clean make."""
    return Version(row.fetched_at, row.digest, clean.title or row.title, clean.text, clean.text_digest, clean.words)


def earlier_versions(work: Workspace, day: str, part: str) -> dict[str, list[Version]]:
    """Return article id → its versions before the shown one, for the articles of a part of a day that have any."""
    cleaned = work.results.read("clean.earlier", work.version("clean"), day, Cleaned, part)
    clean = {(row.article_id, row.digest): row for row in cleaned if not row.reason}
    found: defaultdict[str, list[Version]] = defaultdict(list)
    for row in work.results.read("extract.earlier", work.version("extract"), day, Extracted, part):
        if (row.article_id, row.digest) in clean:
            found[row.article_id].append(version_of(row, clean[row.article_id, row.digest]))
    return found


def revision_rows(article_id: str, versions: Sequence[Version]) -> Iterator[list[Any]]:
    """Yield a row of article_revisions for every change of title or text between two fetches, in the order of the fetches.

    A page that differs only in its adverts, or a text only in its commas, is no revision.
    """
    number = 0
    for before, after in pairwise(sorted(versions, key=lambda version: (version.seen_at, version.digest))):
        if (before.title, before.text_digest) != (after.title, after.text_digest):
            number += 1
            old, new = before.text.split("\n"), after.text.split("\n")
            cut, added = _only_in(old, new), _only_in(new, old)
            yield [article_id, number, after.seen_at, before.title, after.title, cut, added, after.words, after.digest]


def _only_in(some: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the paragraphs that are more often in `some`, in order; one that only moved is in neither list."""
    left = Counter(others)
    left.subtract(Counter(some))
    missing = {line: -count for line, count in left.items() if count < 0}
    found = []
    for line in reversed(some):  # of a paragraph that is there twice and was there once, the later one is new
        if missing.get(line, 0) > 0:
            missing[line] -= 1
            found.append(line)
    return [line for line in reversed(found) if line]
