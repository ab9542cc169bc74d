"""Installations of Pantau for a whole test file, thrown away at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from press import Pantau, drop_all

from newsroom import Room
from pantau.settings import Settings

Install = Callable[..., Pantau]


@pytest.fixture(scope="module")
def install(database_server: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Install]:
    """A maker of fresh installations that read a newsroom."""
    folder: Path = tmp_path_factory.mktemp("hari")

    def make(room: Room, **more: Any) -> Pantau:
        return Pantau(database_server, room, folder, **more)

    yield make
    drop_all(database_server)
