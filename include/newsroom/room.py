"""A newsroom in this process, for tests and benchmarks: its server runs in a separate thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsroom.archives import Archives
from newsroom.catalogue import write_catalogue
from newsroom.config import Config
from newsroom.faults import Switchboard
from newsroom.habits import Habits
from newsroom.kept import CC_NEWS, WAYBACK, Keepers
from newsroom.log import Log
from newsroom.server import Server
from newsroom.truth import TruthBook


@dataclass(frozen=True, slots=True)
class Room:
    """The handle of a running newsroom: its port, its truth, the log of requests and the switches of faults.

    `archives` has the switches of listings.
    """

    port: int
    truth: TruthBook
    log: Log
    faults: Switchboard
    server: Server

    @property
    def archives(self) -> Archives:
        """Return the archives, whose listings can be made to fail."""
        return self.server.archives

    @property
    def habits(self) -> Habits:
        """Return the habits, with which feeds move, are hidden, become false or die."""
        return self.server.habits

    @property
    def keepers(self) -> Keepers:
        """Return the Wayback Machine and the CC-NEWS of this newsroom."""
        return self.server.keepers

    @property
    def wayback(self) -> str:
        """Return the value of PANTAU_WAYBACK."""
        return f"http://{WAYBACK}:{self.port}"

    @property
    def cc_news(self) -> str:
        """Return the value of PANTAU_CC_NEWS."""
        return f"http://{CC_NEWS}:{self.port}"

    @property
    def allow_hosts(self) -> str:
        """Return the value of PANTAU_ALLOW_HOSTS that allows requests to this newsroom."""
        return f"newsroom.test=127.0.0.1:{self.port}"

    def write_catalogue(self, folder: Path) -> None:
        """Write the catalogue files of this newsroom."""
        from dataclasses import replace

        write_catalogue(folder, replace(self.server.config, port=self.port))


@contextmanager
def serving(config: Config | None = None) -> Iterator[Room]:
    """Serve a newsroom in a thread while the block runs; raise OSError when the port is taken."""
    server = Server(config or Config())
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="newsroom", daemon=True)
    thread.start()
    try:
        port = asyncio.run_coroutine_threadsafe(server.start(), loop).result(30)
        yield Room(port, TruthBook(server.site), server.log, server.faults, server)
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
