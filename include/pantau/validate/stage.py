"""The validate stage: the row suite, the endings that follow from it, the day suite. It refuses the day if a critical rule
fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pantau.clean.ends import read_pages
from pantau.errors import CriticalRuleFailed, StagesIncomplete
from pantau.landing.loaded import forget_loaded
from pantau.model import Cleaned, Copy, Extracted, Landed, QualityResult, Quarantined, StageReport
from pantau.results import origin_of
from pantau.tagged import Tagged
from pantau.validate.article_releases import holding, part_released
from pantau.validate.frames import ARTICLE_COLUMNS, JudgedArticle, article_rows
from pantau.validate.losses import Loss, ReadPage
from pantau.validate.releases import held_error, unreleased, write_held
from pantau.validate.report import loss_result, quality, quarantined
from pantau.validate.row_rules import row_rules
from pantau.validate.suite import run_suite
from pantau.workspace import Workspace

if TYPE_CHECKING:
    from pantau.catalogue import Catalogue
    from pantau.validate.rules import Row


def run(work: Workspace, day: str, shard: int | None = None) -> StageReport:  # noqa: ARG001 - day rules see the whole day
    """Write the day's quarantine and quality results, the same for the same stage results; no clock is read.

    Raises CriticalRuleFailed (StagesIncomplete while clean or tag are behind) that names every critical rule that failed and
    its figure. It raises after the quality rows are in the warehouse, so that readers see there why the day was not loaded.
    """
    through, version = _let_through(work, day), work.version("validate")
    origin = _origin(work, day, through)
    counts = _counts_of_judging(work, day, origin)
    if counts is None:
        counts = _judge(work, day, origin, through)
    results = list(work.results.read("validate.quality", version, day, QualityResult, "day"))
    results, held = _with_losses(work, day, results)
    _refuse(work, day, [result for result in results if result.severity == "critical" and not result.success], results, held)
    return StageReport("validate", day, counts)


def _with_losses(work: Workspace, day: str, results: list[QualityResult]) -> tuple[list[QualityResult], list[Loss]]:
    """Return the results with those of the rules that compare with what was loaded before, and what holds the day.

    They are written only if they fail, because the results of a day depend on its landing, not on what was loaded before.
    """
    from pantau.accounting.endings import settle

    version, read = work.version("validate"), work.results.read
    pages = list(read_pages(work, day, ReadPage, work.part()))
    copies, refused = (
        read("dedupe", work.version("dedupe"), day, Copy, "day"),
        read("validate.quarantine", version, day, Quarantined, "day"),
    )
    endings = settle(work.landing.entries(day), pages, copies, refused)
    with work.connect() as connection:
        held = unreleased(connection, work.settings, day, endings)
        write_held(connection, day, held)
    return results + [loss_result(work.settings, loss) for loss in held], held


def _let_through(work: Workspace, day: str) -> dict[str, frozenset[str]]:
    """Return article id → rules, of the articles of the day that somebody let through."""
    with work.connect() as connection:
        every = holding(connection)
    here = {row.entry.article_id for row in work.landing.entries(day)} if every else set()
    return {article_id: rules for article_id, rules in sorted(every.items()) if article_id in here}


def _origin(work: Workspace, day: str, through: Mapping[str, frozenset[str]]) -> str:
    """Return a digest of everything that is judged and of the rules. Call it before reading the rows: pages that land in
    between are for the next run."""
    landed, expected = work.landing.listing_digest(day), expected_outlets(work.catalogue)
    # Of an outlet only the fields that rules use: a note on it, or its name, is no reason to judge a day again.
    outlets = [(slug, outlet.domains, outlet.language) for slug, outlet in sorted(work.catalogue.outlets.items())]
    parts = {"extract": work.part(), "clean": work.part(), "tag": work.part(), "dedupe": "day"}
    results = [work.results.digest(name, work.version(name), day, part) for name, part in parts.items()]
    told = [(article_id, sorted(rules)) for article_id, rules in through.items()]
    return origin_of(landed, results, row_rules(work.settings), sorted(expected), outlets, told)


def _counts_of_judging(work: Workspace, day: str, origin: str) -> dict[str, int] | None:
    """Return the counts of an earlier run that judged the same; None if there is none."""
    names, version = ("validate.quarantine", "validate.released", "validate.quality"), work.version("validate")
    found = [work.results.made(name, version, day, "day", origin) for name in names]
    return None if None in found else found[-1]


def _judge(work: Workspace, day: str, origin: str, through: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Judge the day and write what was found."""
    landed = sorted(work.landing.entries(day), key=lambda row: row.entry.url_key)
    extracted = _read_extracted(work, day, landed)
    live = {row.entry.article_id for row in landed if row.entry.source == "feed"}
    rows = article_rows(day, _articles(work, day, extracted, live), work.catalogue.outlets)
    findings = run_suite("articles", rows, row_rules(work.settings), ARTICLE_COLUMNS)
    refused, released = part_released(quarantined(findings, rows), through)
    results = quality(findings, rows, "row") + _day_quality(work, day, landed, extracted, rows, refused)
    version, counts = work.version("validate"), _counts(rows, refused, released, results)
    work.results.write("validate.quarantine", version, day, "day", refused, Quarantined, origin, counts)
    work.results.write("validate.released", version, day, "day", released, Quarantined, origin, counts)
    work.results.write("validate.quality", version, day, "day", results, QualityResult, origin, counts)
    return counts


def _read_extracted(work: Workspace, day: str, landed: Sequence[Landed]) -> list[Extracted]:
    """Return what was extracted of the present URLs of the day, without entries that an archive moved to another day."""
    here = {row.entry.url_key for row in landed}
    return [row for row in read_pages(work, day, Extracted, work.part()) if row.url_key in here]


def _articles(work: Workspace, day: str, extracted: Sequence[Extracted], live: set[str]) -> list[JudgedArticle]:
    read, part = work.results.read, work.part()
    clean = {row.article_id: row for row in read("clean", work.version("clean"), day, Cleaned, part)}
    tagged = {row.article_id: row for row in read("tag", work.version("tag"), day, Tagged, part)}
    return [
        JudgedArticle(row, clean.get(row.article_id), tagged.get(row.article_id), row.article_id in live)
        for row in extracted
        if not row.outcome
    ]


def _day_quality(
    work: Workspace,
    day: str,
    landed: Sequence[Landed],
    extracted: Sequence[Extracted],
    rows: Sequence[Row],
    refused: Sequence[Quarantined],
) -> list[QualityResult]:
    from pantau.accounting.endings import settle
    from pantau.validate.day_frames import DAY_COLUMNS, Day, day_frames
    from pantau.validate.day_rules import DAY_RULES

    copies = list(work.results.read("dedupe", work.version("dedupe"), day, Copy, "day"))
    ended = [ending.url_key for ending in settle(landed, extracted, copies, refused)]
    ids = frozenset(row.article_id for row in refused)
    frames = day_frames(Day(day, landed, ended, expected_outlets(work.catalogue), rows, ids))
    results = []
    for name, columns in DAY_COLUMNS.items():
        rules = [rule for rule in DAY_RULES if rule.frame == name]
        results += quality(run_suite(name, frames[name], rules, columns), frames[name], "day")
    return results


def expected_outlets(catalogue: Catalogue) -> frozenset[str]:
    """Return the outlets that ought to deliver: those with an enabled feed or an archive."""
    return frozenset(feed.outlet for feed in catalogue.feeds if feed.enabled) | frozenset(catalogue.archives)


def _counts(
    rows: Sequence[Row], refused: Sequence[Quarantined], released: Sequence[Quarantined], results: Sequence[QualityResult]
) -> dict[str, int]:
    return {
        "articles": len(rows),
        "quarantined": len({row.article_id for row in refused}),
        "released": len({row.article_id for row in released} - {row.article_id for row in refused}),
        "rules": len(results),
        "rules_failed": sum(not result.success for result in results),
    }


def _refuse(
    work: Workspace, day: str, failed: Sequence[QualityResult], results: Sequence[QualityResult], held: Sequence[Loss]
) -> None:
    if not failed:
        return
    write_quality(work, day, results)
    if len(failed) == len(held):
        raise held_error(day, held)
    reasons = "; ".join(f"{result.rule}: {result.description} – {result.observed[:300]}" for result in failed)
    # Two runs of a day share its stage results: a run that validates between extract and tag of the other only has to wait.
    kind = StagesIncomplete if any(result.rule == "stages.complete" for result in failed) else CriticalRuleFailed
    raise kind(f"day {day} was not loaded; what was loaded before stays. {reasons}")


def write_quality(work: Workspace, day: str, results: Sequence[QualityResult]) -> None:
    """Replace the day's quality rows in the warehouse, in a transaction of its own."""
    from pantau.warehouse.locks import SWAP_LOCK

    columns = "rule, scope, severity, success, checked, failed, observed, description"
    insert = f"INSERT INTO quality_rows (day, {columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - constants
    values = [
        (day, row.rule, row.scope, row.severity, row.success, row.checked, row.failed, row.observed, row.description)
        for row in results
    ]
    with work.connect() as connection, connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (SWAP_LOCK,))  # a load of the same day may write these rows now
        cursor.execute("DELETE FROM quality_rows WHERE day = %s", (day,))
        cursor.executemany(insert, values)
        forget_loaded(connection, [day])  # the next load writes its own
