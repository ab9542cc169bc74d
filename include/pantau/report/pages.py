"""Questions of the pages in the Airflow UI: days, outlets, rules, quarantine, feeds. They only read; all values are bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import psycopg
from psycopg.rows import class_row

from pantau.model import Outcome
from pantau.poll.clocks import SURE

T = TypeVar("T")
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the overview: its outcomes, whether they add up, what is missing. `loaded_at` is None if it was never
    loaded."""

    day: date
    loaded_at: datetime | None
    waiting: int
    discovered: int
    loaded: int
    duplicate: int
    not_article: int
    quarantined: int
    failed: int
    blocked: int
    pending: int
    late: int
    balanced: bool | None
    missing: int
    rules_failed: int


@dataclass(frozen=True, slots=True)
class OutletCounts:
    """One outlet of one day: a count per outcome and the reasons for what was not loaded."""

    outlet: str
    name: str
    counts: dict[str, int]
    reasons: list[str]

    @property
    def total(self) -> int:
        """All URLs of the outlet that day."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Missing:
    """An outlet that announced nothing for a day, and why as far as is known."""

    outlet: str
    name: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The result of one quality rule on one day."""

    day: date
    rule: str
    scope: str
    severity: str
    success: bool
    checked: int
    failed: int
    observed: str
    description: str


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """A row in quarantine; `rules` are all that refuse its article."""

    article_id: str
    day: date
    outlet: str
    url: str
    title: str
    rule: str
    reason: str
    value: str
    rules: list[str]


@dataclass(frozen=True, slots=True)
class PolledFeed:
    """A feed of the catalogue and the result of its last poll. `last_poll_at` is None if it was never polled."""

    feed_url: str
    outlet: str
    section: str
    enabled: bool
    reason: str
    last_result: str
    last_message: str
    last_new: int
    last_seen: int
    failures: float
    polls: int
    last_poll_at: datetime | None
    last_ok_at: datetime | None
    next_poll_at: datetime | None
    clock: str
    ahead_hours: int
    ahead_polls: int

    @property
    def clock_is_local(self) -> bool:
        """Whether its times say GMT and seem to be local time, and the catalogue does not say so yet."""
        return self.ahead_polls >= SURE and not self.clock


@dataclass(frozen=True, slots=True)
class LocalClock:
    """A feed whose times say GMT and lay `ahead_hours` in the future in `ahead_polls` polls with news in a row."""

    feed_url: str
    outlet: str
    ahead_hours: int
    ahead_polls: int


@dataclass(frozen=True, slots=True)
class DamagedPart:
    """A part of the stage results that was damaged, and the copy of it; both below the root of the results."""

    file: str
    kept_as: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Untagged:
    """An article that was loaded without tags, and why (too_costly, tag_error)."""

    article_id: str
    outlet: str
    title: str
    untagged: str


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """The state of the stores in a few figures."""

    entries: int
    pages: int
    articles: int
    pending: int
    resting_hosts: int
    last_poll_at: datetime | None
    last_fetch_at: datetime | None
    last_load_at: datetime | None
    bytes: int
    version: str


_DAYS = """
SELECT d.day, l.loaded_at, coalesce(w.waiting, 0) AS waiting, coalesce(b.discovered, 0) AS discovered,
       coalesce(b.loaded, 0) AS loaded, coalesce(b.duplicate, 0) AS duplicate, coalesce(b.not_article, 0) AS not_article,
       coalesce(b.quarantined, 0) AS quarantined,
       coalesce(b.failed, 0) AS failed, coalesce(b.blocked, 0) AS blocked, coalesce(b.pending, 0) AS pending,
       coalesce(b.late, 0) AS late, b.balanced, coalesce(m.missing, 0) AS missing, coalesce(q.rules_failed, 0) AS rules_failed
FROM (SELECT generate_series(%(first)s::date, %(last)s::date, interval '1 day')::date AS day) d
LEFT JOIN (SELECT day, max(loaded_at) AS loaded_at FROM loads GROUP BY day) l USING (day)
LEFT JOIN (SELECT day, count(*) AS waiting FROM entry_days
           WHERE day BETWEEN %(first)s AND %(last)s GROUP BY day) w USING (day)
LEFT JOIN day_balance b USING (day)
LEFT JOIN (SELECT day, count(*) AS missing FROM missing_sources GROUP BY day) m USING (day)
LEFT JOIN (SELECT day, count(*) AS rules_failed FROM quality_results
           WHERE NOT success AND day BETWEEN %(first)s AND %(last)s GROUP BY day) q USING (day)
ORDER BY d.day DESC
"""
_OUTLETS = """
SELECT s.outlet, coalesce(o.name, s.outlet) AS name, jsonb_object_agg(s.outcome, s.count) AS counts,
       array_remove(array_agg(s.reasons ORDER BY s.outcome), NULL) AS reasons
FROM (SELECT outlet, outcome, sum(count)::integer AS count,
             string_agg(format('%%s: %%s × %%s', outcome, count, reason), ', ' ORDER BY count DESC, reason)
             FILTER (WHERE reason <> '') AS reasons
      FROM source_days WHERE day = %(day)s GROUP BY outlet, outcome) s
LEFT JOIN outlets o USING (outlet) GROUP BY s.outlet, o.name ORDER BY s.outlet
"""
_MISSING = """
SELECT m.outlet, coalesce(o.name, m.outlet) AS name, m.reason, coalesce(nullif(a.message, ''), f.last_message, '') AS message
FROM missing_sources m LEFT JOIN outlets o USING (outlet) LEFT JOIN archive_polls a USING (day, outlet)
LEFT JOIN LATERAL (SELECT last_message FROM feed_polls lf WHERE lf.outlet = m.outlet AND lf.failures > 0
                   ORDER BY lf.feed_url LIMIT 1) f ON true
WHERE m.day = %(day)s ORDER BY m.outlet
"""
_RULES = """
SELECT day, rule, scope, severity, success, checked, failed, observed, description FROM quality_results
WHERE day = %(day)s ORDER BY success, array_position(ARRAY['critical', 'warning', 'info'], severity), scope, rule
"""
_HELD = """
SELECT article_id, day, outlet, url, title, rule, reason, value, array_agg(rule) OVER (PARTITION BY article_id) AS rules
FROM quarantine
WHERE (%(day)s::date IS NULL OR day = %(day)s) AND (%(outlet)s = '' OR outlet = %(outlet)s)
ORDER BY day DESC, outlet, article_id, rule LIMIT %(limit)s OFFSET %(offset)s
"""
_FEEDS = """
SELECT feed_url, coalesce(f.outlet, s.outlet) AS outlet, coalesce(f.section, '') AS section, coalesce(f.enabled, true) AS enabled,
       coalesce(f.reason, '') AS reason, coalesce(s.last_result, '') AS last_result, coalesce(s.last_message, '') AS last_message,
       coalesce(s.last_new, 0) AS last_new, coalesce(s.last_seen, 0) AS last_seen, coalesce(s.failures, 0) AS failures,
       coalesce(s.polls, 0) AS polls, s.last_poll_at, s.last_ok_at, s.next_poll_at,
       coalesce(f.clock, '') AS clock, coalesce(s.ahead_hours, 0) AS ahead_hours, coalesce(s.ahead_polls, 0) AS ahead_polls
FROM feeds f FULL JOIN feed_polls s USING (feed_url)
WHERE (%(outlet)s = '' OR coalesce(f.outlet, s.outlet) = %(outlet)s) AND (NOT %(failing)s OR coalesce(s.failures, 0) > 0)
ORDER BY coalesce(s.failures, 0) = 0, coalesce(f.outlet, s.outlet), feed_url LIMIT %(limit)s OFFSET %(offset)s
"""
_LOCAL_CLOCKS = """
SELECT s.feed_url, s.outlet, s.ahead_hours, s.ahead_polls FROM feed_polls s LEFT JOIN feeds f USING (feed_url)
WHERE s.ahead_polls >= %(sure)s AND coalesce(f.clock, '') = '' ORDER BY s.outlet, s.feed_url
"""
_DAMAGED = "SELECT file, kept_as, found_at FROM damaged_parts WHERE day = %(day)s ORDER BY kept_as"
_UNTAGGED = """
SELECT article_id, outlet, title, untagged FROM article_rows WHERE day = %(day)s AND untagged <> ''
ORDER BY outlet, article_id LIMIT %(limit)s
"""
_HEALTH = """
SELECT t.entries, t.pages, (SELECT count(*) FROM article_rows) AS articles, t.pending, t.resting_hosts, t.last_poll_at,
       t.last_fetch_at, (SELECT max(loaded_at) FROM loads) AS last_load_at, pg_database_size(current_database()) AS bytes,
       current_setting('server_version') AS version
FROM landing_totals t
"""


def ask(connection: psycopg.Connection, kind: type[T], sql: str, **values: Any) -> list[T]:
    """Return the rows of a query as `kind`."""
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(sql.encode(), values).fetchall()


def days(connection: psycopg.Connection, first: str, last: str) -> list[DayRow]:
    """Return every day from `first` to `last`, newest first, loaded or not."""
    return ask(connection, DayRow, _DAYS, first=first, last=last)


def outlets_of_day(connection: psycopg.Connection, day: str) -> list[OutletCounts]:
    """Return the outlets that have a URL on a day, with their counts by outcome."""
    return ask(connection, OutletCounts, _OUTLETS, day=day)


def missing(connection: psycopg.Connection, day: str) -> list[Missing]:
    """Return the outlets that announced nothing for a day."""
    return ask(connection, Missing, _MISSING, day=day)


def rules(connection: psycopg.Connection, day: str) -> list[RuleResult]:
    """Return the quality results of a day, failures first."""
    return ask(connection, RuleResult, _RULES, day=day)


def damaged_parts(connection: psycopg.Connection, day: str) -> list[DamagedPart]:
    """Return the parts of a day's stage results that were damaged and made again."""
    return ask(connection, DamagedPart, _DAMAGED, day=day)


def untagged(connection: psycopg.Connection, day: str) -> list[Untagged]:
    """Return the articles of a day that have no tags because they could not be tagged, at most PAGE_ROWS + 1."""
    return ask(connection, Untagged, _UNTAGGED, day=day, limit=PAGE_ROWS + 1)


def held(connection: psycopg.Connection, day: str | None, outlet: str, page: int) -> list[QuarantineRow]:
    """Return one page of the quarantine, at most PAGE_ROWS + 1 rows (the extra row shows that there is a next page)."""
    return ask(connection, QuarantineRow, _HELD, day=day, outlet=outlet, **window(page))


def feeds(connection: psycopg.Connection, outlet: str, failing: bool, page: int) -> list[PolledFeed]:
    """Return one page of the feeds' states, failing ones first, at most PAGE_ROWS + 1 rows."""
    return ask(connection, PolledFeed, _FEEDS, outlet=outlet, failing=failing, **window(page))


def local_clocks(connection: psycopg.Connection) -> list[LocalClock]:
    """Return the feeds whose times say GMT and seem to be local time, and whose clock the catalogue does not set."""
    return ask(connection, LocalClock, _LOCAL_CLOCKS, sure=SURE)


def health(connection: psycopg.Connection) -> StoreFigures:
    """Return the state of the stores."""
    return ask(connection, StoreFigures, _HEALTH)[0]


def totals(rows: Sequence[OutletCounts]) -> dict[str, int]:
    """Return the sum of every outcome over outlets, all outcomes named."""
    return {str(outcome): sum(row.counts.get(outcome, 0) for row in rows) for outcome in Outcome}


def window(page: int) -> dict[str, int]:
    """Return the LIMIT and OFFSET of a page, counted from 1."""
    return {"limit": PAGE_ROWS + 1, "offset": (page - 1) * PAGE_ROWS}
