"""One fictional press and as many Pantaus as a test needs: databases, landings and results that can be copied and compared."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from databases import copy_template, server_address
from newsroom import Room
from pantau.runs.pipeline import run_day
from pantau.settings import PROJECT, Settings
from pantau.warehouse.digest import warehouse_digest
from pantau.warehouse.roles import LOAD
from pantau.workspace import Workspace

DAY = "2026-11-09"
DAY_BEFORE = "2026-11-08"
_numbers = itertools.count(1)
_QUICK = {
    "allowed_host_gap_s": 0.0,
    "fetch_retry_s": 0.01,
    "host_cooldown_s": 0.05,
    "read_timeout_s": 0.4,
    "total_timeout_s": 2.0,
}
_WITHOUT_TIMES = """SELECT count(*) || ':' || coalesce(md5(string_agg(row, ',' ORDER BY row)), '')
FROM (SELECT (to_jsonb(a) - 'fetched_at')::text AS row FROM article_rows a) AS rows"""


class Pantau:
    """One installation: a database and a state folder of its own, reading the press of `room`."""

    def __init__(self, server: Settings, room: Room, folder: Path, template: str = "template_pantau", **more: Any) -> None:
        self.name = f"endtoend_{next(_numbers)}"
        self.folder = folder / self.name
        self._server, self._room, self._more = server, room, more
        with _admin(server) as admin:
            copy_template(admin, self.name, template)
        room.write_catalogue(folder / "katalog")
        address = server_address(server, self.name, LOAD)
        place = {"state_dir": self.folder, "warehouse": address, "catalogue_dir": folder / "katalog"}
        self.settings = server.model_copy(update=_QUICK | {"allow_hosts": room.allow_hosts, "shards": 2} | place | more)

    def copy(self) -> Pantau:
        """Another installation in the same state as this one: its landing, its results, its warehouse."""
        twin = Pantau(self._server, self._room, self.folder.parent, self.name, **self._more)
        if self.folder.exists():
            shutil.copytree(self.folder, twin.folder)
        return twin

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """The stores, closed at the end: PostgreSQL copies no database that has a connection."""
        work = Workspace(self.settings)
        try:
            yield work
        finally:
            work.landing.close()

    def run(self, *days: str, first: str = "poll", last: str = "report") -> dict[str, dict[str, int]]:
        """Run the days, one after the other, in this process; return the counts of each stage of the last one."""
        with self.workspace() as work:
            for day in days:
                counts = {report.stage: report.counts for report in run_day(work, day, first, last)}
        return counts

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a Python process that sees this installation and no other."""
        names = ("state_dir", "warehouse", "catalogue_dir", "allow_hosts", "shards", "fetch_budget_s", *_QUICK)
        env = {**os.environ, "PYTHONPATH": str(PROJECT / "include"), "PANTAU_ENV_FILE": ""}
        env |= {f"PANTAU_{name.upper()}": str(getattr(self.settings, name)) for name in names}
        pipe = subprocess.PIPE
        return subprocess.Popen([sys.executable, *command], env=env, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=pipe)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the warehouse and return the rows."""
        with self.workspace() as work, work.connect() as connection:
            return connection.execute(query.encode(), values).fetchall()

    def digest(self) -> dict[str, str]:
        """The fingerprint of the warehouse."""
        with self.workspace() as work, work.connect() as connection:
            return warehouse_digest(connection)

    def contents(self) -> dict[str, str]:
        """The fingerprint without `article_rows.fetched_at`: to compare installations that fetched the same pages themselves."""
        digest = self.digest()
        return digest | {"article_rows": self.rows(_WITHOUT_TIMES)[0][0]}


# The content of a warehouse of some days, without the times of fetching; no other day may be within a week of them.
_OF_DAYS = {
    "article_rows": "SELECT to_jsonb(a) - 'fetched_at' FROM article_rows a WHERE day = ANY(%(days)s)",
    "entry_outcomes": "SELECT to_jsonb(e) FROM entry_outcomes e WHERE day = ANY(%(days)s)",
    "source_days": "SELECT to_jsonb(s) FROM source_days s WHERE day = ANY(%(days)s)",
    "quality_rows": "SELECT to_jsonb(q) FROM quality_rows q WHERE day = ANY(%(days)s)",
    "quarantine": "SELECT to_jsonb(q) FROM quarantine q WHERE day = ANY(%(days)s)",
    "article_tags": "SELECT to_jsonb(t) FROM article_tags t JOIN article_rows a USING (article_id) WHERE day = ANY(%(days)s)",
    "mentions": "SELECT to_jsonb(m) FROM mentions m JOIN article_rows a USING (article_id) WHERE day = ANY(%(days)s)",
    "quotes": "SELECT to_jsonb(q) FROM quotes q JOIN article_rows a USING (article_id) WHERE day = ANY(%(days)s)",
    "article_pairs": "SELECT to_jsonb(p) FROM article_pairs p, article_rows WHERE later_id = article_id AND day = ANY(%(days)s)",
    "story_members": "SELECT to_jsonb(m) FROM story_members m JOIN article_rows a USING (article_id) WHERE day = ANY(%(days)s)",
    "story_rows": "SELECT to_jsonb(s) FROM story_rows s WHERE day = ANY(%(days)s)",
}


def contents_of(connection: psycopg.Connection, days: list[str]) -> dict[str, str]:
    """Return table → 'rows:hash' of what is loaded of these days."""
    digests = {}
    for table, query in _OF_DAYS.items():
        rows = sorted(json.dumps(row, sort_keys=True) for (row,) in connection.execute(query.encode(), {"days": days}))
        digests[table] = f"{len(rows)}:{hashlib.sha256(chr(10).join(rows).encode()).hexdigest()[:16]}"
    return digests


def assert_conserved(pantau: Pantau, day: str = DAY) -> Counter[str]:
    """Check that every URL of the landing ended exactly once and every table says so (promise 1); return outcome → count."""
    with pantau.workspace() as work:
        landed = [row.entry.url_key for row in work.landing.entries(day)]
    ended = pantau.rows("SELECT url_key, outlet, outcome, reason FROM entry_outcomes WHERE day = %s ORDER BY url_key", day)
    assert sorted(key for key, *_ in ended) == sorted(landed)
    assert len(set(landed)) == len(landed)
    counted = pantau.rows("SELECT outlet, outcome, reason, count FROM source_days WHERE day = %s", day)
    assert Counter({tuple(row[:3]): row[3] for row in counted}) == Counter(tuple(row[1:]) for row in ended)
    outcomes = Counter(outcome for _, _, outcome, _ in ended)
    articles = pantau.rows("SELECT count(*) FILTER (WHERE copy_of IS NULL), count(*) FROM article_rows WHERE day = %s", day)
    assert articles == [(outcomes["loaded"], outcomes["loaded"] + outcomes["duplicate"])]
    refused = pantau.rows("SELECT count(DISTINCT article_id) FROM quarantine WHERE day = %s", day)
    assert refused == [(outcomes["quarantined"],)]
    return outcomes


@contextmanager
def _admin(server: Settings) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server_address(server, "postgres"), autocommit=True) as connection:
        yield connection


def drop_all(server: Settings) -> None:
    """Drop every database made here."""
    with _admin(server) as admin:
        for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'endtoend%'").fetchall():
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
