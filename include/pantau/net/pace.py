"""How long the gap of a host is: it grows while the host answers slowly or fails, and shrinks slowly while it answers well.

The rules are those of large crawlers. Heritrix waits five times as long as the last answer took (its delay factor), between a
least and a longest delay. Scrapy's AutoThrottle lets no failed answer shorten the delay, because failures are fast. TCP grows
by a step and shrinks by half; a gap is the inverse of a rate, so it doubles at once and shrinks by a step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

SLOWNESS = 5.0  # gap a host needs per second that its answer took; Heritrix's default delay factor
BACK_OFF = 2.0  # times by which one answer lengthens a gap at most, and a failure always
STEP = 0.2  # of the shortest gap, by which a good answer shortens a longer one: from 60 s back to 5 s in 55 answers
ALONE = 2.0  # times the shortest gap from which on a host gets one request at a time
_SMOOTH = 0.3  # weight of the last answer in the mean
_TELLING = 0.5  # change of the mean time of an answer, as a share, that is worth a write
OVERLOADED = frozenset({"timeout", "http_429", "http_502", "http_503", "http_504"})


@dataclass(frozen=True, slots=True)
class Gaps:
    """Seconds between two starts on a host: at least, for a past day at least, and the longest that may be learnt.

    `margin_s` is added to the first two. Nothing is learnt where `most_s` is not above `least_s`. `at_once` is how many requests
    the host gets in parallel at most (0: as many as the setting says).
    """

    least_s: float
    past_s: float = 0.0
    margin_s: float = 0.0
    most_s: float = 0.0
    at_once: int = 0

    @property
    def live_s(self) -> float:
        """What is kept between any two starts."""
        return self.least_s + self.margin_s

    @property
    def old_s(self) -> float:
        """What is kept between two starts for past days."""
        return max(self.least_s, self.past_s) + self.margin_s

    @property
    def learns(self) -> bool:
        """Whether answers change the gap."""
        return self.most_s > self.least_s

    @property
    def alone_s(self) -> float:
        """The learnt gap from which on the host gets one request at a time."""
        return self.least_s * ALONE if self.learns else float("inf")


@dataclass(frozen=True, slots=True)
class Pace:
    """What was learnt of a host: its gap in seconds (0: its shortest), and how long its answers take (None: unknown)."""

    gap_s: float = 0.0
    answer_s: float | None = None

    def is_news(self, before: Pace) -> bool:
        """Tell whether this is worth a write over what is kept."""
        if self.gap_s != before.gap_s or self.answer_s is None:
            return self.gap_s != before.gap_s
        return before.answer_s is None or abs(self.answer_s - before.answer_s) > _TELLING * before.answer_s


def after_answer(pace: Pace, took_s: float, gaps: Gaps) -> Pace:
    """Return the pace after a good answer that took so many seconds: a longer gap if it was slow, else one a step shorter."""
    mean = took_s if pace.answer_s is None else pace.answer_s + _SMOOTH * (took_s - pace.answer_s)
    now_s, wanted_s = max(pace.gap_s, gaps.least_s), SLOWNESS * took_s
    longer = min(wanted_s, now_s * BACK_OFF)
    shorter = max(wanted_s, now_s - STEP * gaps.least_s)
    return Pace(_within(longer if wanted_s > now_s else shorter, gaps), mean)


def after_failure(pace: Pace, kind: str, gaps: Gaps) -> Pace:
    """Return the pace after a failure: doubled if it shows an overloaded host (429, 502, 503, 504, a timeout), else as it
    was."""
    if kind not in OVERLOADED:
        return pace
    return replace(pace, gap_s=_within(max(pace.gap_s, gaps.least_s) * BACK_OFF, gaps))


def _within(gap_s: float, gaps: Gaps) -> float:
    bounded = min(gap_s, gaps.most_s)
    return bounded if bounded > gaps.least_s else 0.0
