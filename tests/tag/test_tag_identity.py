"""Ids of entities: the same name has the same id over all articles, namesakes have different ids, and a line of same.csv
joins two."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantau.errors import BadInput
from pantau.tag.entities import NamedEntity
from pantau.tag.identity import Identities, slug_of
from pantau.tag.roles import Roles
from pantau.tag.seeds import Entity

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "tags"
KPK = Entity("body", "kpk", "KPK", ("Komisi Pemberantasan Korupsi", "KPK"))


def _named(kind: str, label: str, at: int = 0) -> NamedEntity:
    return NamedEntity(kind, kind, "", label, 0.9, ((at, at + len(label)),))


def _ids(folder: Path, *named: NamedEntity, both: str = "", role: str = "", about: str = "") -> list[str]:
    found = Identities(folder, [KPK]).identify(both, named, [role] * len(named), about)
    return [one.entity for one in found]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ratna Kusumadewi", "ratna-kusumadewi"),
        ("RATNA  KUSUMADEWI, S.H., M.Si", "ratna-kusumadewi"),
        ("Ma'ruf Sutejo", "maruf-sutejo"),
        ("José Wibowo", "jose-wibowo"),
        ("PT Lautan Pangan Makmur (Persero)", "pt-lautan-pangan-makmur-persero"),
    ],
)
def test_an_id_is_the_name_without_its_dress(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_a_name_without_latin_letters_has_an_id_of_its_own() -> None:
    assert slug_of("王小明") != slug_of("李小明") != ""


def test_a_single_name_is_told_apart_by_office_and_else_by_place(tmp_path: Path) -> None:
    assert _ids(tmp_path, _named("person", "Suyatno"), role="Kapolsek Wonosari Iptu") == ["person:suyatno@kapolsek-wonosari-iptu"]
    assert _ids(tmp_path, _named("person", "Suyatno"), about="3403") == ["person:suyatno@3403"]
    assert _ids(tmp_path, _named("person", "Suyatno Hadi"), role="Camat Pandak", about="3402") == ["person:suyatno-hadi"]


def test_a_full_name_of_the_registry_is_the_registry_s(tmp_path: Path) -> None:
    assert _ids(tmp_path, _named("organisation", "KPK")) == ["organisation:kpk"]
    folder = tmp_path
    (folder / "same.csv").write_text("type,name,when,id\norganisation,Komisi Antirasuah,,kpk\n", encoding="utf-8")
    (one,) = Identities(folder, [KPK]).identify("", [_named("organisation", "Komisi Antirasuah")], [""], "")
    assert (one.entity, one.id, one.label, one.kind) == ("organisation:kpk", "kpk", "KPK", "body")


def test_a_line_merges_two_names_of_one_article_and_splits_namesakes(tmp_path: Path) -> None:
    lines = "type,name,when,id\nperson,Ratna K.,,ratna-kusumadewi\nperson,Budi Hartawan,Demak|Kudus,budi-hartawan-demak\n"
    (tmp_path / "same.csv").write_text(lines, encoding="utf-8")
    named = _named("person", "Ratna K", 40), _named("person", "Ratna Kusumadewi")
    (one,) = Identities(tmp_path, []).identify("", named, ["Camat Bulu", ""], "")
    assert (one.entity, one.label, one.role) == ("person:ratna-kusumadewi", "Ratna Kusumadewi", "Camat Bulu")
    assert one.spans == ((0, 16), (40, 47))
    assert _ids(tmp_path, _named("person", "Budi Hartawan"), both="Pasar Kudus ramai") == ["person:budi-hartawan-demak"]
    assert _ids(tmp_path, _named("person", "Budi Hartawan"), both="Pasar Pati ramai") == ["person:budi-hartawan"]


@pytest.mark.parametrize("row", ["orang,Budi,,budi", "person,,,budi", "person,Budi,,"])
def test_a_bad_line_is_named(tmp_path: Path, row: str) -> None:
    (tmp_path / "same.csv").write_text(f"type,name,when,id\n{row}\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"same\.csv:2"):
        Identities(tmp_path, [])


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Kata Kapolres Samosir AKBP Rina Dewi, Senin.", "Rina Dewi", "Kapolres Samosir"),
        ("Menurut Bupati Demak Rina Dewi, panen naik.", "Rina Dewi", "Bupati Demak"),
        ("Hal itu disampaikan Rina Dewi, ketua RT 05.", "Rina Dewi", "ketua RT 05"),
        ("Rina Dewi tertawa. Pengamat politik Rina Dewi diam.", "Rina Dewi", ""),
        ("Ketua Panitia pulang. Rina Dewi tinggal.", "Rina Dewi", ""),
    ],
)
def test_the_office_printed_with_a_name_is_read(text: str, name: str, role: str) -> None:
    start = text.index(name)
    assert Roles(SEEDS).role_of(text, [(start, start + len(name))]) == role
