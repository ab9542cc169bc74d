"""One tagger and one reader over the real seeds for all tag tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantau.tag import Tagger
from pantau.tag.article import ArticleReader

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger(SEEDS)


@pytest.fixture(scope="session")
def reader() -> ArticleReader:
    return ArticleReader(SEEDS)
