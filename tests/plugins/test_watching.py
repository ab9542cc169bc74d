"""The pages of watchlists: who sees and who changes one, what the form previews; nothing typed into a field runs."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from pantau_ui import stores, watching
from pantau_ui.app import app
from visitors import enter

from pantau.report.desk_orders import carry_out
from pantau.search.compiled import compile_query
from pantau.search.vocabulary import read_vocabulary
from pantau.settings import PROJECT, Settings
from pantau.watchlists import kept, matching
from pantau.watchlists.model import checked
from pantau_airflow.ordering import read_signed

SEEDS = PROJECT / "seeds"
DAY = "2026-11-20"
HOSTILE = '"><script>alert(1)</script>'
_ANOTHER = """INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text,
  text_digest, words, authors, section, language, published_at, time_source, time_flag, dateline_place, wire_source, description,
  method, digest, fetched_at, removed) VALUES ('a2', '2026-11-19', 'ramai', '', 'a2', '', '', 'Harga beras', 'Harga beras naik.',
  '', 1, '{}', '', 'id', '2026-11-19 03:00+00', '', '', '', '', '', 'rule', '', now(), '{}')"""  # from before loads kept words
_STORY = """INSERT INTO story_rows VALUES ('a1', '2026-11-20', 'Harga beras', 'ramai', '', 1, '{ramai}', now(), now(), 1, '');
INSERT INTO story_members VALUES ('a1', 'a1', 'first', NULL, NULL, 'a1')"""
OLD = 'beras OR kutipan:"Prabowo Subianto" OR quote:(Kemenkeu AND banjir AND pembicara:"Joko Widodo")'
FILL = (Path(__file__).parent / "cases" / "watching.sql").read_bytes()


@pytest.fixture
def client(database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The pages as the user ani, who has two watchlists, one of them private; the office has one."""
    monkeypatch.setattr(stores, "settings", lambda: database)
    monkeypatch.setattr(watching, "this_day", lambda: DAY)
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(FILL)
        vector = read_vocabulary(SEEDS).analyzer.vector("Harga beras script alert 2", "Harga beras naik.")
        connection.execute("UPDATE article_rows SET search = %s::tsvector", [vector])
        for name, owner, shared in (("kantor", "", True), ("milik-ani", "ani", True), ("rahasia-ani", "ani", False)):
            parts = {"watchlist": name, "name": f"{name} <b>", "query": "beras", "owner": owner, "shared": shared}
            kept.save(connection, checked(parts), owner or "seeds")
            matching.match_all(connection, name, SEEDS)
    enter(monkeypatch, "USER", "ani")
    with TestClient(app, root_path="/pantau", base_url="http://pantau.test", follow_redirects=False) as made:
        yield made


def fields(client: TestClient, path: str) -> dict[str, str]:
    """The hidden fields of the form that saves."""
    text = client.get(path).text
    return dict(re.findall(r'name="(ident|token)" value="([^"]*)"', text))


def remark(page: str) -> dict[str, str]:
    """The hidden fields of the first form for a remark."""
    form = page[page.index("/umpan-balik") :].partition("</form>")[0]
    return dict(re.findall(r'name="(article|subject|kind|about|token)" value="([^"]*)"', form))


def work(database: Settings, run: dict[str, Any]) -> None:
    """Do what the run of an order does."""
    with psycopg.connect(database.warehouse) as connection:
        follows = carry_out(connection, read_signed(run["conf"], run["run_id"]))
        connection.commit()
        matching.match_all(connection, follows.watchlist, SEEDS)


def test_the_page_of_a_watchlist_shows_its_figures_and_escapes_everything(client: TestClient) -> None:
    text = client.get(f"/pantauan/milik-ani?hari={DAY}").text
    for said in (
        "Grup &lt;i&gt;",
        "Harga beras &lt;script&gt;",
        "Ani &lt;svg",
        "<title>DKI Jakarta: 1</title>",
        "milik-ani &lt;b&gt;",
    ):
        assert said in text, said
    for never in ("<script", "<img", "<svg onload"):
        assert never not in text
    assert text.count('<rect class="t') == 38
    assert "Tidak relevan" in text


def test_a_user_makes_changes_and_takes_away_his_own(
    client: TestClient, database: Settings, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = fields(client, "/pantauan/new") | {"name": "Beras baru", "query": "beras", "aliases": "gabah\nsawah", "shared": "1"}
    answer = client.post("/pantauan/save", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/pantau/pantauan?ok=1")
    work(database, started[-1])
    with psycopg.connect(database.warehouse) as connection:
        (saved,) = kept.read_saved(connection, "beras-baru")
        assert (saved.owner, saved.aliases, saved.version) == ("ani", ("gabah", "sawah"), 1)
        assert matching.progress_of(connection, "beras-baru") == (2, 2)
    changed = fields(client, "/pantauan/beras-baru/edit") | {"name": "Beras lama", "query": "beras AND harga"}
    assert changed["ident"] == "beras-baru"
    assert client.post("/pantauan/save", data=changed).status_code == 303
    work(database, started[-1])
    page = client.get("/pantauan/beras-baru").text
    assert "Beras lama" in page
    for part in ("nama", "kueri", "nama lain", "dibagikan"):
        assert part in page[page.index("Riwayat") :]
    gone = dict(re.findall(r'remove"><input type="hidden" name="(token)" value="([^"]*)"', page))
    assert client.post("/pantauan/beras-baru/remove", data=gone).status_code == 303
    work(database, started[-1])
    assert client.get("/pantauan/beras-baru").status_code == 404


def test_a_viewer_reads_and_changes_nothing(
    client: TestClient, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = fields(client, "/pantauan/milik-ani/edit") | {"name": "x", "query": "beras"}
    said = remark(client.get(f"/pantauan/milik-ani?hari={DAY}").text)
    enter(monkeypatch, "VIEWER", "ani")
    assert client.get("/pantauan").status_code == 200
    assert "/umpan-balik" not in client.get("/pantauan/milik-ani").text
    for path in ("/pantauan/new", "/pantauan/milik-ani/edit"):
        assert client.get(path).status_code == 403
    for path in ("/pantauan/save", "/pantauan/milik-ani/remove"):
        assert client.post(path, data=sent).status_code == 403
    assert client.post("/umpan-balik", data=said).status_code == 403
    assert started == []


def test_others_do_not_see_what_is_private_and_change_only_their_own(
    client: TestClient, started: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    of_ani = fields(client, "/pantauan/milik-ani/edit")
    enter(monkeypatch, "USER", "budi")
    listed = client.get("/pantauan").text
    assert "milik-ani" in listed
    assert "rahasia-ani" not in listed
    assert client.get("/pantauan/rahasia-ani").status_code == 404
    for path in ("/pantauan/milik-ani/edit", "/pantauan/kantor/edit"):
        assert client.get(path).status_code == 403
    assert client.post("/pantauan/save", data=of_ani | {"name": "x", "query": "beras"}).status_code == 403
    taken = fields(client, "/pantauan/new") | {"name": "milik ani", "query": "beras"}
    assert client.post("/pantauan/save", data=taken).status_code == 403  # another user has this id
    assert started == []
    enter(monkeypatch, "OP", "budi")
    assert "rahasia-ani" in client.get("/pantauan").text
    assert client.get("/pantauan/kantor/edit").status_code == 200


@pytest.mark.parametrize(
    ("change", "headers", "code"),
    [
        ({"token": ""}, {}, 403),
        ({"ident": "kantor"}, {}, 403),
        ({}, {"Origin": "http://jahat.test"}, 403),
        ({"query": '"tak selesai'}, {}, 400),
        ({"query": ""}, {}, 400),
        ({"name": "—"}, {}, 400),
        ({"query": "x" * 5000}, {}, 400),
    ],
)
def test_what_is_not_our_form_or_no_query_saves_nothing(
    client: TestClient, started: list[dict[str, Any]], change: dict[str, str], headers: dict[str, str], code: int
) -> None:
    sent = fields(client, "/pantauan/new") | {"name": "Baru", "query": "beras"} | change
    assert client.post("/pantauan/save", data=sent, headers=headers).status_code == code
    assert started == []


def test_the_form_previews_without_saving_and_says_what_is_wrong(client: TestClient, started: list[dict[str, Any]]) -> None:
    asked = {"shown": "1", "name": HOSTILE, "query": "beras", "exclusions": f"naik\n{HOSTILE}", "description": HOSTILE}
    text = client.get("/pantauan/new", params=asked).text
    assert "0 artikel dalam 28 hari terakhir" in text
    assert "Kecuali “naik”: 1 artikel tidak ikut" in text
    assert "<script" not in text
    text = client.get("/pantauan/new", params={"shown": "1", "name": "x", "query": "beras"}).text
    assert "1 artikel dalam 28 hari terakhir" in text
    assert "<mark>" in text
    assert 'role="alert"' in client.get("/pantauan/new", params={"shown": "1", "query": "(beras"}).text
    assert started == []


def test_what_is_called_not_relevant_leaves_the_watchlist(
    client: TestClient, database: Settings, started: list[dict[str, Any]]
) -> None:
    page = client.get(f"/pantauan/milik-ani?hari={DAY}").text
    said = remark(page)
    assert (said["kind"], said["subject"]) == ("not_relevant", "milik-ani")
    assert client.post("/umpan-balik", data=said | {"token": "0"}).status_code == 403
    assert client.post("/umpan-balik", data=said | {"kind": "lain"}).status_code == 400
    assert client.post("/umpan-balik", data=said).status_code == 303
    (run,) = started
    assert json.loads(run["conf"]["what"])["article_id"] == "a1"
    work(database, run)
    assert "Tidak ada artikel yang cocok" in client.get(f"/pantauan/milik-ani?hari={DAY}").text
    assert "Tidak ada artikel yang cocok" not in client.get(f"/pantauan/kantor?hari={DAY}").text


def test_watchlists_side_by_side(client: TestClient) -> None:
    text = client.get(f"/pantauan/compare?pilih=kantor&pilih=milik-ani&hari={DAY}").text
    assert text.count('<section class="card">') == 2
    for wrong in ("pilih=kantor", "pilih=kantor&pilih=tak-ada", ""):
        assert client.get(f"/pantauan/compare?{wrong}").status_code == 400


def test_a_watchlist_has_its_tone_what_was_not_judged_and_its_quotes(client: TestClient, database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(_ANOTHER)
        connection.execute("UPDATE article_rows SET search = (SELECT search FROM article_rows WHERE article_id = 'a1')")
        matching.match_days(connection, *_saved(connection, "kantor"), ["2026-11-19"], SEEDS)
    text = client.get(f"/pantauan/kantor?hari={DAY}").text
    tones = text.partition('class="shares tones"')[2].partition("</table>")[0]
    assert re.findall(r"<th>(.*?)</th>.*?<td class=\"n\">(\d+)</td>", tones, re.DOTALL) == [
        ("negatif", "1"),
        ("netral", "0"),
        ("positif", "0"),
        ("tidak dinilai", "1"),
    ]
    assert "<blockquote>“Harga beras akan turun &lt;script&gt;" in text
    assert "tidak akan turun lagi" not in text  # no quote: the writer's own words
    assert 'href="/pantau/tokoh/ani">Ani &lt;svg' in text
    side = client.get(f"/pantauan/compare?pilih=kantor&pilih=milik-ani&hari={DAY}").text
    assert side.count('class="shares tones"') == 2
    assert "paling tinggi 1 artikel sehari" in side


def test_days_without_words_are_told_and_never_a_silent_zero(client: TestClient, database: Settings) -> None:
    paths = [f"/pantauan/kantor?hari={DAY}", f"/pantauan/compare?pilih=kantor&pilih=milik-ani&hari={DAY}"]
    paths += ["/cari?q=beras&dari=2026-11-01&sampai=2026-11-20"]
    assert ["tidak punya kata" in client.get(path).text for path in paths] == [False, False, False]
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(_ANOTHER)
    for path in paths:
        text = client.get(path).text
        assert "1 artikel dari 1 hari dalam rentang ini tidak punya kata untuk dicari" in text
        assert 'href="/pantau/hari/2026-11-19"' in text
    assert "tidak punya kata" not in client.get("/cari?q=beras&dari=2026-11-20&sampai=2026-11-20").text


def test_every_hit_can_be_called_wrong_and_the_reader_comes_back(
    client: TestClient, database: Settings, started: list[dict[str, Any]]
) -> None:
    query = {"q": 'beras AND "naik"', "dari": DAY, "sampai": DAY}
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(_STORY)
    for path, about, back in (
        (client.get("/cari", params=query), '?beras AND "naik"', "/pantau/cari?q=beras+AND+%22naik%22&ok=1"),
        (client.get(f"/pantauan/kantor?hari={DAY}"), "kantor", "/pantau/pantauan/kantor?ok=1"),
    ):
        forms = [
            {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
            for form in re.findall(r"/umpan-balik.*?</form>", path.text, re.DOTALL)
        ]
        assert [(form["kind"], form["subject"]) for form in forms] == [("not_relevant", about), ("wrong_copy", "a1")]
        assert 'href="/pantau/artikel/a1#tags"' in path.text
        for form in forms:
            answer = client.post("/umpan-balik", data=form)
            assert (answer.status_code, answer.headers["location"]) == (303, back)
            work(database, started[-1])
        assert "Terima kasih, dicatat" in client.get(back.removeprefix("/pantau")).text
    with psycopg.connect(database.warehouse) as connection:
        kept_ = connection.execute("SELECT kind, subject FROM article_feedback ORDER BY feedback_id").fetchall()
    assert kept_ == [("not_relevant", '?beras AND "naik"'), ("wrong_copy", "a1"), ("not_relevant", "kantor")]
    said = remark(client.get("/artikel/a1").text)
    assert client.post("/umpan-balik", data=said).headers["location"] == "/pantau/artikel/a1?ok=1"
    assert "Terima kasih" in client.get("/artikel/a1?ok=1").text


def _saved(connection: psycopg.Connection, name: str) -> tuple[Any, Any]:
    (one,) = kept.read_saved(connection, name)
    return one, compile_query(one.whole, SEEDS)


def test_days_whose_quotes_have_no_words_are_told_on_the_search_page(client: TestClient, database: Settings) -> None:
    path = f"/cari?q=beras&dari=2026-11-01&sampai={DAY}"
    text = client.get(path).text
    assert "Kutipan di 1 artikel dari 1 hari dalam rentang ini dimuat oleh versi lama" in text
    assert f'href="/pantau/hari/{DAY}"' in text
    assert "versi lama" not in client.get("/cari?q=beras&dari=2026-11-01&sampai=2026-11-19").text
    with psycopg.connect(database.warehouse) as connection:
        connection.execute("UPDATE quotes SET search = ''::tsvector")  # worked again
    assert "versi lama" not in client.get(path).text


def test_the_owner_of_a_query_in_the_old_meaning_is_told_until_it_is_changed(
    client: TestClient, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = checked({"watchlist": "lama", "name": "Lama", "query": OLD, "owner": "ani"})
    with psycopg.connect(database.warehouse) as connection:
        kept.save(connection, wanted, "ani")
    assert "mencari" not in client.get("/pantauan/lama").text  # it was saved in the present meaning
    with psycopg.connect(database.warehouse) as connection:
        connection.execute("UPDATE watchlist_changes SET changed_at = '2026-01-01' WHERE watchlist = 'lama'")
    assert "Kueri ini mencari Prabowo Subianto, Kemenkeu dengan kutipan:" in client.get("/pantauan/lama").text
    enter(monkeypatch, "USER", "budi")
    assert "Kueri ini mencari" not in client.get("/pantauan/lama").text
    enter(monkeypatch, "USER", "ani")
    with psycopg.connect(database.warehouse) as connection:
        kept.save(connection, replace(wanted, description="tetap"), "ani")
    assert "Kueri ini mencari" not in client.get("/pantauan/lama").text
