"""A copy of a state for one case: a database from a template, and its files as hard links or as objects of a bucket."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
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

# Which part of a day found a pair, and what it had read by then, is history of a run and no result.
_OF_ITS_RUN = ("pairs.searched",)
RESULTS = "results/"  # how the names of stage results begin in a state
_LANDED = """SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM
(SELECT e::text FROM landing.entries e UNION ALL SELECT p::text FROM landing.pages p) t"""
_TAKEN = ("catalogue_dir", "allow_hosts", "shards", "allowed_host_gap_s", "fetch_retry_s")
_STORES = ("landing", "results")
_numbers = itertools.count(1)


class Place:
    """One installation for one case, in the state of `start`; no file of it is ever written twice, so that links are enough."""

    def __init__(self, server: Settings, folder: Path, start: Pantau, bucket: str, *, watch_seeds: bool) -> None:
        number = next(_numbers)
        self._server, self.name = server, f"faults_{os.getpid()}_{number}"
        self.folder = folder / f"place-{number}"
        self._admin(f"CREATE DATABASE {self.name} OWNER {LOAD} TEMPLATE {start.name}")
        chosen = start.settings
        self.env = {f"PANTAU_{name.upper()}": str(getattr(chosen, name)) for name in _TAKEN}
        self.address = server_address(self._server, self.name, LOAD)
        self.env |= {"PANTAU_STATE_DIR": str(self.folder), "PANTAU_WAREHOUSE": self.address}
        self.roots = {name: str(self.folder / name) for name in _STORES}
        if watch_seeds:
            self.roots |= {"seeds": str(chosen.seeds_dir), "catalogue": str(chosen.catalogue_folder)}
        self._objects = f"{bucket}/place-{os.getpid()}-{number}" if bucket else ""
        if bucket:
            self.env |= {f"PANTAU_{name.upper()}_URL": f"{self._objects}/{name}" for name in _STORES}
            self._upload(start.folder)
        elif start.folder.exists():
            shutil.copytree(start.folder, self.folder, copy_function=os.link)

    def state(self) -> dict[str, str]:
        """The fingerprint of the warehouse, of what was landed, and of the rows of each stage, whichever part holds them."""
        with psycopg.connect(self.address) as connection:
            connection.execute("SET timezone = 'UTC'")
            row = connection.execute(_LANDED).fetchone()
            warehouse = warehouse_digest(connection) | {"landing": str(row and row[0])}
        rows: dict[str, list[str]] = {}
        for name, data in self._parts():
            folder = name.rpartition("/")[0]
            if not folder.startswith(_OF_ITS_RUN):
                rows.setdefault(f"{RESULTS}{folder}", []).extend(_rows(data))
        return warehouse | {name: f"{len(found)}:{_digest(found)}" for name, found in rows.items()}

    def remove(self) -> None:
        """Drop the copy."""
        self._admin(f"DROP DATABASE {self.name} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._objects and (fs := _objects_of()).exists(self._objects):
            fs.rm(self._objects, recursive=True)

    def _parts(self) -> list[tuple[str, bytes]]:
        if self._objects:
            found = _objects_of().cat(f"{self._objects}/results/**") if _objects_of().find(f"{self._objects}/results") else {}
            return [(name.partition("/results/")[2], data) for name, data in found.items() if name.endswith(".parquet")]
        root = self.folder / "results"
        return [(str(file.relative_to(root)), file.read_bytes()) for file in root.rglob("*.parquet") if file.name[0] != "."]

    def _upload(self, folder: Path) -> None:
        fs = _objects_of()
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


def _objects_of() -> Any:
    from s3fs import S3FileSystem

    return S3FileSystem(use_listings_cache=False)
