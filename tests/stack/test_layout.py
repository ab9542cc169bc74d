"""A stack never takes over a warehouse that is not its own; gaps of milliseconds between requests are for the newsroom only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from pantau import settings as settings_module
from pantau.settings import PROJECT, BadSetting, read_settings
from pantau.stack import layout
from pantau.stack.layout import Layout, Ports, base_env, write_env_files
from pantau.stack.processes import free_port, wait_until

PORTS = Ports(8080, 8793, 8994, 18600)


def test_callers_warehouse_does_not_leak_into_a_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_PANTAU_WAREHOUSE", "postgres://production/warehouse")
    monkeypatch.setenv("PANTAU_WAREHOUSE", "postgres://production/warehouse")
    assert not [name for name in base_env() if "PANTAU" in name or "AIRFLOW" in name]


def test_demo_is_hasty_with_its_own_newsroom_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "ENV_FILE", tmp_path / "stack.env")
    monkeypatch.setattr(layout, "AIRFLOW_FILE", tmp_path / "airflow.env")
    demo = Layout("demo")
    write_env_files(demo.pantau_env(PORTS, "postgresql://pantau@/pantau?host=/x"), demo.airflow_env(PORTS))
    assert (tmp_path / "stack.env").stat().st_mode & 0o077 == 0
    assert "export AIRFLOW_HOME=" in (tmp_path / "airflow.env").read_text(encoding="utf-8")
    assert layout.MARK not in (tmp_path / "airflow.env").read_text(encoding="utf-8"), "make stop would end the shell"
    settings = read_settings(_env_file=tmp_path / "stack.env")
    assert settings.gap_s(opened=True) < 0.1
    assert settings.gap_s(opened=False) == 5.0
    assert set(settings.opened()) == {"newsroom.test"}


def test_live_respects_the_callers_settings_and_the_demo_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTAU_CONTACT", "redaksi@example.test")
    monkeypatch.setenv("PANTAU_WAREHOUSE", "postgresql://server/pantau")
    assert Layout("live").pantau_env(PORTS, "postgresql://server/pantau")["PANTAU_CONTACT"] == "redaksi@example.test"
    assert Layout("demo").pantau_env(PORTS, "postgresql://embedded")["PANTAU_WAREHOUSE"] == "postgresql://embedded"
    assert "PANTAU_CONTACT" not in Layout("demo").pantau_env(PORTS, "postgresql://embedded")


def test_a_store_of_ones_own_leaves_the_stacks_settings_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".pantau").mkdir()
    (tmp_path / ".pantau" / "stack.env").write_text("PANTAU_WAREHOUSE='postgresql://demo'\n", encoding="utf-8")
    monkeypatch.setattr(settings_module, "PROJECT", tmp_path)
    monkeypatch.delenv("PANTAU_ENV_FILE")
    fresh = settings_module.settings.__wrapped__
    assert fresh().warehouse == "postgresql://demo"
    monkeypatch.setenv("AIRFLOW_CONN_PANTAU_WAREHOUSE", "postgres://server/pantau")
    assert fresh().warehouse == ""


def test_live_opens_no_private_address() -> None:
    env = Layout("live").pantau_env(PORTS, "postgresql://pantau@/pantau?host=/x")
    assert not [name for name in env if "ALLOW" in name or "GAP" in name]


def test_only_loopback_can_be_opened() -> None:
    with pytest.raises(BadSetting, match=r"PANTAU_ALLOW_HOSTS=.*only loopback"):
        read_settings(allow_hosts="intranet.test=10.0.0.5:80")


def test_airflow_listens_on_loopback() -> None:
    env = Layout("live").airflow_env(PORTS)
    assert env["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert env["AIRFLOW__CORE__LOAD_EXAMPLES"] == "False"


SERVE = """
import sys, uvicorn
from pantau.stack import airflow_part
uvicorn.run = airflow_part._serve_here
from airflow.utils.serve_logs import serve_logs
serve_logs(int(sys.argv[1]))
"""


@pytest.mark.parametrize("host", ["", "127.0.0.2"], ids=["unless told otherwise", "told otherwise"])
def test_airflows_log_server_listens_on_loopback(tmp_path: Path, host: str) -> None:
    port = free_port(18790)
    env = base_env() | {"AIRFLOW_HOME": str(tmp_path), "PYTHONPATH": str(PROJECT / "include"), "PANTAU_ENV_FILE": ""}
    env |= {"PANTAU_LOG_SERVER_HOST": host} if host else {}
    with subprocess.Popen([sys.executable, "-c", SERVE, str(port)], env=env, stderr=subprocess.DEVNULL) as server:
        try:
            process = psutil.Process(server.pid)
            assert wait_until(lambda: bool(listening(process)) or server.poll() is not None, 60, 0.1)
            assert listening(process) == {(host or "127.0.0.1", port)}
        finally:
            server.kill()


def listening(process: psutil.Process) -> set[tuple[str, int]]:
    """The addresses on which a process listens."""
    return {tuple(link.laddr) for link in process.net_connections("inet") if link.status == psutil.CONN_LISTEN}
