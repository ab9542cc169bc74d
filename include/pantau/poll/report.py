"""The result of a round of polling, in counts and names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pantau.landing.records import AddResult


@dataclass(frozen=True, slots=True)
class SourceReading:
    """How one feed or one outlet's archive ended: `result` is ok, not_modified, same_body, … or the kind of the failure."""

    source: str
    outlet: str
    result: str
    message: str = ""
    ok: bool = True
    pages: int = 0
    added: AddResult = AddResult()  # noqa: RUF009  # frozen all through
    skipped: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PollReport:
    """What a round did: how many readings ended in each result, how many entries were new, which days it changed."""

    readings: tuple[SourceReading, ...]
    pulled_back: dict[str, int] = field(default_factory=dict)

    @property
    def results(self) -> dict[str, int]:
        """Readings by result."""
        return dict(Counter(reading.result for reading in self.readings))

    @property
    def skipped(self) -> dict[str, int]:
        """Items that were skipped, by reason; each has a name."""
        total: Counter[str] = Counter()
        for reading in self.readings:
            total.update(reading.skipped)
        return dict(total)

    @property
    def days(self) -> list[str]:
        """The WIB days that got entries or lost some, sorted."""
        return sorted({day for reading in self.readings for day in reading.added.days})

    @property
    def failures(self) -> list[SourceReading]:
        """The readings that failed, each with its name and message."""
        return [reading for reading in self.readings if not reading.ok]

    @property
    def counts(self) -> dict[str, int]:
        """All of it as flat counts: read, failed, new, seen, moved, pages, result.<name>, skipped.<reason>,
        pulled_back.<of>."""
        return {
            "read": len(self.readings),
            "failed": len(self.failures),
            "new": sum(reading.added.new for reading in self.readings),
            "seen": sum(reading.added.seen for reading in self.readings),
            "moved": sum(reading.added.moved for reading in self.readings),
            "pages": sum(reading.pages for reading in self.readings),
            **_name_counts("result", self.results.items()),
            **_name_counts("skipped", self.skipped.items()),
            **_name_counts("pulled_back", self.pulled_back.items()),
        }


def _name_counts(group: str, counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {f"{group}.{name}": count for name, count in sorted(counts)}
