"""`pantau sql` only reads, prints in three forms, and says in one line what is wrong."""

from __future__ import annotations

import csv
import io
import json

import pytest

from pantau.cli import main
from pantau.settings import Settings
from pantau.warehouse import connect

NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", 'biasa, "kutip"\nbaris', "O'Brien"]


@pytest.fixture(autouse=True)
def _here(database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pantau.warehouse.command.settings", lambda: database)
    monkeypatch.setenv("COLUMNS", "100")
    with connect(database) as connection:
        connection.execute("CREATE TABLE nasty AS SELECT row_number() OVER () AS n, t FROM unnest(%s::text[]) t", [NASTY])


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["sql", *words])
    seen = capsys.readouterr()
    return code, seen.out, seen.err


def test_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, "SELECT 1 AS satu, '[bold]judul[/]' AS judul, NULL AS kosong")
    assert code == 0
    assert "satu" in out
    assert "[bold]judul[/]" in out


def test_csv_holds_no_formula(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, "SELECT t, -5 AS angka, 1.5 AS pecahan FROM nasty ORDER BY n", "--csv")
    rows = list(csv.reader(io.StringIO(out)))
    assert code == 0
    assert rows[0] == ["t", "angka", "pecahan"]
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", 'biasa, "kutip"\nbaris', "O'Brien"]
    assert rows[1][1:] == ["-5", "1.5"]


def test_csv_hides_no_formula_behind_spaces_or_controls(capsys: pytest.CaptureFixture[str]) -> None:
    sql = "SELECT ' =1+1' a, E'\\n=1' b, chr(27) || '[2J' c, '＝1' d, 'biasa - saja' e, '\\xff00'::bytea f"
    rows = list(csv.reader(io.StringIO(ask(capsys, sql, "--csv")[1], newline="")))
    assert rows[1] == ["' =1+1", "'\n=1", "\ufffd[2J", "'＝1", "biasa - saja", "\\xff00"]


def test_a_headline_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    out = ask(capsys, "SELECT E'\\x1b[31mmerah' || chr(155) || '2J' || chr(8238) AS judul")[1]
    assert "\ufffd[31mmerah\ufffd2J\ufffd" in out
    assert not {"\x1b", "\x9b", "\u202e"} & set(out)


def test_json_has_no_nan(capsys: pytest.CaptureFixture[str]) -> None:
    out = ask(capsys, "SELECT 'NaN'::float a, 'Infinity'::numeric b, '\\xff'::bytea c", "--json")[1]
    assert json.loads(out) == {"a": None, "b": None, "c": "\\xff"}


class _Gone(io.StringIO):
    def write(self, _: str) -> int:
        raise BrokenPipeError


@pytest.mark.parametrize("shape", ["--csv", "--json"])
def test_a_reader_that_is_gone_ends_a_long_answer(monkeypatch: pytest.MonkeyPatch, shape: str) -> None:
    monkeypatch.setattr("sys.stdout", _Gone())
    assert main(["sql", "SELECT generate_series(1, 300000)", shape]) == 1


def test_json_has_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    sql = "SELECT ARRAY['a'] AS daftar, 3::numeric AS n, '2026-11-22'::date AS hari, '{\"x\": 1}'::jsonb AS j, now() AS kini"
    code, out, _ = ask(capsys, sql, "--json")
    row = json.loads(out)
    assert code == 0
    assert (row["daftar"], row["n"], row["hari"], row["j"]) == (["a"], 3, "2026-11-22", {"x": 1})
    assert row["kini"].endswith("+00:00")


@pytest.mark.parametrize("shape", ["--csv", "--json"])
def test_no_rows_is_an_answer(capsys: pytest.CaptureFixture[str], shape: str) -> None:
    code, out, err = ask(capsys, "SELECT n, t FROM nasty WHERE false", shape)
    assert (code, out, err) == (0, "n,t\n" if shape == "--csv" else "", "")


def test_show_and_explain_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "SHOW timezone", "--csv")[1] == "TimeZone\nUTC\n"
    assert ask(capsys, "EXPLAIN SELECT 1", "--csv")[0] == 0


def test_a_question_may_come_from_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT 7 AS tujuh"))
    assert ask(capsys, "-", "--csv")[1] == "tujuh\n7\n"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT * FROM tiada", 'relation "tiada" does not exist'),
        ("SELECT teks FROM nasty", 'column "teks" does not exist'),
        ("DELETE FROM nasty", "`pantau sql` only reads"),
        ("DELETE FROM nasty RETURNING n", "`pantau sql` only reads"),
        ("WITH d AS (DELETE FROM nasty RETURNING n) SELECT * FROM d", "`pantau sql` only reads"),
        ("SELECT 1; COMMIT; DELETE FROM nasty", "cannot insert multiple commands"),
        ("SELECT set_config('transaction_read_only', 'off', false)", "read-write mode"),
        ("COMMIT", "only reads"),
        ("", "only reads"),
        ("SELECT 1/0", "division by zero"),
    ],
)
def test_what_cannot_be_answered_says_so_in_one_line(
    capsys: pytest.CaptureFixture[str], database: Settings, sql: str, words: str
) -> None:
    code, out, err = ask(capsys, sql)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("pantau sql: ")
    assert words in err
    with connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM nasty").fetchone() == (len(NASTY),)


@pytest.mark.usefixtures("english")
def test_a_question_without_end_is_given_up(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = ask(capsys, "SELECT pg_sleep(30)", "--timeout", "1")
    assert code == 2
    assert "no answer within 1 s" in err


def test_a_long_table_says_that_it_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, "SELECT generate_series(1, 100000) AS n")
    assert code == 0
    assert "the first 500 rows" in out
    assert ask(capsys, "SELECT generate_series(1, 1000) AS n", "--csv")[1].count("\n") == 1001
