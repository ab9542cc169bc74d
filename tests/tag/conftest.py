"""One tagger over the real seeds for all tag tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantau.tag import Tagger

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger(SEEDS)
