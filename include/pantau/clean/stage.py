"""The clean stage: gives every extracted article of a day its clean text, and reuses what was cleaned from the same bytes."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from pantau.budget import TOO_COSTLY, work_near
from pantau.clean.cleaning import clean_text
from pantau.clean.press import Press
from pantau.clean.rules import read_rules
from pantau.model import Cleaned, CleanText, Extracted, StageReport
from pantau.results import origin_of
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_Text = tuple[str, str, str, str, tuple[str, ...], str]  # text, outlet, title, description, authors, the outlet's name


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:
    """Clean the articles of a day (of one shard, or of all), write the results and return counts.

    An article that cannot be cleaned within the budget has an empty text and a reason (`failed` in the counts).
    """
    parts = [shard] if shard is not None else range(work.settings.shards)
    counts: Counter[str] = Counter()
    for part in parts:
        counts += _one_shard(work, day, part)
    return StageReport("clean", day, dict(counts))


def _one_shard(work: Workspace, day: str, shard: int) -> Counter[str]:
    counts = _clean_texts(work, day, "", work.part(shard))
    _clean_texts(work, day, ".earlier", work.part(shard))  # the reading of the page before it was fetched again
    return counts


def _clean_texts(work: Workspace, day: str, which: str, part: str) -> Counter[str]:
    version = work.version("clean")
    names = tuple(sorted(outlet.name for outlet in work.catalogue.outlets.values()))
    extracted = work.results.digest(f"extract{which}", work.version("extract"), day, part)
    origin = origin_of(work.budget.mark, names, extracted)  # a larger budget may be enough for a text that was too costly
    if (before := work.results.made(f"clean{which}", version, day, part, origin)) is not None:
        return Counter(reused=before.pop("reused", 0) + before.pop("cleaned", 0), **before)
    kept = work.results.read(f"clean{which}", version, day, Cleaned, part)
    known = {(row.article_id, row.digest): row for row in kept if not row.reason}
    rows, fresh = [], []
    for article in work.results.read(f"extract{which}", work.version("extract"), day, Extracted, part):
        if article.outcome:
            continue
        row = known.get((article.article_id, article.digest))
        rows.extend([row] if row else [])
        fresh.extend([] if row else [article])
    counts = Counter(reused=len(rows), cleaned=len(fresh))
    rows.extend(_clean_all(work, fresh, names))
    counts["removals"] = sum(len(row.removed) for row in rows)
    counts["failed"] = sum(bool(row.reason) for row in rows)
    counts = +counts
    rows.sort(key=lambda row: row.article_id)
    work.results.write(f"clean{which}", version, day, part, rows, Cleaned, origin, counts)
    return counts


def _clean_all(work: Workspace, fresh: Sequence[Extracted], names: tuple[str, ...]) -> Iterator[Cleaned]:
    items = ((article, (*_text(article), _own_name(work, article))) for article in fresh)
    asked = names, work.settings.seeds_dir / "cleaning", work.version("clean"), work.lessons.furniture
    for article, answer in work_near(text_cleaner, asked, items, work.budget, _size) if fresh else ():
        if answer.value is None:
            log.warning("%s cannot be cleaned (%s): %s %s", article.url, answer.reason, answer.detail, answer.trace)
            reason = TOO_COSTLY if answer.reason == TOO_COSTLY else "clean_error"
            found = CleanText(title="", text="", text_digest="", words=0)
        else:
            reason, found = "", answer.value
        said = {field.name: getattr(found, field.name) for field in fields(found)}
        yield Cleaned(article_id=article.article_id, digest=article.digest, reason=reason, **said)


def _text(article: Extracted) -> tuple[str, str, str, str, tuple[str, ...]]:
    return article.text, article.outlet, article.title, article.description, article.authors


def _own_name(work: Workspace, article: Extracted) -> str:
    own = work.catalogue.outlets.get(article.outlet)
    return own.name if own else ""


def _size(text: _Text) -> int:
    """Return the letters a text has in all; the names of its authors count."""
    return sum(map(len, text[:4])) + sum(map(len, text[4]))


def text_cleaner(
    names: tuple[str, ...],
    folder: Path,
    version: str,  # noqa: ARG001 — a process that lives on is given a new one when the seeds have changed
    furniture: Mapping[str, Mapping[str, str]],
) -> Callable[[_Text], CleanText]:
    """Return the function that cleans one text; the outlets have the printed `names`. Raises BadInput for bad rules.

    `furniture` (outlet → letters of a line → its id) are the boilerplate lines of the lessons.
    """
    read_rules(folder)

    def clean(article: _Text) -> CleanText:
        text, outlet, title, description, authors, own = article
        press = Press(own, names)
        return clean_text(
            text, outlet=outlet, title=title, description=description, authors=authors, press=press, folder=folder,
            furniture=furniture.get(outlet, {}),
        )  # fmt: skip

    return clean
