"""The page-markup families of the fictional press, by name."""

from __future__ import annotations

from newsroom.markup.antara import Antara
from newsroom.markup.base import Family
from newsroom.markup.blogger import Blogger
from newsroom.markup.detik import Detik
from newsroom.markup.jsonld import JsonLd
from newsroom.markup.kompas import Kompas
from newsroom.markup.liputan import Liputan
from newsroom.markup.sindo import Sindo
from newsroom.markup.tempo import Tempo
from newsroom.markup.tribun import Tribun
from newsroom.markup.wordpress import WordPress

FAMILIES: dict[str, Family] = {
    "detik": Detik(),
    "kompas": Kompas(),
    "antara": Antara(),
    "tempo": Tempo(),
    "tribun": Tribun(),
    "wordpress": WordPress(),
    "jsonld": JsonLd(),
    "blogger": Blogger(),
    "sindo": Sindo(),
    "liputan": Liputan(),
}
