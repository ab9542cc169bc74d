"""The pages in the Airflow UI: behind the login, readable on an empty and on a full warehouse, and deaf to hostile text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import psycopg
import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pantau_ui import stores
from pantau_ui.app import HEADERS, app
from visitors import visitor

from pantau.alerts import Fault, tell
from pantau.day import shift
from pantau.settings import Settings
from pantau.workspace import Workspace
from stored_words import store_words

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # a plugin of Apprise uses it, on Python < 3.13
FILLED = (Path(__file__).parent / "cases" / "filled.sql").read_text(encoding="utf-8")
PATHS = [
    "/",
    "/cari",
    "/cari?q=banjir",
    "/?hari={day}",
    "/hari",
    "/hari/{day}",
    "/mutu",
    "/mutu?hari={day}",
    "/karantina",
    "/karantina?hari={day}&media=kabar-bahari",
    "/artikel",
]
PATHS += ["/peristiwa", "/peristiwa?hari={day}&media=suara-lembah", "/cerita", "/cerita?hari={day}&media=suara-lembah"]
PATHS += ["/artikel?hari={day}&media=&cari=banjir", "/umpan", "/umpan?gagal=1", "/umpan?media=kabar-bahari&hal=2", "/kesehatan"]
PATHS += ["/cakupan", "/cakupan?dari={day}&sampai={day}", "/cakupan?dari=2026-01-01&sampai={day}"]
PATHS += ["/tokoh", "/lembaga?cari=%25", "/tempat?dari={day}&sampai={day}"]


OUR_TAGS = {"html", "head", "meta", "title", "link", "body", "header", "nav", "main", "article", "section", "div", "h1", "h2"}
OUR_TAGS |= {"p", "a", "b", "i", "ul", "ol", "li", "span", "code", "mark", "form", "label", "input", "button", "blockquote"}
OUR_TAGS |= {"g", "text", "progress", "textarea", "select", "option", "h3", "details", "summary", "svg", "rect", "line"}
OUR_TAGS |= {"table", "thead", "tbody", "tfoot", "tr", "th", "td"}  # the pages never use u, img, script, iframe, style

WRITING = {
    (path, "POST")
    for path in (
        *("/hari/{day}/lepas", "/sumber/{outlet}/again", "/pantauan/save", "/pantauan/{ident}/remove"),
        *("/umpan-balik", "/karantina/{article_id}/release", "/karantina/{article_id}/take_back"),
    )
}


@pytest.fixture
def pages(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The pages over an empty warehouse, for a user who has logged in."""
    monkeypatch.setattr(stores, "settings", lambda: database)
    monkeypatch.setitem(app.dependency_overrides, get_user, lambda: visitor())
    with TestClient(app, root_path="/pantau", raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def filled(pages: TestClient, database: Settings, day: str) -> TestClient:
    """The pages over a day with hostile text in every place an outlet can write to."""
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(FILLED.replace(":day", f"'{day}'").encode())
        store_words(connection)
    return pages


def test_every_route_is_closed_to_somebody_who_has_not_logged_in() -> None:
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    assert len(routes) == 38
    with TestClient(app) as client:
        for route in routes:
            (method,) = route.methods
            answer = client.request(method, re.sub(r"\{\w+\}", "a1", route.path))
            assert answer.status_code == 401, route.path
            assert "Masuk dulu" in answer.text
            assert "Kabar" not in answer.text
            assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_few_routes_write_and_none_describes_itself() -> None:
    writing = [route for route in app.routes if set(getattr(route, "methods", [])) - {"GET", "HEAD"}]
    assert {(getattr(route, "path", ""), *getattr(route, "methods", [])) for route in writing} == WRITING
    assert app.openapi_url is None


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_warehouse_gives_a_page_that_says_what_to_do(pages: TestClient, path: str, day: str) -> None:
    answer = pages.get(path.format(day=day))
    assert answer.status_code == 200
    assert 'class="help"' in answer.text
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_the_overview_of_an_empty_warehouse_points_to_the_dags(pages: TestClient) -> None:
    text = pages.get("/").text
    assert "Belum ada apa-apa di sini" in text
    assert 'href="/dags/poll_feeds"' in text
    assert "Jangan dulu dipakai" in text
    assert pages.get("/hari").text.count("belum dimuat") >= 14


class Tags(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize(
    "path", [*PATHS, "/sumber/kabar-bahari", "/sumber/suara-lembah", "/artikel/a1", "/artikel/a2", "/cerita/a1", "/peristiwa/a1"]
)
def test_what_outlets_wrote_is_escaped_and_no_link_runs_code(filled: TestClient, path: str, day: str) -> None:
    for tag, attributes in Tags(filled.get(path.format(day=day)).text).seen:
        assert tag in OUR_TAGS
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for address in (attributes[name] for name in ("href", "src", "action") if name in attributes):
            assert address.startswith(("/", "?bahasa=", "https://")), address
            if address.startswith("https://"):
                assert attributes["rel"] == "noopener noreferrer"


def test_the_day_page_shows_outcomes_reasons_and_missing_sources(filled: TestClient, day: str) -> None:
    text = filled.get(f"/hari/{day}").text
    assert "Seimbang" in text
    assert "3 ditemukan" in text
    assert "failed: 1 × http_404" in text
    assert "Suara &lt;b&gt;Lembah&lt;/b&gt;" in text
    assert "http_503" in text
    assert "server bilang &lt;script&gt;" in text
    assert f"/dags/monitor_day/runs?partition_key_pattern={day}" in text


def test_the_day_page_says_what_the_last_load_changed(filled: TestClient, database: Settings, day: str) -> None:
    address = f"/hari/{day}"
    assert "muat sebelumnya" not in filled.get(address).text  # a load from before loads compared
    counts = {"articles_new": 0, "articles_gone": 2, "titles_changed": 0, "texts_changed": 31, "tags_changed": 4}
    with psycopg.connect(database.warehouse) as connection:
        connection.execute("INSERT INTO loads (day, run_id, code, counts) VALUES (%s, 'uji', 'w', %s)", [day, json.dumps(counts)])
    told = "Dibanding muat sebelumnya: 2 artikel hilang, 31 teks berubah, 4 artikel bertanda lain."
    assert told in filled.get(address).text


def test_the_overview_says_that_nobody_is_told_and_how_to_change_that(
    pages: TestClient, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = pages.get("/").text
    assert "Tidak ada yang diberi tahu" in text
    assert "<code>pantau_alerts</code>" in text
    assert 'href="/connections"' in text
    monkeypatch.setenv("AIRFLOW_CONN_PANTAU_ALERTS", '{"conn_type": "apprise", "extra": {"config": [{"path": "json://a"}]}}')
    tell(
        Workspace(database.model_copy(update={"alerts": "json://127.0.0.1:9"})), Fault("x", "Tugas <b>x</b> gagal", "d", "y", "z")
    )
    text = pages.get("/").text
    assert "Tidak ada yang diberi tahu" not in text
    assert "Tugas &lt;b&gt;x&lt;/b&gt; gagal" in text


def test_the_overview_counts_the_day(filled: TestClient, day: str) -> None:
    assert "Belum ada apa-apa" not in filled.get("/").text
    text = filled.get("/hari").text
    assert "seimbang" in text
    assert f'href="/pantau/hari/{day}#hilang">1</a>' in text


def test_the_article_page_marks_evidence_and_ignores_spans_outside_the_text(filled: TestClient) -> None:
    text = filled.get("/artikel/a1").text
    assert '<mark title="Kota &#34;Makassar&#34; &lt;u&gt;">Kota Makassar</mark>' in text
    assert "&lt;script&gt;alert(&#34;teks&#34;)&lt;/script&gt;" in text
    assert "buka di situs asalnya" in text
    assert "javascript:" not in text
    assert "/pantau/artikel/a2" in text
    assert "<code>read_also</code> × 2" in text


def test_a_copy_leads_to_its_original(filled: TestClient) -> None:
    text = filled.get("/artikel/a2").text
    assert "/pantau/artikel/a1" in text
    assert "<b>asli</b>" in text


def test_a_story_says_who_was_first_who_copied_whom_and_when(filled: TestClient, day: str) -> None:
    text = filled.get("/cerita/a1").text
    assert text.index(">pertama<") < text.index("salinan berubah")
    assert ">+42 m</td>" in text
    assert "0,75" in text
    assert '<li class="bad">− Banjir merendam &lt;script&gt;' in text  # paragraph 0 of the first; paragraph 3 is gone
    assert text.count('<li class="bad">') == 1
    assert "−2 +1" in text
    assert "Antara &lt;b&gt;" in text
    assert "dipisahkan" in text
    for page in (f"/hari/{day}", f"/cerita?hari={day}", "/artikel/a1", "/artikel/a4"):
        assert "/pantau/cerita/a1" in filled.get(page).text
    assert "Tidak ada cerita" in filled.get("/cerita?hari=2026-01-01").text


def test_an_event_counts_outlets_originals_and_copies_and_is_named_on_story_and_article(filled: TestClient, day: str) -> None:
    size = "2 media, 1 naskah asli, 1 salinan"
    text = filled.get("/peristiwa/a1").text
    assert size in text
    assert "Sulawesi &lt;b&gt;Selatan" in text
    assert "/pantau/cerita/a1" in text
    assert "/pantau/peristiwa/a1" in filled.get(f"/peristiwa?hari={day}").text
    for page in ("/cerita/a1", "/artikel/a1", "/artikel/a4"):
        assert f"Peristiwa: {size}" in filled.get(page).text
    assert "Tidak ada peristiwa" in filled.get("/peristiwa?hari=2026-01-01").text


def test_an_article_shows_its_edits(filled: TestClient) -> None:
    text = filled.get("/artikel/a1").text
    assert "Judul &lt;script&gt;alert(7)&lt;/script&gt; lama" in text
    assert "− Dibuang &lt;script&gt;" in text
    assert "+ Ditambah &lt;u&gt;" in text


def test_the_search_reads_what_people_type(filled: TestClient) -> None:
    assert "/pantau/artikel/a1" in filled.get("/artikel", params={"cari": 'kebanjiran OR "kota makassar" -gempa'}).text
    assert "/pantau/artikel/a1" not in filled.get("/artikel", params={"cari": "gempa"}).text
    assert filled.get("/artikel", params={"cari": "a' OR 1=1 --\0 &|!()"}).status_code == 400


def test_quality_and_quarantine_say_why(filled: TestClient, day: str) -> None:
    quality = filled.get(f"/mutu?hari={day}").text
    assert quality.index("share_tagged") < quality.index("conservation")
    assert "peringatan" in quality
    held = filled.get("/karantina").text
    assert "text_long_enough" in held
    assert "teks terlalu pendek" in held


def test_quality_shows_lost_pages_damaged_parts_and_texts_without_tags(filled: TestClient, day: str) -> None:
    text = filled.get(f"/mutu?hari={day}").text
    for said in (
        "Halaman yang tidak terbaca", "2026/&lt;script&gt;alert(10)&lt;/script&gt;.warc.gz",
        '<td class="n">2</td><td class="n">1</td>',
        "Bagian hasil tahap yang rusak", ".parquet.damaged-1", "Dimuat tanpa tanda", '/artikel/a4">', "<code>too_costly</code>",
    ):  # fmt: skip
        assert said in text, said
    without_tags = text.partition('id="tanpa-tanda"')[2].partition("</ul>")[0]
    assert without_tags.count("<li>") == 1, "the other articles of the day have their tags"
    assert "(<code>too_costly</code>)" in filled.get("/artikel/a4").text
    nothing = filled.get(f"/mutu?hari={shift(day, -1)}").text
    for said in ("tidak terbaca", "yang rusak", "tanpa tanda"):
        assert said not in nothing


def test_feeds_show_the_failure_and_why_one_is_not_used(filled: TestClient) -> None:
    text = filled.get("/umpan").text
    assert text.index("http_503") < text.rindex("kabarbahari.test/rss")
    assert "tidak dipakai: sudah tutup" in text


def test_feeds_whose_gmt_seems_to_be_local_time_are_named(filled: TestClient, database: Settings) -> None:
    assert filled.get("/umpan").text.count("7 jam di masa depan, pada 5 pembacaan") == 2  # at the top, and in the feed's row
    with psycopg.connect(database.warehouse) as connection:
        connection.execute("UPDATE feeds SET clock = 'local' WHERE outlet = 'kabar-bahari'")
    assert "7 jam di masa depan" not in filled.get("/umpan").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/hari/kemarin", 400),
        ("/hari/2026-02-30", 400),
        ("/mutu?hari=x", 400),
        ("/karantina?hal=0", 400),
        ("/umpan?hal=satu", 400),
        ("/artikel/zz", 400),
        ("/artikel/abc", 404),
        ("/cerita/zz", 400),
        ("/cerita/abc", 404),
        ("/peristiwa/zz", 400),
        ("/peristiwa/abc", 404),
        ("/static/../app.py", 404),
        ("/static/app.py", 404),
        ("/tidak/ada", 404),
    ],
)
def test_what_cannot_be_shown_is_said_plainly(pages: TestClient, path: str, status: int) -> None:
    answer = pages.get(path)
    assert answer.status_code == status
    assert "Tidak bisa ditampilkan" in answer.text


def test_the_style_sheet_is_our_own(pages: TestClient) -> None:
    answer = pages.get("/static/pantau.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "url(" not in answer.text
    assert "prefers-color-scheme: dark" in answer.text


def test_a_page_cannot_write(pages: TestClient) -> None:
    with pytest.raises(Exception, match="read-only transaction"), stores.opened() as connection:
        connection.execute("INSERT INTO quality_bounds (volume_low, volume_high) VALUES (0, 1)")


def test_a_warehouse_that_is_away_is_a_page_not_a_traceback(
    pages: TestClient, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = database.model_copy(update={"warehouse": "postgresql://127.0.0.1:1/tidak_ada?connect_timeout=1"})
    monkeypatch.setattr(stores, "settings", lambda: away)
    answer = pages.get("/")
    assert answer.status_code == 503
    assert "Gudang data tidak menjawab" in answer.text


def test_the_coverage_page_tells_days_apart_and_escapes_what_a_listing_said(pages: TestClient, database: Settings) -> None:
    with psycopg.connect(database.warehouse) as connection:
        for day, result in (("2026-11-10", "ok"), ("2026-11-11", "<img src=x>")):
            connection.execute("INSERT INTO landing.archive_reads VALUES ('kompas', %s, now(), %s, '', 1, 1)", [day, result])
        connection.execute(
            "INSERT INTO landing.entries (url_key, article_id, url, outlet, day, source, source_url) "
            "VALUES ('k', 'a1', 'https://x.test/1', 'kompas', '2026-11-10', 'archive', 'https://x.test')"
        )
    text = pages.get("/cakupan?dari=2026-11-09&sampai=2026-11-11").text
    row = re.search(r"<th>kompas</th>(.*)</tr>", text)
    assert row
    assert re.findall(r'<td class="(\w+)"', row[1]) == ["not_asked", "s0", "failed"]
    assert "0 dari 1 ada" in row[1]
    assert "&lt;img src=x&gt;" in row[1]
    assert pages.get("/cakupan?dari=2026-11-09&sampai=2026-11-08").status_code == 400
    assert pages.get("/cakupan?dari=kemarin").status_code == 400


def test_the_home_page_says_when_nobody_polls(pages: TestClient, database: Settings) -> None:
    assert "Tidak ada umpan yang dibaca" not in pages.get("/").text
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(
            "INSERT INTO landing.feeds (feed_url, outlet, interval_s, next_poll_at, last_poll_at) "
            "VALUES ('http://a.test/rss', 'a', 600, now() - interval '5 hours', now() - interval '6 hours')"
        )
    assert "Tidak ada umpan yang dibaca sejak" in pages.get("/").text
