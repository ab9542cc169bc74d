"""Open faults as files in the state folder, while the warehouse does not answer."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from pantau.alerts.fault import Fault
from pantau.files import named
from pantau.settings import Settings


def folder(settings: Settings) -> Path:
    """Return where the files are."""
    return settings.state_dir / "alerts"


def was_told(settings: Settings, key: str) -> bool:
    """Tell whether a message of this fault was sent while the warehouse did not answer."""
    return _file(settings, key).exists()


def tell_once(settings: Settings, fault: Fault, send: Callable[[], bool]) -> bool:
    """Send unless another process of this machine did; return whether a message was sent. The file stays only if it was
    sent."""
    file = _file(settings, fault.key)
    folder(settings).mkdir(parents=True, exist_ok=True)
    try:
        with named(file), file.open("x", encoding="utf-8") as handle:  # two processes at once: one makes the file and sends
            json.dump(dataclasses.asdict(fault), handle)
    except FileExistsError:
        return False
    went = False
    try:
        went = send()
    finally:
        if not went:
            file.unlink(missing_ok=True)
    return went


def told_below(settings: Settings, key: str) -> list[Fault]:
    """Return the faults of this key and below it."""
    return [fault for _, fault in _find_fault(settings, key)]


def forget(settings: Settings, key: str) -> None:
    """Delete the files of this key and below it."""
    for file, _ in _find_fault(settings, key):
        file.unlink(missing_ok=True)


def _file(settings: Settings, key: str) -> Path:
    return folder(settings) / f"{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}.json"


def _find_fault(settings: Settings, key: str) -> Iterator[tuple[Path, Fault]]:
    for file in sorted(folder(settings).glob("*.json")):
        try:
            with named(file):
                fault = Fault(**json.loads(file.read_text(encoding="utf-8")))
        except (ValueError, TypeError, FileNotFoundError):
            continue  # another process is writing or deleting the file
        if fault.key == key or fault.key.startswith(f"{key}/"):
            yield file, fault
