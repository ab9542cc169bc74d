"""Keeps what a stack writes private: nothing is made that others may read, and what an older Pantau made is closed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

UMASK = 0o077
# Run as root, the embedded server is another user. It may pass through to its data, and sees nothing else.
PASSABLE = 0o711 if os.geteuid() == 0 else 0o700


def close(top: Path, state: Path) -> None:
    """Make the folders of a stack; take all rights of others to them and to every file with private content.

    Landing, results and the database are closed at their folder, so nobody gets to the files inside.
    """
    for folder in (top, state):
        folder.mkdir(mode=PASSABLE, parents=True, exist_ok=True)
        folder.chmod(PASSABLE)
    for path in (
        *(path for path in _below(top, deep=()) if path != state),
        *_below(state, deep=("airflow", "logs", "catalogue")),
    ):
        with suppress(FileNotFoundError, PermissionError):  # it is gone meanwhile, or not ours
            mode = path.stat().st_mode
            if mode & UMASK:
                path.chmod(mode & ~UMASK & 0o7777)


def _below(folder: Path, deep: tuple[str, ...]) -> Iterator[Path]:
    """Find what lies in a folder, and all that is in those of its folders that are named; never through a link."""
    for path in folder.iterdir():
        if path.is_symlink() or (path.is_dir() and (path / "postgres").exists()):
            continue  # another state folder, which is closed by itself
        yield path
        if path.is_dir() and path.name in deep:
            for parent, folders, files in os.walk(path):
                found = (Path(parent, name) for name in (*folders, *files))
                yield from (one for one in found if not one.is_symlink())
