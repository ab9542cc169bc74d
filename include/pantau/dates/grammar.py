"""The grammar of printed dates: one regular expression for each shape. All of them expect folded text (see `fold`)."""

from __future__ import annotations

import re

from pantau.dates.names import MONTHS, NUMBERS, UNITS, WEEKDAYS, ZONES


def _words(names: object) -> str:
    return "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))  # type: ignore[attr-defined]


_SPACES = re.compile(r"[\s\u200b\u200e\u200f\ufeff]+|_x[0-9a-f]{4}_")
_FOLD = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "\u00a0": " "})

_MONTH = rf"(?P<month>{_words(MONTHS)})\b\.?"
# A slip such as "Septmber" or "Agutus" is only forgiven before a four-digit year.
_MONTH_SLIP = r"(?P<month>(?:jan|feb|peb|mar|apr|mei|may|jun|jul|agu|agt|ags|aug|sep|okt|oct|nov|nop|des|dec)[a-z]{0,8})\.?"
_ZONE_NAME = "|".join(sorted(ZONES, key=len, reverse=True))
# One digit of minutes or seconds ("4:5:5 GMT+9", a feed written without padding) counts only after a colon.
_MINUTE = r"(?P<minute>\d{2}|(?<=:)\d(?=:\d{1,2}(?!\d)|\s?(?:gmt|utc|wib|wita|wit)\b))"
_CLOCK = (
    rf"(?<![\d.,:])(?P<hour>\d{{1,2}})\s?[:.]\s?{_MINUTE}"
    r"(?:(?::(?=\d)|\.(?=\d{2}))(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?(?!\d)"
    r"(?:\s?(?P<half>[ap]\.?m\b\.?|pagi|siang|sore|petang|malam)\b)?"
)
_ZONE = rf"(?:\s?\(?(?P<zone>{_ZONE_NAME})(?![a-z]))?(?:\s?\(?(?:utc|gmt)?(?P<offset>[+-]\d{{1,2}}(?::?\d{{2}})?)(?![\d/.:-]))?"

# The date, in the order in which the shapes are tried: a four-digit year first, so "2024-05-15" is never read as day 24.
ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<mark>[-/.])(?P<monthno>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
# A date in that order with a year in which no outlet printed anything: no shape reads it.
OTHER_YEAR = re.compile(r"(?<!\d)\d{4}([-/.])\d{1,2}\1\d{1,2}(?!\d)")
DAY_NAME_YEAR = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?[\s./,-]*{_MONTH_SLIP}[\s.,/-]*(?P<year>(?:19|20)\d{{2}})(?!\d)"
)
DAY_NAME_SHORT = re.compile(rf"(?<![\d.:])(?P<day>\d{{1,2}})[\s./-]*{_MONTH}[\s./-]*'?(?P<year>\d{{2}})(?!\d|\s?[:.]\s?\d{{2}})")
NAME_DAY_YEAR = re.compile(rf"(?<![a-z]){_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.,]+(?P<year>(?:19|20)\d{{2}})(?!\d)")
YEAR_NAME_DAY = re.compile(rf"(?<!\d)(?P<year>(?:19|20)\d{{2}})[\s./,-]+{_MONTH}[\s./-]*(?P<day>\d{{1,2}})(?![\d:])")
NUMERIC = re.compile(
    r"(?<![\d.:/-])(?P<day>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<monthno>\d{1,2})\s?(?P=mark)\s?(?P<year>(?:19|20)?\d{2})(?!\d|[.:/-]\d)"
)
DATES = (ISO, DAY_NAME_YEAR, NUMERIC, NAME_DAY_YEAR, YEAR_NAME_DAY, DAY_NAME_SHORT)
DAY_NAME = re.compile(rf"(?<![\d.:])(?P<day>\d{{1,2}})[\s./-]*{_MONTH}")

# Shapes that must match the whole string.
COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})-?(?P<monthno>\d{2})-?(?P<day>\d{2})(?:t| )?"
    r"(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?(?:\.\d+)?" + _ZONE
)
COMPACT_DAY = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<monthno>\d{2})(?P<day>\d{2})")
EPOCH = re.compile(r"(?P<seconds>1\d{9})(?P<millis>\d{3})?")
CTIME = re.compile(rf"(?<![a-z]){_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}{_ZONE}\s+(?P<year>(?:19|20)\d{{2}})(?!\d)")
# Detik once printed 2019-01-02T18-26-24Z: hyphens for colons, and a Z that is local time.
HYPHEN_CLOCK = re.compile(r"t(?P<hour>\d{2})-(?P<minute>\d{2})-(?P<second>\d{2})z?(?!\d)")

AFTER = re.compile(rf"(?:[\s,|/•·@()t-]|(?P<early>wib|wita|wit)(?![a-z]))*?(?:(?:pukul|pkl|jam|at|pada)[.:]?\s?)?{_CLOCK}{_ZONE}")
CLOCK = re.compile(_CLOCK + _ZONE)
# "pukul 15 WIB", "jam 7 malam": an hour without minutes counts only after these words.
_HOUR = r"\b(?:pukul|pkl|jam)[.:]?\s?(?P<hour>\d{1,2})(?!\d|\s?[:.]\s?\d)(?:\s?(?P<half>pagi|siang|sore|petang|malam)\b)?" + _ZONE
HOUR_AFTER = re.compile(rf"[\s,|/•·@()-]*{_HOUR}")
HOUR = re.compile(_HOUR)
NAMED_ZONE = re.compile(r"\b(?P<zone>wib|wita|wit)\b")

RELATIVE = re.compile(
    rf"(?:\b(?P<number>\d{{1,4}}|{_words(NUMBERS)})\s?)(?P<unit>{_words(UNITS)})\b"
    r"(?=[^0-9]*(?:\d+ ?[a-z]+ )?(?:yang |yg )?(?:lalu|ago|silam)\b)"
)
AGO = re.compile(r"\b(?:lalu|ago|silam)\b")
NEARBY = re.compile(
    r"\b(?:(?P<now>baru saja|barusan|just now)|(?P<two>kemarin (?:lusa|dulu))|(?P<one>kemarin|yesterday)"
    r"|(?P<zero>hari ini|today))\b"
)
WEEKDAY = re.compile(rf"\b(?P<weekday>{_words(WEEKDAYS)})\b")
UPDATED = re.compile(r"\b(?:diperbarui|diupdate|update|updated|modified|diubah)\b")
PUBLISHED = re.compile(r"\b(?:terbit|diterbitkan|tayang|dipublikasikan|dipublish|published|posted|diposting)\b")


def fold(text: str) -> str:
    """Return the text in lower case, with one kind of space, apostrophe and hyphen, and without spreadsheet escapes
    (`_x0000_`)."""
    return _SPACES.sub(" ", text.translate(_FOLD)).strip().lower()
