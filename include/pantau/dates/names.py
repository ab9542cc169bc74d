"""Month, weekday and zone names as Indonesian outlets print them, with common typing errors."""

from __future__ import annotations

from datetime import timedelta, timezone

_MONTHS = """
januari january jan januar
februari february feb pebruari peb febuari
maret march mar mrt
april apr
mei may
juni june jun
juli july jul
agustus august agu agt ags aug agust agus
september sept sep
oktober october okt oct
november nopember nov nop
desember december des dec
"""
MONTHS = {name: number for number, line in enumerate(_MONTHS.strip().splitlines(), 1) for name in line.split()}

_WEEKDAYS = """
senin sen monday mon
selasa sel tuesday tue
rabu rab wednesday wed
kamis kam thursday thu
jumat jum'at jum jumaat friday fri
sabtu sab saturday sat
minggu min ahad sunday sun
"""
WEEKDAYS = {name: number for number, line in enumerate(_WEEKDAYS.strip().splitlines()) for name in line.split()}

WIB = timezone(timedelta(hours=7), "WIB")
WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")
# RFC 822 names and the zones of neighbours whose feeds Indonesians read; ambiguous ones (IST, BST of Bangladesh) are left out.
_HOURS = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "mest": 2, "sgt": 8, "myt": 8, "hkt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11,
}  # fmt: skip
ZONES = {"wib": WIB, "wita": WITA, "wit": WIT} | {n: timezone(timedelta(hours=h)) for n, h in _HOURS.items()}
PLACES = {"asia/jakarta": WIB, "asia/pontianak": WIB, "asia/makassar": WITA, "asia/jayapura": WIT}

UNITS = {
    "detik": "seconds", "dtk": "seconds", "second": "seconds", "seconds": "seconds", "sec": "seconds", "secs": "seconds",
    "menit": "minutes", "mnt": "minutes", "minute": "minutes", "minutes": "minutes", "min": "minutes", "mins": "minutes",
    "jam": "hours", "jm": "hours", "hour": "hours", "hours": "hours", "hr": "hours", "hrs": "hours",
    "hari": "days", "day": "days", "days": "days",
    "minggu": "weeks", "mgg": "weeks", "mg": "weeks", "pekan": "weeks", "week": "weeks", "weeks": "weeks",
    "bulan": "months", "bln": "months", "bl": "months", "month": "months", "months": "months",
    "tahun": "years", "thn": "years", "th": "years", "year": "years", "years": "years",
}  # fmt: skip
NUMBERS = {"se": 1, "satu": 1, "a": 1, "an": 1, "one": 1, "dua": 2, "two": 2, "tiga": 3, "three": 3, "empat": 4, "lima": 5,
           "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10}  # fmt: skip
