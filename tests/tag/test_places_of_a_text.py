"""How one mention in an article decides what another means."""

from __future__ import annotations

from pantau.tag import Tagger


def regencies(tagger: Tagger, text: str) -> set[str]:
    return {tag.id for tag in tagger.tags("", text) if tag.kind == "regency"}


def test_a_name_called_kabupaten_once_is_the_kabupaten_throughout(tagger: Tagger) -> None:
    assert regencies(tagger, "Warga Cirebon mengantre air. Pemkab Cirebon mengirim tangki.") == {"3209"}


def test_a_text_that_speaks_of_both_keeps_both(tagger: Tagger) -> None:
    assert regencies(tagger, "Kota Cirebon dan Kabupaten Cirebon menggelar rapat di Cirebon.") == {"3209", "3274"}


def test_a_province_named_elsewhere_settles_a_strict_name(tagger: Tagger) -> None:
    assert regencies(tagger, "Hujan lebat turun di Manggarai.") == set()
    assert regencies(tagger, "Hujan lebat turun di Manggarai. Petani NTT gembira.") == {"5313"}


def test_banjar_is_two_places(tagger: Tagger) -> None:
    assert regencies(tagger, "Wali Kota Banjar meninjau pasar.") == {"3279"}
    assert regencies(tagger, "Petani Kabupaten Banjar panen padi.") == {"6303"}


def test_selayar_the_regency_and_the_district(tagger: Tagger) -> None:
    assert "7301" in regencies(tagger, "Kapal motor berangkat ke Kepulauan Selayar.")
    assert regencies(tagger, "Kapal motor berlabuh di Selayar, Kabupaten Lingga, Kepulauan Riau.") == {"2104"}


def test_a_list_of_regencies_is_no_address(tagger: Tagger) -> None:
    assert regencies(tagger, "Rapat di Surabaya, Kabupaten Sidoarjo, Kota Batu, Kabupaten Pati.") == {
        "3578",
        "3515",
        "3579",
        "3318",
    }


def test_every_regency_is_found_under_its_full_name(tagger: Tagger) -> None:
    for entity in tagger.entities:
        if entity.kind == "regency":
            for name in entity.names:
                text = f"Rapat digelar di {entity.sort.capitalize()} {name}, kemarin."
                found = [tag for tag in tagger.tags("", text) if tag.kind == "regency"]
                assert [tag.id for tag in found] == [entity.id], text
                assert text[found[0].start : found[0].end].endswith(name)


def test_every_province_is_found_under_each_of_its_names(tagger: Tagger) -> None:
    for entity in tagger.entities:
        if entity.kind == "province":
            for name in entity.names:
                context = " Sultan menyambut tamu di Sleman." if name == "DIY" else ""
                found = {tag.id for tag in tagger.tags("", f"Panen raya di Provinsi {name}.{context}") if tag.kind == "province"}
                assert found == {entity.id}, name
