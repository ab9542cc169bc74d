"""The row rules: what an article must be to reach the warehouse. A row that breaks one goes to quarantine with the reason."""

from __future__ import annotations

import re

from pantau.settings import Settings
from pantau.validate.rules import Rule, Severity

TITLE_CHARACTERS = (8, 300)
LANGUAGE_WORDS = 50
LEAST_CONFIDENCE = 0.3  # of the reader of pages without a rule; every article measured has more, pages that are none have less
HOURS_AFTER_FETCH = 1.0
# The first poll of a slow feed lists weeks, and all of it is true; a day and month swapped in a date is a month or more away.
DAYS_BEFORE = 30.0
# An index page of a WITA or WIT outlet turns its day one or two hours before WIB does, so a listed item may be the next day's.
DAYS_AFTER_START = 2.0

# Languages a text from Indonesia can be in, and two (tl, mg) the detector gives for regional languages it has never seen.
LANGUAGES = ("ace", "ban", "bjn", "bug", "en", "id", "jv", "mad", "mg", "min", "ms", "sas", "su", "tl")
OWN_LANGUAGE = "bahasa media"


def row_rules(settings: Settings) -> tuple[Rule, ...]:
    """Return the row suite for these settings; the frame and its columns are those of `frames.article_rows`."""
    return (*_text_rules(settings.min_words), *_address_rules(_secure(settings)), *_time_rules(), *_tag_rules())


def _text_rules(min_words: int) -> tuple[Rule, ...]:
    return (
        _rule("id.unique", "article_id", "ToBeUnique", "Satu artikel satu kali", "Artikel ini ada lebih dari satu kali."),
        _between(
            "title.length",
            "title_length",
            TITLE_CHARACTERS,
            "Judul ada dan panjangnya wajar",
            f"Judul harus {TITLE_CHARACTERS[0]} sampai {TITLE_CHARACTERS[1]} huruf; yang ada: “{{value}}”.",
            shows="title",
        ),
        _rule("text.present", "text_start", "ToNotBeNull", "Isi artikel ada", "Isi artikel kosong."),
        _between(
            "text.length",
            "length",
            (min_words, None),
            "Isi artikel cukup panjang",
            f"Isi artikel hanya {{value}} kata; paling sedikit {min_words} kata.",
        ),
        _between(
            "text.sure",
            "confidence",
            (LEAST_CONFIDENCE, None),
            "Isi artikel terbaca dengan yakin",
            f"Keyakinan atas isi artikel {{value}}, kurang dari {LEAST_CONFIDENCE:g}; medianya perlu aturan di seeds/rules.",
        ),
        _rule("text.markup", "markup", "ToBeNull", "Tidak ada sisa kode halaman", "Ada sisa kode halaman: {value}"),
        _rule("text.encoding", "mojibake", "ToBeNull", "Huruf terbaca benar", "Ada huruf yang rusak: {value}"),
    )


def _address_rules(secure: str) -> tuple[Rule, ...]:
    return (
        _rule(
            "url.https",
            "url_live",
            "ToMatchRegex",
            "Alamat artikel dari umpan memakai https",
            "Alamat tidak memakai https: {value}",
            options={"regex": secure},
        ),
        _rule(
            "url.domain",
            "url_stray",
            "ToBeNull",
            "Alamat artikel di domain medianya",
            "Alamat di luar domain media ini: {value}",
            shows="url",
        ),
        _rule(
            "canonical.https",
            "canonical_url",
            "ToMatchRegex",
            "Alamat resmi memakai https",
            "Alamat resmi tidak memakai https: {value}",
            options={"regex": secure},
            severity="info",
        ),
        _rule(
            "canonical.domain",
            "canonical_stray",
            "ToBeNull",
            "Alamat resmi di domain media yang dipantau",
            "Alamat resmi menunjuk ke luar media yang dipantau: {value}",
            shows="canonical_url",
        ),
    )


def _time_rules() -> tuple[Rule, ...]:
    return (
        _rule(
            "time.stated",
            "time_stated",
            "ToNotBeNull",
            "Waktu terbit ada, atau ditandai tidak ada",
            "Waktu terbit tidak ada dan tidak ditandai.",
            severity="info",
        ),
        _between(
            "time.future",
            "hours_after_fetch",
            (None, HOURS_AFTER_FETCH),
            "Waktu terbit tidak sesudah halaman diambil",
            "Waktu terbit sesudah halaman diambil: {value}.",
            shows="published",
        ),
        _between(
            "time.window",
            "days_from_day",
            (-DAYS_BEFORE, DAYS_AFTER_START),
            "Waktu terbit di sekitar hari ini",
            f"Waktu terbit lebih dari {DAYS_BEFORE:.0f} hari sebelum hari ini, atau lebih dari sehari sesudahnya: {{value}}.",
            shows="published",
        ),
    )


def _tag_rules() -> tuple[Rule, ...]:
    return (
        _rule(
            "language.plausible",
            "language",
            "ToBeInSet",
            "Bahasa artikel masuk akal",
            "Bahasa artikel tidak diharapkan dari media ini: {value}",
            options={"value_set": [*LANGUAGES, OWN_LANGUAGE]},
        ),
        _rule("evidence.inside", "evidence_outside", "ToBeNull", "Bukti tanda ada di dalam teks", "Bukti di luar teks: {value}"),
    )


def _rule(
    rule: str,
    column: str,
    expectation: str,
    description: str,
    reason: str,
    *,
    options: dict[str, object] | None = None,
    severity: Severity = "warning",
    shows: str = "",
) -> Rule:
    name = f"ExpectColumnValues{expectation}"
    return Rule(rule, "articles", column, name, severity, description, reason, options or {}, shows=shows)


def _between(
    rule: str, column: str, limits: tuple[float | None, float | None], description: str, reason: str, *, shows: str = ""
) -> Rule:
    options = {name: value for name, value in zip(("min_value", "max_value"), limits, strict=True) if value is not None}
    return _rule(rule, column, "ToBeBetween", description, reason, options=dict(options), shows=shows)


def _secure(settings: Settings) -> str:
    """Return the pattern of an acceptable address: https, or http on the hosts opened for the newsroom."""
    opened = [re.escape(suffix.strip().lstrip(".")) for suffix in settings.opened()]
    return "|".join(["^https://", *(rf"^http://(?:[^/?#]*\.)?{host}(?:[:/?#]|$)" for host in opened)])
