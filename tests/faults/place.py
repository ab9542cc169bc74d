"""A copy of a state for cases: a database from a template, and its files as hard links or as objects of a bucket."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from press import Pantau

from databases import server_address
from pantau.settings import Settings
from pantau.warehouse.digest import warehouse_digest
from pantau.warehouse.roles import LOAD

# Which part of a day found a pair, and what that part had read by then, belongs to the history of a run, not to its result.
_OF_ITS_RUN = ("pairs.searched",)
RESULTS = "results/"  # how the names of stage results begin in a state
_LANDED = """SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM
(SELECT e::text FROM landing.entries e UNION ALL SELECT p::text FROM landing.pages p) t"""
# The same at whatever time it was landed.
_CONTENT = """SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM
(SELECT url_key || day::text || state || outlet || title FROM landing.entries
UNION ALL SELECT url_key || status::text || digest FROM landing.pages) t"""
_TAKEN = (
    "catalogue_dir", "allow_hosts", "shards", "allowed_host_gap_s", "fetch_retry_s", "host_cooldown_s", "read_timeout_s",
    "total_timeout_s",
)  # fmt: skip
_STORES = ("landing", "results")
_MARKER = "pantau-landing.json"
_numbers = itertools.count(1)
_known_rows: dict[tuple[Any, ...], list[str]] = {}  # the rows of a file that is linked into many places


class Place:
    """One installation for cases, in the state of `start`; no file of it is ever written twice, so that links are enough."""

    def __init__(self, server: Settings, folder: Path, start: Pantau | Place, bucket: str) -> None:
        number = next(_numbers)
        self._server, self.name = server, f"faults_{os.getpid()}_{number}"
        self.folder = folder / f"place-{number}"
        self._admin(f"CREATE DATABASE {self.name} OWNER {LOAD} TEMPLATE {start.name} STRATEGY FILE_COPY")
        self.settings = chosen = start.settings
        self.env = {f"PANTAU_{name.upper()}": str(getattr(chosen, name)) for name in _TAKEN}
        self.address = server_address(self._server, self.name, LOAD)
        self.env |= {"PANTAU_STATE_DIR": str(self.folder), "PANTAU_WAREHOUSE": self.address}
        self.roots = {name: str(self.folder / name) for name in (*_STORES, "alerts", "imports")}
        self.seeds = {"seeds": str(chosen.seeds_dir), "catalogue": str(chosen.catalogue_folder)}
        self._objects = f"{bucket}/place-{os.getpid()}-{number}" if bucket else ""
        if bucket:
            self.env |= {f"PANTAU_{name.upper()}_URL": f"{self._objects}/{name}" for name in _STORES}
            self._upload(start.folder)
            if (start.folder / "imports").exists():
                shutil.copytree(start.folder / "imports", self.folder / "imports")
        elif start.folder.exists():
            shutil.copytree(start.folder, self.folder, copy_function=os.link)

    def state(self) -> dict[str, str]:
        """The fingerprint of the warehouse, of what was landed, of all file names, and of the rows of each stage."""
        with psycopg.connect(self.address) as connection:
            connection.execute("SET timezone = 'UTC'")
            found = warehouse_digest(connection)
            for name, query in (("landing", _LANDED), ("content", _CONTENT)):
                row = connection.execute(query.encode()).fetchone()
                found[name] = str(row and row[0])
        rows: dict[str, list[str]] = {}
        names: dict[str, list[str]] = {"landing": [], "results": []}
        for store, name, mark in self._files():
            names[store].append(f"{name} {mark}")
            folder = name.rpartition("/")[0]
            if store == "results" and name.endswith(".yaml"):  # lessons, whose names begin with a number of their own
                rows[f"{RESULTS}{name}"] = [str(self._data(name))]
            if store == "results" and name.endswith(".parquet") and not folder.startswith(_OF_ITS_RUN):
                rows.setdefault(f"{RESULTS}{folder}", []).extend(self._rows(name, mark))
        found |= {"files": _digest(names["landing"]), "parts": _digest(names["results"])}
        return found | {name: f"{len(told)}:{_digest(told)}" for name, told in rows.items()}

    def change(self, words: str) -> None:
        """Change the database by hand."""
        with psycopg.connect(self.address) as connection:
            connection.execute(words.encode())

    def ask(self, words: str) -> str:
        """Ask the database for one value."""
        with psycopg.connect(self.address) as connection:
            row = connection.execute(words.encode()).fetchone()
        return str(row and row[0])

    def remove(self) -> None:
        """Drop the copy."""
        self._admin(f"DROP DATABASE {self.name} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._objects and (fs := objects()).exists(self._objects):
            fs.rm(self._objects, recursive=True)

    def _files(self) -> list[tuple[str, str, tuple[Any, ...]]]:
        """Return store, name and what a file is known by, sorted; the marker, whose id is new each time, and hidden scratch files
        are none."""
        found = self._listed_objects() if self._objects else self._listed_files()
        return sorted(one for one in found if one[1] != _MARKER and not one[1].rpartition("/")[2].startswith("."))

    def _listed_objects(self) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
        for name, facts in objects().find(self._objects, detail=True).items():
            store, _, rest = name.partition(self._objects.removeprefix("s3://") + "/")[2].partition("/")
            yield store, rest, (facts["ETag"], facts["size"])

    def _listed_files(self) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
        for store in _STORES:
            for file in (self.folder / store).rglob("*"):
                if file.is_file():
                    facts = file.stat()
                    yield store, str(file.relative_to(self.folder / store)), (facts.st_ino, facts.st_mtime_ns, facts.st_size)

    def _rows(self, name: str, mark: tuple[Any, ...]) -> list[str]:
        if mark not in _known_rows:
            _known_rows[mark] = _rows(self._data(name))
        return _known_rows[mark]

    def _data(self, name: str) -> bytes:
        if self._objects:
            return bytes(objects().cat_file(f"{self._objects}/results/{name}"))
        return (self.folder / "results" / name).read_bytes()

    def _upload(self, folder: Path) -> None:
        fs = objects()
        for store in _STORES:
            files = [file for file in (folder / store).rglob("*") if file.is_file() and not file.name.startswith(".")]
            if files:
                fs.pipe({f"{self._objects}/{file.relative_to(folder)}": file.read_bytes() for file in files})

    def _admin(self, words: str) -> None:
        with psycopg.connect(server_address(self._server, "postgres"), autocommit=True) as admin:
            admin.execute(words.encode())


def _rows(data: bytes) -> list[str]:
    try:
        return list(map(repr, pq.read_table(pa.BufferReader(data)).to_pylist()))
    except pa.ArrowException as error:
        return [f"unreadable: {error}"]


def _digest(rows: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:16]


@cache
def objects() -> Any:
    """Return a client of the S3 server that the environment names."""
    from s3fs import S3FileSystem

    return S3FileSystem(use_listings_cache=False)
