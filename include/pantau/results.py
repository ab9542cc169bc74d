"""Stage results: Parquet files of frozen dataclasses, one folder per stage, version and day, written whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import types
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from pantau.errors import PantauError
from pantau.files import named
from pantau.text import make_all_storable

T = TypeVar("T")
_NOTE = "pantau"
_SCALARS: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    datetime: pa.timestamp("us", "UTC"),
}


def schema_of(kind: type[Any]) -> pa.Schema:
    """Return the Parquet schema of a frozen dataclass: scalars, optional scalars, tuples of scalars or of dataclasses."""
    hints = get_type_hints(kind)
    return pa.schema([(f.name, _type_of(hints[f.name])) for f in dataclasses.fields(kind)])


def _type_of(hint: Any) -> pa.DataType:
    if get_origin(hint) in (Union, types.UnionType):
        return _type_of(next(arg for arg in get_args(hint) if arg is not type(None)))
    if get_origin(hint) is tuple:
        return pa.list_(_type_of(get_args(hint)[0]))
    if dataclasses.is_dataclass(hint):
        return pa.struct(list(schema_of(cast(type[Any], hint))))
    return _SCALARS[hint]


def _builder(kind: type[T]) -> Any:
    """Return a function that turns one row dict into `kind`, nested tuples included."""
    hints = get_type_hints(kind)
    nested = {
        f.name: get_args(hints[f.name])[0] for f in dataclasses.fields(cast(Any, kind)) if get_origin(hints[f.name]) is tuple
    }

    def build(row: dict[str, Any]) -> T:
        for name, inner in nested.items():
            value = row[name] or ()
            row[name] = tuple(cast(Any, inner)(**item) for item in value) if dataclasses.is_dataclass(inner) else tuple(value)
        return kind(**row)

    return build


def origin_of(*facts: object) -> str:
    """Return a digest of facts whose repr says all there is to know of them."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=16).hexdigest()


def _table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    try:
        return pa.Table.from_pylist(rows, schema=schema)
    except UnicodeEncodeError:  # half a character, from a road whose border does not know of it: the other rows are not to pay
        return pa.Table.from_pylist(make_all_storable(rows), schema=schema)


def _content(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return hashlib.blake2b(sink.getvalue(), digest_size=16).hexdigest()


def _note(file: UPath) -> dict[str, Any]:
    """Read what a part remembers; of one that remembers nothing its bytes tell the content."""
    with _reading(file) as handle:
        kept = (pq.read_metadata(handle).metadata or {}).get(_NOTE.encode())
    if kept:
        return dict(json.loads(kept))
    return {"content": hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest(), "origin": "", "counts": {}}


class DamagedResult(PantauError):
    """A part of the stage results is no whole Parquet file; the message names it and the remedy."""


@contextmanager
def _reading(file: UPath) -> Iterator[IO[bytes]]:
    try:
        with named(file), file.open("rb") as handle:
            yield handle
    except pa.ArrowException as error:
        raise DamagedResult(
            f"{file} cannot be read ({' '.join(str(error).split())}); try again, or delete it: it is made anew"
        ) from None


def _among(table: pa.Table, among: Mapping[str, Collection[str]]) -> pa.Table:
    import pyarrow.compute as pc

    mask = pa.array([False] * table.num_rows, pa.bool_())
    for column, values in among.items():
        mask = pc.or_(mask, pc.is_in(table[column], value_set=pa.array(list(values), pa.string())))
    return table.filter(mask)


class Results:
    """The store of stage results under one root (a folder or an object-store URL)."""

    def __init__(self, root: str) -> None:
        self.root = UPath(root)

    def folder(self, stage: str, version: str, day: str) -> UPath:
        """Return the folder of one stage, version and day."""
        return self.root / stage / f"v={version}" / f"day={day}"

    def days(self) -> Iterator[tuple[str, UPath]]:
        """Yield (day, folder) for every stage, version and day that has results."""
        for folder in sorted(self.root.glob("*/v=*/day=*"), key=str):
            yield folder.name.removeprefix("day="), folder

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
        """Replace one part with `rows` (dataclasses of `kind`), atomically on a file system; return how many there were.

        The part remembers `origin`, a digest of all it was made from, and the stage's `counts`: see `made`. JSON values given as
        `more` are had back by `remembered`.
        """
        table = _table([dataclasses.asdict(row) for row in rows], schema_of(kind))
        note = {"content": _content(table), "origin": origin, "counts": dict(counts or {}), "more": dict(more or {})}
        table = table.replace_schema_metadata({_NOTE: json.dumps(note)})
        folder = self.folder(stage, version, day)
        folder.mkdir(parents=True, exist_ok=True)
        scratch = folder / f".{part}.{uuid.uuid4().hex}.tmp"
        with named(scratch), scratch.open("wb") as handle:
            pq.write_table(table, handle, compression="zstd")
            if scratch.protocol in ("", "file"):
                handle.flush()
                os.fsync(handle.fileno())
        scratch.rename(folder / f"{part}.parquet")
        return int(table.num_rows)

    def count(self, stage: str, version: str, day: str, part: str = "") -> int:
        """Return how many rows one part has, or all parts; the rows themselves are not read."""
        total = 0
        for file in self._files(stage, version, day, part):
            with _reading(file) as handle:
                total += pq.ParquetFile(handle).metadata.num_rows
        return total

    def made(self, stage: str, version: str, day: str, part: str, origin: str) -> dict[str, int] | None:
        """Return the counts a part was written with when it was made from exactly `origin`, else None: then it is to be made."""
        note = self._note(stage, version, day, part)
        return dict(note["counts"]) if origin and note.get("origin") == origin else None

    def remembered(self, stage: str, version: str, day: str, part: str) -> dict[str, Any]:
        """Return the `more` a part was written with; nothing where there is no such part."""
        return dict(self._note(stage, version, day, part).get("more") or {})

    def parts(self, stage: str, version: str, day: str) -> list[str]:
        """Return the names of the parts that are written, sorted."""
        return [file.stem for file in self._files(stage, version, day)]

    def contents(self, stage: str, version: str, day: str, part: str = "") -> dict[str, str]:
        """Return part → what names its rows, of one part or of all, in name order: equal for equal rows, whatever made them."""
        return {file.stem: str(_note(file).get("content")) for file in self._files(stage, version, day, part)}

    def digest(self, stage: str, version: str, day: str, part: str = "") -> str:
        """Return what names the rows of one part, or of all parts: equal for equal rows, whatever they were made from."""
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
        """Yield the rows of one part, or of all parts in name order; nothing where nothing was written.

        `kind` may have fewer fields than what was written: only their columns are read. `among` (column → values) leaves out rows
        that have none of the values in any of the columns, before they become objects.
        """
        build = _builder(kind)
        for file in self._files(stage, version, day, part):
            with _reading(file) as handle:
                table = pq.read_table(handle, schema=schema_of(kind))
            yield from (build(row) for row in (_among(table, among) if among else table).to_pylist())

    def _files(self, stage: str, version: str, day: str, part: str = "") -> list[UPath]:
        """Return the files of one part or of all, by name; scratch files of a write under way are none."""
        folder = self.folder(stage, version, day)
        files = folder.glob(f"{part or '*'}.parquet") if folder.exists() else ()
        return sorted((file for file in files if not file.name.startswith(".")), key=str)

    def _note(self, stage: str, version: str, day: str, part: str) -> dict[str, Any]:
        file = self.folder(stage, version, day) / f"{part}.parquet"
        return _note(file) if file.exists() else {}


class MadeOtherwise(PantauError):
    """What a stage would write is not what is there."""


class Finished(Results):
    """The same store for a look at what is there: a stage that has something to make is stopped before it begins."""

    def made(self, stage: str, version: str, day: str, part: str, origin: str) -> dict[str, int]:
        """Return the counts of a part that was made from exactly `origin`; raise MadeOtherwise for any other."""
        counts = super().made(stage, version, day, part, origin)
        if counts is None:
            raise MadeOtherwise(f"{stage} of {day}, {part}, is to be made by version {version}")
        return counts

    def write(self, stage: str, version: str, day: str, part: str, *_rows: Any, **_more: Any) -> int:
        """Raise MadeOtherwise: nothing is written."""
        raise MadeOtherwise(f"{stage} of {day}, {part}, is to be made by version {version}")
