"""Topics of real outlets that the weights do not know are no worse than plain tf-idf; skipped without the articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.labelled_articles import LabelledCorpus, read_told
from lab.topics import judge_crossed, judge_plainly, mean_of_outlets
from pantau.settings import PROJECT

ARTICLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "topic" / "sections_2019.jsonl.gz"
EVERY = 8
FLOOR = 0.7


@pytest.mark.skipif(not ARTICLES.exists(), reason="the articles with sections are not here")
def test_topics_of_unseen_outlets() -> None:
    whole = read_told([ARTICLES], PROJECT / "seeds" / "tags")
    corpus = LabelledCorpus(whole.articles[::EVERY], whole.digest, whole.topics)
    ours, plain = (mean_of_outlets(list(read(corpus))) for read in (judge_crossed, judge_plainly))
    assert ours >= FLOOR
    assert ours >= plain
