"""Printed dates: a golden file of shapes, and what must hold for every date there is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.cli import main
from pantau.dates import read_date, register_with_feedparser, zone_of
from pantau.errors import BadInput

GOLDEN = Path(__file__).parent / "cases" / "golden.tsv"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "dates" / "date_strings.tsv"
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jum'at", "Sabtu", "Minggu"]
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001  (the zone is what is being tested)


def golden() -> list[tuple[str, str, str, str]]:
    lines = [line.split("\t") for line in GOLDEN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(text, zone, now, expected) for text, zone, now, expected in lines]


@pytest.mark.parametrize(("text", "zone", "now", "expected"), golden(), ids=lambda value: value or "none")
def test_golden(text: str, zone: str, now: str, expected: str) -> None:
    moment = read_date(text, zone=zone, now=datetime.fromisoformat(now) if now else None)
    assert (moment.isoformat() if moment else "-") == expected


@given(
    TIMES.map(lambda d: d.replace(microsecond=0)),
    st.sampled_from(["WIB", "WITA", "WIT"]),
    st.sampled_from(["{name}, {d} {month} {y} {h:02}:{mi:02} {zone}", "{d:02}/{m:02}/{y}, {h:02}.{mi:02} {zone}",
                     "{y}-{m:02}-{d:02}{zone}{h:02}:{mi:02}:00", "{d} {short} {y} | {h:02}:{mi:02} {zone}",
                     "{month} {d}, {y} {h:02}:{mi:02} {zone}", "Tayang: {name}, {d} {month} {y} - {h}.{mi:02} {zone}"]),
)  # fmt: skip
def test_every_printed_form_reads_back(moment: datetime, zone: str, form: str) -> None:
    month = MONTHS[moment.month - 1]
    text = form.format(d=moment.day, m=moment.month, y=moment.year, h=moment.hour, mi=moment.minute, zone=zone, month=month,
                       short=month[:3], name=DAYS[moment.weekday()])  # fmt: skip
    assert read_date(text, zone="UTC") == moment.replace(second=0, tzinfo=zone_of(zone))


@given(TIMES, st.integers(-14 * 60, 14 * 60))
def test_an_explicit_offset_always_wins(moment: datetime, minutes: int) -> None:
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert read_date(aware.isoformat(), zone="WIT") == aware


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    moment = read_date(text, now=datetime(2026, 7, 24, 3, tzinfo=UTC))
    assert moment is None or moment.tzinfo is not None


def test_feedparser_no_longer_shifts_wib() -> None:
    import feedparser

    register_with_feedparser("WIB")
    item = "<item><pubDate>Rabu, 15 Mei 2024 10:15:00 {}</pubDate></item>"
    feed = "<rss version='2.0'><channel>" + item.format("WIB") + item.format("WITA") + item.format("") + "</channel></rss>"
    hours = [entry.published_parsed.tm_hour for entry in feedparser.parse(feed).entries]
    assert hours == [3, 2, 3]


def test_unknown_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="WIB, WITA, WIT"):
        zone_of("Jakarta")


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["date", "Selasa, 10 Juni 2025 07:02", "--zone", "WITA"]) == 0
    assert capsys.readouterr().out == "2025-06-10T07:02:00+08:00\n"
    assert main(["date", "1 jam lalu", "--now", "2026-01-01T00:30:00+07:00"]) == 0
    assert capsys.readouterr().out == "2025-12-31T23:30:00+07:00\n"


@pytest.mark.parametrize("words", [["null WIB"], ["1 jam lalu"], ["kemarin", "--now", "entah"], ["1 Mei 2024", "--zone", "X"]])
def test_command_refuses_in_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["date", *words]) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert seen.err.startswith("pantau date: ")
    assert seen.err.count("\n") == 1


def test_lines_are_answered_in_order(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    lines = [
        '{"text": "07:08", "now": "2026-07-24T10:00:00+07:00"}',
        "rusak",
        '{"text": 5}',
        '{"text": "1/2/2024", "zone": "WIT"}',
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert main(["date", "-"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert answers[0] == {"iso": "2026-07-24T07:08:00+07:00"}
    assert "not JSON" in answers[1]["error"]
    assert "string" in answers[2]["error"]
    assert answers[3] == {"iso": "2024-02-01T00:00:00+09:00"}


@pytest.mark.skipif(not REAL.exists(), reason="the real date strings are not part of a clone")
def test_real_strings_are_all_read() -> None:
    rows = [line.split("\t") for line in REAL.read_text(encoding="utf-8").splitlines()[1:]]
    printed = [row for row in rows if any(letter.isdigit() for letter in row[1])]
    unread = [row[1] for row in printed if read_date(row[1]) is None]
    assert unread == []
    against_url = [
        row for row in printed if row[2] and abs((read_date(row[1]).date() - datetime.fromisoformat(row[2]).date()).days) > 1
    ]
    assert len(against_url) <= len(printed) // 1000
