"""Measures probation: two simulated days of a press whose feeds moved or are hidden, false or dead, over real HTTP.

`python -m lab.sources_bench 200` serves that many outlets, one of ten enabled, the others unproven and with one habit each. It
runs the rounds of prove_sources and poll_feeds as their schedules would, then poll_feeds alone, and prints one JSON line of
figures.
Some outlets have nothing but a news sitemap (`in_robots`, `in_index`) or a front page. Others are dead for a month and then
back. For the dead ones the slow lane alone goes on after the two days, until it should have found them again.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsroom import Config, Room, serving
from newsroom.feeds import PATHS
from newsroom.habits import DEAD, FRONT_ONLY, HIDDEN, LYING, MOVED
from pantau.errors import BadInput
from pantau.settings import Settings, read_settings

if TYPE_CHECKING:
    from pantau.landing.probation import Probation
    from pantau.workspace import Workspace

BEGIN = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)  # 00:00 WIB
DAYS, ROUND = 2, timedelta(minutes=10)
LANE_EVERY = 3  # rounds of polling between two rounds of the slow lane
ENABLED_EACH = 10  # one of so many outlets is polled from the beginning
SEARCH_BUDGET = 6  # requests
TRY_BUDGET = 7  # requests: robots.txt, the source, where it redirects, a sitemap inside, three pages of articles
BACK = "back"  # a habit: dead for BACK_AFTER, then without any habit
BACK_AFTER, WATCHED = timedelta(days=30), timedelta(days=45)  # a demoted source is tried once in thirty days
LATER_ROUND = timedelta(hours=6)
KINDS = ("plain", "plain", "plain", *MOVED, *HIDDEN, *FRONT_ONLY, *LYING, *DEAD, BACK)
_LIVING = ("plain", *MOVED, *HIDDEN, *FRONT_ONLY)


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """The figures of two days. Shares are 0 to 1; `delay_s` is the median time from an article's appearance to the poll that sees
    it."""

    outlets: int
    living: int
    living_proven: float
    false_promoted: int
    fronts_proven: float
    back_proven: float
    planted: int
    planted_found: float
    searches_over_budget: int
    tries_over_budget: int
    most_requests_of_a_search: int
    delay_s: float
    not_proven: tuple[str, ...]
    not_found: tuple[str, ...]


@dataclass(slots=True)
class _NotedDays:
    """Counts of the simulated days: polls of enabled feeds by outlet, requests of searches and of tries by host."""

    polls: dict[str, list[datetime]] = field(default_factory=dict)
    searches: list[int] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)


class _PressClock:
    """The clock of the press, which the bench moves."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now


def main(argv: Sequence[str]) -> int:
    """Measure a press with the given number of outlets. Raises BadInput for an argument that is no size."""
    if len(argv) != 1 or not argv[0].isdigit() or int(argv[0]) < len(KINDS):
        raise BadInput(f"give a number of outlets from {len(KINDS)}, such as: 200")
    whole, alone = (_measure_apart(int(argv[0]), lane) for lane in (True, False))
    print(json.dumps({"measure": "sources", **asdict(whole), "delay_alone_s": alone.delay_s}), flush=True)
    return 0


def _measure_apart(outlets: int, lane: bool) -> SourceFigures:
    from pantau.warehouse import embedded

    home = Path(tempfile.mkdtemp(prefix="pb-"))  # short: a socket's path may have 100 bytes
    home.chmod(0o711)  # as root the database runs as another user, who must get through
    settings = read_settings(state_dir=home / "state", database_idle_s=0)
    try:
        return measure(settings, home, outlets, lane=lane)
    finally:
        embedded.remove(settings)
        shutil.rmtree(home, ignore_errors=True)


def measure(settings: Settings, home: Path, outlets: int, *, lane: bool = True, polling: bool = True) -> SourceFigures:
    """Simulate two days with the slow lane, with polling or with both, and compare the result with the truth; `home` gets
    files."""
    from pantau.workspace import Workspace

    clock = _PressClock()
    with serving(Config(outlets=outlets, per_day=12, clock=clock)) as room:
        habits = _plant(room, home / "catalogue")
        hurried = {"allowed_host_gap_s": 0.0, "host_gap_s": 0.0, "host_cooldown_s": 0.05}
        place = {"catalogue_dir": home / "catalogue", "allow_hosts": room.allow_hosts}
        work = Workspace(settings.model_copy(update=hurried | place))
        try:
            figures = _judge(work, room, habits, _live(work, room, clock, (lane, polling)))
            return replace(figures, back_proven=_wait_for_back(work, clock, habits)) if lane else figures
        finally:
            work.landing.close()


def _plant(room: Room, folder: Path) -> dict[str, str]:
    """Write the catalogue, give each outlet its habit and return the habits; `enabled` outlets have none."""
    room.write_catalogue(folder)
    (folder / "archives.yaml").write_text("[]\n")
    kinds = cycle(KINDS)
    names = [row["outlet"] for row in _read(folder / "outlets.csv")]
    habits = {name: "enabled" if place % ENABLED_EACH == 0 else next(kinds) for place, name in enumerate(names)}
    # With the feed of a bureau, the outlet would have two true feeds.
    rows = [row for row in _read(folder / "feeds.csv") if not row["section"] and habits[row["outlet"]] not in HIDDEN]
    with (folder / "feeds.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(row | {"enabled": "yes" if habits[row["outlet"]] == "enabled" else "unproven"})
    for name, habit in habits.items():
        if habit == BACK:
            room.habits.set(name, "down", BEGIN + BACK_AFTER)
        elif habit not in ("plain", "enabled"):
            room.habits.set(name, habit)
    return habits


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def _live(work: Workspace, room: Room, clock: _PressClock, on: tuple[bool, bool]) -> _NotedDays:
    """Simulate the days; searches, tries and polls have separate counts of visits."""
    from pantau.poll.feeds import poll_due
    from pantau.sources.discovery import discover_due
    from pantau.sources.lane import try_due

    days, (lane, polling) = _NotedDays(), on
    for turn in range(DAYS * timedelta(days=1) // ROUND + 1):
        clock.now = BEGIN + turn * ROUND
        if lane and turn % LANE_EVERY == 0:
            room.log.clear()
            discover_due(work, clock.now)
            days.searches += Counter(visit.host for visit in room.log.visits()).values()
            room.log.clear()
            try_due(work, clock.now)
            days.tries.update(visit.host.split(".")[-3] for visit in room.log.visits())
        for reading in poll_due(work, clock.now).readings if polling else ():
            if reading.ok:
                days.polls.setdefault(reading.outlet, []).append(clock.now)
    return days


def _wait_for_back(work: Workspace, clock: _PressClock, habits: dict[str, str]) -> float:
    """Run the slow lane until outlets that were dead have been tried again; return the share of these that is proven."""
    from pantau.sources.discovery import discover_due
    from pantau.sources.lane import read_trials, try_due, unproven_feeds

    for turn in range((WATCHED - DAYS * timedelta(days=1)) // LATER_ROUND):
        clock.now = BEGIN + DAYS * timedelta(days=1) + turn * LATER_ROUND
        if turn % 4 == 0:
            discover_due(work, clock.now)
        try_due(work, clock.now)
    back = {name for name, habit in habits.items() if habit == BACK}
    proven = {trial.outlet for trial in read_trials(work, unproven_feeds(work)).values() if trial.state == "proven"}
    return len(back & proven) / len(back)


def _is_false(trial: Probation, habit: str) -> bool:
    """Tell whether a proven source is proven wrongly: any source of a dead outlet, or the old feed of an outlet with a false
    one."""
    return habit in (*DEAD, BACK) or (habit in LYING and urlsplit(trial.source_url).path in PATHS.values())


def _judge(work: Workspace, room: Room, habits: dict[str, str], days: _NotedDays) -> SourceFigures:
    from pantau.sources.lane import read_trials, unproven_feeds

    trials = read_trials(work, unproven_feeds(work))
    good = [trial for trial in trials.values() if trial.state == "proven"]
    proven = {trial.outlet for trial in good}
    fronts = {name for name, habit in habits.items() if habit in FRONT_ONLY}
    living = {name for name, habit in habits.items() if habit in _LIVING}
    planted = {name for name, habit in habits.items() if habit in (*HIDDEN, "renamed")}
    found = {trial.outlet for trial in trials.values() if urlsplit(trial.source_url).path == room.habits.planted(trial.outlet)}
    tries = Counter[str]()
    for trial in trials.values():
        tries[trial.outlet] += trial.tries * TRY_BUDGET
    return SourceFigures(
        outlets=len(habits),
        living=len(living),
        living_proven=len(living & proven) / len(living),
        false_promoted=sum(_is_false(trial, habits[trial.outlet]) for trial in good),
        fronts_proven=len(fronts & proven) / len(fronts),
        back_proven=0.0,
        planted=len(planted),
        planted_found=len(planted & found) / len(planted),
        searches_over_budget=sum(count > SEARCH_BUDGET for count in days.searches),
        tries_over_budget=sum(count > tries[name] for name, count in days.tries.items()),
        most_requests_of_a_search=max(days.searches, default=0),
        delay_s=_delay(room, [name for name, habit in habits.items() if habit == "enabled"], days),
        not_proven=tuple(sorted(f"{name} ({habits[name]})" for name in living - proven)),
        not_found=tuple(sorted(f"{name} ({habits[name]})" for name in planted - found)),
    )


def _delay(room: Room, outlets: Sequence[str], days: _NotedDays) -> float:
    """Return the median delay of articles that enabled outlets published on the second day, when their pace is learnt."""
    waits = [
        (polled[place] - item.appears_at).total_seconds()
        for name in outlets
        for item in room.truth.day((BEGIN + timedelta(hours=31)).date(), name)
        if (place := bisect_left(polled := days.polls.get(name, []), item.appears_at)) < len(polled)
    ]
    return median(waits) if waits else 0.0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BadInput as error:
        sys.exit(f"bench: {error}")
