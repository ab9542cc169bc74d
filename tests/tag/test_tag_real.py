"""Topics against the sections of real outlets the weights never saw; skipped where the articles are not at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from measure_tags import UNSEEN, topic_accuracy

from pantau.tag import Tagger

ARTICLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "topic" / "sections_2019.jsonl.gz"
FLOOR = {"wowkeren": 0.74, "fimela": 0.80}


@pytest.mark.skipif(not ARTICLES.exists(), reason="the articles with sections are not here")
def test_topics_of_unseen_outlets(tagger: Tagger) -> None:
    found = topic_accuracy(tagger, ARTICLES, every=5)
    for outlet in UNSEEN:
        right, seen = found[outlet]
        assert right / seen >= FLOOR[outlet], f"{outlet}: {right} of {seen}"
