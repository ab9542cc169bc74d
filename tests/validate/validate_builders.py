"""Articles for the rule tests: one good article, and the same with something changed."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pantau.model import Cleaned, Entry, Extracted, Landed, Outlet, Page
from pantau.tagged import EntityMentions, Tag, Tagged
from pantau.validate.frames import JudgedArticle

T = TypeVar("T")
DAY = "2026-11-20"
TEXT = (
    "Pemerintah Kabupaten Sukamaju memperbaiki dua belas jembatan desa yang rusak setelah banjir pekan lalu. Bupati mengatakan "
    "pekerjaan dimulai dari jembatan yang menghubungkan pasar dengan sekolah. “Anak-anak jangan sampai memutar dua jam,” ujarnya "
    "saat meninjau lokasi. Warga bergotong royong membersihkan lumpur, sedangkan dinas terkait menyiapkan batu dan semen. Biaya "
    "perbaikan ditanggung anggaran daerah dan diharapkan selesai sebelum libur panjang akhir tahun."
)
OUTLETS = {
    "lintang": Outlet(
        "lintang", "Lintang Pagi", "Lintang", "31", "id", "WIB", "national", ("lintang.test",), "https://lintang.test"
    ),
    "samudra": Outlet(
        "samudra", "Samudra Kini", "", "73", "id;en", "WITA", "regional", ("samudra.test",), "https://samudra.test"
    ),
    "selat": Outlet(
        "selat", "Selat Hari Ini", "", "21", "zh", "WIB", "community", ("selat.newsroom.test",), "https://selat.newsroom.test"
    ),
}
FETCHED = datetime(2026, 11, 20, 8, tzinfo=UTC)


def changed(row: T, change: dict[str, Any]) -> T:
    """The same row with fields changed; times are ISO strings."""
    times = ("published_at", "modified_at", "fetched_at")
    fields = {name: datetime.fromisoformat(value) if name in times and value else value for name, value in change.items()}
    return dataclasses.replace(row, **fields)  # type: ignore[type-var]


def article(number: int, change: dict[str, Any] | None = None) -> JudgedArticle:
    """A good article of `lintang`, changed as {"extracted": …, "clean": …, "tagged": …, "live": …} say; null: no part."""
    change = change or {}
    url = f"https://www.lintang.test/daerah/{number}/jembatan"
    extracted = Extracted(
        article_id=f"a{number:04d}",
        url_key=f"lintang.test/daerah/{number}/jembatan",
        url=url,
        outlet="lintang",
        digest=f"p{number}",
        fetched_at=FETCHED,
        canonical_url=url,
        canonical_key=f"lintang.test/daerah/{number}/jembatan",
        title="Judul halaman",
        published_at=FETCHED - timedelta(minutes=number % 60),
        time_source="jsonld",
        section="daerah",
        language="id",
    )
    clean = Cleaned(
        article_id=f"a{number:04d}",
        digest=f"p{number}",
        title="Dua Belas Jembatan Desa Diperbaiki",
        text=TEXT,
        text_digest=f"t{number}",
        words=len(TEXT.split()),
    )
    return JudgedArticle(
        changed(extracted, change.get("extracted", {})),
        None if "clean" in change and change["clean"] is None else changed(clean, _text(change.get("clean", {}))),
        None if "tagged" in change and change["tagged"] is None else _tagged(number, change.get("tagged", {})),
        live=change.get("live", True),
    )


def _text(change: dict[str, Any]) -> dict[str, Any]:
    """A changed text gets its own number of words; `repeat` makes a long text from a short one."""
    change = dict(change)
    if "text" in change:
        change["text"] = change["text"] * change.pop("repeat", 1)
        change.setdefault("words", len(change["text"].split()))
    return change


SUKAMAJU = EntityMentions("place:3100", "place", "place", "Sukamaju", "", 0.9, False, True, (11,), (29,), "1")


def _tagged(number: int, change: dict[str, Any]) -> Tagged:
    spans = change.get("spans", [[11, 29], [-1, -1]])
    tags = tuple(Tag("place", f"{3100 + n}", "Sukamaju", 0.9, start, end, "1") for n, (start, end) in enumerate(spans))
    language = change.get("language", "id")
    names = () if change.get("nameless") else (SUKAMAJU,)
    every = (Tag("language", language, language, 1.0, -1, -1, "1"), *tags)
    return Tagged(f"a{number:04d}", f"p{number}", language, every, entities=names)


def landed(found: JudgedArticle, fetched_at: datetime = FETCHED) -> Landed:
    """The landing row of an article."""
    row = found.extracted
    entry = Entry(row.article_id, row.url_key, row.url, row.outlet, DAY, "feed", "https://lintang.test/rss")
    page = Page(row.url_key, row.url, row.url, fetched_at, 200, "text/html", row.digest, 1000, "w.warc.gz", 0)
    return Landed(entry, page, "landed", "", 1)
