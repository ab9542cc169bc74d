"""The tag stage of a day: reads what clean and extract wrote, writes one Tagged per article."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pantau.model import Cleaned, Extracted, StageReport, Tag, Tagged
from pantau.results import origin_of
from pantau.tag.tagger import Tagger
from pantau.workspace import Workspace


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:
    """Tag the articles of one shard of a day (all shards, one part each, when it is None); a row already tagged is kept as it is.

    Counts: articles, reused, tags, untagged (no tag but the language).
    """
    counts = dict.fromkeys(("articles", "reused", "tags", "untagged"), 0)
    for part in range(work.settings.shards) if shard is None else (shard,):
        for name, count in _run_part(work, day, work.part(part)).items():
            counts[name] += count
    return StageReport("tag", day, counts)


def _run_part(work: Workspace, day: str, part: str) -> dict[str, int]:
    version = work.version("tag")
    results = work.results
    origin = origin_of(*(results.digest(name, work.version(name), day, part) for name in ("extract", "clean")))
    if (before := results.made("tag", version, day, part, origin)) is not None:
        return before | {"reused": before["articles"]}
    earlier = {(row.article_id, row.digest): row for row in results.read("tag", version, day, Tagged)}
    pages = {row.article_id: row for row in results.read("extract", work.version("extract"), day, Extracted, part)}
    rows, reused = [], 0
    for cleaned in results.read("clean", work.version("clean"), day, Cleaned, part):
        known = earlier.get((cleaned.article_id, cleaned.digest))
        reused += known is not None
        rows.append(known or _tagged(tagger_of(work.settings.seeds_dir, version), cleaned, pages.get(cleaned.article_id)))
    rows.sort(key=lambda row: row.article_id)
    untagged = sum(all(tag.kind == "language" for tag in row.tags) for row in rows)
    counts = {"articles": len(rows), "reused": reused, "tags": sum(len(row.tags) for row in rows), "untagged": untagged}
    results.write("tag", version, day, part, rows, Tagged, origin, counts)
    return counts


def _tagged(tagger: Tagger, cleaned: Cleaned, page: Extracted | None) -> Tagged:
    outlet, section, declared = (page.outlet, page.section, page.language) if page else ("", "", "")
    tags: tuple[Tag, ...] = tagger.tags(
        cleaned.title, cleaned.text, outlet=outlet, section=section, wire_source=cleaned.wire_source, language=declared
    )
    language = tagger.language(cleaned.title, cleaned.text, declared)
    return Tagged(cleaned.article_id, cleaned.digest, language, tags)


@lru_cache(maxsize=4)
def tagger_of(seeds_dir: Path, version: str) -> Tagger:
    """Return the tagger of a seeds folder and stage version, built once per process."""
    return Tagger(seeds_dir, version)
