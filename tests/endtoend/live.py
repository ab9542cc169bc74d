"""Live polling as poll_feeds does it, on a newsroom's clock: `live.py BASE SPEED`, until stdin is closed.

Prints `ready`, then reads the value of this machine's monotonic clock at BASE of the newsroom's clock, which runs SPEED times as
fast. Every ten minutes of the newsroom the feeds that are due are polled, then pending pages are fetched. At the end it prints
the days that changed.
"""

from __future__ import annotations

import select
import sys
import time
from datetime import datetime, timedelta

from pantau.fetch.stage import fetch_due
from pantau.poll.feeds import poll_due
from pantau.workspace import Workspace

EVERY_S = 600.0


def main(base: datetime, speed: float) -> None:
    """Poll on every tenth minute, never two rounds at once; a round that takes longer makes the next one late."""
    work, tick, touched = Workspace(), 0, set[str]()
    work.landing.feed_states([feed.feed_url for feed in work.catalogue.feeds])  # connected, and the catalogue is read
    print("ready", flush=True)
    origin = float(sys.stdin.readline())
    while True:
        now = (time.monotonic() - origin) * speed
        tick = max(tick + 1, int(now // EVERY_S) + 1)
        if select.select([sys.stdin], [], [], max(0.0, (tick * EVERY_S - now) / speed))[0]:
            print(*sorted(touched))
            return
        poll_due(work, base + timedelta(seconds=(time.monotonic() - origin) * speed))
        touched |= fetch_due(work)[1]


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]), float(sys.argv[2]))
