"""clean, the stage: every extracted article of a day gets its clean text; one already cleaned with the same bytes is reused."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

from pantau.clean.cleaning import clean_text
from pantau.clean.press import Press
from pantau.model import Cleaned, Extracted, StageReport
from pantau.results import origin_of
from pantau.workspace import Workspace


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:
    """Clean the articles of a day (of one shard, or of all) and write the results; counts come back, never rows."""
    parts = [shard] if shard is not None else range(work.settings.shards)
    counts: Counter[str] = Counter()
    for part in parts:
        counts += _one_shard(work, day, part)
    return StageReport("clean", day, dict(counts))


def _one_shard(work: Workspace, day: str, shard: int) -> Counter[str]:
    counts = _clean_texts(work, day, "", work.part(shard))
    _clean_texts(work, day, ".earlier", work.part(shard))  # what a page said before it was fetched again
    return counts


def _clean_texts(work: Workspace, day: str, which: str, part: str) -> Counter[str]:
    version = work.version("clean")
    names = tuple(sorted(outlet.name for outlet in work.catalogue.outlets.values()))
    origin = origin_of(names, work.results.digest(f"extract{which}", work.version("extract"), day, part))
    if (before := work.results.made(f"clean{which}", version, day, part, origin)) is not None:
        return Counter(reused=before.pop("reused", 0) + before.pop("cleaned", 0), **before)
    known = {(row.article_id, row.digest): row for row in work.results.read(f"clean{which}", version, day, Cleaned, part)}
    counts: Counter[str] = Counter()
    rows = []
    for article in work.results.read(f"extract{which}", work.version("extract"), day, Extracted, part):
        if article.outcome:
            continue
        row = known.get((article.article_id, article.digest))
        counts["reused" if row else "cleaned"] += 1
        rows.append(row or _cleaned(work, article, names))
        counts["removals"] += len(rows[-1].removed)
    rows.sort(key=lambda row: row.article_id)
    work.results.write(f"clean{which}", version, day, part, rows, Cleaned, origin, counts)
    return counts


def _cleaned(work: Workspace, article: Extracted, names: tuple[str, ...]) -> Cleaned:
    own = work.catalogue.outlets.get(article.outlet)
    found = clean_text(
        article.text,
        outlet=article.outlet,
        title=article.title,
        description=article.description,
        authors=article.authors,
        press=Press(own.name if own else "", names),
        folder=work.settings.seeds_dir / "cleaning",
    )
    said = {field.name: getattr(found, field.name) for field in fields(found)}
    return Cleaned(article_id=article.article_id, digest=article.digest, **said)
