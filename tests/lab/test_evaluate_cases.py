"""The project's own cases pass, kind by kind; and `pantau evaluate cases` says which do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.kinds import default, faults_of, read_cases
from pantau.cli import main

CASES = [
    pytest.param(case, id=f"{case.kind}: {case.name}")
    for file in sorted(Path(default()).glob("*.yaml"))
    for case in read_cases(file)
]
LIST = """
- name: a town
  run: tag
  given: {text: "Banjir merendam Kota Semarang."}
  expect: {tags_have: [[regency, "3374"]], tags_lack: [[province, "31"]]}
- name: a date
  run: date
  given: {text: "Kamis, 19 November 2026 pukul 15 WIB"}
  expect: {iso: "2026-11-19T15:00:00+07:00"}
- name: what is not so
  run: urls
  given: {a: "https://kabar.example/?p=1", b: "https://kabar.example/?p=2"}
  expect: {same: true}
"""


@pytest.mark.parametrize("case", CASES)
def test_case(case: object) -> None:
    assert faults_of(case) == []  # type: ignore[arg-type]


def test_a_kind_is_counted_and_a_failure_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mixed.yaml"
    file.write_text(LIST, encoding="utf-8")
    assert main(["evaluate", "cases", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["figures"], answer["tables"][0]["rows"]) == ({"passed": 2, "failed": 1}, [["mixed", 2, 1]])
    assert answer["tables"][1]["rows"][0][:2] == ["mixed", "what is not so"]
    floor = tmp_path / "floor.json"
    assert main(["evaluate", "cases", str(file), "--write-floor", str(floor)]) == 0
    file.write_text(LIST.replace("19 November 2026 pukul", "18 November 2026 pukul"), encoding="utf-8")
    assert main(["evaluate", "cases", str(file), "--floor", str(floor)]) == 2, "another file has other floors"


def test_the_figure_below_its_floor_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mixed.yaml").write_text(LIST, encoding="utf-8")
    floor = tmp_path / "floor.json"
    main(["evaluate", "cases", str(tmp_path), "--write-floor", str(floor)])
    rows = json.loads(floor.read_text())
    rows["cases"]["at_most"]["failed"] = 0
    floor.write_text(json.dumps(rows))
    assert main(["evaluate", "cases", str(tmp_path), "--floor", str(floor)]) == 1
    assert "failed 1 is above its ceiling 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- name: x\n  run: page\n", "a list of"),
        ("- {name: x, run: nothing, given: {}, expect: {a: 1}}", "one of page"),
        ("{", "a list of"),
    ],
)
def test_a_file_that_is_no_list_of_cases_is_refused(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kind.yaml").write_text(text, encoding="utf-8")
    assert main(["evaluate", "cases", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err
