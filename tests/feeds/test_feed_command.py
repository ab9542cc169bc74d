"""`pantau feed`: JSON lines out, one line of error and exit code 2 for bad input."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pantau.cli import main

CASES = Path(__file__).parent / "cases" / "feeds"


def test_a_file_becomes_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feed", str(CASES / "rss20.xml"), "--url", "https://www.contoh.id/feed"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [list(row) for row in rows] == [["url", "title", "published_at", "raw_date", "summary"]] * 2
    assert rows[0]["published_at"] == "2026-11-20T08:15:00+07:00"
    assert rows[1]["title"] == 'Pasar Kembang dibuka lagi "lebih rapi"'


def test_relative_links_and_zone_come_from_the_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "umpan.xml"
    file.write_text("<rss><channel><item><link>/read/1</link><pubDate>20 Nov 2026 10:00</pubDate></item></channel></rss>")
    assert main(["feed", str(file), "--url", "https://kabartimur.id/rss", "--zone", "WIT"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["url"], row["published_at"]) == ("https://kabartimur.id/read/1", "2026-11-20T10:00:00+09:00")


@pytest.mark.parametrize(
    ("printed", "zone", "true"),
    [
        ("Fri, 20 Nov 2026 10:00:00 GMT", "WIB", "2026-11-20T10:00:00+07:00"),
        ("2026-11-20T10:00:00Z", "WITA", "2026-11-20T10:00:00+08:00"),
        ("Fri, 20 Nov 2026 10:00:00 +0000", "WIT", "2026-11-20T10:00:00+09:00"),
        ("Fri, 20 Nov 2026 10:00:00 +0700", "WIT", "2026-11-20T10:00:00+07:00"),
        ("1795143600", "WIB", "2026-11-20T03:00:00+00:00"),
    ],
)
def test_gmt_of_a_local_clock_is_local_time(
    printed: str, zone: str, true: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "umpan.xml"
    file.write_text(
        f"<rss><channel><item><link>https://kabar.id/read/1</link><pubDate>{printed}</pubDate></item></channel></rss>"
    )
    assert main(["feed", str(file), "--zone", zone, "--clock", "local"]) == 0
    assert json.loads(capsys.readouterr().out)["published_at"] == true


def test_what_is_passed_over_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feed", str(CASES / "odd_links.xml"), "--url", "https://www.contoh.id/feed"]) == 0
    assert "1 bad_url, 1 homepage_link, 1 no_link, 1 twice" in capsys.readouterr().err


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([str(CASES / "html_page.xml")], "html_not_xml: a web page instead of a feed"),
        ([str(CASES / "empty.xml")], "empty_body"),
        (["tidak-ada.xml"], "tidak-ada.xml"),
        ([str(CASES)], "check the path"),
        ([str(CASES / "rss20.xml"), "--zone", "Mars"], "'Mars' is not a zone"),
        ([str(CASES / "rss20.xml"), "--url", "contoh"], "is not an http or https URL"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feed", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert len(printed.err.splitlines()) == 1


def test_json_lines_are_answered_in_order(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    good = (CASES / "rss20.xml").read_text(encoding="utf-8")
    lines = [
        json.dumps({"text": good, "url": "https://www.contoh.id/feed"}),
        json.dumps({"text": "<html></html>"}),
        json.dumps({"url": "https://www.contoh.id/feed"}),
        "bukan json",
        json.dumps({"text": (CASES / "zones.xml").read_text(encoding="utf-8"), "zone": "WIT"}),
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    assert main(["feed", "-"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(answers) == 5
    assert [entry["url"].rpartition("/")[2] for entry in answers[0]["entries"]] == [
        "waduk-sindang-jaya-mulai-diisi",
        "pasar-kembang-dibuka-lagi",
    ]
    assert "html_not_xml" in answers[1]["error"]
    assert '"text"' in answers[2]["error"]
    assert "not JSON" in answers[3]["error"]
    assert answers[4]["entries"][4]["published_at"] == "2026-11-20T10:00:00+09:00"
