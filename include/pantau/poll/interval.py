"""When to poll a feed again: so often that no item leaves it unseen, and not more often."""

from __future__ import annotations

from dataclasses import dataclass

GIVE_UP_AFTER = 30.0  # weighted failures; "surprisingly many" dead feeds revive (Media Cloud), so they are tried monthly
MONTH_S = 30 * 86_400.0

_WANTED_ITEMS = 8.0  # news items that a poll should bring: with fewer the request is wasted, with many more the news waited
_WANTED_SHARE = 0.25  # … and never more than this share of what the feed holds
_FASTER, _SLOWER = 0.4, 1.6  # one odd poll moves the interval no further than this
_HALF_LIFE_S = 3 * 86_400.0  # seconds after which the lesson of a dense hour counts half
_FORGOTTEN = 60.0  # half-lives after which nothing is left; a clock that jumped ten years would overflow
_LEAST_SPAN_S = 60.0  # a feed whose items all have the same time says nothing of their density


@dataclass(frozen=True, slots=True)
class FeedPace:
    """How often a feed is polled, and the longest wait in which no item leaves it unseen (None: unknown)."""

    interval_s: float
    safe_s: float | None = None


def next_pace(
    pace: FeedPace,
    *,
    new: int,
    total: int,
    span_s: float | None,
    elapsed_s: float,
    shortest_s: float,
    longest_s: float,
    first: bool = False,
) -> FeedPace:
    """Return the pace after a successful poll; the interval is always within [shortest_s, longest_s].

    `new` of the `total` items were never seen before, those with a time cover `span_s`, and the poll before was `elapsed_s`
    ago. An unchanged document has new = total = 0 and no span. The interval is never more than half the time that the feed
    covers. If everything was new, something may have been missed, and the interval falls to a quarter.
    """
    safe = _safe(pace.safe_s, total, span_s, elapsed_s)
    if first:
        wanted = pace.interval_s
    elif total and new >= total:
        wanted = pace.interval_s / 4
    else:
        target = min(_WANTED_ITEMS, _WANTED_SHARE * total) if total else _WANTED_ITEMS
        wanted = pace.interval_s * min(max(target / new if new else _SLOWER, _FASTER), _SLOWER)
    if safe is not None:
        wanted = min(wanted, safe)
    return FeedPace(min(max(wanted, shortest_s), longest_s), safe)


def _safe(before: float | None, total: int, span_s: float | None, elapsed_s: float) -> float | None:
    """Return half the time that the items cover, or the safe wait of denser hours, which is forgotten slowly.

    Antara's 50 items cover 2.5 hours by day and 4 by night, Republika's 15 cover 1.5: the wait of the night would be too long
    in the morning.
    """
    if span_s is None or span_s < _LEAST_SPAN_S or total < 2:
        return before
    return span_s / 2 if before is None else min(span_s / 2, before * 2 ** min(elapsed_s / _HALF_LIFE_S, _FORGOTTEN))


def after_failure(failures: float, *, interval_s: float, start_s: float, longest_s: float, retry_after_s: float | None) -> float:
    """Return the seconds to leave a failing feed alone; `failures` (weighted) include the present one.

    They are linear in the failures and at most `longest_s`. A Retry-After is honoured up to `longest_s`. From 30 weighted
    failures on, a feed is tried once in 30 days; it is never dropped.
    """
    if failures >= GIVE_UP_AFTER:
        return MONTH_S
    wait = max(interval_s, start_s) * (1 + failures)
    return min(max(wait, retry_after_s or 0.0), longest_s)
