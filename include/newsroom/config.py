"""The settings of a newsroom, such as its size, its seed and its clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

FIRST_DAY = date(2025, 1, 1)
MAX_OUTLETS = 1000
MAX_PER_DAY = 100


def real_now() -> datetime:
    """Return the present moment, with its time zone."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Config:
    """The settings of one newsroom; raises ValueError with the allowed range when a number is outside it.

    `faults` maps `outlet` or `outlet/feed|page|index|robots` to a fault name of newsroom.faults; `clock` gives an aware datetime.
    `revised` and `withdrawn` are the shares of articles that are edited, and taken down, hours after they were published.
    """

    seed: int = 7
    outlets: int = 26
    per_day: int = 10
    port: int = 0
    host: str = "127.0.0.1"
    log: Path | None = None
    clock: Callable[[], datetime] = real_now
    faults: Mapping[str, str] = field(default_factory=dict)
    revised: float = 0.0
    withdrawn: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.outlets <= MAX_OUTLETS:
            raise ValueError(f"outlets={self.outlets}: choose 1 to {MAX_OUTLETS}")
        if not 1 <= self.per_day <= MAX_PER_DAY:
            raise ValueError(f"per_day={self.per_day}: choose 1 to {MAX_PER_DAY}")
        if not (0 <= self.revised <= 1 and 0 <= self.withdrawn <= 1):
            raise ValueError(f"revised={self.revised}, withdrawn={self.withdrawn}: choose shares from 0 to 1")
        if not 0 <= self.port <= 65_535:
            raise ValueError(f"port={self.port}: choose 0 (any free port) to 65535")
