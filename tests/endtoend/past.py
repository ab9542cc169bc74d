"""A press whose archives fail now and then, a backfill of many of its days beside live polling, and the figures of both."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from press import Pantau

from newsroom import Room
from newsroom.clock import WIB
from newsroom.truth import Truth
from pantau.day import shift
from pantau.files import parse_yaml
from pantau.poll.feeds import poll_due
from pantau.runs.pipeline import run_day
from pantau.settings import Settings
from pantau.urls import url_key
from pantau.workspace import Workspace

LIVE = str(Path(__file__).parent / "live.py")
BASE = datetime(2026, 11, 20, 9, 0, tzinfo=WIB)  # the newsroom's present when a test begins
EVERY = timedelta(minutes=10)
LAST = "2026-11-12"  # the newest past day: a week from the days live polling touches
# Outlet → (what is wrong with its listings, what archives.yaml says of it); the first eight are the small press's.
ARCHIVES: dict[str, tuple[str, dict[str, Any]]] = {
    "lintaskini": ("cached_page", {"on_repeat": "retry"}),
    "wartanusa": ("end_marker", {"end_marker": "p.tidak-ada-berita"}),
    "suluhnegeri": ("outage", {}),
    "kacapena": ("no_archive", {}),
    "kabarraya": ("limit", {"max_pages": 2}),
    "lintasbola": ("stuck_page", {"on_repeat": "retry"}),
    "siantarposko": ("late", {}),
}
PAGES = ("harianpersada", "persadabisnis", "acehmadani", "angkakita")  # each of their pages fails the first time


@dataclass
class Clock:
    """The newsroom's time: BASE, then `speed` seconds a second from `start` on."""

    speed: float
    origin: float = 0.0
    stopped_at: datetime | None = BASE

    def __call__(self) -> datetime:
        """Return the present of the newsroom."""
        return self.stopped_at or self.at(time.monotonic())

    def at(self, monotonic: float) -> datetime:
        """Return the newsroom's time at a moment of this machine."""
        return BASE + timedelta(seconds=(monotonic - self.origin) * self.speed)

    def start(self) -> None:
        """Let the time run, from BASE."""
        self.origin, self.stopped_at = time.monotonic(), None


def strike(room: Room) -> None:
    """Switch every fault on again."""
    room.archives.clear()
    room.faults.clear()
    for outlet in room.server.desk.planner.papers:
        if outlet in ARCHIVES:
            room.archives.set(outlet, ARCHIVES[outlet][0])
        if outlet in PAGES:
            room.faults.set(outlet, "500_once", "page")


def write_habits(folder: Path) -> None:
    """Complete archives.yaml as an editor who knows these outlets does."""
    file = folder / "archives.yaml"
    blocks = parse_yaml(file.read_text(encoding="utf-8"))
    for block in blocks:
        block.update(ARCHIVES.get(block["outlet"], ("", {}))[1])
    file.write_text(yaml.safe_dump(blocks, sort_keys=False, width=1_000), encoding="utf-8")


def past_days(count: int) -> list[str]:
    """Return that many days up to LAST, the oldest first."""
    return [shift(LAST, -back) for back in range(count - 1, -1, -1)]


_work: Workspace | None = None


def _open(settings: Settings) -> None:
    global _work
    os.nice(10)  # the newsroom's log measures politeness, so these processes must not slow the newsroom down
    _work = Workspace(settings)


def _run(day: str) -> str:
    assert _work
    return [report.stage for report in run_day(_work, day)][-1]


def backfill(pantau: Pantau, days: Sequence[str], at_once: int) -> None:
    """Run `monitor_day`'s stages for the days in this order, `at_once` of them at a time, in as many processes."""
    if at_once == 1:
        pantau.run(*days)
        return
    context = multiprocessing.get_context("spawn")  # a fork server would outlive the test
    with ProcessPoolExecutor(at_once, context, _open, (pantau.settings,)) as pool:
        assert list(pool.map(_run, days)) == ["report"] * len(days)


@contextmanager
def live_polling(pantau: Pantau, clock: Clock) -> Iterator[list[str]]:
    """Poll and fetch the present of the newsroom beside the block, from BASE on; the days touched are known after it."""
    touched: list[str] = []
    poller = pantau.start(LIVE, BASE.isoformat(), str(clock.speed))
    assert poller.stdin
    assert poller.stdout
    try:
        assert poller.stdout.readline() == b"ready\n"
        clock.start()
        poller.stdin.write(f"{clock.origin}\n".encode())
        poller.stdin.flush()
        yield touched
        said, errors = poller.communicate(timeout=120)
        assert poller.returncode == 0, errors.decode()
        touched += said.decode().split()
    finally:
        poller.kill()
        poller.wait()


@dataclass(frozen=True)
class Recall:
    """How many items existed, how many were discovered, how many articles could be fetched, how many are in the warehouse."""

    items: int
    discovered: int
    articles: int
    loaded: int
    twice: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def share(self) -> float:
        """The smaller of the two recalls."""
        return min(self.discovered / self.items, self.loaded / self.articles)


def recall(room: Room, pantau: Pantau, days: Sequence[str]) -> Recall:
    """Compare the warehouse with the truth: every item of the days, and every article that robots.txt and the server allow."""
    rows = pantau.rows("SELECT url_key, day::text, outcome FROM entry_outcomes WHERE day = ANY(%s)", list(days))
    ended: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, day, outcome in rows:
        ended[key].append((day, outcome))
    counts: Counter[str] = Counter()
    twice, lost = [], []
    for day in days:
        for item in room.truth.day(day):
            ends = [end for key in sorted({url_key(url) for url in (item.url, *item.urls)}) for end in ended[key]]
            good = [outcome for on, outcome in ends if on == day and outcome in ("loaded", "duplicate", "quarantined")]
            counts["items"] += 1
            counts["discovered"] += any(on == day for on, _ in ends)
            counts["articles"] += _can_be_had(item)
            counts["loaded"] += bool(good) and _can_be_had(item)
            twice += [item.url] if sum(outcome == "loaded" for _, outcome in ends) > 1 else []
            lost += [item.url] if _can_be_had(item) and not good else []
    return Recall(*(counts[name] for name in ("items", "discovered", "articles", "loaded")), tuple(twice), tuple(lost))


def _can_be_had(item: Truth) -> bool:
    return item.is_article and not item.blocked_by_robots and not item.broken_status


def gaps(room: Room, but: str = "archive.newsroom.test") -> list[float]:
    """Return the seconds between two starts on one host, of all hosts whose pace is the setting's; smallest first."""
    starts: defaultdict[str, list[float]] = defaultdict(list)
    for visit in room.log.visits():
        if not visit.host.endswith(but):
            starts[visit.host].append(visit.at)
    return sorted(later - earlier for times in starts.values() for earlier, later in pairwise(sorted(times)))


def delays(room: Room, seen: dict[str, datetime], until: datetime) -> dict[str, float]:
    """Return url → seconds between the appearance of a live item and its discovery; infinite where it was never discovered."""
    found: dict[str, float] = {}
    for item in room.truth.day(BASE.date(), now=until):
        if BASE < item.appears_at <= until:
            moments = [seen[key] for key in {url_key(url) for url in (item.url, *item.urls)} & seen.keys()]
            found[item.url] = (min(moments) - item.appears_at).total_seconds() if moments else float("inf")
    return found


def seen_live(pantau: Pantau, clock: Clock) -> dict[str, datetime]:
    """Return url key → when live polling discovered it, in the newsroom's time."""
    offset = time.time() - time.monotonic()
    query = "SELECT url_key, extract(epoch FROM first_seen_at)::float8 FROM landing.entries WHERE day >= %s"
    return {key: clock.at(at - offset) for key, at in pantau.rows(query, BASE.date())}


def undisturbed_delays(room: Room, pantau: Pantau, clock: Clock, until: datetime) -> dict[str, float]:
    """Return the delays of polling on an idle machine where a round takes no time: one round right after the other."""
    seen: dict[str, datetime] = {}
    moment = BASE + EVERY
    with pantau.workspace() as work:
        while moment <= until:
            clock.stopped_at = moment
            poll_due(work, moment)
            keys = [landed.entry.url_key for landed in work.landing.entries(BASE.date().isoformat())]
            seen = dict.fromkeys(keys, moment) | seen
            moment += EVERY
    return delays(room, seen, until)
