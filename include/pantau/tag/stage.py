"""The tag stage of a day: reads what clean and extract wrote, writes one Tagged per article."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pantau.budget import TOO_COSTLY, work_near
from pantau.model import Cleaned, Extracted, StageReport
from pantau.results import origin_of
from pantau.tag.article import ArticleReader, tagged_of
from pantau.tag.names import read_analyzer
from pantau.tag.sections import parts_of_address
from pantau.tagged import Tagged
from pantau.workspace import Workspace

log = logging.getLogger(__name__)
_Text = tuple[str, str, str, str, str, str]  # title, text, outlet, section, wire source, declared language


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:
    """Tag the articles of one shard of a day (None: all shards, one part each); keep a row that is already tagged.

    An article whose text cannot be tagged within the budget has no tags, and the language that its page declares; no article is
    lost because it lacks tags. Counts: articles, reused, tags, untagged (no tag except language and tone), failed (could not be
    tagged).
    """
    counts = dict.fromkeys(("articles", "reused", "tags", "untagged", "failed"), 0)
    for part in range(work.settings.shards) if shard is None else (shard,):
        for name, count in _run_part(work, day, work.part(part)).items():
            counts[name] += count
    return StageReport("tag", day, counts)


def _run_part(work: Workspace, day: str, part: str) -> dict[str, int]:
    version = work.version("tag")
    results = work.results
    # A larger budget may be enough for a text that was too costly.
    origin = origin_of(work.budget.mark, *(results.digest(name, work.version(name), day, part) for name in ("extract", "clean")))
    if (before := results.made("tag", version, day, part, origin)) is not None:
        return before | {"reused": before["articles"]}
    earlier = {(row.article_id, row.digest): row for row in results.read("tag", version, day, Tagged) if not row.reason}
    pages = {row.article_id: row for row in results.read("extract", work.version("extract"), day, Extracted, part)}
    rows, fresh = [], []
    for cleaned in results.read("clean", work.version("clean"), day, Cleaned, part):
        if cleaned.reason:
            continue  # it has no text
        known = earlier.get((cleaned.article_id, cleaned.digest))
        rows.extend([known] if known else [])
        fresh.extend([] if known else [cleaned])
    reused = len(rows)
    rows.extend(_tag_all(work, fresh, pages))
    rows.sort(key=lambda row: row.article_id)
    untagged = sum(all(tag.kind in ("language", "tone") for tag in row.tags) for row in rows)
    counts = {"articles": len(rows), "reused": reused, "tags": sum(len(row.tags) for row in rows), "untagged": untagged}
    counts["failed"] = sum(bool(row.reason) for row in rows)
    results.write("tag", version, day, part, rows, Tagged, origin, counts)
    return counts


def _tag_all(work: Workspace, fresh: Sequence[Cleaned], pages: Mapping[str, Extracted]) -> Iterator[Tagged]:
    items = ((cleaned, _text(cleaned, pages.get(cleaned.article_id))) for cleaned in fresh)
    asked = work.settings.seeds_dir, work.version("tag")
    for cleaned, answer in work_near(text_tagger, asked, items, work.budget, _size) if fresh else ():
        page = pages.get(cleaned.article_id)
        if answer.value is None:
            where = page.url if page else cleaned.article_id
            log.warning("%s cannot be tagged (%s): %s %s", where, answer.reason, answer.detail, answer.trace)
            language = page.language if page else ""
            reason = TOO_COSTLY if answer.reason == TOO_COSTLY else "tag_error"
            # The words are read here, at a cost that grows only with the length: a search finds the article also without tags.
            words = read_analyzer(work.settings.seeds_dir / "tags").vector(*_text(cleaned, page)[:2])
            yield Tagged(cleaned.article_id, cleaned.digest, language, reason=reason, search=words)
        else:
            yield replace(answer.value, article_id=cleaned.article_id, digest=cleaned.digest)


def _text(cleaned: Cleaned, page: Extracted | None) -> _Text:
    if page is None:
        return cleaned.title, cleaned.text, "", "", cleaned.wire_source, ""
    # Many pages say no section, or only "News", where the address has the desk's name.
    section = f"{page.section}/{parts_of_address(page.url)}"
    return cleaned.title or page.title, cleaned.text, page.outlet, section, cleaned.wire_source, page.language


def _size(text: _Text) -> int:
    return sum(map(len, text))


def text_tagger(seeds_dir: Path, version: str) -> Callable[[_Text], Tagged]:
    """Return the function that tags one text, without the id of an article. Raises BadInput if the seeds cannot be used."""
    reader = reader_of(seeds_dir, version)
    reader.tagger.open_model()
    words = read_analyzer(seeds_dir / "tags", reader.tagger.entities)

    def tag(text: _Text) -> Tagged:
        title, body, outlet, section, wire, declared = text
        read = reader.read(title, body, outlet=outlet, section=section, wire_source=wire, language=declared)
        found = tagged_of("", "", read, version)
        quotes = tuple(replace(one, search=words.vector("", body[one.start : one.end])) for one in found.quotes)
        return replace(found, quotes=quotes, search=words.vector(title, body))

    return tag


@lru_cache(maxsize=4)
def reader_of(seeds_dir: Path, version: str) -> ArticleReader:
    """Return the reader of a seeds folder and stage version, built once per process."""
    return ArticleReader(seeds_dir, version)
