"""The judge: its file is read or refused with the remedy, and its features are the same whichever text comes first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pantau.dedupe.command import press, shipped_judge
from pantau.dedupe.compare import Text, compare, measured, sides_of
from pantau.dedupe.features import NAMES, layout
from pantau.dedupe.judge import FILE, judge_of, read_judge
from pantau.dedupe.passages import prepare
from pantau.errors import BadInput
from pantau.files import parse_yaml
from pantau.settings import PROJECT

CASES: list[dict[str, Any]] = parse_yaml((Path(__file__).parent / "cases" / "pairs.yaml").read_text(encoding="utf-8"))
RELEASE, RETOLD = (Text(**CASES[0][side]) for side in ("a", "b"))
CARD: dict[str, Any] = parse_yaml((PROJECT / "seeds" / FILE).read_text(encoding="utf-8"))


def told(one: Text, other: Text) -> dict[str, float]:
    return dict(zip(NAMES, measured(one, other, *sides_of(one, other)), strict=True))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_features_do_not_depend_on_the_order(case: dict[str, Any]) -> None:
    one, other = Text(**case["a"]), Text(**case["b"])
    assert told(one, other) == told(other, one)


def test_a_cut_copy_is_kept_whole_and_in_few_pieces() -> None:
    found = told(RELEASE, RETOLD)
    assert found["kept"] == found["unbroken"] == found["told"] == 1
    assert found["pieces"] < 2
    assert found["lead"] == 1
    assert found["tail"] < 1
    assert found["new_numbers"] == found["numbers"] == 0


def test_quotations_stand_apart_from_what_the_reporter_tells() -> None:
    text = 'Kata Surya, "Kami menyisir sungai." Ia pulang.\nPetang itu hujan turun deras.'
    assert layout(prepare(text)).quotes == ((2, 5),)
    assert layout(prepare(text)).sentences == ((0, 5), (7, 12))


def test_the_owner_counts_between_two_outlets_and_not_within_one() -> None:
    one, other = (Text(text.title, text.text, outlet, group="Grup") for text, outlet in ((RELEASE, "lintas"), (RETOLD, "suara")))
    assert (told(one, other)["own_outlet"], told(one, other)["same_group"]) == (0, 1)
    own = Text(RETOLD.title, RETOLD.text, "lintas", group="Grup")
    assert (told(one, own)["own_outlet"], told(one, own)["same_group"]) == (1, 0)
    unknown = Text(RETOLD.title, RETOLD.text, "suara")
    assert told(Text(RELEASE.title, RELEASE.text, "lintas"), unknown)["same_group"] == 0


@pytest.mark.parametrize(
    ("given", "outlet"),
    [
        ("okezone", "okezone"),
        ("economy.okezone.com", "okezone"),
        ("www.Kompas.com", "kompas"),
        ("antaranews", "antara"),
        ("lain.test", "lain.test"),
    ],
)
def test_an_outlet_is_known_by_name_and_host(given: str, outlet: str) -> None:
    assert press().outlet(given) == outlet


def test_a_text_that_is_the_same_but_for_a_word_is_a_copy_under_any_headline() -> None:
    text = RELEASE.text * 3
    verdict = compare(
        Text("Jembatan Putus", text, "lintas"), Text("Viral di Media Sosial", text + " Selesai", "suara"), shipped_judge()
    )
    assert (verdict.kind, verdict.probability) == ("copy", 1.0)


def test_the_thresholds_decide() -> None:
    one, other = RELEASE, RETOLD
    probability = compare(one, other, shipped_judge()).probability
    assert CARD["thresholds"]["edited_copy"] < probability < 1
    thresholds = {"copy": 1.0, "edited_copy": probability + 1e-6, "same_event": 0.1}
    assert compare(one, other, judge_of(CARD | {"thresholds": thresholds})).kind == "same_event"
    assert compare(one, other, judge_of(CARD | {"thresholds": thresholds | {"same_event": 1.0}})).kind == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("features: [", "not YAML"),
        ("- 1", "train anew"),
        (yaml.safe_dump(CARD | {"features": CARD["features"][1:]}), "the code measures"),
        (yaml.safe_dump(CARD | {"thresholds": {"copy": 1}}), "edited_copy"),
    ],
)
def test_a_file_that_is_no_judge_is_named(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "judge.yaml"
    file.write_text(content)
    with pytest.raises(BadInput, match=said) as raised:
        read_judge(file)
    assert str(file) in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"judge\.yaml"):
        read_judge(tmp_path / "judge.yaml")


def test_an_independent_outlet_is_nobody_elses() -> None:
    groups = {name: press().group(name) for name in ("tirto", "magdalene", "rmol", "rmolaceh", "gosumut")}
    assert groups["tirto"] not in ("", groups["magdalene"])
    assert groups["rmol"] == groups["rmolaceh"] != ""
    assert groups["gosumut"] == "", "nobody said who owns it"
