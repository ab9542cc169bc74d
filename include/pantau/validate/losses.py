"""What a day would lose: articles in the warehouse that a load would remove now, and pages that cannot be read.

These are no rules of Great Expectations, because their answer depends on what was loaded before, while the results of a stage
depend only on the landing. `validate` checks before the load, and the load checks again in its own transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg

from pantau.accounting.endings import Ending
from pantau.model import Outcome
from pantau.results import origin_of
from pantau.settings import Settings
from pantau.validate.rules import stored_words

SHRINKS, UNREADABLE = "shrinks", "pages.unreadable"
UNREADABLE_REASONS = frozenset({"extract_error", "clean_error", "page_missing"})
IN_WAREHOUSE = (Outcome.LOADED, Outcome.DUPLICATE)
NAMED_OUTLETS = 12
# What is loaded, and what earlier loads took away without a release: a day that loses a little each time loses much in the end.
# An address that an archive moved to another day belongs to that day, so this day does not lose it. An article whose release was
# taken back goes because somebody said so, with a reason: that is no loss either.
_HAD = """SELECT a.article_id, a.url_key, a.outlet, a.url, a.title, a.earlier FROM (
  SELECT article_id, url_key, outlet, url, title, false AS earlier FROM article_rows r WHERE day = %(day)s
    AND (released = '{}' OR EXISTS (SELECT FROM article_releases e WHERE e.article_id = r.article_id AND e.undone_at IS NULL))
  UNION ALL
  SELECT article_id, url_key, outlet, url, title, true FROM gone_articles g WHERE day = %(day)s
    AND NOT EXISTS (SELECT FROM article_rows r WHERE r.day = g.day AND r.article_id = g.article_id)
) a WHERE NOT EXISTS (SELECT FROM entry_days e WHERE e.url_key = a.url_key AND e.day <> %(day)s)"""
_FORGET_GONE = "DELETE FROM gone_articles WHERE day = %s"
_KEEP_GONE = "INSERT INTO gone_articles (day, article_id, url_key, outlet, url, title) VALUES (%s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What accounting needs of an extracted page: these fields of Extracted, and not its text."""

    article_id: str
    outcome: str
    reason: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class LostItem:
    """An article that would be lost, or a page that cannot be read (its title is empty)."""

    url_key: str
    outlet: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Loss:
    """The reason why one rule holds the day. `observed` says how many of how many, and which outlets."""

    rule: str
    checked: int
    items: tuple[LostItem, ...]
    observed: str

    @property
    def digest(self) -> str:
        """A digest of exactly these items."""
        return origin_of(self.rule, *sorted(item.url_key for item in self.items))


def losses(connection: psycopg.Connection, settings: Settings, day: str, endings: Sequence[Ending]) -> list[Loss]:
    """Return what would hold the day with these endings, released or not; nothing for a day that may be loaded."""
    had, earlier = _read_had(connection, day)
    found = [shrinking(settings, had, endings, earlier), unreadable(settings, endings)]
    return [loss for loss in found if loss]


def keep_gone(connection: psycopg.Connection, settings: Settings, day: str, endings: Iterable[Ending]) -> None:
    """List what the day has lost since it was first loaded, or since the last release of `shrinks`. Call it before the swap."""
    had, _ = _read_had(connection, day)
    connection.execute(_FORGET_GONE, [day])
    if settings.shrink_share == 1:
        return  # the rule is off, so no list is kept
    staying = _staying(endings)
    with connection.cursor() as cursor:
        gone = ((day, key, one.url_key, one.outlet, one.url, one.title) for key, one in had if key not in staying)
        cursor.executemany(_KEEP_GONE, gone)


def forget_gone(connection: psycopg.Connection, day: str) -> None:
    """Begin a new list, because what is gone was released."""
    connection.execute(_FORGET_GONE, [day])


def _read_had(connection: psycopg.Connection, day: str) -> tuple[list[tuple[str, LostItem]], set[str]]:
    rows = connection.execute(_HAD, {"day": day}).fetchall()
    return [(row[0], LostItem(*row[1:5])) for row in rows], {row[0] for row in rows if row[5]}


def shrinking(
    settings: Settings, loaded: Collection[tuple[str, LostItem]], endings: Iterable[Ending], earlier: Collection[str] = ()
) -> Loss | None:
    """Return the articles that would be lost, if they are too many or all that an outlet had; `loaded` gives their ids.

    `earlier` are the ids that earlier loads removed: they count, except if they are back. A few articles of a small day do not
    hold it (`hold_least`). An outlet that had articles and would have none always holds it, except if the rule is off
    (`shrink_share` of 1).
    """
    if settings.shrink_share == 1:
        return None
    kept = [ending for ending in endings if ending.outcome in IN_WAREHOUSE]
    staying, outlets = _staying(kept), {ending.outlet for ending in kept}
    gone = [item for article_id, item in loaded if article_id not in staying]
    outlets |= {item.outlet for article_id, item in loaded if article_id in staying}
    vanished = {item.outlet for item in gone} - outlets
    if not vanished and not _too_many(len(gone), len(loaded), settings.shrink_share, settings.hold_least):
        return None
    words = [_share("lost_articles", len(gone), len(loaded))]
    before = len([article_id for article_id, _ in loaded if article_id in earlier and article_id not in staying])
    words += [stored_words("observed", "gone_before", count=before)] if before else []
    words += _name_outlets("vanished", [item.outlet for item in gone if item.outlet in vanished])
    words += _name_outlets("fewer", [item.outlet for item in gone if item.outlet not in vanished])
    return Loss(SHRINKS, len(loaded), _order_items(gone), "; ".join(words))


def unreadable(settings: Settings, endings: Iterable[Ending]) -> Loss | None:
    """Return the pages that cannot be read, if they are too large a share of the landed pages."""
    landed = [ending for ending in endings if ending.outcome not in (Outcome.PENDING, Outcome.BLOCKED)]
    lost = [end for end in landed if end.outcome == Outcome.FAILED and end.reason in UNREADABLE_REASONS]
    had = len([end for end in landed if end.outcome != Outcome.FAILED]) + len(lost)
    if not _too_many(len(lost), had, settings.unreadable_share, settings.hold_least):
        return None
    words = [_share("lost_pages", len(lost), had), *_name_outlets("outlets", [end.outlet for end in lost])]
    return Loss(UNREADABLE, had, _order_items(LostItem(end.url_key, end.outlet, end.url, "") for end in lost), "; ".join(words))


def _staying(endings: Iterable[Ending]) -> set[str]:
    return {ending.article_id for ending in endings if ending.outcome in IN_WAREHOUSE}


def _too_many(lost: int, of: int, share: float, least: int) -> bool:
    return lost >= least and lost > share * of


def _order_items(items: Iterable[LostItem]) -> tuple[LostItem, ...]:
    return tuple(sorted(items, key=lambda item: (item.outlet, item.url_key)))


def _share(what: str, part: int, whole: int) -> str:
    return stored_words("observed", what, lost=part, whole=whole, share=f"{part / whole:.1%}".replace(".", ","))


def _name_outlets(what: str, outlets: Sequence[str]) -> list[str]:
    """Return the outlets with their counts, the largest loss first, at most NAMED_OUTLETS; "" for none."""
    counts = sorted(Counter(outlets).items(), key=lambda pair: (-pair[1], pair[0]))
    named = ", ".join(f"{outlet} ({count})" for outlet, count in counts[:NAMED_OUTLETS])
    more = len(counts) - NAMED_OUTLETS
    return [stored_words("observed", f"{what}_more" if more > 0 else what, named=named, more=more)] if counts else []
