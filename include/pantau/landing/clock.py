"""Repairs times that a wrong clock left in the catalogue: pulls them back and counts them, so that nothing waits for a year.

Every wait that Pantau sets has a greatest length. A wrong clock wrote each time that lies further ahead.
"""

from __future__ import annotations

import logging
from datetime import datetime

from pantau.landing.database import Database
from pantau.settings import Settings

log = logging.getLogger(__name__)
SLACK_S = 300.0  # seconds by which the clocks of two machines may differ
_DAY_S = 86_400.0  # the longest Retry-After, and the longest time for which a robots.txt is kept
_MONTH_S = 30 * _DAY_S  # a feed that was given up
_FEEDS = """UPDATE landing.feeds SET next_poll_at = %(now)s, last_poll_at = least(last_poll_at, %(now)s),
  last_ok_at = least(last_ok_at, %(now)s)
WHERE greatest(last_poll_at, last_ok_at) > %(now)s + make_interval(secs => %(slack)s)
  OR next_poll_at > %(now)s + make_interval(secs => %(slack)s + CASE WHEN failures >= 30 THEN %(month)s ELSE %(poll)s END)"""
_HOSTS = """WITH bounds AS (SELECT clock_timestamp() AS now,
  clock_timestamp() + make_interval(secs => %(slack)s + %(gap)s) AS gap,
  clock_timestamp() + make_interval(secs => %(slack)s + %(rest)s) AS rest)
UPDATE landing.hosts h SET
  next_start_at = CASE WHEN next_start_at > b.gap THEN b.now ELSE next_start_at END,
  next_past_at = CASE WHEN next_past_at > b.gap THEN b.now ELSE next_past_at END,
  live_until = CASE WHEN live_until > b.rest THEN b.now ELSE live_until END,
  cooldown_until = CASE WHEN cooldown_until > b.rest THEN b.now ELSE cooldown_until END,
  robots_until = CASE WHEN robots_until > b.rest THEN b.now ELSE robots_until END
FROM bounds b
WHERE greatest(next_start_at, next_past_at) > b.gap OR greatest(live_until, cooldown_until, robots_until) > b.rest"""
# An index holds the pending ones; the failed ones are searched only after something else was found.
_ENTRIES = """UPDATE landing.entries SET next_try_at = clock_timestamp()
WHERE state = %(state)s AND next_try_at > clock_timestamp() + make_interval(secs => %(slack)s + %(day)s)
  AND next_try_at > clock_timestamp() + make_interval(secs => %(slack)s + %(retry)s * (attempts + 1))"""


def pull_back(database: Database, settings: Settings, now: datetime) -> dict[str, int]:
    """Pull times in the future back to the present; return how many feeds, hosts and entries had one, {} if none had.

    `now` is the time of the poll, for the feeds; hosts and entries use the server's clock.
    """
    given = {
        "now": now,
        "slack": SLACK_S,
        "day": _DAY_S,
        "month": max(_MONTH_S, settings.poll_max_s),
        "poll": max(settings.poll_max_s, settings.host_cooldown_s),
        "gap": max(60.0, settings.host_gap_s * settings.host_gap_growth, settings.past_host_gap_s or 0.0),
        "rest": max(_DAY_S, settings.host_cooldown_s),
        "retry": settings.fetch_retry_s,
    }
    with database.session() as connection:
        found = {
            "feeds": connection.execute(_FEEDS, given).rowcount,
            "hosts": connection.execute(_HOSTS, given).rowcount,
            "entries": connection.execute(_ENTRIES, given | {"state": "pending"}).rowcount,
        }
        if any(found.values()):
            found["entries"] += connection.execute(_ENTRIES, given | {"state": "failed"}).rowcount
    pulled = {name: count for name, count in found.items() if count}
    if pulled:
        told = ", ".join(f"{count} {name}" for name, count in pulled.items())
        log.warning(
            "a clock ran ahead: times from the future were pulled back to the present (%s); check the machine's clock", told
        )
    return pulled
