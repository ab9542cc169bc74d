"""How figures, times and outcomes are written on the pages: Indonesian, WIB."""

from __future__ import annotations

from datetime import date, datetime

from pantau.day import WIB
from pantau.model import Outcome

OUTCOMES = {
    Outcome.LOADED: ("dimuat", "Artikel yang masuk gudang data."),
    Outcome.DUPLICATE: ("salinan", "Artikel yang sama dengan yang lain; tetap disimpan dan ditautkan ke aslinya."),
    Outcome.NOT_ARTICLE: ("bukan artikel", "Video, galeri, halaman indeks, siaran langsung, halaman berbayar, atau tanpa teks."),
    Outcome.QUARANTINED: ("karantina", "Ditolak sebuah aturan mutu; alasannya di halaman Karantina."),
    Outcome.FAILED: ("gagal", "Tidak bisa diunduh atau dibaca; sebabnya bernama."),
    Outcome.BLOCKED: ("dilarang", "robots.txt media itu melarang; Pantau menurut."),
    Outcome.PENDING: ("menunggu", "Belum diunduh, atau akan dicoba lagi."),
}
SEVERITIES = {"critical": "kritis", "warning": "peringatan", "info": "catatan"}
KINDS = {
    "topic": "topik",
    "province": "provinsi",
    "regency": "kabupaten/kota",
    "country": "negara",
    "body": "lembaga",
    "acronym": "singkatan",
    "person": "tokoh",
    "wire": "kantor berita",
    "watchlist": "daftar pantau",
    "language": "bahasa",
}
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def number(value: float) -> str:
    """Write a whole number with dots: 12.345."""
    return f"{value:,.0f}".replace(",", ".")


def moment(value: datetime | None) -> str:
    """Write an aware time in WIB: 22 Nov 2026 06.05 WIB; nothing known is a dash."""
    if value is None:
        return "–"
    local = value.astimezone(WIB)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year} {local:%H.%M} WIB"


def long_day(value: date) -> str:
    """Write a day: Minggu, 22 Nov 2026."""
    return f"{_DAYS[value.weekday()]}, {value.day} {_MONTHS[value.month - 1]} {value.year}"


def megabytes(value: float) -> str:
    """Write bytes in MB."""
    return f"{number(value / 1_000_000)} MB"


def web_address(value: object) -> str:
    """Return an address that may be a link: http or https, else nothing (a feed may announce javascript:…)."""
    text = str(value).strip()
    return text if text.lower().startswith(("http://", "https://")) else ""
