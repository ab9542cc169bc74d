"""The bench of tags prints a figure for articles of one length, and a digest that changes only when the tags do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab import tag_bench
from pantau.errors import BadInput


def test_it_prints_a_figure_and_the_same_digest_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"title": "Banjir", "content": "Banjir di Medan, kata Budi Hartawan. " * 100, "outlet": "a"}))
    found = []
    for _ in range(2):
        assert tag_bench.main(["5", str(file)]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0]["digest"] == found[1]["digest"]
    assert (found[0]["articles"], found[0]["words"]) == (1, 400)
    assert found[0]["articles_per_s"] > 0


def test_texts_of_one_outlet_are_put_together_to_one_length() -> None:
    rows = [("a", "satu " * 250, "x"), ("b", "dua " * 250, "y"), ("c", "tiga " * 250, "x")]
    (one,) = tag_bench.of_length(rows)
    assert one[0] == "c"
    assert len(one[1].split(" ")) == 400


@pytest.mark.parametrize("given", [[], ["0"], ["x"], ["5", "/tak/ada.jsonl"]])
def test_what_is_no_size_or_file_is_said(given: list[str]) -> None:
    with pytest.raises(BadInput):
        tag_bench.main(given)
