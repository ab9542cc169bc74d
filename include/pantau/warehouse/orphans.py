"""Finds servers and data whose state folder is gone, tells them from those that are only out of reach, and removes them."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from pantau.warehouse import places
from pantau.warehouse.places import socket_place
from pantau.warehouse.postmaster import deleted_under, end, postmaster

MARKER = "pantau.state"  # in the data folder: the state folder that it serves
_NAME = re.compile(r"[0-9a-f]{12}-[0-9a-f]{8}(\.new)?")
_HALF_MADE_S = 3600.0  # making a database takes seconds


def mark(data: Path, state_dir: Path) -> None:
    """Write into a data folder which state folder it serves and on which device that is, unless it is written already."""
    state = state_dir.resolve()
    said = json.dumps({"state": str(state), "device": state.stat().st_dev})
    file = data / MARKER
    if not file.exists() or file.read_text(encoding="utf-8") != said:
        file.write_text(said, encoding="utf-8")
        file.chmod(0o600)


def forget_orphans() -> Iterator[str]:
    """End servers and delete data of state folders that are gone; yield a line for each, and for what is kept in doubt.

    It never touches what serves a state folder that exists, or one whose volume is not mounted.
    """
    for folder in sorted(places.SHARED.iterdir()) if places.SHARED.is_dir() else []:
        if _NAME.fullmatch(folder.name):
            with suppress(FileNotFoundError):  # its owner was here at the same time
                yield from _judge(folder)
    yield from _homeless()


def _judge(folder: Path) -> Iterator[str]:
    try:
        why = _tell_why_kept(folder)
        if why is None:
            _remove(folder)
    except PermissionError:
        yield f"{folder} was kept: it belongs to another user; run this as that user"
        return
    if why is None:
        yield f"{folder} was removed, the state folder it served is gone"
    elif why:
        yield f"{folder} was kept: {why}"


def _tell_why_kept(folder: Path) -> str | None:
    """Return why data is kept ("": it is in use, so nothing is printed), None if it belongs to no state folder."""
    if folder.suffix == ".new":
        return None if time.time() - folder.stat().st_mtime > _HALF_MADE_S else ""
    try:
        said = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        state, device = Path(said["state"]), int(said["device"])
    except FileNotFoundError:
        folder.stat()  # raises if the folder itself was deleted
        return "it does not say which state folder it serves (made by an older Pantau); delete it if you know that it is nobody's"
    except (ValueError, KeyError, TypeError):
        return f"its {MARKER} cannot be read; delete the folder if you know that it is nobody's"
    if not _is_gone(state):
        return ""
    nearest = next(parent for parent in state.parents if parent.exists())
    if nearest.stat().st_dev != device:
        return f"{state} is not there, but it was on another device than {nearest} is, which may only be unmounted"
    return None


def _is_gone(path: Path) -> bool:
    """Tell whether a path certainly does not exist; a path that cannot be looked at may exist."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _remove(folder: Path) -> None:
    if pid := postmaster(folder):
        end(pid, at_once=True)
    place = socket_place(folder)
    shutil.rmtree(folder)
    if place != folder:
        shutil.rmtree(place, ignore_errors=True)


def _homeless() -> Iterator[str]:
    """End Pantau's servers whose data folder was deleted, wherever it was."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, IndexError, ValueError):
            words = process.cmdline()
            data = Path(words[words.index("-D") + 1])
            if (
                words[0].endswith("pginstall18/bin/postgres")
                and data.is_absolute()
                and _is_gone(data)
                and deleted_under(process.pid)
            ):
                end(process.pid, at_once=True)
                yield f"the PostgreSQL {process.pid} was ended, its data {data} is gone"
