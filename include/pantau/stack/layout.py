"""Where a stack keeps its files, and the environment of its processes. There are two modes: `demo` and `live`."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pantau.settings import PROJECT
from pantau.stack.processes import MARK

STATE = Path(os.environ.get("STACK_HOME") or PROJECT / ".pantau").resolve()  # STACK_HOME: a second stack beside the first
ENV_FILE = STATE / "stack.env"  # the stack started last; the command line reads it, so `pantau sql` asks the right warehouse
AIRFLOW_FILE = STATE / "airflow.env"  # after `. .pantau/airflow.env` in a shell, `airflow` works on this stack

# Worker slots of Airflow. A polite fetch mostly waits: four shards of a backfill, four of the nightly day, and two
# for the live poll and what it wakes. The demo's newsroom lets nobody wait, and its backfill gets three.
WORKERS = {"live": 10, "demo": 5}


@dataclass(frozen=True, slots=True)
class Ports:
    """The loopback ports of a stack."""

    ui: int
    worker_log: int
    trigger_log: int
    newsroom: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one stack."""

    mode: str

    @property
    def state(self) -> Path:
        """Landing, results, database and Airflow home of this mode."""
        return STATE / self.mode

    @property
    def airflow_home(self) -> Path:
        """Airflow's own folder: metadata database, logs, generated password."""
        return self.state / "airflow"

    @property
    def processes(self) -> Path:
        """The list of what was started."""
        return self.state / "processes.json"

    @property
    def password_file(self) -> Path:
        """Where Airflow's simple auth manager keeps the generated password."""
        return self.airflow_home / "simple_auth_manager_passwords.json.generated"

    def log(self, name: str) -> Path:
        """The log file of one process."""
        return self.state / "logs" / f"{name}.log"

    def pantau_env(self, ports: Ports, warehouse: str) -> dict[str, str]:
        """The settings of this mode; the politeness of milliseconds is for the newsroom's own hosts only."""
        env = wishes(self.mode) | {"PANTAU_STATE_DIR": str(self.state), "PANTAU_WAREHOUSE": warehouse}
        if self.mode == "demo":
            env |= {
                "PANTAU_CATALOGUE_DIR": str(self.state / "catalogue"),
                "PANTAU_ALLOW_HOSTS": f"newsroom.test=127.0.0.1:{ports.newsroom}",
                "PANTAU_ALLOWED_HOST_GAP_S": "0.002",
                "PANTAU_SHARDS": "2",
                "PANTAU_PAST_SLOTS": "3",
                "PANTAU_FETCH_RETRY_S": "0.2",
                "PANTAU_HOST_COOLDOWN_S": "1",
                "PANTAU_READ_TIMEOUT_S": "5",
                "PANTAU_TASK_RETRY_S": "5",
            }
        return env

    def airflow_env(self, ports: Ports) -> dict[str, str]:
        """What Airflow needs on two cores and loopback: few workers, a short scheduler loop, no examples."""
        return {
            "AIRFLOW_HOME": str(self.airflow_home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Jakarta",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": str(WORKERS[self.mode]),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{ports.ui}/execution/",
            # The demo has somebody who may only look too, so that one can see what a role is shown.
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin" + (",viewer:viewer" if self.mode == "demo" else ""),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(ports.ui),
            "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{ports.ui}",
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API__INSTANCE_NAME": "Pantau" if self.mode == "live" else "Pantau (demo)",
            "AIRFLOW__CORE__HOSTNAME_CALLABLE": "pantau.stack.airflow_part.own_name",
            "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
            "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(ports.worker_log),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(ports.trigger_log),
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
            # A killed scheduler's tasks are taken up by the next one in half a minute (Airflow's defaults: five minutes), those
            # of a killed worker in a minute.
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
            "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "120",
            "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
            "PYTHONPATH": str(PROJECT / "include"),
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "NO_PROXY": "127.0.0.1,localhost",
            MARK: str(self.state),
        }


def base_env() -> dict[str, str]:
    """The caller's environment without AIRFLOW and PANTAU variables, so that no demo is loaded into somebody's warehouse."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "PANTAU_", "_AIRFLOW"))}


def wishes(mode: str) -> dict[str, str]:
    """Return the caller's PANTAU settings that a stack respects: for the real feeds all except the newsroom's, for the demo
    none."""
    if mode == "demo":
        return {}
    own = {"PANTAU_STATE_DIR", "PANTAU_ALLOW_HOSTS", "PANTAU_ALLOWED_HOST_GAP_S", "PANTAU_ENV_FILE"}
    kept = {name: value for name, value in os.environ.items() if name.startswith("PANTAU_") and name not in own}
    if not kept.get("PANTAU_WAREHOUSE") and (connection := os.environ.get("AIRFLOW_CONN_PANTAU_WAREHOUSE")):
        kept["AIRFLOW_CONN_PANTAU_WAREHOUSE"] = connection
    if not kept.get("PANTAU_WAREHOUSE_READ") and (reading := os.environ.get("AIRFLOW_CONN_PANTAU_WAREHOUSE_READ")):
        kept["AIRFLOW_CONN_PANTAU_WAREHOUSE_READ"] = reading
    return kept


def write_env_files(settings: Mapping[str, str], airflow: Mapping[str, str]) -> None:
    """Write the settings of the stack for the command line, and those of Airflow for a shell; only the owner may read them."""
    shell = dict(settings) | {
        name: value for name, value in airflow.items() if name.startswith("AIRFLOW") or name == "PYTHONPATH"
    }
    for file, prefix, env in ((ENV_FILE, "", settings), (AIRFLOW_FILE, "export ", shell)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.chmod(0o600)  # the address of a configured warehouse may hold a password
        file.write_text(
            "".join(f"{prefix}{name}={shlex.quote(value)}\n" for name, value in sorted(env.items())), encoding="utf-8"
        )
