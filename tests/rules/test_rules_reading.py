"""Rules are read, or refused with file and key; the shipped ones are sound."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pantau.catalogue import read_catalogue
from pantau.errors import BadInput
from pantau.rules import read_rules

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
SEEDS = Path(__file__).parents[2] / "seeds"
GOOD = """outlet: kabar
pages: {whole: page=all}
generations:
  - {rule: "2024", since: 2024-01-01, body: p}
  - {rule: "2016", until: 2023-12-31, body: [div.a, div.b]}
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_bad_file_is_named_with_its_mistake(case: Path, tmp_path: Path) -> None:
    text = case.read_text(encoding="utf-8")
    (tmp_path / "kabar.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as told:
        read_rules(tmp_path)
    assert "kabar.yaml" in str(told.value)
    assert text.split("\n", 1)[0].removeprefix("# says: ") in str(told.value)


def test_a_folder_that_is_not_there_holds_no_rules(tmp_path: Path) -> None:
    assert read_rules(tmp_path / "none").for_outlet("kabar") is None


def test_the_later_folder_wins(tmp_path: Path) -> None:
    for name, whole in (("first", "page=all"), ("second", "show=all")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kabar.yaml").write_text(GOOD.replace("page=all", whole), encoding="utf-8")
    rule = read_rules(tmp_path / "first", tmp_path / "second").for_outlet("kabar")
    assert rule is not None
    assert rule.pages.whole == "show=all"


def test_an_outlet_has_one_rule_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(BadInput, match=r"b\.yaml: outlet kabar has a rule in a\.yaml already"):
        read_rules(tmp_path)


def test_generations_of_the_day_go_first(tmp_path: Path) -> None:
    (tmp_path / "kabar.yaml").write_text(GOOD, encoding="utf-8")
    rule = read_rules(tmp_path).for_outlet("kabar")
    assert rule is not None
    assert [part.rule for part in rule.in_order(date(2019, 5, 1))] == ["2016", "2024"]
    assert [part.rule for part in rule.in_order(date(2026, 5, 1))] == ["2024", "2016"]
    assert [part.rule for part in rule.in_order(None)] == ["2024", "2016"]


def test_every_shipped_rule_is_of_an_outlet_of_the_catalogue_and_says_where_it_is_known_from() -> None:
    rules = read_rules(SEEDS / "rules")
    assert set(rules.by_outlet) <= set(read_catalogue(SEEDS).outlets)
    for file in (SEEDS / "rules").glob("*.yaml"):
        assert "\nevidence:" in file.read_text(encoding="utf-8"), f"{file.name} has no evidence"


def test_a_file_may_name_furniture_only_and_reads_no_page(tmp_path: Path) -> None:
    (tmp_path / "iklan.yaml").write_text('detect: "p"\nfurniture: [Iklan-Kami, kbr_]\n', encoding="utf-8")
    rules = read_rules(tmp_path)
    assert rules.detected == ()
    assert [rules.furniture.names(names) for names in ("isi iklan-kami-2", "IKLAN-KAMI", " kbr_x", "bukan-iklan-kami", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]
