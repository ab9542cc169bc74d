"""Politeness that all processes share: turns on a host, requests in parallel, hosts that rest, and what robots.txt said."""

from __future__ import annotations

import threading
from typing import Any, LiteralString

from pantau.landing.database import Database, lock_number
from pantau.net.hosts import Robots, Turn
from pantau.net.pace import Pace
from pantau.text import make_storable

# One statement, so that two processes never get the same start; a resting host gives no start at all. The clock is read
# in the update: the time in EXCLUDED was read before the statement waited for the row.
_START = """INSERT INTO landing.hosts AS h (host, next_start_at, next_past_at)
VALUES (%(host)s, clock_timestamp() + make_interval(secs => %(gap)s),
  CASE WHEN %(past)s THEN clock_timestamp() + make_interval(secs => %(past_gap)s) ELSE '-infinity' END)
ON CONFLICT (host) DO UPDATE SET
  next_start_at = clock_timestamp() + make_interval(secs => greatest(%(gap)s, least(%(most)s, h.gap_s))),
  next_past_at = CASE WHEN %(past)s
    THEN clock_timestamp() + make_interval(secs => greatest(%(past_gap)s, least(%(most)s, h.gap_s))) ELSE h.next_past_at END
  WHERE greatest(h.next_start_at, h.cooldown_until, CASE WHEN %(past)s THEN greatest(h.next_past_at, h.live_until) END)
    <= clock_timestamp()
RETURNING next_start_at::text, next_past_at::text, gap_s, answer_s"""
# The last one who got a start may use it late. Any other asks for a new start, which does not wait for
# live requests, because these may wait for the place that it holds.
_AGAIN = """UPDATE landing.hosts SET
  next_start_at = clock_timestamp() + make_interval(secs => greatest(%(gap)s, least(%(most)s, gap_s))),
  next_past_at = CASE WHEN %(past)s
    THEN clock_timestamp() + make_interval(secs => greatest(%(past_gap)s, least(%(most)s, gap_s))) ELSE next_past_at END
WHERE host = %(host)s AND (next_start_at = %(start)s::timestamptz OR next_start_at <= clock_timestamp())
  AND (NOT %(past)s OR next_past_at = %(past_start)s::timestamptz OR next_past_at <= clock_timestamp())
RETURNING next_start_at::text, next_past_at::text, gap_s, answer_s"""
_AGAIN_WAIT = """SELECT extract(epoch FROM
  greatest(next_start_at, CASE WHEN %(past)s THEN next_past_at END) - clock_timestamp())::float8
FROM landing.hosts WHERE host = %(host)s"""
_WAIT = """SELECT extract(epoch FROM greatest(next_start_at, 'epoch',
    CASE WHEN %(past)s THEN greatest(next_past_at, live_until) END) - clock_timestamp())::float8,
  extract(epoch FROM greatest(cooldown_until, 'epoch') - clock_timestamp())::float8, cooldown_reason
FROM landing.hosts WHERE host = %(host)s"""
# Of several requests that teach at once the longest gap stays, and the next start moves by what the gap grew, once.
_KEEP_PACE = """UPDATE landing.hosts SET
  next_start_at = next_start_at + make_interval(secs => greatest(0, %(gap)s - greatest(gap_s, %(least)s))),
  gap_s = CASE WHEN %(gap)s > gap_s OR gap_s = %(before)s THEN %(gap)s ELSE gap_s END,
  answer_s = %(answer)s
WHERE host = %(host)s"""
_LOCK = "SELECT pg_try_advisory_lock(%(number)s)"
_SECOND_PLACE = """SELECT CASE WHEN EXISTS (SELECT FROM landing.hosts WHERE host = %(host)s AND gap_s >= %(alone)s) THEN false
  ELSE pg_try_advisory_lock(%(number)s) END"""
_LIVE_WAITS = """INSERT INTO landing.hosts AS h (host, live_until)
VALUES (%(host)s, clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (host) DO UPDATE SET live_until = greatest(h.live_until, EXCLUDED.live_until)"""
_REST = """INSERT INTO landing.hosts AS h (host, cooldown_until, cooldown_reason)
VALUES (%(host)s, clock_timestamp() + make_interval(secs => %(seconds)s), %(reason)s)
ON CONFLICT (host) DO UPDATE SET cooldown_until = greatest(h.cooldown_until, EXCLUDED.cooldown_until),
  cooldown_reason = EXCLUDED.cooldown_reason"""
_SAVE_ROBOTS = """INSERT INTO landing.hosts (host, robots_until, robots_status, robots_body)
VALUES (%(host)s, now() + make_interval(secs => %(seconds)s), %(status)s, coalesce(%(body)s, ''))
ON CONFLICT (host) DO UPDATE SET robots_until = EXCLUDED.robots_until, robots_status = EXCLUDED.robots_status,
  robots_body = coalesce(%(body)s, hosts.robots_body)"""


def _bind_gaps(host: str, gap_s: float, past_gap_s: float | None, most_s: float) -> dict[str, Any]:
    return {"host": host, "gap": gap_s, "past": past_gap_s is not None, "past_gap": past_gap_s or 0.0, "most": most_s}


class Hosts:
    """The state of hosts on which all processes agree."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: set[int] = set()  # PostgreSQL lets a session take its own lock twice; this set prevents that
        self._guard = threading.Lock()

    def start(self, host: str, gap_s: float, past_gap_s: float | None = None, most_s: float = 0.0) -> Turn:
        """Take a start on a host if the last start of any process is `gap_s` seconds ago; else return the seconds to wait.

        `past_gap_s` is given for a request of a past day. Such a request keeps that gap to the one of its kind before it, and
        waits while live requests do. A longer gap that was learnt counts, up to `most_s`.
        """
        given = _bind_gaps(host, gap_s, past_gap_s, most_s)
        with self._database.session() as connection:
            if found := connection.execute(_START, given).fetchone():
                return Turn(0.0, next_starts=(found[0], found[1]), pace=Pace(found[2], found[3]))
            wait, rest, reason = connection.execute(_WAIT, given).fetchone() or (0.0, 0.0, "")
        return Turn(0.0, rest, reason) if rest > 0 else Turn(max(0.001, wait))

    def live_waits(self, host: str, seconds: float) -> None:
        """Let no request of a past day start on a host for some seconds, because a live request waits for its turn."""
        with self._database.session() as connection:
            connection.execute(_LIVE_WAITS, {"host": host, "seconds": seconds})

    def again(self, host: str, gap_s: float, past_gap_s: float | None, taken: Turn, most_s: float = 0.0) -> Turn:
        """Take a start again that was not used in time: at once if no other process took a later one, else a new one.

        The gaps are those of `start`, which returned `taken`. They are kept between two requests, however late one is sent.
        """
        start, past_start = taken.next_starts
        given = _bind_gaps(host, gap_s, past_gap_s, most_s)
        with self._database.session() as connection:
            row = connection.execute(_AGAIN, given | {"start": start, "past_start": past_start}).fetchone()
            if row:
                return Turn(0.0, next_starts=(row[0], row[1]), pace=Pace(row[2], row[3]))
            (wait,) = connection.execute(_AGAIN_WAIT, given).fetchone() or (0.0,)
        return Turn(max(0.001, wait), next_starts=taken.next_starts)

    def keep_pace(self, host: str, before: Pace, after: Pace, least_s: float) -> None:
        """Keep what an answer taught of a host that is known by its start; `before` is the pace at that start.

        A gap that another process made longer meanwhile stays. A longer gap moves the next start too.
        """
        given = {"host": host, "before": before.gap_s, "gap": after.gap_s, "answer": after.answer_s, "least": least_s}
        with self._database.session() as connection:
            connection.execute(_KEEP_PACE, given)

    def pace(self, host: str) -> Pace:
        """Return what was learnt of a host."""
        with self._database.session() as connection:
            row = connection.execute("SELECT gap_s, answer_s FROM landing.hosts WHERE host = %s", [host]).fetchone()
        return Pace(*row) if row else Pace()

    def rest(self, host: str, seconds: float, reason: str) -> None:
        """Let a host rest, for all processes; a longer rest that has begun stays."""
        with self._database.session() as connection:
            connection.execute(_REST, {"host": host, "seconds": seconds, "reason": reason})

    def take_slot(self, host: str, most: int, alone_s: float = float("inf")) -> int | None:
        """Take one of the `most` places of a host; return None if all are taken. The places of a killed process are free.

        A host whose learnt gap is `alone_s` or longer has only one place.
        """
        for place in range(most):
            number = lock_number(f"slot/{place}/{host}")
            if self._try(_SECOND_PLACE if place else _LOCK, {"number": number, "host": host, "alone": alone_s}):
                return number
        return None

    def try_lock(self, number: int) -> bool:
        """Take a lock for this process; return False if it is taken."""
        return self._try(_LOCK, {"number": number})

    def _try(self, query: LiteralString, given: dict[str, Any]) -> bool:
        number = given["number"]
        with self._guard:
            if number in self._held:
                return False
            self._held.add(number)
        try:
            with self._database.session() as connection:
                row = connection.execute(query, given).fetchone()
        except BaseException:
            self._held.discard(number)
            raise
        if not row or not row[0]:
            self._held.discard(number)
            return False
        return True

    def unlock(self, *numbers: int) -> None:
        """Free places or locks."""
        with self._database.session() as connection:
            connection.execute("SELECT pg_advisory_unlock(n) FROM unnest(%s::bigint[]) n", [list(numbers)])
        self._held.difference_update(numbers)

    def claim(self, url_key: str) -> str | None:
        """Claim an entry for this process and return its present state; None while another process has it."""
        if not self.try_lock(lock_number(f"entry/{url_key}")):
            return None
        with self._database.session() as connection:
            row = connection.execute("SELECT state FROM landing.entries WHERE url_key = %s", [url_key]).fetchone()
        return str(row[0]) if row else ""

    def unclaim(self, url_key: str) -> None:
        """Free an entry."""
        self.unlock(lock_number(f"entry/{url_key}"))

    def robots(self, host: str) -> tuple[Robots | None, bool]:
        """Return the robots.txt that is kept of a host, and whether it is fresh enough to be used without a request."""
        query = "SELECT robots_status, robots_body, robots_until > now() FROM landing.hosts WHERE host = %s"
        with self._database.session() as connection:
            row = connection.execute(query, [host]).fetchone()
        if row is None or row[0] is None:
            return None, False
        return Robots(row[0], row[1]), bool(row[2])

    def save_robots(self, host: str, status: int, body: str | None, seconds: float) -> None:
        """Keep an answer about robots.txt for some seconds. If `body` is None, the last readable one stays."""
        text = None if body is None else make_storable(body)
        with self._database.session() as connection:
            connection.execute(_SAVE_ROBOTS, {"host": host, "status": status, "body": text, "seconds": seconds})

    def close(self) -> None:
        """Close the connection, which frees every place and lock."""
        self._database.close()
        self._held.clear()
