"""A landing for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pantau.landing import Landing
from pantau.settings import Settings


@pytest.fixture
def landing(database: Settings) -> Iterator[Landing]:
    """The landing of this test's own database."""
    made = Landing(database)
    yield made
    made.close()
