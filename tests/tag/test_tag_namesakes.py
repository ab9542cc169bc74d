"""Places and persons of the lists whose names the text gives to somebody else."""

from __future__ import annotations

import pytest

from pantau.tag import Tagger
from pantau.tag.context import Cues
from pantau.tag.namesakes import somebody_elses
from pantau.tag.sequence import NameMention


@pytest.mark.parametrize(
    ("text", "persons", "refused"),
    [
        ("Penyair Peru Wijil tampil. Peru membaca dua puisi.", (), True),
        ("Penyair Peru Wijil tampil. Peru membaca dua puisi.", ("Wijil",), False),  # a poet of that state
        ("Penyair Peru Wijil tampil. Wijil membaca dua puisi. Peru menang.", (), False),  # who is called by the surname
        ("Penyair Peru Wijil tampil.", (), False),  # nothing says so
        ("Penyair Peru Wijil tampil.", ("Peru Wijil",), True),
        ("Penyair Peru Wijil tampil. Peru membaca puisi. Ia tiba dari Peru.", (), False),  # the state is named too
        ("Pedagang Peru Wijil mengeluh.", (), True),
        ("Pedagang Peru Selatan mengeluh.", (), False),
    ],
)
def test_a_state_or_a_person(tagger: Tagger, text: str, persons: tuple[str, ...], refused: bool) -> None:
    entity = next(one for one in tagger.entities if (one.kind, one.id) == ("country", "PE"))
    spans = [(at, at + 4) for at in range(len(text)) if text.startswith("Peru", at)]
    mentions = [NameMention("person", text.index(name), text.index(name) + len(name), 0.9) for name in persons]
    found = somebody_elses(text, {("country", "PE"): (entity, spans)}, mentions, tagger.rules, Cues(tagger.rules.cues))
    assert found == ({("country", "PE")} if refused else frozenset())


def test_a_town_that_is_refused_takes_its_province_with_it(tagger: Tagger) -> None:
    text = "Kepala Desa Wonoasri, Sleman Wijil, pulang. Sleman Wijil lelah."
    tags = tagger.tags("", text)
    assert {("regency", "3404"), ("province", "34")} <= {(tag.kind, tag.id) for tag in tags}
    assert not {"regency", "province"} & {tag.kind for tag in tagger.without_namesakes(text, tags)}
