"""Keeps what a stack writes private: makes no file that others may read, and closes those that an older Pantau made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

UMASK = 0o077
# If Pantau runs as root, the embedded server is another user: it may pass through to its data, and sees nothing else.
PASSABLE = 0o711 if os.geteuid() == 0 else 0o700


def close(top: Path, state: Path) -> None:
    """Make the folders of a stack; remove all rights of others on them and on every file with private content.

    Landing, results and the database are closed at their folder, so others cannot reach the files inside.
    """
    for folder in (top, state):
        folder.mkdir(mode=PASSABLE, parents=True, exist_ok=True)
        folder.chmod(PASSABLE)
    for path in (
        *(path for path in _below(top, deep=()) if path != state),
        *_below(state, deep=("airflow", "logs", "catalogue")),
    ):
        with suppress(FileNotFoundError, PermissionError):  # deleted meanwhile, or owned by another user
            mode = path.stat().st_mode
            if mode & UMASK:
                path.chmod(mode & ~UMASK & 0o7777)


def _below(folder: Path, deep: tuple[str, ...]) -> Iterator[Path]:
    """Find the files in a folder, and everything in those of its folders that are named; never follow a link."""
    for path in folder.iterdir():
        if path.is_symlink() or (path.is_dir() and (path / "postgres").exists()):
            continue  # another state folder, which is closed by itself
        yield path
        if path.is_dir() and path.name in deep:
            for parent, folders, files in os.walk(path):
                found = (Path(parent, name) for name in (*folders, *files))
                yield from (one for one in found if not one.is_symlink())
