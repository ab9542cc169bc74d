"""Alerts through Airflow's own scheduler, executor and deadlines, to a mail server and a webhook: once, and once when over."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from webhook import Hook

from pantau.errors import PantauError
from pantau.settings import PROJECT, Settings
from pantau.stack import processes
from pantau.stack.airflow_api import AirflowApi
from pantau.stack.processes import wait_until

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.timeout(400)]
AIRFLOW = Path(sys.executable).parent / "airflow"
FAILED = "Pantau: Tugas load untuk hari 2026-11-20 gagal"
LATE = "Pantau: Hari 2026-11-20 belum dimuat pada tenggatnya, pukul 06.00 WIB"
WELL = "Pantau: sudah pulih: "


class Mailbox:
    """A mail server that keeps the subjects it was sent."""

    def __init__(self) -> None:
        self.subjects: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name
        self.subjects.append(str(message_from_bytes(envelope.content, policy=default)["subject"]))
        return "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, str]]:
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"mailto://127.0.0.1:{port}?from=pantau@humas.test&to=jaga@humas.test"
    controller.stop()


@pytest.fixture
def airflow(database: Settings, hook: Hook, mail: tuple[Mailbox, str]) -> Iterator[dict[str, str]]:
    """The environment of a running Airflow of this test's own: API server, scheduler with LocalExecutor, DAG processor."""
    home = Path(tempfile.mkdtemp(prefix="pa-"))
    port = free_port()
    (home / "ending").write_text("bug")
    given = {"conn_type": "apprise", "extra": {"config": [{"path": hook.address, "tag": "a"}, {"path": mail[1], "tag": "a"}]}}
    env = os.environ | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(Path(__file__).parent / "scheduled"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(home / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API_AUTH__JWT_SECRET": "rahasia" * 10,
        "AIRFLOW__API__SECRET_KEY": "rahasia" * 10,
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW_CONN_PANTAU_ALERTS": json.dumps(given),
        "ENDING": str(home / "ending"),
        "PANTAU_WAREHOUSE": database.warehouse,
        "PANTAU_STATE_DIR": str(database.state_dir),
        "PYTHONPATH": str(PROJECT / "include"),
    }
    subprocess.run([AIRFLOW, "db", "migrate"], env=env, check=True, capture_output=True, timeout=120)
    parts = (["api-server", "--workers", "1"], ["scheduler"], ["dag-processor"])
    started = [processes.start(words[0], [str(AIRFLOW), *words], env, home / f"{words[0]}.log", home) for words in parts]
    try:
        yield env
    finally:
        with ThreadPoolExecutor(len(started)) as hands:  # all at once: each may take five seconds three times
            list(hands.map(lambda one: processes.stop(one, 5.0), started))
        subprocess._cleanup()  # type: ignore[attr-defined]
        shutil.rmtree(home, ignore_errors=True)


def run_day(env: dict[str, str], ending: str) -> None:
    """Trigger a run with this ending when Airflow has read the DAG; each call of its command would import all of Airflow."""
    Path(env["ENDING"]).write_text(ending)
    api = AirflowApi(
        f"http://127.0.0.1:{env['AIRFLOW__API__PORT']}",
        Path(env["AIRFLOW_HOME"]) / "simple_auth_manager_passwords.json.generated",
    )

    def triggered() -> bool:
        try:
            api.login()
            api._ask("POST", "/api/v2/dags/monitor_day/dagRuns", {"logical_date": None, "conf": {"day": "2026-11-20"}})
        except (PantauError, httpx.HTTPError, OSError, ValueError):  # not up yet, or the password is not written yet
            return False
        return True

    try:
        assert wait_until(triggered, 120, 0.5), logs(env)
    finally:
        api._client.close()


def logs(env: dict[str, str]) -> str:
    return "\n".join(file.read_text(errors="replace")[-1500:] for file in Path(env["AIRFLOW_HOME"]).glob("*.log"))


def test_a_fault_and_a_missed_deadline_are_told_once_and_once_when_over(
    airflow: dict[str, str], hook: Hook, mail: tuple[Mailbox, str]
) -> None:
    def titles() -> list[str]:
        return [message["title"] for message in hook.got]

    def told(title: str) -> bool:
        return wait_until(lambda: title in titles(), 120)

    run_day(airflow, "bug")  # fails twice: a try and its retry
    assert told(FAILED), logs(airflow)
    run_day(airflow, "bug")
    run_day(airflow, "late")
    assert told(LATE), (titles(), logs(airflow))
    Path(airflow["ENDING"]).write_text("well")
    assert wait_until(lambda: any(WELL in title for title in titles()), 60), (titles(), logs(airflow))
    assert sorted(titles()[:2]) == sorted([FAILED, LATE]), "once a fault: neither per retry nor per run"
    assert len(titles()) == 3
    assert wait_until(lambda: sorted(mail[0].subjects) == sorted(titles()), 60), (mail[0].subjects, titles())
