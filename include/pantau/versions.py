"""Versions: a name for everything that the results of a stage depend on, except what was landed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pantau.errors import BadInput
from pantau.files import parse_yaml, read_whole
from pantau.seed_cache import forget_seeds
from pantau.seed_files import files_of, unavailable
from pantau.settings import Settings
from pantau.stages import STAGES, Seeds, Stage

_seen: dict[tuple[Path, Path], dict[str, str]] = {}  # the last versions, by the folders of the seeds


def versions_of(settings: Settings, lessons: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Return the version (12 hexadecimal digits) of every stage, and of every result with a version of its own, by name.

    A version follows the stage's code number, its settings, the meaning of the seeds and of the `lessons` (part → digest) that
    it reads, and the versions of the stages before it. Comments, spaces and columns that the stage does not read change
    nothing. Each call reads files that changed since the last call. Raises BadInput that names a file that is not UTF-8, CSV or
    YAML, and SeedsUnavailable that names what cannot be read at all.
    """
    digests: dict[Seeds, str] = {}
    found: dict[str, str] = {}
    for stage in STAGES:
        digests |= {seed: digest_of(settings, seed) for seed in stage.reads if seed not in digests}
        seeds, before = [digests[seed] for seed in stage.reads], [found[name] for name in stage.after]
        seeds += [f"{part}={lessons[part]}" for part in stage.lessons if lessons.get(part)]
        found[stage.name] = _version_of(stage, settings, seeds, before)
        for result in stage.writes:
            if result.code:
                earlier = [*(found[name] for name in result.after), *(seeds if result.seeded else ())]
                found[result.name] = _digest("result", result.name, result.code, settings.code_version, *earlier)
    _notice(settings, found)
    return found


def _notice(settings: Settings, found: dict[str, str]) -> None:
    """Forget what this process read of seeds/ if a file has changed since the last call."""
    key = (settings.seeds_dir, settings.catalogue_folder)
    if _seen.setdefault(key, found) != found:
        _seen[key] = found
        forget_seeds()


def result_version(versions: dict[str, str], name: str) -> str:
    """Return the version of a stage, or the version that a result is written with: `extract.earlier` has that of `extract`."""
    return versions[name.partition(".")[0]]


def _version_of(stage: Stage, settings: Settings, seeds: Sequence[str], before: Sequence[str]) -> str:
    chosen = [f"{name}={getattr(settings, name)!r}" for name in stage.settings]
    return _digest("stage", stage.name, stage.code, settings.code_version, *chosen, *seeds, *before)


def _digest(*facts: str) -> str:
    return hashlib.blake2b("\0".join(facts).encode(), digest_size=6).hexdigest()


def digest_of(settings: Settings, seed: Seeds) -> str:
    """Return a digest of the meaning that the declared files have for the stage that reads them."""
    total = hashlib.blake2b(digest_size=16)
    for file in files_of(settings, seed):
        try:
            at = file.stat()
        except OSError as error:
            raise unavailable(file, error) from None
        total.update(_meaning(file, seed.columns, (at.st_ino, at.st_size, at.st_mtime_ns)).encode())
    return total.hexdigest()


@lru_cache(maxsize=4096)
def _meaning(file: Path, columns: tuple[str, ...], stamp: tuple[int, ...]) -> str:  # noqa: ARG001 — a file written anew is read anew
    """Return a digest of a file's name and meaning. It is cached: a task asks twice, and reading all seeds takes a tenth of
    a second."""
    return hashlib.blake2b(f"{file.name}\0{_MEANINGS[file.suffix](file, columns)}".encode(), digest_size=16).hexdigest()


def _text(file: Path) -> str:
    try:
        return read_whole(file).decode("utf-8-sig")
    except OSError as error:
        raise unavailable(file, error) from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: byte {error.start} is not UTF-8; save the file as UTF-8") from None


def _table(file: Path, columns: Sequence[str]) -> str:
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(_text(file)), strict=True) if row]
    except csv.Error as error:
        raise BadInput(f"{file}: not CSV ({error}); check the quotes") from None
    if columns and rows:
        places = [rows[0].index(name) for name in columns if name in rows[0]]
        rows = sorted(set(map(tuple, ([row[place] if place < len(row) else "" for place in places] for row in rows[1:]))))  # type: ignore[arg-type]
    return json.dumps(rows, ensure_ascii=False)


def _tree(file: Path, columns: Sequence[str]) -> str:
    import yaml

    try:
        value = parse_yaml(_text(file))
    except yaml.YAMLError as error:
        raise BadInput(f"{file}: not YAML ({' '.join(str(error).split())}); correct that place") from None
    kept = sorted({tuple(str(row.get(name, "")) for name in columns) for row in _rows(value)}) if columns else value
    return json.dumps(kept, ensure_ascii=False, default=str)


def _rows(value: Any) -> Iterator[dict[str, Any]]:
    yield from (row for row in (value if isinstance(value, list) else ()) if isinstance(row, dict))


def _plain(file: Path, columns: Sequence[str]) -> str:  # noqa: ARG001 — a list has no columns
    return "\n".join(line.strip() for line in _text(file).splitlines())


def _read_model(file: Path, columns: Sequence[str]) -> str:  # noqa: ARG001 — a model has no columns
    try:
        return hashlib.blake2b(read_whole(file), digest_size=16).hexdigest()
    except OSError as error:
        raise unavailable(file, error) from None


_MEANINGS = {".csv": _table, ".yaml": _tree, ".txt": _plain, ".model": _read_model}
