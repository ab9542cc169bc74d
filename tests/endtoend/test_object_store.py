"""A day whose landing and stage results lie in an object store: the same warehouse as from folders."""

from __future__ import annotations

import pytest
from press import DAY, Pantau, assert_conserved

from newsroom import Config, serving


def test_a_day_in_an_object_store_is_the_day_in_folders(bucket: str, install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pantau.fetch.writer.LINGER_S", 0.02)  # the newsroom's hosts need no 5 s between two pages
    with serving(Config(outlets=3, per_day=6)) as room:
        stored: Pantau = install(room, landing_url=f"{bucket}/landing", results_url=f"{bucket}/results")
        stored.run(DAY)
        folders: Pantau = install(room)
        folders.run(DAY)
    assert stored.contents() == folders.contents()
    before = stored.digest()
    counts = stored.run(DAY, first="extract")
    assert stored.digest() == before
    assert counts["extract"]["reused"] > 0
    assert_conserved(stored)
    assert not (stored.folder / "landing").exists()
    assert not (stored.folder / "results").exists()
