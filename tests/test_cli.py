"""The command line as a stranger meets it: one line per error, one line out per line in, whatever comes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pantau.cli import main
from pantau.commands import COMMANDS
from pantau.settings import settings
from pantau.words import LANGUAGES, speaking, text

STREAMS = {
    "extract": {"text": "Warga Kampung Rawa mengungsi ke balai desa."},
    "feed": {
        "text": "<rss version='2.0'><channel><item><title>Banjir</title><link>https://x.co.id/a/b</link></item></channel></rss>"
    },
    "date": {"text": "2 Mei 2024"},
    "tag": {"text": "Banjir di Jakarta."},
}
HOSTILE = [
    b"5", b"null", b"[]", b'"x"', b"{", b"", b"   ", b"{}", b'{"text": null}', b'{"text": 5}', b'{"text": ["a"]}',
    b'{"text": NaN}',
    b'{"text": "x", "url": 5}', b'{"text": "x", "url": "javascript:alert(1)"}', b'{"text": "x", "zone": "XX", "outlet": 5}',
    b'{"text": "\\ud800 sepotong", "title": "\\udfff"}', b'{"html": "<p>\\ud800</p>"}', b'{"text": "a\\u0000b"}', b"\xff\xfe\x00",
    b'{"text": "\xff"}', b"[" * 100_000, b'{"text": ' + b"9" * 6000 + b"}",
]  # fmt: skip


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "pantau", *words]


def _environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"} | {"PANTAU_ENV_FILE": ""} | more


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize(
    "locale", [{}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}]
)
def test_every_line_is_answered_by_a_line(name: str, locale: dict[str, str]) -> None:
    given = b"\n".join([*HOSTILE, json.dumps(STREAMS[name]).encode()])
    done = subprocess.run(_command(name, "-"), input=given, capture_output=True, env=_environment(**locale), timeout=60)
    answers = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert (done.returncode, done.stderr, len(answers)) == (0, b"", len(HOSTILE) + 1)
    assert [answer["error"][:7] for answer in answers[:8]] == [f"line {number}:" for number in range(1, 9)]
    assert "error" not in answers[-1]


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def _running(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    pipe = subprocess.PIPE
    # Tests that a script runs in the background ignore Ctrl-C, and their children would do so too.
    process = subprocess.Popen(
        _command(*words), stdin=pipe, stdout=pipe, stderr=pipe, env=_environment(), preexec_fn=_heed_interrupts
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("name", STREAMS)
def test_an_answer_comes_before_the_next_question_and_an_interrupt_is_quiet(name: str) -> None:
    with _running(name, "-") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for _ in range(2):
            process.stdin.write(json.dumps(STREAMS[name]).encode() + b"\n")
            process.stdin.flush()
            assert "error" not in json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert (process.wait(30), process.stderr.read()) == (130, b"")


@pytest.mark.parametrize("words", [("date", "2 Mei 2024"), ("--help",), ("date", "--help")])
def test_a_reader_that_is_gone_is_no_traceback(words: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(_command(*words), stdout=write, stderr=subprocess.PIPE, env=_environment(), timeout=30)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("name", STREAMS)
def test_closed_standard_input_is_named(name: str) -> None:
    shell = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m pantau {name} - <&-', sys.executable],
        capture_output=True,
        env=_environment(PANTAU_LANGUAGE="en"),
        timeout=30,
    )
    assert (shell.returncode, shell.stderr) == (2, f"pantau {name}: standard input is closed; pipe JSON lines into it\n".encode())


@pytest.mark.parametrize(
    "words", [(), ("nothing",), ("date",), ("date", "--colour", "x"), ("extract", "a", "b"), ("date", "x", "--x\n\x1b[31m")]
)
def test_a_wrong_call_is_one_line_with_a_remedy(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leave:
        main(list(words))
    told = capsys.readouterr().err
    assert leave.value.code == 2
    assert told.count("\n") == 1
    assert "--help` menjelaskan caranya" in told
    assert "\x1b" not in told


@pytest.mark.parametrize("name", ["extract", "feed", "tag"])
@pytest.mark.parametrize("content", [None, bytes(range(256)) * 20], ids=["folder", "binary"])
def test_what_is_no_text_is_refused(name: str, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "berkas"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    assert main([name, str(file)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_an_empty_file_is_no_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kosong.txt").touch()
    assert main(["extract", str(tmp_path / "kosong.txt")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["text"], answer["outcome"], answer["reason"]) == ("", "not_article", "no_text")


@pytest.mark.usefixtures("english")
def test_a_book_is_not_cleaned_as_an_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "buku.txt").write_text("Hujan turun. " * 40_000)
    assert main(["extract", str(tmp_path / "buku.txt")]) == 2
    assert "letters; an article has at most" in capsys.readouterr().err


def test_strangers_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = """<html><head><title>Banjir &#27;[31mbesar&#8238; di kota</title><meta name="author" content="Budi &#27;[1mHartono">
    <meta property="article:section" content="Ne&#27;[2Jws"></head><body><article><p>Warga &#27;[31mmengungsi &#8294;ke sekolah
    terdekat karena air sungai naik dengan cepat pada malam hari, kata petugas di lokasi.</p></article></body></html>"""
    (tmp_path / "halaman.html").write_text(page)
    assert main(["extract", str(tmp_path / "halaman.html"), "--url", "https://x.co.id/a/b"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "Budi" in answer["authors"][0]
    printed = json.dumps(answer)
    assert not [mark for mark in ("\\u001b", "\\u202e", "\\u2066") if mark in printed]


def _help_of(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as leave:
        main([*([name] if name else []), "--help"])
    assert leave.value.code == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_speaks_the_language_of_the_reader(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "10000")
    said = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = _help_of(name, capsys)
            assert text(f"help.command.{name}" if name else "help.pantau") in said[language]
    assert said["id"].startswith("pemakaian: pantau")
    assert said["en"].startswith("usage: pantau")
    words = {
        language: set(re.findall(r"[a-z]{4,}", re.sub(r"[-\[{][^ ]*", " ", line.lower()))) for language, line in said.items()
    }
    assert not words["id"] & {"print", "default", "options", "with", "given", "what", "the", "this"}
    assert not words["en"] & {"opsi", "argumen", "bawaan", "cetak", "hari", "satu", "atau", "yang"}


def test_help_is_there_although_a_setting_is_wrong(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTAU_SHARDS", "banyak")
    monkeypatch.setenv("PANTAU_LANGUAGE", "en")
    settings.cache_clear()
    try:
        assert _help_of("sql", capsys).startswith("usage: pantau sql")
        monkeypatch.setenv("PANTAU_LANGUAGE", "nl")
        assert _help_of("sql", capsys).startswith("pemakaian: pantau sql")
    finally:
        settings.cache_clear()
