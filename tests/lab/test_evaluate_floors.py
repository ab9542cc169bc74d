"""The pinned figures hold: always on the newsroom, and on real material where its folder is beside the project.

PANTAU_EVALUATION_DATA names another folder of real material, laid out as `pantau evaluate` reads it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pantau.cli import main
from pantau.settings import PROJECT

FLOORS = PROJECT / "tests" / "floors"
REAL = Path(os.environ.get("PANTAU_EVALUATION_DATA") or PROJECT / ".." / "shared" / "data")
PLAIN = ("--rounds", "0", "--baseline", "none")


def _holds(capsys: pytest.CaptureFixture[str], what: str, path: str, floor: str) -> None:
    code = main(["evaluate", what, path, *PLAIN, "--floor", str(FLOORS / floor)])
    out, err = capsys.readouterr()
    assert code == 0, f"{err}\n{out}"


@pytest.mark.parametrize("what", ["extract", "dedupe", "quotes", "places", "aliases"])
def test_the_newsroom_is_read_as_well_as_pinned(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    _holds(capsys, what, "newsroom", "newsroom.json")


@pytest.mark.skipif(not REAL.is_dir(), reason="the real material is not part of a clone")
@pytest.mark.parametrize("what", ["extract", "clean", "dates", "dedupe", "entities", "quotes", "places", "tone"])
def test_real_material_is_read_as_well_as_pinned(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    _holds(capsys, what, str(REAL), "real.json")


@pytest.mark.skipif(not REAL.is_dir(), reason="the real material is not part of a clone")
def test_topics_of_marked_articles_are_as_right_as_pinned(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the marked articles: the run that leaves out each outlet in turn takes minutes (`pantau evaluate topics FOLDER`)."""
    _holds(capsys, "topics", str(REAL / "gold" / "dev.jsonl.gz"), "real.json")
