"""What polite requests must remember of hosts: turns, places, rests and robots.txt. The caller chooses where to keep it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from pantau.net.pace import Pace


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a host may be asked: now (no wait), perhaps after `wait_s`, or not for `rest_s` because of `reason`, a failure.

    `next_starts` belongs to a start that was given: the earliest next start, of any kind and of a past day. `pace` is what is
    known of the host at that moment.
    """

    wait_s: float
    rest_s: float = 0.0
    reason: str = ""
    next_starts: tuple[str, str] = ("-infinity", "-infinity")
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class Robots:
    """The last robots.txt of a host that could be read (`body`) and the status of the last try; status 0: unreachable."""

    status: int
    body: str


class HostMemory(Protocol):
    """A memory of hosts that all processes share; the landing keeps one in PostgreSQL."""

    def start(self, host: str, gap_s: float, past_gap_s: float | None = None, most_s: float = 0.0) -> Turn:
        """Give a start on the host, or say how long to wait; `past_gap_s` marks a request for a past day.

        A longer gap that was learnt counts, up to `most_s`.
        """

    def again(self, host: str, gap_s: float, past_gap_s: float | None, taken: Turn, most_s: float = 0.0) -> Turn:
        """Give a start anew to a request that was held up since it took one."""

    def keep_pace(self, host: str, before: Pace, after: Pace, least_s: float) -> None:
        """Keep what an answer taught; `least_s` is the shortest gap."""

    def live_waits(self, host: str, seconds: float) -> None:
        """Let requests for past days wait, because a live one waits."""

    def rest(self, host: str, seconds: float, reason: str) -> None:
        """Let the host rest after a failure."""

    def take_slot(self, host: str, most: int, alone_s: float = float("inf")) -> int | None:
        """Take one of the host's places, or None when all are taken; from a gap of `alone_s` on there is only one."""

    def unlock(self, *numbers: int) -> None:
        """Free places."""

    def robots(self, host: str) -> tuple[Robots | None, bool]:
        """Return the robots.txt kept of the host, and whether it is fresh."""

    def save_robots(self, host: str, status: int, body: str | None, seconds: float) -> None:
        """Keep a robots.txt for some seconds; `body` None keeps the one before."""
