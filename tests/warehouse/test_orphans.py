"""Pantau finds and removes data of deleted state folders; it keeps all data that somebody may still use."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pantau.errors import BadInput
from pantau.settings import read_settings
from pantau.stack.stack import forget_one
from pantau.terminal import terminal
from pantau.warehouse import embedded, places
from pantau.warehouse.orphans import MARKER, forget_orphans


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """This test's own place for the shared data, in a folder that any user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="po-"))
    folder.chmod(0o711)
    monkeypatch.setattr(places, "SHARED", folder / "shared")
    yield folder
    shutil.rmtree(folder)


def data_of(shared: Path, name: str, state: Path, device: int) -> Path:
    """Data of a state folder, as a server would leave it."""
    data = shared / "shared" / name
    data.mkdir(parents=True)
    (data / MARKER).write_text(json.dumps({"state": str(state), "device": device}))
    return data


def test_data_of_a_state_folder_that_is_gone_is_removed_and_no_other(shared: Path) -> None:
    here = shared.stat().st_dev
    gone = data_of(shared, "0123456789ab-00000001", shared / "deleted" / ".pantau", here)
    there = data_of(shared, "0123456789ab-00000002", shared, here)
    unmounted = data_of(shared, "0123456789ab-00000003", shared / "volume" / ".pantau", here + 1)
    unknown = shared / "shared" / "0123456789ab-00000004"
    broken = data_of(shared, "0123456789ab-00000005", shared / "deleted", here)
    (broken / MARKER).write_text("{")
    being_made = shared / "shared" / "0123456789ab-00000006.new"
    half_made = shared / "shared" / "0123456789ab-00000007.new"
    binaries = shared / "shared" / "postgresql-0.6.0"
    for folder in (unknown, being_made, half_made, binaries):
        folder.mkdir()
    os.utime(half_made, (0, 0))
    said = list(forget_orphans())
    assert not gone.exists()
    assert not half_made.exists()
    assert all(folder.exists() for folder in (there, unmounted, unknown, broken, being_made, binaries))
    assert [line.split(": ")[0].removeprefix(f"{shared}/shared/") for line in said] == [
        f"{gone.name} was removed, the state folder it served is gone",
        f"{unmounted.name} was kept",
        f"{unknown.name} was kept",
        f"{broken.name} was kept",
        f"{half_made.name} was removed, the state folder it served is gone",
    ]


@pytest.mark.parametrize("where", ["elsewhere", "in the folder"])
def test_a_running_server_without_its_state_folder_is_ended(shared: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    if where == "elsewhere":
        monkeypatch.setattr(embedded, "choose_data", lambda state, identity: places.SHARED / "0123456789ab-00000001")
    settings = read_settings(state_dir=shared / "state")
    embedded.start(settings, durable=False)
    data = embedded.data_folder(settings)
    assert json.loads((data / MARKER).read_text())["state"] == str(shared / "state")
    pid = int((data / "postmaster.pid").read_text().split()[0])
    assert list(forget_orphans()) == []
    assert embedded.health(settings).name == "UP"
    shutil.rmtree(shared / "state")
    said = list(forget_orphans())
    assert not data.exists()
    assert len(said) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_database_of_one_state_folder_is_removed_when_it_is_asked_for(shared: Path) -> None:
    settings = read_settings(state_dir=shared / "state")
    embedded.start(settings, durable=False)
    (shared / "state" / "landing").mkdir()
    forget_one(shared / "state", terminal())
    assert not embedded.alive(settings)
    assert not embedded.data_folder(settings).exists()
    assert (shared / "state" / "landing").is_dir()
    with pytest.raises(BadInput, match="has no embedded database"):
        forget_one(shared / "state", terminal())
