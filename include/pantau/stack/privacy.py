"""What a stack writes is its owner's alone: nothing is made that others may read, and what an older Pantau made is closed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

UMASK = 0o077
# Run as root, the embedded server is another user. He may pass through to his data, and sees nothing on his way.
PASSABLE = 0o711 if os.geteuid() == 0 else 0o700


def close(top: Path, state: Path) -> None:
    """Make the folders of a stack and take from others what they may do in them, and with every file that tells something.

    Landing, results and the database are closed at their door: nobody gets to the files inside.
    """
    for folder in (top, state):
        folder.mkdir(mode=PASSABLE, parents=True, exist_ok=True)
        folder.chmod(PASSABLE)
    for path in (
        *(path for path in _below(top, deep=()) if path != state),
        *_below(state, deep=("airflow", "logs", "catalogue")),
    ):
        with suppress(FileNotFoundError, PermissionError):  # gone meanwhile, or not ours
            mode = path.stat().st_mode
            if mode & UMASK:
                path.chmod(mode & ~UMASK & 0o7777)


def _below(folder: Path, deep: tuple[str, ...]) -> Iterator[Path]:
    """Find what lies in a folder, and all that is in those of its folders that are named; never through a link."""
    for path in folder.iterdir():
        if path.is_symlink() or (path.is_dir() and (path / "postgres").exists()):
            continue  # another state folder: it has its own door
        yield path
        if path.is_dir() and path.name in deep:
            for parent, folders, files in os.walk(path):
                found = (Path(parent, name) for name in (*folders, *files))
                yield from (one for one in found if not one.is_symlink())
