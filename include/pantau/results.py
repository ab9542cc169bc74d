"""Stage results: Parquet files of frozen dataclasses, one folder per stage, version and day, written whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from pantau.errors import PantauError
from pantau.stores import FileStore, Patience
from pantau.stores.columns import builder_of, read_columns, schema_of
from pantau.stores.seal import BrokenSeal, check_seal, sealed
from pantau.text import make_all_storable

log = logging.getLogger(__name__)
T = TypeVar("T")
_NOTE = "pantau"
_END = ".parquet"
DROPPED = object()  # what a maker returns for a part that no run needs any more
_SHARDS = re.compile(r"shard-\*-of-(\d+)")  # what Workspace.part() gives for all shards
Maker = Callable[[str, str, str, str], Callable[[], object] | None]


def origin_of(*facts: object) -> str:
    """Return a digest of facts; the repr of each must hold all that matters of it."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=16).hexdigest()


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    try:
        return pa.Table.from_pylist(rows, schema=schema)
    except UnicodeEncodeError:  # half a character that an earlier check let through: the other rows must be written all the same
        return pa.Table.from_pylist(make_all_storable(rows), schema=schema)


def _content(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return hashlib.blake2b(sink.getvalue(), digest_size=16).hexdigest()


def _note(data: bytes) -> dict[str, Any]:
    """Read what a part remembers. If it remembers nothing, its bytes stand for its content."""
    kept = (pq.read_metadata(pa.BufferReader(data)).metadata or {}).get(_NOTE.encode())
    if kept:
        return dict(json.loads(kept))
    return {"content": hashlib.blake2b(data, digest_size=16).hexdigest(), "origin": "", "counts": {}}


class DamagedResult(PantauError):
    """A part of the stage results is damaged and cannot be made again here; the message names it and the remedy."""


def _among(table: pa.Table, among: Mapping[str, Collection[str]]) -> pa.Table:
    import pyarrow.compute as pc

    mask = pa.array([False] * table.num_rows, pa.bool_())
    for column, values in among.items():
        mask = pc.or_(mask, pc.is_in(table[column], value_set=pa.array(list(values), pa.string())))
    return table.filter(mask)


class Results:
    """The store of stage results under one root (a folder or an object-store URL)."""

    def __init__(
        self,
        root: str,
        maker: Maker | None = None,
        patience: Patience | None = None,
        told: Callable[[str, str, str], None] | None = None,
    ) -> None:
        """`maker(stage, version, day, part)` returns the function that makes a damaged part again, or None if nothing can.

        `told(day, file, copy)` is called for each part that was set aside; both files are named relative to the root.
        """
        self.store = FileStore(root, patience)
        self.root = self.store.root
        self._maker, self._told = maker, told
        # Damaged parts that are being made again. This process treats them as absent. On disk they stay until they are replaced,
        # because every other process reads an absent part as an empty one.
        self._condemned: set[str] = set()

    def folder(self, stage: str, version: str, day: str) -> UPath:
        """Return the folder of one stage, version and day."""
        return self.root / _folder(stage, version, day)

    def days(self) -> Iterator[tuple[str, str]]:
        """Yield (day, folder below the root) for every stage, version and day that has results."""
        for stage in self.store.names():
            for version in self._folders(stage, "v="):
                for day in self._folders(version, "day="):
                    yield day.rpartition("day=")[2], day

    def versions(self, stage: str, *, surely: bool = False) -> list[str]:
        """Return the versions of a stage that have results, sorted; `surely` as in `FileStore.names`."""
        return [name.rpartition("v=")[2] for name in self._folders(stage, "v=", surely=surely)]

    def _folders(self, folder: str, beginning: str, *, surely: bool = False) -> list[str]:
        return [f"{folder}/{name}" for name in self.store.names(folder, surely=surely) if name.startswith(beginning)]

    def write(
        self,
        stage: str,
        version: str,
        day: str,
        part: str,
        rows: Iterable[Any],
        kind: type[Any],
        origin: str = "",
        counts: Mapping[str, int] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> int:
        """Replace one part with `rows` (dataclasses of `kind`), atomically on a file system; return the number of rows.

        The part remembers `origin`, a digest of all that it was made from, and the `counts` of the stage (see `made`).
        `remembered` returns the JSON values given as `more`.
        """
        table = _table([dataclasses.asdict(row) for row in rows], schema_of(kind))
        note = {"content": _content(table), "origin": origin, "counts": dict(counts or {}), "more": dict(more or {})}
        table = table.replace_schema_metadata({_NOTE: json.dumps(note)})
        self.store.write(file := _file(stage, version, day, part), sealed(table))
        self._condemned.discard(file)
        return int(table.num_rows)

    def count(self, stage: str, version: str, day: str, part: str = "") -> int:
        """Return the number of rows of one part, or of all parts; the rows are not read."""
        files = self._sound(stage, version, day, part)
        return sum(pq.read_metadata(pa.BufferReader(data)).num_rows for _, data in files)

    def made(self, stage: str, version: str, day: str, part: str, origin: str) -> dict[str, int] | None:
        """Return the counts of a part that was made from exactly `origin`; None if the part must be made."""
        note = self._note(stage, version, day, part)
        return dict(note["counts"]) if origin and note.get("origin") == origin else None

    def remembered(self, stage: str, version: str, day: str, part: str) -> dict[str, Any]:
        """Return the `more` that a part was written with; an empty dict if there is no such part."""
        return dict(self._note(stage, version, day, part).get("more") or {})

    def parts(self, stage: str, version: str, day: str, *, surely: bool = False) -> list[str]:
        """Return the names of the parts that are written, sorted; `surely` as in `FileStore.names`."""
        return self._names(stage, version, day, surely=surely)

    def has(self, stage: str, version: str, day: str, part: str) -> bool:
        """Tell whether a part is written. It asks for the part by name, because a listing that a store cuts short hides a
        part from `parts`."""
        return bool(self._names(stage, version, day, part))

    def contents(self, stage: str, version: str, day: str, part: str = "") -> dict[str, str]:
        """Return part → what names its rows, of one part or of all, in name order. Equal rows have equal names, whatever
        made them."""
        return {name: str(_note(data).get("content")) for name, data in self._sound(stage, version, day, part)}

    def digest(self, stage: str, version: str, day: str, part: str = "") -> str:
        """Return a digest of the rows of one part, or of all parts; equal for equal rows, whatever they were made from."""
        return origin_of(*self.contents(stage, version, day, part).items())

    def read(
        self,
        stage: str,
        version: str,
        day: str,
        kind: type[T],
        part: str = "",
        among: Mapping[str, Collection[str]] | None = None,
    ) -> Iterator[T]:
        """Yield the rows of one part, or of all parts in the order of names; nothing if no part is written.

        `kind` may have fewer fields than the written rows: only its columns are read. `among` (column → values) leaves out rows
        that have none of the values in any of the columns, before they become objects.
        """
        build = builder_of(kind)
        for name, data in self._sound(stage, version, day, part):
            try:
                table = read_columns(data, schema_of(kind))
            except (pa.ArrowException, OSError) as error:
                raise DamagedResult(
                    f"{self.root}/{_folder(stage, version, day)}/{name}{_END} has other columns than are asked for "
                    f"({' '.join(str(error).split())}); delete it and run the day again: it is made anew"
                ) from None
            yield from (build(row) for row in (_among(table, among) if among else table).to_pylist())

    def _names(self, stage: str, version: str, day: str, part: str = "", *, surely: bool = False) -> list[str]:
        """Return the names of the parts that exist; scratch files and parts that were set aside do not count.

        It asks one by one for a part given by name, and for the parts of a number of shards. A listing that a store cuts short
        would hide a part, and a hidden part is read as an empty one.
        """
        shards = _SHARDS.fullmatch(part)
        if part and (shards or "*" not in part):
            asked = [f"shard-{place:02d}-of-{shards[1]}" for place in range(int(shards[1]))] if shards else [part]
            wanted = [name for name in asked if self.store.size(_file(stage, version, day, name)) is not None]
        else:
            names = self.store.names(_folder(stage, version, day), surely=surely)
            parts = [name.removesuffix(_END) for name in names if name.endswith(_END) and not name.startswith(".")]
            wanted = [name for name in parts if fnmatchcase(name, part or "*")]
        return [name for name in wanted if _file(stage, version, day, name) not in self._condemned]

    def _sound(self, stage: str, version: str, day: str, part: str = "") -> Iterator[tuple[str, bytes]]:
        """Yield the name and the bytes of one part or of all. It makes a damaged part again first, or raises DamagedResult."""
        for name in self._names(stage, version, day, part):
            data = self._read_checked(stage, version, day, name) or self._made_again(stage, version, day, name)
            if data is not None:
                yield name, data

    def _made_again(self, stage: str, version: str, day: str, part: str) -> bytes | None:
        """Return the bytes of a damaged part after making it again; None for a part that no run needs any more, which it
        deletes."""
        make = self._maker(stage, version, day, part) if self._maker else None
        if make is not None:
            self._condemn(stage, version, day, part)
            try:
                made = make()
            finally:
                self._condemned.discard(_file(stage, version, day, part))
            if made is DROPPED:
                self.store.delete(_file(stage, version, day, part))
                return None
            if data := self._read_checked(stage, version, day, part):
                return data
        raise DamagedResult(
            f"{self.root}/{_folder(stage, version, day)}/{part}{_END} is damaged: its bytes are not those that were written; "
            f"run the day again from its stage (pantau run {day} --from {_stage(stage)}): it is made anew"
        )

    def _read_checked(self, stage: str, version: str, day: str, part: str) -> bytes | None:
        """Return the bytes of a part as they were written; None where the part is absent or damaged."""
        file = _file(stage, version, day, part)
        for _ in range(2):  # a read that was cut short proves nothing: read again
            try:
                check_seal(data := self.store.read(file))
            except FileNotFoundError:
                return None
            except BrokenSeal:
                continue
            return data
        return None

    def _condemn(self, stage: str, version: str, day: str, part: str) -> None:
        """Keep a copy of a damaged part under a name that says so, and treat the part as absent until it is written anew."""
        file = _file(stage, version, day, part)
        data = self.store.read(file)
        aside = f"{file}.damaged-{hashlib.blake2b(data, digest_size=4).hexdigest()}"
        self.store.write(aside, data)
        self._condemned.add(file)
        log.warning("%s/%s is damaged; it is kept as %s and made again", self.root, file, aside)
        if self._told:
            self._told(day, file, aside)

    def damaged(self, day: str) -> list[str]:
        """Return the damaged parts of a day that were set aside, as file names below the root."""
        folders = [f"{version}/day={day}" for stage in self.store.names() for version in self._folders(stage, "v=")]
        return [f"{folder}/{name}" for folder in folders for name in self.store.names(folder) if f"{_END}.damaged-" in name]

    def _note(self, stage: str, version: str, day: str, part: str) -> dict[str, Any]:
        data = self._read_checked(stage, version, day, part)
        if data is None and part in self._names(stage, version, day):  # the stage that makes the part anew is asking now
            self._condemn(stage, version, day, part)
        return {} if data is None else _note(data)


def _file(stage: str, version: str, day: str, part: str) -> str:
    return f"{_folder(stage, version, day)}/{part}{_END}"


def _stage(name: str) -> str:
    """Return the stage whose run makes the results of this name."""
    first = name.partition(".")[0]
    return "dedupe" if first in ("signatures", "pairs") else first


def _folder(stage: str, version: str, day: str) -> str:
    return f"{stage}/v={version}/day={day}"


class MadeOtherwise(PantauError):
    """Raised if a stage would write something else than what is there."""


class Finished(Results):
    """The same store, used only to look: a stage that would write something stops before it begins."""

    def made(self, stage: str, version: str, day: str, part: str, origin: str) -> dict[str, int]:
        """Return the counts of a part that was made from exactly `origin`; raise MadeOtherwise for any other."""
        counts = super().made(stage, version, day, part, origin)
        if counts is None:
            raise MadeOtherwise(f"{stage} of {day}, {part}, is to be made by version {version}")
        return counts

    def write(self, stage: str, version: str, day: str, part: str, *_rows: Any, **_more: Any) -> int:
        """Raise MadeOtherwise: nothing is written."""
        raise MadeOtherwise(f"{stage} of {day}, {part}, is to be made by version {version}")
