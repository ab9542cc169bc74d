"""The log of requests: what was requested, when, and how many requests were open. It measures how polite a crawler is."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import TextIO


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: its start (`at` in monotonic seconds, `wall` by the clock), and the requests then open on its host, with
    itself."""

    number: int
    at: float
    wall: datetime
    host: str
    path: str
    what: str
    concurrency: int
    headers: dict[str, str]
    status: int = 0
    bytes: int = 0
    seconds: float = 0.0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Politeness:
    """The load on a host: requests, smallest seconds between two starts (None for one request), most requests at once."""

    host: str
    requests: int
    min_gap_s: float | None
    max_concurrency: int


class Log:
    """Visits in the order of their start. Each visit is written to the file as a JSON line when it ends."""

    def __init__(self, path: Path | None = None) -> None:
        self._visits: dict[int, Visit] = {}
        self._open: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._file: TextIO | None = path.open("a", encoding="utf-8") if path else None

    def start(self, at: float, wall: datetime, host: str, path: str, headers: dict[str, str]) -> Visit:
        """Note the start of a request and return its visit."""
        with self._lock:
            self._open[host] += 1
            visit = Visit(len(self._visits), at, wall, host, path, "", self._open[host], headers)
            self._visits[visit.number] = visit
            return visit

    def end(self, visit: Visit, what: str, status: int, size: int, seconds: float, fault: str) -> None:
        """Note the end of a request; status 0 means that no response was completed."""
        done = replace(visit, what=what, status=status, bytes=size, seconds=seconds, fault=fault)
        with self._lock:
            self._open[visit.host] -= 1
            self._visits[visit.number] = done
            if self._file:
                self._file.write(json.dumps({**asdict(done), "wall": done.wall.isoformat()}, ensure_ascii=False) + "\n")
                self._file.flush()

    def visits(self, host: str = "", what: str = "") -> list[Visit]:
        """Return the visits so far, only of one host and of one kind if they are given."""
        with self._lock:
            found = list(self._visits.values())
        return [visit for visit in found if (not host or visit.host == host) and (not what or visit.what == what)]

    def politeness(self) -> dict[str, Politeness]:
        """Return the politeness by host."""
        return politeness(self.visits())

    def clear(self) -> None:
        """Forget the visits that ended, so that a later measurement starts empty. The file keeps the visits."""
        with self._lock:
            self._visits = {number: visit for number, visit in self._visits.items() if not visit.what}

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()


def politeness(visits: Iterable[Visit]) -> dict[str, Politeness]:
    """Return the smallest gap between starts and the most concurrent requests per host."""
    by_host: dict[str, list[Visit]] = {}
    for visit in visits:
        by_host.setdefault(visit.host, []).append(visit)
    found = {}
    for host, rows in by_host.items():
        starts = sorted(visit.at for visit in rows)
        gaps = [later - earlier for earlier, later in pairwise(starts)]
        found[host] = Politeness(host, len(rows), min(gaps, default=None), max(visit.concurrency for visit in rows))
    return found
