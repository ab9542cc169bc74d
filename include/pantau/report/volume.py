"""Is a count unusual? The tail of a negative binomial for one day, and a change point for the level of many; pure
arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

LEAST_DAYS = 7  # days of history: with fewer no count is called unusual
FALSE_ALARMS = 0.05  # of all alarms of a day, the share that may be false (Benjamini and Hochberg 1995)
LEAST_SEGMENT = 3  # days on either side of a change of level
LEAST_SPREAD = 0.05  # of variance over the mean squared: outlets that seem to publish like a clock do not, over a year


@dataclass(frozen=True, slots=True)
class VolumeTest:
    """A count against its history: the mean, the range of 99 days in 100, and how improbable so few and so many are."""

    count: int
    days: int
    mean: float
    low: int
    high: int
    few: float
    many: float

    @property
    def improbable(self) -> float:
        """The two-sided probability; 1 if there is too little history."""
        return min(1.0, 2 * min(self.few, self.many)) if self.days >= LEAST_DAYS else 1.0


@dataclass(frozen=True, slots=True)
class LevelChange:
    """The day from which the counts have another level, as a place in the history; the means before and since."""

    start: int
    before: float
    since: float


def measure(count: int, history: Sequence[int]) -> VolumeTest:
    """Test a count against the counts of earlier days of the same kind (whole days, or days until the same hour).

    The days are draws of a negative binomial whose mean and spread are those of the history (moments), so weekends and busy
    weeks widen the range. An empty history gives a mean of 0 and calls nothing unusual.
    """
    if not history:
        return VolumeTest(count, 0, 0.0, 0, count, 1.0, 1.0)
    mean, size = _fit_moments(history)
    shares = _draw_shares(mean, size, max(count, *history))
    few = min(1.0, sum(shares[: count + 1]))
    many = max(0.0, 1.0 - sum(shares[:count]))
    low, high = _find_range(shares)
    return VolumeTest(count, len(history), mean, low, high, few, many)


def unusual(tests: Mapping[str, VolumeTest], share: float = FALSE_ALARMS) -> set[str]:
    """Return whose count is unusual. At most `share` of those named are named by chance, however many are tested."""
    ranked = sorted(tests, key=lambda name: (tests[name].improbable, name))
    kept = [place for place, name in enumerate(ranked, 1) if tests[name].improbable <= share * place / len(ranked)]
    return set(ranked[: max(kept, default=0)])


def level_change(counts: Sequence[int]) -> LevelChange | None:
    """Return the day since which the level is another one; None if one level explains all days as well.

    It is the best split of the days into two means by Poisson likelihood, divided by the spread within both (quasi-Poisson). It
    must gain more than 3 · log(days), which is stricter than BIC, because every day is tried.
    """
    best: tuple[float, int] | None = None
    for start in range(LEAST_SEGMENT, len(counts) - LEAST_SEGMENT + 1):
        gain = _likelihood(counts[:start]) + _likelihood(counts[start:]) - _likelihood(counts)
        if best is None or gain > best[0]:
            best = gain, start
    if best is None:
        return None
    gain, start = best
    parts = counts[:start], counts[start:]
    spread = max(1.0, sum(map(_squares, parts)) / max(1, len(counts) - 2))
    if 2 * gain / spread <= 3 * log(len(counts)):
        return None
    return LevelChange(start, *(sum(part) / len(part) for part in parts))


def _fit_moments(history: Sequence[int]) -> tuple[float, float]:
    """Return mean and size. A mean of 0 over n days counts as half an article in n days, because nothing is ever certain."""
    mean = sum(history) / len(history) or 0.5 / len(history)
    variance = sum((one - mean) ** 2 for one in history) / max(1, len(history) - 1)
    # The mean itself is an estimate: a new day differs from it by a share of 1/n more.
    variance = max(variance, mean + LEAST_SPREAD * mean * mean) * (1 + 1 / len(history))
    return mean, mean * mean / (variance - mean)


def _draw_shares(mean: float, size: float, most: int) -> list[float]:
    """Return the probability of 0, 1, 2 … counts, until their sum is 1 - 1e-9, and at least up to `most`."""
    shares: list[float] = []
    total, limit = 0.0, max(most, int(mean * 20) + 50)
    while len(shares) <= most or (total < 1 - 1e-9 and len(shares) <= limit):
        k = len(shares)
        chance = lgamma(k + size) - lgamma(size) - lgamma(k + 1) - size * log1p(mean / size) + k * (log(mean) - log(mean + size))
        shares.append(exp(chance))
        total += shares[-1]
    return shares


def _find_range(shares: Sequence[float]) -> tuple[int, int]:
    total, low, high = 0.0, -1, len(shares) - 1
    for count, share in enumerate(shares):
        total += share
        if low < 0 and total > 0.005:
            low = count
        if total >= 0.995:
            high = count
            break
    return max(low, 0), high


def _likelihood(counts: Sequence[int]) -> float:
    total = sum(counts)
    return total * log(total / len(counts)) if total else 0.0


def _squares(counts: Sequence[int]) -> float:
    """Return the sum of squared Pearson residuals about the mean."""
    mean = sum(counts) / len(counts)
    return sum((one - mean) ** 2 for one in counts) / mean if mean else 0.0
