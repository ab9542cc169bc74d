"""Roots of Indonesian news that the dictionary lacks or takes for another word, and all the forms made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

# Words of headlines on crime, courts, traffic and trade; simplemma 1.1 does not know them, or not their forms.
# fmt: off
_ROOTS = (
    "aborsi", "amblas", "aneksasi", "bacok", "begal", "cabul", "carok", "cekal", "celurit", "ciduk", "coblos",
    "cokok", "copot", "duel", "embargo", "gasak", "gebuk", "guyur", "helat", "imunisasi", "inspeksi", "jambret",
    "jemur", "kasasi", "lahap", "lembur", "ludes", "magang", "mangkrak", "mitigasi", "molor", "mudik", "mutilasi",
    "okupasi", "operasi", "oplos", "otopsi", "palak", "privatisasi", "razia", "rekapitulasi", "reklamasi", "retas",
    "retribusi", "ringkus", "sadap", "seruduk", "serempet", "sidak", "skors", "sodomi", "somasi", "swakelola",
    "tandatangan", "tawur", "tikam", "tilang", "usut", "vaksinasi", "validasi", "wakaf",
)
# fmt: on
_BEFORE = ("", "di", "ter", "ke", "ber", "pe", "per")
_AFTER = ("", "i", "an", "kan")
_DROPPED = {"k": "ng", "p": "m", "s": "ny", "t": "n"}  # the nasal that takes the place of the first letter (tikam, menikam)
_NASAL = {**dict.fromkeys("aiueogh", "ng"), **dict.fromkeys("bfv", "m"), **dict.fromkeys("cdjz", "n"), **_DROPPED}
_KEPT = {"k": "ng", "p": "m", "s": "n", "t": "n"}  # loan words keep it (privatisasi, memprivatisasi)


@lru_cache(maxsize=1)
def news_forms(lemma: Callable[[str], str]) -> dict[str, str]:
    """Return form → root for every form of these roots that `lemma` (word → root, "" if unknown) lacks or gives to k + root."""
    return {form: root for root in _ROOTS for form in _forms(root) if lemma(form) in ("", f"k{root}")}


def _forms(root: str) -> Iterator[str]:
    first, nasal = root[0], _NASAL.get(root[0], "")
    nasals = {nasal + (root[1:] if first in _DROPPED else root), _KEPT.get(first, nasal) + root}
    beginnings = {*(before + root for before in _BEFORE), *(before + stem for before in ("me", "pe") for stem in nasals)}
    for beginning in sorted(beginnings):
        yield from (beginning + after for after in _AFTER)
