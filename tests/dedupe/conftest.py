"""A warehouse of two shards for the tests of dedupe."""

from __future__ import annotations

import pytest

from pantau.settings import Settings


@pytest.fixture
def settings(database: Settings) -> Settings:
    return database.model_copy(update={"shards": 2})
