"""Where lessons are kept: files beside the stage results, which never change once written, and those that people keep in
seeds/."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml

from pantau.errors import BadInput
from pantau.files import named, parse_yaml, read_text, read_whole
from pantau.lessons.model import NO_LESSONS, SECTIONS, Lessons
from pantau.lessons.written import as_yaml, from_yaml
from pantau.stores import FileStore

FOLDER = "lessons"
NEWEST, NONE, SEEDS = "newest", "none", "seeds"
_END = ".yaml"
_EXPORTED, _OFF = "learnt.yaml", "off.yaml"
_MOST = 99  # artefacts of one day


class LessonBook:
    """The lessons of one store and one folder of seeds."""

    def __init__(self, store: FileStore, seeds: Path) -> None:
        self._store, self._seeds = store, seeds / FOLDER

    def names(self) -> list[str]:
        """Return the names of the artefacts that are kept, the oldest first."""
        return [name.removesuffix(_END) for name in self._store.names(FOLDER) if name.endswith(_END) and name[0] != "."]

    def chosen(self, wanted: str) -> Lessons:
        """Return the lessons that a stage reads: the newest, those of seeds/, one by its name, or none; without those switched
        off.

        If no file of lessons is kept, `newest` means those exported to seeds/. Raises BadInput for a name that is not kept, and
        for a file that cannot be read as lessons.
        """
        if wanted == NONE:
            return NO_LESSONS
        names = self.names() if wanted == NEWEST else []
        found = (
            self.exported() if wanted == SEEDS or (wanted == NEWEST and not names) else self.read(names[-1] if names else wanted)
        )
        return found.without(self.off())

    def read(self, name: str) -> Lessons:
        """Return the lessons of a name, all of them. Raises BadInput if no file of that name is kept."""
        if not name or "/" in name:
            raise BadInput(f"{name!r} is no name of lessons; `pantau learn --list` prints those that are kept")
        try:
            data = self._store.read(f"{FOLDER}/{name}{_END}")
        except FileNotFoundError:
            raise BadInput(
                f"the lessons {name} are not kept in {self._store.root}/{FOLDER}; `pantau learn --list` prints those that "
                "are. Put the file back, or set PANTAU_LESSONS to another one"
            ) from None
        return _parse_file(data, name, f"{self._store.root}/{FOLDER}/{name}{_END}")

    def exported(self) -> Lessons:
        """Return the lessons that were exported to seeds/; empty ones if none were."""
        file = self._seeds / _EXPORTED
        with named(file):
            return _parse_file(read_whole(file), SEEDS, str(file)) if file.is_file() else NO_LESSONS

    def off(self) -> Mapping[str, Collection[str]]:
        """Return section → names of lessons that are switched off. Raises BadInput if off.yaml is not such a table."""
        file = self._seeds / _OFF
        try:
            told = (parse_yaml(read_text(file)) if file.is_file() else None) or {}
        except (UnicodeDecodeError, yaml.YAMLError) as error:
            raise BadInput(f"{file}: not YAML ({' '.join(str(error).split())}); correct that place") from None
        if not isinstance(told, dict) or not all(name in SECTIONS and isinstance(told[name] or [], list) for name in told):
            raise BadInput(f"{file}: lists under {', '.join(SECTIONS)} are wanted; compare with seeds/lessons/README.md")
        return {name: [str(one) for one in told[name] or ()] for name in told}

    def keep(self, lessons: Lessons) -> Lessons:
        """Keep new lessons under a name of their own, and return them with it; keep nothing if the newest ones say the same.

        The name is the last day they were learnt from, a number, and a digest: names sort by age, and a file never changes.
        """
        names = self.names()
        if names and (newest := self.read(names[-1])).digests() == lessons.digests():
            return newest
        if not any(lessons.digests().values()) and not names:
            return lessons
        digest = _short_digest(lessons)
        for number in range(1, _MOST + 1):
            name = f"{lessons.last_day}.{number:02d}.{digest}"
            if any(kept.startswith(f"{lessons.last_day}.{number:02d}.") for kept in names):
                continue
            if self._store.create(f"{FOLDER}/{name}{_END}", as_yaml(lessons).encode()):
                return replace(lessons, name=name)
        raise BadInput(f"{_MOST} artefacts of {lessons.last_day} are kept in {self._store.root}/{FOLDER}; delete some of them")

    def export(self, lessons: Lessons) -> Path:
        """Write lessons into seeds/, whole or not at all, where people can edit them; return the file."""
        store = FileStore(str(self._seeds))
        store.write(_EXPORTED, as_yaml(lessons).encode())
        return self._seeds / _EXPORTED


def _short_digest(lessons: Lessons) -> str:
    import hashlib

    return hashlib.blake2b(repr(sorted(lessons.digests().items())).encode(), digest_size=4).hexdigest()


@lru_cache(maxsize=16)
def _parse_file(data: bytes, name: str, where: str) -> Lessons:
    try:
        return from_yaml(data.decode(), name, where)
    except UnicodeDecodeError as error:
        raise BadInput(f"{where}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
