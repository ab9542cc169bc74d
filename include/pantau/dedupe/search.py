"""The search: compares an article with every signature around its day, except if the verdict is known.

A run writes its own signatures before it reads those of others. So if two days (or two shards) are worked at the same time, at
least one sees the other. A verdict depends only on the two texts, so all runs together find the same in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from pantau.dedupe.compare import Text, Verdict
from pantau.dedupe.comparing import compared
from pantau.dedupe.judge import FILE, read_judge
from pantau.dedupe.neighbours import candidates
from pantau.dedupe.owners import PressHosts
from pantau.dedupe.pairs import Pair, days_around, pairs_around
from pantau.dedupe.signing import SignatureRow, Words, read_marks, read_words
from pantau.dedupe.stories import delay
from pantau.workspace import Workspace

_LAST = datetime.max.replace(tzinfo=UTC)
_Two = tuple[SignatureRow, SignatureRow]


def find_pairs(work: Workspace, day: str, marks: Sequence[SignatureRow]) -> Iterator[Pair]:
    """Yield the verdict on every candidate pair of `marks` (articles of `day`) with a signature written around the day.

    It also yields pairs that do not belong together (kind ""), so that the next run need not compare them again.
    """
    marks = in_order(marks)
    mine = {mark.content for mark in marks}
    known = {(pair.first_content, pair.later_content): pair for pair in pairs_around(work, day, mine)}
    for near in days_around(day):
        found = _candidates(marks, in_order(read_marks(work, near)))
        yield from (known[key] for key in found if key in known)
        yield from _compare_pairs(work, day, near, [two for key, two in found.items() if key not in known])


def _candidates(marks: Sequence[SignatureRow], others: Sequence[SignatureRow]) -> dict[tuple[str, str], _Two]:
    """Return the candidate pairs by their contents, the earlier published first. An article is no candidate of its own
    forms."""
    found: dict[tuple[str, str], _Two] = {}
    for one, other in candidates(marks, others):
        if marks[one].article_id != others[other].article_id:
            first, later = sorted((marks[one], others[other]), key=_age)
            found[first.content, later.content] = first, later
    return dict(sorted(found.items()))


def in_order(marks: Sequence[SignatureRow]) -> list[SignatureRow]:
    """Return those that have a signature, the first published first: in a crowd the others are compared with these."""
    return sorted((mark for mark in marks if mark.values), key=_age)


def _age(mark: SignatureRow) -> tuple[datetime, str]:
    return mark.published_at or _LAST, mark.article_id


def _compare_pairs(work: Workspace, day: str, near: str, pairs: Sequence[_Two]) -> Iterator[Pair]:
    if not pairs:
        return
    wanted = {mark.content for two in pairs for mark in two}
    words = read_words(work, day, wanted) | read_words(work, near, wanted)
    # Another run has just replaced an article whose words are gone; that run will search for it.
    there = {
        (first.content, later.content): (first, later) for first, later in pairs if {first.content, later.content} <= words.keys()
    }
    press, judge = PressHosts(work.catalogue.outlets, {}), read_judge(work.settings.seeds_dir / FILE)
    verdicts = compared(list(there), lambda content: _text(words[content], press), judge)
    yield from (_pair(*two, verdicts[key]) for key, two in there.items())


def _pair(first: SignatureRow, later: SignatureRow, verdict: Verdict) -> Pair:
    return Pair(
        first_id=first.article_id,
        later_id=later.article_id,
        first_content=first.content,
        later_content=later.content,
        kind=verdict.kind,
        similarity=round(verdict.similarity, 4),
        delay_minutes=delay(first.published_at, later.published_at),
        cut=tuple(verdict.cut) if verdict.kind else (),
        added=tuple(verdict.added) if verdict.kind else (),
        probability=round(verdict.probability, 4),
    )


def _text(row: Words, press: PressHosts) -> Text:
    return Text(row.title, row.text, row.outlet, row.published_at, row.day, press.group(row.outlet))
