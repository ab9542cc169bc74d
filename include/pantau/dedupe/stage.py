"""The dedupe stage: from the clean articles of a day it makes copies, signatures and pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pantau.clean.ends import read_pages
from pantau.dedupe.copies import Candidate, find_copies
from pantau.dedupe.pairs import Pair, Searched, days_around
from pantau.dedupe.signing import texts_digest
from pantau.model import Copy, StageReport
from pantau.results import origin_of
from pantau.workspace import Workspace

_NOBODY = "the first shard compares them all"


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:
    """Write copies, signatures and pairs of a day, the same for the same articles. The shards share the work of a large day.

    Shard 0 finds the copies, which cross outlets, and does all work of a small day; the other shards then find nothing to do.
    Counts: articles, copies and their kinds; signed (anew), and compared pairs that belong together, by kind.
    """
    shards = range(work.settings.shards)
    together = shard is None or not is_large(work, day)
    counts: Counter[str] = Counter()
    if not shard:
        counts += copies_of(work, day)
    if not together or not shard:
        counts += _pairs(work, day, shard or 0, shards if together else [shard or 0])
    if together and not shard:
        for other in shards[1:]:  # what an earlier run left there when the day was large
            leave_to_the_first(work, day, work.part(other))
    return StageReport("dedupe", day, {"articles": 0, "copies": 0, "signed": 0} | dict(sorted(counts.items())))


def leave_to_the_first(work: Workspace, day: str, part: str) -> None:
    """Write, for a shard of a small day, that nothing was found and nothing compared."""
    if _counts_of_search(work, day, part, _NOBODY) is None:
        _write(work, day, part, [], [], _NOBODY, {})


def is_large(work: Workspace, day: str) -> bool:
    """Tell whether the shards of a day search side by side."""
    return work.results.count("clean", work.version("clean"), day, work.part()) > work.settings.large_day


def copies_of(work: Workspace, day: str) -> Counter[str]:
    """Write the copies among the articles of a day; return how many, and how many of each kind."""
    results, version, texts = work.results, work.version("dedupe"), texts_digest(work, day, work.part())
    origin = origin_of(work.settings.min_words, texts)
    if (before := results.made("dedupe", version, day, "day", origin)) is not None:
        return Counter(before)
    copies = find_copies(candidates(work, day), min_words=work.settings.min_words)
    counts = Counter({"copies": len(copies)}) + Counter(copy.kind for copy in copies)
    results.write("dedupe", version, day, "day", copies, Copy, origin, counts)
    return counts


def _pairs(work: Workspace, day: str, part: int, shards: Sequence[int]) -> Counter[str]:
    """Sign, then search, in this order (see `pantau.dedupe.search`). Pairs that were compared before are not compared again."""
    from pantau.dedupe.signing import write_signatures

    signed = write_signatures(work, day, shards)
    return search(work, day, work.part(part), [work.part(shard) for shard in shards], signed)


def search(work: Workspace, day: str, part: str, among: Sequence[str], signed: int = 0) -> Counter[str]:
    """Compare the articles signed in the parts `among` with those around them, and write the result as the part `part`."""
    from pantau.dedupe.search import find_pairs
    from pantau.dedupe.searches import is_searched, signed_around, to_remember, unit
    from pantau.dedupe.signing import read_marks, sign_stored

    sign_stored(work, days_around(day))
    own, now = [unit(day, name) for name in among], signed_around(work, day)
    origin = origin_of([(one, now.get(one)) for one in own])
    known = is_searched(work, day, part, own, now)
    if (before := _counts_of_search(work, day, part, origin if known else "")) is not None:  # nothing is made from ""
        return Counter(before | {"signed": 0})
    marks = [mark for name in among for mark in read_marks(work, day, name)]
    pairs = list(find_pairs(work, day, marks))  # an article that could not be signed has none, and is compared with nothing
    counts = {"articles": len(marks), "signed": signed} | Counter(f"pairs_{pair.kind}" for pair in pairs if pair.kind)
    compared = [Searched(mark.article_id, mark.content) for mark in marks]
    _write(work, day, part, pairs, compared, origin, counts, to_remember(own, now, signed_around(work, day)))
    return Counter(counts)


def _counts_of_search(work: Workspace, day: str, name: str, origin: str) -> dict[str, int] | None:
    """Return the counts of an earlier search of the same signatures, if that search came to its end."""
    version = work.version("pairs")
    pairs = work.results.made("pairs", version, day, name, origin)
    return None if pairs is None else work.results.made("pairs.searched", version, day, name, origin)


def _write(
    work: Workspace,
    day: str,
    part: str,
    pairs: Sequence[Pair],
    searched: Sequence[Searched],
    origin: str,
    counts: Mapping[str, int],
    search: Mapping[str, Any] | None = None,
) -> None:
    """Write the pairs, then the articles that were compared. A load uses the pairs only if it finds the second."""
    version = work.version("pairs")
    work.results.write("pairs", version, day, part, pairs, Pair, origin, counts)
    work.results.write("pairs.searched", version, day, part, searched, Searched, origin, counts, search)


@dataclass(frozen=True, slots=True)
class _DatedText:
    article_id: str
    outlet: str
    url_key: str
    canonical_key: str
    published_at: datetime | None
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Clean:
    article_id: str
    title: str
    text_digest: str
    words: int


def candidates(work: Workspace, day: str) -> list[Candidate]:
    """Return the articles of the day that no earlier stage refused and that have a clean text; it does not read the texts."""
    read, part = work.results.read, work.part()
    clean = {row.article_id: row for row in read("clean", work.version("clean"), day, _Clean, part)}
    extracted = (row for row in read_pages(work, day, _DatedText, part) if not row.outcome)
    return [_candidate(row, clean[row.article_id]) for row in extracted if row.article_id in clean]


def _candidate(row: _DatedText, clean: _Clean) -> Candidate:
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
