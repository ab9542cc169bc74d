"""Staging: the day's stage results streamed by COPY into temporary tables, one shard in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from pantau.accounting.endings import Ending, settle
from pantau.clean.ends import read_pages
from pantau.dedupe.pairs import Searched
from pantau.errors import PantauError, StagesIncomplete
from pantau.landing.gone import times_gone
from pantau.landing.unreadable import keys_kept_by_warehouse
from pantau.load.articles import COPY_ARTICLES, article_row, values_of
from pantau.load.named import mention_row, quote_rows
from pantau.load.revisions import earlier_versions, revision_rows, version_of
from pantau.load.rows import copy_rows
from pantau.model import Cleaned, Copy, Extracted, Outcome, QualityResult, Quarantined
from pantau.tagged import Tag, Tagged
from pantau.workspace import Workspace

FOLDER = Path(__file__).parent
_TAGS = 'COPY staged_tags (article_id, kind, id, label, score, start, "end", version) FROM STDIN'
_MENTIONS = """COPY staged_mentions (
  article_id, entity_id, type, kind, name, role, score, is_main, registered, starts, ends, version) FROM STDIN"""
_QUOTES = """COPY staged_quotes (
  article_id, start, "end", entity_id, speaker, role, verb, text, direct, version, search) FROM STDIN"""
_REVISIONS = """COPY staged_revisions (
  article_id, revision, seen_at, title_before, title, cut, added, words, digest) FROM STDIN"""
_OUTCOMES = "COPY staged_outcomes (url_key, article_id, day, outlet, url, outcome, reason) FROM STDIN"
_QUARANTINE = "COPY staged_quarantine (article_id, day, outlet, url, title, rule, reason, value) FROM STDIN"
_QUALITY = "COPY staged_quality (day, rule, scope, severity, success, checked, failed, observed, description) FROM STDIN"


class NotValidated(PantauError):
    """The day has no validated results of the present code and seeds: loading would empty it."""


# Only the loaded row still tells of a page that cannot be read any more. Its text was clean, so cleaning it again
# finds no dateline, source or boilerplate; what the first cleaning found stays.
_AS_LOADED = """UPDATE staged_articles s SET dateline_place = a.dateline_place, dateline_outlet = a.dateline_outlet,
  wire_source = a.wire_source, reposted_from = a.reposted_from, correction = a.correction, author_note = a.author_note,
  removed = a.removed
FROM article_rows a WHERE a.url_key = ANY(%s) AND a.article_id = s.article_id AND a.text = s.text"""


def stage_day(connection: psycopg.Connection, work: Workspace, day: str) -> list[Ending]:
    """Fill the staging tables with the day; return the ending of each of its URLs. Raises NotValidated for a day not
    validated."""
    version = work.version("validate")
    if not work.results.has("validate.quality", version, day, "day"):
        raise NotValidated(
            f"day {day} was not loaded; what was loaded before stays. It was not validated with this version of the code and of "
            f"seeds/ (perhaps they changed while it ran); run it again from extract: pantau run {day} --from extract"
        )
    connection.execute((FOLDER / "staging.sql").read_bytes())
    connection.execute("INSERT INTO staged_day VALUES (%s)", [day])
    landed = work.landing.entries(day)
    refused = list(work.results.read("validate.quarantine", version, day, Quarantined, "day"))
    through: dict[str, list[str]] = {}
    for row in work.results.read("validate.released", version, day, Quarantined, "day"):
        through.setdefault(row.article_id, []).append(row.rule)
    copies = list(work.results.read("dedupe", work.version("dedupe"), day, Copy, "day"))
    here = {row.entry.article_id for row in landed}
    read = _stage_articles(connection, work, day, here, {row.article_id for row in refused}, through)
    connection.execute(_AS_LOADED, [keys_kept_by_warehouse(connection, day)])
    _all_compared(connection, work, day)
    endings = settle(landed, read, copies, refused)
    copy_rows(connection, _OUTCOMES, (_outcome_row(ending) for ending in endings))
    connection.execute("ANALYZE staged_outcomes")
    copy_rows(connection, _QUARANTINE, _quarantine_rows(endings, refused, read))
    quality = work.results.read("validate.quality", version, day, QualityResult, "day")
    copy_rows(connection, _QUALITY, (_quality_row(day, row) for row in quality))
    return endings


def _all_compared(connection: psycopg.Connection, work: Workspace, day: str) -> None:
    """Raise StagesIncomplete unless every staged article was compared in its present form, because stories must not depend
    on timing."""
    rows = work.results.read("pairs.searched", work.version("pairs"), day, Searched, work.part())
    compared = {(row.article_id, row.content) for row in rows}
    staged = connection.execute("SELECT article_id, content_digest FROM staged_articles")
    missing = sum(row not in compared for row in staged)
    if missing:
        raise StagesIncomplete(
            f"day {day} was not loaded; what was loaded before stays. {missing} of its articles were not compared with others as "
            f"they are now (perhaps another run adds pages just now); run it again from dedupe: pantau run {day} --from dedupe"
        )


def _stage_articles(
    connection: psycopg.Connection,
    work: Workspace,
    day: str,
    here: set[str],
    refused: set[str],
    through: Mapping[str, Sequence[str]],
) -> list[Extracted]:
    """Stage articles and tags shard by shard; return what extract and clean said of every page of the day, without the texts.

    If the outlet of an entry changed between two runs, two shards may have results for it: the first one counts.
    """
    here = set(here)
    light: list[Extracted] = []
    gone = times_gone(work.landing.database, day)
    for shard in range(work.settings.shards):
        part = work.part(shard)
        clean = {row.article_id: row for row in work.results.read("clean", work.version("clean"), day, Cleaned, part)}
        tagged = {row.article_id: row for row in work.results.read("tag", work.version("tag"), day, Tagged, part)}
        earlier = earlier_versions(work, day, part)
        rows: list[Sequence[Any]] = []
        revised: list[Sequence[Any]] = []
        for row in read_pages(work, day, Extracted, part):
            if row.article_id not in here:
                continue
            here.remove(row.article_id)
            ready = row.article_id in clean and not row.outcome
            if ready:
                more = gone.get(row.url_key, ()), through.get(row.article_id, ())
                rows.append(values_of(article_row(day, row, clean[row.article_id], tagged.get(row.article_id), *more)))
                if row.article_id in earlier:
                    versions = [*earlier[row.article_id], version_of(row, clean[row.article_id])]
                    revised += revision_rows(row.article_id, versions)
            if ready or row.outcome or row.article_id in refused:
                light.append(replace(row, text="", description="", authors=()))
        copy_rows(connection, COPY_ARTICLES, rows)
        copy_rows(connection, _REVISIONS, revised)
        copy_rows(connection, _TAGS, (_tag_row(one.article_id, tag) for one in tagged.values() for tag in _distinct(one.tags)))
        copy_rows(connection, _MENTIONS, (mention_row(one.article_id, each) for one in tagged.values() for each in one.entities))
        copy_rows(connection, _QUOTES, quote_rows(tagged.values(), clean))
    return light


def _distinct(tags: Iterable[Tag]) -> Iterable[Tag]:
    """Keep the best of the tags with the same label at the same place, because the table holds one."""
    best: dict[tuple[str, str, int], Tag] = {}
    for tag in sorted(tags, key=lambda tag: (tag.score, tag.end, tag.label)):
        best[tag.kind, tag.id, tag.start] = tag
    return best.values()


def _tag_row(article_id: str, tag: Tag) -> Sequence[Any]:
    return [article_id, tag.kind, tag.id, tag.label, tag.score, tag.start, tag.end, tag.version]


def _outcome_row(ending: Ending) -> Sequence[Any]:
    return [
        ending.url_key,
        ending.article_id,
        ending.day,
        ending.outlet,
        ending.url,
        str(ending.outcome),
        ending.reason[:100],
    ]


def _quarantine_rows(endings: Iterable[Ending], refused: Iterable[Quarantined], read: Iterable[Extracted]) -> list[Sequence[Any]]:
    ended = {ending.article_id: ending for ending in endings if ending.outcome == Outcome.QUARANTINED}
    titles = {row.article_id: row.title for row in read if row.article_id in ended}
    rows = {(row.article_id, row.rule): row for row in refused if row.article_id in ended}
    return [
        [
            row.article_id,
            ended[row.article_id].day,
            ended[row.article_id].outlet,
            ended[row.article_id].url,
            titles[row.article_id],
            row.rule,
            row.reason,
            row.value,
        ]
        for row in rows.values()
    ]


def _quality_row(day: str, row: QualityResult) -> Sequence[Any]:
    return [day, row.rule, row.scope, row.severity, row.success, row.checked, row.failed, row.observed, row.description]
