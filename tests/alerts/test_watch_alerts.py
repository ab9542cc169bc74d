"""Alerts of watchlists over real servers: what each kind sends, and that nothing is sent twice."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from webhook import Hook

from pantau.day import days_between, shift
from pantau.errors import BadInput
from pantau.report.watch_alerts import sent_alerts, tell_watchlists
from pantau.search.vocabulary import read_vocabulary
from pantau.settings import PROJECT, Settings
from pantau.watchlists import kept, matching
from pantau.watchlists.model import checked
from pantau.workspace import Workspace

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # a plugin of Apprise uses it, on Python < 3.13
SEEDS = PROJECT / "seeds"
DAY = "2026-11-20"
DAYS = days_between(shift(DAY, -10), DAY)
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)  # 12:00 WIB
INSERT = (PROJECT / "tests" / "watchlists" / "article.sql").read_text("utf-8")


def add(connection: psycopg.Connection, ident: str, day: str, title: str, text: str = "") -> None:
    vector = read_vocabulary(SEEDS).analyzer.vector(title, text)
    row = {"id": ident, "day": day, "title": title, "text": text, "outlet": "ramai", "facets": [], "search": vector}
    connection.execute(INSERT, row | {"copy_of": None})


def ask_for(connection: psycopg.Connection, alert: str, factor: float = 2) -> None:
    """Save the watchlist with an alert setting, which was there before every article, and match it."""
    parts = {"watchlist": "beras", "name": "Beras", "query": '"harga beras"', "alert": alert, "alert_factor": factor}
    kept.save(connection, checked(parts), "ani")
    connection.execute("UPDATE watchlists SET alert_since = '2026-01-01'")
    matching.match_all(connection, "beras", SEEDS)
    connection.commit()


@pytest.fixture
def work(database: Settings, hook: Hook) -> Workspace:
    return Workspace(database.model_copy(update={"alerts": hook.address}))


@pytest.fixture
def warehouse(database: Settings) -> Iterator[psycopg.Connection]:
    """Ten loaded days with two articles on rice each, and today with four."""
    with psycopg.connect(database.warehouse) as connection:
        for day in DAYS:
            connection.execute("INSERT INTO loads (day, run_id, code, counts) VALUES (%s, 'uji', 'v', '{}')", [day])
            for number in range(4 if day == DAY else 2):
                add(connection, f"{day}-{number}", day, f"Harga beras naik {number}")
        connection.commit()
        yield connection


def match_again(connection: psycopg.Connection) -> None:
    """What a reload of today does."""
    matching.match_day(connection, DAY, SEEDS)
    connection.commit()


def titles(hook: Hook) -> list[str]:
    return [message["title"] for message in hook.got]


def test_a_day_above_the_usual_is_told_once(work: Workspace, hook: Hook, warehouse: psycopg.Connection) -> None:
    ask_for(warehouse, "unusual", 2.5)
    assert tell_watchlists(work, NOON) == 0  # four articles are twice the usual
    add(warehouse, "b1", DAY, "Harga beras <b>melonjak\x1b[31m")
    match_again(warehouse)
    assert [tell_watchlists(work, NOON), tell_watchlists(work, NOON)] == [1, 0]
    add(warehouse, "b2", DAY, "Harga beras memuncak")
    match_again(warehouse)
    assert tell_watchlists(work, NOON) == 0, "one alert a day, also when the day is loaded again"
    assert titles(hook) == ["Pantau: Beras di atas biasanya pada 2026-11-20: 5 artikel"]
    assert "biasanya 2.0 sehari" in hook.got[0]["message"]
    assert "\x1b" not in hook.got[0]["message"]
    (said,) = sent_alerts(warehouse, "beras", 5)
    assert (said.kind, str(said.day), said.title) == ("unusual", DAY, titles(hook)[0])


def test_fewer_than_five_articles_or_a_week_of_days_are_never_unusual(
    work: Workspace, hook: Hook, warehouse: psycopg.Connection
) -> None:
    ask_for(warehouse, "unusual", 1)
    assert tell_watchlists(work, NOON) == 0
    add(warehouse, "b1", DAY, "Harga beras melonjak")
    warehouse.execute("DELETE FROM loads WHERE day < %s", [shift(DAY, -5)])
    match_again(warehouse)
    assert tell_watchlists(work, NOON) == 0
    assert hook.got == []


def test_each_new_main_mention_is_told_once(work: Workspace, hook: Hook, warehouse: psycopg.Connection) -> None:
    ask_for(warehouse, "main")
    assert tell_watchlists(work, NOON) == 2  # yesterday and today
    assert titles(hook) == ["Pantau: Beras: 2 artikel utama baru", "Pantau: Beras: 4 artikel utama baru"]
    add(warehouse, "b1", DAY, "Harga beras melonjak")
    add(warehouse, "b2", DAY, "Pasar", "Pasar ramai sejak pagi. " * 20 + "Harga beras disebut.")  # in passing
    warehouse.execute("DELETE FROM article_rows WHERE article_id = %s", [f"{DAY}-0"])
    match_again(warehouse)
    assert [tell_watchlists(work, NOON), tell_watchlists(work, NOON)] == [1, 0]
    assert "Harga beras melonjak" in hook.got[2]["message"]
    assert hook.got[2]["message"].count("Harga beras") == 1
    add(warehouse, f"{DAY}-0", DAY, "Harga beras naik 0")  # it comes back
    match_again(warehouse)
    assert tell_watchlists(work, NOON) == 0


def test_what_was_fetched_before_the_setting_is_no_news(work: Workspace, hook: Hook, warehouse: psycopg.Connection) -> None:
    ask_for(warehouse, "off")
    assert tell_watchlists(work, NOON) == 0
    kept.save(warehouse, checked({"watchlist": "beras", "name": "Beras", "query": '"harga beras"', "alert": "main"}), "ani")
    matching.match_all(warehouse, "beras", SEEDS)
    warehouse.commit()
    assert tell_watchlists(work, NOON) == 0
    add(warehouse, "b1", DAY, "Harga beras melonjak")
    match_again(warehouse)
    assert tell_watchlists(work, NOON) == 1
    assert len(hook.got) == 1


def test_the_digest_of_yesterday_goes_out_from_six_once(work: Workspace, hook: Hook, warehouse: psycopg.Connection) -> None:
    ask_for(warehouse, "daily")
    assert tell_watchlists(work, datetime(2026, 11, 19, 22, 59, tzinfo=UTC)) == 0  # 05:59 WIB
    assert [tell_watchlists(work, datetime(2026, 11, 19, 23, tzinfo=UTC)), tell_watchlists(work, NOON)] == [1, 0]
    assert titles(hook) == ["Pantau: ringkasan Beras untuk 2026-11-19: 2 artikel"]
    assert "ramai: Harga beras naik 1" in hook.got[0]["message"]
    warehouse.execute("DELETE FROM loads WHERE day = %s", [DAY])
    warehouse.commit()
    assert tell_watchlists(work, datetime(2026, 11, 20, 23, tzinfo=UTC)) == 1
    assert "belum dimuat" in hook.got[1]["message"]


def test_what_no_target_took_is_sent_the_next_time(work: Workspace, hook: Hook, warehouse: psycopg.Connection) -> None:
    ask_for(warehouse, "daily")
    hook.status = 500
    assert tell_watchlists(work, NOON) == 0
    assert sent_alerts(warehouse, "beras", 5) == []
    hook.status = 200
    assert tell_watchlists(work, NOON) == 1


def test_without_an_address_nothing_is_kept_as_sent(database: Settings, warehouse: psycopg.Connection) -> None:
    ask_for(warehouse, "daily")
    assert tell_watchlists(Workspace(database), NOON) == 0
    assert sent_alerts(warehouse, "beras", 5) == []


class Inbox:
    """An SMTP server on loopback that keeps its mails."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


def digest_by_mail(database: Settings, warehouse: psycopg.Connection, form: str) -> Any:
    """Send the digest by mail and return the mail."""
    inbox = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        address = f"mailto://127.0.0.1:{port}?from=pantau@example.org&to=redaksi@example.org{form}"
        ask_for(warehouse, "daily")
        assert tell_watchlists(Workspace(database.model_copy(update={"alerts": address})), NOON) == 1
    finally:
        controller.stop()
    (mail,) = inbox.mails
    return mail


def test_a_mail_has_the_title_and_the_lines(database: Settings, warehouse: psycopg.Connection) -> None:
    mail = digest_by_mail(database, warehouse, "&format=text")
    assert mail["subject"] == "Pantau: ringkasan Beras untuk 2026-11-19: 2 artikel"
    assert "Harga beras naik 0" in mail.get_body(("plain", "html")).get_content()


def test_a_hostile_headline_is_no_markup_of_the_mail(database: Settings, warehouse: psycopg.Connection) -> None:
    headline = '<a href="https://evil.example/login">Masuk</a> @everyone [klik](https://evil.example)'
    warehouse.execute("UPDATE article_rows SET title = %s", [headline])
    warehouse.commit()
    mail = digest_by_mail(database, warehouse, "")
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    assert any("Masuk" in part for part in parts.values())
    assert "<a href" not in parts.get("text/html", "")
    assert not any("@everyone" in part or "](" in part for part in parts.values())


def test_the_setting_is_kept_with_every_change_and_in_the_files(warehouse: psycopg.Connection, tmp_path: Path) -> None:
    ask_for(warehouse, "off")
    ask_for(warehouse, "unusual", 3.5)
    assert kept.changes_of(warehouse, "beras")[0].parts == ["alert", "alert_factor"]
    kept.write_files(kept.read_saved(warehouse), tmp_path)
    (read,) = kept.read_files(tmp_path)
    assert (read.alert, read.alert_factor) == ("unusual", 3.5)
    ask_for(warehouse, "off")
    kept.write_files(kept.read_saved(warehouse), tmp_path)
    (read,) = kept.read_files(tmp_path)
    assert read.alert == "off"


@pytest.mark.parametrize(
    "bad", [{"alert": "sms"}, {"alert": ["off"]}, {"alert_factor": 0.5}, {"alert_factor": "2"}, {"alert_factor": True}]
)
def test_a_setting_that_is_none_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=r"is no alert of a watchlist|cannot be used"):
        checked({"watchlist": "x", "name": "x", "query": "beras"} | bad)
