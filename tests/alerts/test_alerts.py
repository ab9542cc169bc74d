"""Alerts over real servers: one alert for a fault, over all processes and while the warehouse is down, and one when it is
over."""

from __future__ import annotations

import json
import socket
import threading
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from webhook import Hook

from pantau.alerts import Fault, over, tell
from pantau.alerts.targets import VARIABLE, targets
from pantau.errors import BadInput
from pantau.settings import Settings, read_settings
from pantau.workspace import Workspace

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # a plugin of Apprise uses it, on Python < 3.13
FAULT = Fault(
    "day/2026-11-20/task/load", "Tugas load untuk hari 2026-11-20 gagal", "DAG monitor_day", "cakram penuh", "Kosongkan cakram."
)
LATE = Fault("day/2026-11-20/late", "Hari 2026-11-20 belum dimuat", "DAG monitor_day", "enam jam lewat", "Buka DAG-nya.")


@pytest.fixture
def work(database: Settings, hook: Hook) -> Workspace:
    return Workspace(database.model_copy(update={"alerts": hook.address}))


def titles(hook: Hook) -> list[str]:
    return [message["title"] for message in hook.got]


def test_a_fault_is_told_once_and_once_when_it_is_over(work: Workspace, hook: Hook) -> None:
    assert [tell(work, FAULT), tell(work, FAULT), tell(Workspace(work.settings), FAULT)] == [True, False, False]
    (message,) = hook.got
    assert message["title"] == "Pantau: Tugas load untuk hari 2026-11-20 gagal"
    for part in ("Di mana: DAG monitor_day", "Mengapa: cakram penuh", "Yang harus dilakukan: Kosongkan cakram."):
        assert part in message["message"]
    assert over(work, "day/2026-11-2") == []  # a key matches whole parts: the first letters are not enough
    assert over(work, "day/2026-11-20") == [FAULT]
    assert over(work, "day/2026-11-20") == []
    assert titles(hook)[1:] == ["Pantau: sudah pulih: Tugas load untuk hari 2026-11-20 gagal"]
    assert tell(work, FAULT), "the same again after it was over is another fault"


def test_two_faults_of_a_day_are_over_in_one_message(work: Workspace, hook: Hook) -> None:
    assert tell(work, FAULT)
    assert tell(work, LATE)
    assert len(over(work, "day/2026-11-20")) == 2
    assert len(hook.got) == 3
    assert "Hari 2026-11-20 belum dimuat" in hook.got[2]["message"]


def test_many_processes_at_once_tell_once(work: Workspace, hook: Hook) -> None:
    threads = [threading.Thread(target=tell, args=(Workspace(work.settings), FAULT)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hook.got) == 1


def test_a_target_that_refused_gets_the_message_the_next_time(work: Workspace, hook: Hook) -> None:
    hook.status = 500
    assert not tell(work, FAULT)
    hook.status = 200
    assert tell(work, FAULT)
    hook.status = 500
    assert over(work, FAULT.key) == []
    hook.status = 200
    assert over(work, FAULT.key) == [FAULT]
    assert len(hook.got) == 2


def test_the_warehouse_down_a_message_goes_and_goes_once(work: Workspace, hook: Hook) -> None:
    down = Workspace(work.settings.model_copy(update={"warehouse": "postgresql://u:p@127.0.0.1:9/none"}))
    assert [tell(down, FAULT), tell(down, FAULT)] == [True, False]
    assert not tell(work, FAULT), "the warehouse is back, the fault is the same"
    assert over(down, FAULT.key) == []
    assert over(work, "day/2026-11-20") == [FAULT]
    assert titles(hook)[1:] == ["Pantau: sudah pulih: Tugas load untuk hari 2026-11-20 gagal"]
    assert list((work.settings.state_dir / "alerts").iterdir()) == []


def test_nobody_to_tell_keeps_the_fault_open_and_tells_once_there_is(work: Workspace, hook: Hook) -> None:
    nobody = Workspace(work.settings.model_copy(update={"alerts": ""}))
    assert not tell(nobody, FAULT)
    assert tell(work, FAULT)
    assert over(nobody, FAULT.key) == [FAULT]
    assert len(hook.got) == 1


def test_mail_arrives_with_what_where_why_and_the_remedy(database: Settings) -> None:
    got: list[Any] = []

    class Mailbox:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name
            got.append(envelope)
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        address = f"mailto://127.0.0.1:{port}?from=pantau@humas.test&to=jaga@humas.test"
        work = Workspace(database.model_copy(update={"alerts": address}))
        assert tell(work, FAULT)
        assert not tell(work, FAULT)
        over(work, FAULT.key)
    finally:
        controller.stop()
    first, second = (message_from_bytes(envelope.content, policy=default) for envelope in got)
    assert first["subject"] == "Pantau: Tugas load untuk hari 2026-11-20 gagal"
    body = first.get_body(("plain", "html")).get_content()  # type: ignore[union-attr]
    assert "cakram penuh" in body
    assert "Kosongkan cakram." in body
    assert "sudah pulih" in second["subject"]
    assert got[0].rcpt_tos == ["jaga@humas.test"]


CONFIG = [{"path": "json://127.0.0.1:9/a", "tag": "x"}, {"path": "mailto://b"}]


@pytest.mark.parametrize(
    "value",
    [
        json.dumps({"conn_type": "apprise", "extra": {"config": CONFIG}}),
        json.dumps({"conn_type": "apprise", "extra": json.dumps({"config": json.dumps(CONFIG)})}),
    ],
)
def test_the_connection_is_read_in_airflows_forms(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, value)
    assert targets(read_settings()) == ["json://127.0.0.1:9/a", "mailto://b"]


@pytest.mark.parametrize("value", ["{", '{"conn_type": "apprise"}', "apprise://", '{"extra": {"config": [{"url": "x"}]}}'])
def test_a_connection_that_cannot_be_read_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(BadInput, match="pantau_alerts"):
        targets(read_settings())
