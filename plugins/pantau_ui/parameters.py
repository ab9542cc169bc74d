"""The one gate of everything a browser sends: a route declares its parameters with these types and with no others.

What does not pass never reaches a store: the reader gets a page with status 400 that says what is wanted.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Form, Path, Query
from pydantic import AfterValidator

from pantau.day import parse_day, shift, today

# How each parameter is to be written, told to whoever wrote it otherwise.
WANTED = {
    "hari": "hari ditulis TTTT-BB-HH, dari 1995-01-01 sampai lusa",
    "day": "hari ditulis TTTT-BB-HH, dari 1995-01-01 sampai lusa",
    "dari": "hari ditulis TTTT-BB-HH, dari 1995-01-01 sampai lusa",
    "sampai": "hari ditulis TTTT-BB-HH, dari 1995-01-01 sampai lusa",
    "media": "media ditulis dengan nama pendeknya, misalnya kompas",
    "cari": "pencarian paling panjang 200 huruf",
    "hal": "halaman adalah angka dari 1 sampai 10.000",
    "gagal": "gagal diisi 1 atau 0",
    "article_id": "nomor artikel terdiri dari angka dan huruf a sampai f",
    "story_id": "nomor cerita terdiri dari angka dan huruf a sampai f",
    "why": "alasan paling panjang 1.000 huruf",
    "seen": "formulirnya rusak; buka lagi halaman Mutu",
    "token": "formulirnya rusak; buka lagi halaman Mutu",
    "name": "nama berkas terdiri dari huruf kecil dan satu titik",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd]")
_OUTLET = re.compile(r"[a-z0-9][a-z0-9._-]*")


def _day(text: str) -> str:
    """The pages show no day after the day after tomorrow: a later one is a slip of the hand."""
    if parse_day(text) > shift(today(), 2):
        raise ValueError("a day to come")
    return text


def _day_or_nothing(text: str) -> str:
    return _day(text) if text else ""


def _outlet(text: str) -> str:
    if text and not _OUTLET.fullmatch(text):
        raise ValueError("no short name of an outlet")
    return text


def _search(text: str) -> str:
    """Control characters are no word anybody looks for: they are spaces."""
    return " ".join(_CONTROL.sub(" ", text).split())


PathDay = Annotated[str, Path(max_length=10), AfterValidator(_day)]
Day = Annotated[str, Query(alias="hari", max_length=10), AfterValidator(_day_or_nothing)]
FirstDay = Annotated[str, Query(alias="dari", max_length=10), AfterValidator(_day_or_nothing)]
LastDay = Annotated[str, Query(alias="sampai", max_length=10), AfterValidator(_day_or_nothing)]
Outlet = Annotated[str, Query(alias="media", max_length=100), AfterValidator(_outlet)]
Search = Annotated[str, Query(alias="cari", max_length=200), AfterValidator(_search)]
PageNumber = Annotated[int, Query(alias="hal", ge=1, le=10_000)]
Failing = Annotated[bool, Query(alias="gagal")]
Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,64}$")]
FileName = Annotated[str, Path(pattern=r"^[a-z]{1,20}\.[a-z]{1,5}$")]
Why = Annotated[str, Form(max_length=1000), AfterValidator(_search)]
Seen = Annotated[str, Form(max_length=200)]
Token = Annotated[str, Form(max_length=200)]
