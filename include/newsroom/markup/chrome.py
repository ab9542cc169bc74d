"""Navigation, scripts and footers: the forty kilobytes around the text of a real page, made once per outlet."""

from __future__ import annotations

from functools import cache
from html import escape

from newsroom.dice import dice

_CHANNELS = [
    "Beranda",
    "Terkini",
    "Terpopuler",
    "Politik",
    "Hukum",
    "Ekonomi",
    "Bisnis",
    "Keuangan",
    "Olahraga",
    "Sepak-Bola",
    "Kesehatan",
    "Pendidikan",
    "Teknologi",
    "Otomotif",
    "Wisata",
    "Kuliner",
    "Opini",
    "Infografis",
    "Foto",
    "Video",
    "Cek-Fakta",
    "Indeks",
    "Daerah",
    "Internasional",
    "Gaya-Hidup",
    "Hiburan",
    "Properti",
    "Energi",
    "Pangan",
]
_FOOTER = (
    "Tentang Kami", "Redaksi", "Pedoman Media Siber", "Karier", "Kotak Pos", "Info Iklan", "Kebijakan Privasi", "Disclaimer",
)  # fmt: skip


@cache
def chrome(slug: str, name: str, family: str) -> tuple[str, str, str]:
    """Return (header, footer, scripts) of an outlet, 12 to 40 KB together, the same for ever."""
    rng = dice("chrome", slug)
    menu = "".join(f'<li class="nav__item"><a href="/{word.lower()}" dtr-evt="menu">{word}</a></li>' for word in _CHANNELS)
    header = (
        f'<header class="{family}-header"><div class="logo"><a href="/" title="{escape(name)}">{escape(name)}</a></div>'
        f'<form action="/search" class="search"><input name="q" placeholder="Cari berita"></form>'
        f'<nav class="nav"><ul>{menu}</ul></nav></header>'
    )
    links = "".join(f'<li><a href="/page/{word.lower().replace(" ", "-")}">{word}</a></li>' for word in _FOOTER)
    footer = (
        f'<aside class="sidebar"><div class="ads" id="div-gpt-ad-1"></div><h3>Kanal</h3><ul class="box">{menu}</ul></aside>'
        f'<footer class="footer"><ul>{links}</ul><p>Hak cipta &copy; {escape(name)}. Seluruh hak dilindungi.</p>'
        f"</footer><script>{_script(rng.randrange(2**32), rng.randrange(40, 140))}</script>"
    )
    style, script = _style(rng.randrange(30, 110)), _script(rng.randrange(2**32), rng.randrange(60, 200))
    scripts = f"<style>{style}</style>\n<script>{script}</script>"
    return header, footer, scripts


def _style(rules: int) -> str:
    return "".join(f".c{number}{{display:block;margin:{number}px 0;color:#{number * 4099:06x}}}" for number in range(rules))


def _script(salt: int, calls: int) -> str:
    """Return analytics-like code; it is inert, but a stripper that keeps scripts would leak it."""
    return "".join(
        f"window._q=window._q||[];_q.push(['slot',{salt + number},'top_{number}',[300,250]]);" for number in range(calls)
    )
