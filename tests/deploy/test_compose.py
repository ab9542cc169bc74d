"""The one-server deployment, as far as it can be checked without an engine: schema, commands, mounts, variables, secrets."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from compose import COMPOSE, ENVIRONMENT, PROJECT, Missing, filled, load, variables

from pantau.settings import Settings

TEXT = COMPOSE.read_text(encoding="utf-8")
RAW = load()
DEPLOYED = filled(RAW, ENVIRONMENT)
SERVICES: dict[str, dict[str, Any]] = DEPLOYED["services"]
AIRFLOW = {name: service for name, service in SERVICES.items() if name != "postgres"}
EXAMPLE = (PROJECT / ".env.example").read_text(encoding="utf-8")
DOCKERFILE = (PROJECT / "Dockerfile").read_text(encoding="utf-8")


def command_words(service: dict[str, Any]) -> list[list[str]]:
    """Every command line a service runs: its command, the lines of the script it names, its health check."""
    found = [list(service.get("command", []))]
    if found[0][:1] == ["bash"]:
        script = (PROJECT / found[0][1]).read_text(encoding="utf-8")
        found += [shlex.split(line.removeprefix("exec ")) for line in script.splitlines() if re.match(r"(exec )?airflow ", line)]
    test = service.get("healthcheck", {}).get("test", [])
    assert test[:1] in ([], ["CMD"]), "no shell between the engine and a check"
    return [*found, test[1:]]


@pytest.mark.parametrize("document", [RAW, DEPLOYED], ids=["as written", "filled in"])
def test_it_follows_the_compose_schema(document: dict[str, Any]) -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(document)] == []
    assert list(validator.iter_errors({"services": {"x": {"imagine": "y"}}})), "the schema must be able to refuse"


def test_the_services_are_those_of_one_server() -> None:
    assert set(SERVICES) == {"postgres", "init", "api-server", "scheduler", "dag-processor", "triggerer"}
    executors = {service["environment"]["AIRFLOW__CORE__EXECUTOR"] for service in AIRFLOW.values()}
    assert executors == {"LocalExecutor"}


def test_every_airflow_command_exists(tmp_path: Path) -> None:
    lines = [words for service in AIRFLOW.values() for words in command_words(service) if words[:1] == ["airflow"]]
    assert {words[1] for words in lines} == {"db", "api-server", "scheduler", "dag-processor", "triggerer", "jobs"}
    # in a process of its own: the parser reads Airflow's configuration, which belongs to no other test
    program = (
        "import json, sys; from airflow.cli.cli_parser import get_parser\n"
        "for words in json.load(sys.stdin): get_parser().parse_args(words[1:])"
    )
    done = airflow_python(program, json.dumps(lines), tmp_path)
    assert done.returncode == 0, done.stderr
    assert airflow_python(program, json.dumps([["airflow", "webserver"]]), tmp_path).returncode == 2


def airflow_python(program: str, text: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"AIRFLOW_HOME": str(home), "PATH": "/usr/bin:/bin"}
    words = [sys.executable, "-W", "ignore", "-c", program]
    return subprocess.run(words, input=text, capture_output=True, text=True, env=environment, check=False)


def test_every_airflow_option_exists(tmp_path: Path) -> None:
    every = {name for service in AIRFLOW.values() for name in service["environment"] if name.startswith("AIRFLOW__")}
    names = [name.split("__", 2)[1:] for name in sorted(every)]
    wanted = [[section.lower(), option.lower()] for section, option in names]
    program = (
        "import json, sys; from airflow.configuration import conf\n"
        "known = conf.configuration_description\n"
        "print(json.dumps([p for p in json.load(sys.stdin) if p[1] not in known.get(p[0], {}).get('options', {})]))"
    )
    done = airflow_python(program, json.dumps([*wanted, ["core", "no_such_option"]]), tmp_path)
    assert json.loads(done.stdout.splitlines()[-1]) == [["core", "no_such_option"]], done.stderr


def test_every_pantau_setting_exists() -> None:
    names = {name.removeprefix("PANTAU_").lower() for name in AIRFLOW["scheduler"]["environment"] if name.startswith("PANTAU_")}
    assert names - set(Settings.model_fields) == set()
    assert {"contact", "state_dir"} <= names


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_mounts_and_scripts_exist_and_code_is_read_only(name: str) -> None:
    for mount in SERVICES[name].get("volumes", []):
        source, target, *mode = mount.split(":")
        if source.startswith("."):
            assert (PROJECT / source).exists(), source
            assert mode == ["ro"], mount
        else:
            assert source in DEPLOYED["volumes"], source
        assert target.startswith("/")
    for words in command_words(SERVICES[name]):
        for script in (word for word in words if word.endswith((".sh", ".py"))):
            assert (PROJECT / script).is_file(), script
            assert script in DOCKERFILE


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_bounded_watched_and_started_in_order(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["logging"]["options"]["max-size"]
    assert service["restart"] == ("no" if name == "init" else "unless-stopped")
    assert name == "init" or service["healthcheck"]["test"]
    for other, wanted in service.get("depends_on", {}).items():
        condition = wanted["condition"]
        assert condition in {"service_healthy", "service_completed_successfully"}
        assert condition != "service_healthy" or SERVICES[other]["healthcheck"]
        assert condition != "service_completed_successfully" or SERVICES[other]["restart"] == "no"
    if name not in {"postgres", "init"}:
        assert service["depends_on"]["init"]["condition"] == "service_completed_successfully"


def test_airflow_never_runs_as_root_and_gains_no_privilege() -> None:
    for service in AIRFLOW.values():
        assert service["user"] == "50000:0"
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert "USER 50000:0" in DOCKERFILE


def test_services_that_have_a_secret_have_the_same_one() -> None:
    held: dict[str, set[str]] = {}
    for service in AIRFLOW.values():
        for key, value in service["environment"].items():
            if re.search("SECRET|FERNET|CONN", key):
                held.setdefault(key, set()).add(value)
    assert {key: len(values) for key, values in held.items()} == dict.fromkeys(
        ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW_CONN_PANTAU_WAREHOUSE",
         "AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__API__SECRET_KEY", "AIRFLOW_CONN_PANTAU_WAREHOUSE_READ"], 1
    )  # fmt: skip


def test_only_the_ui_is_published_and_only_on_this_machine() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "api-server": ["127.0.0.1:8080:8080"]
    }
    assert "0.0.0.0" not in TEXT  # noqa: S104 - looking for it
    moved = filled(RAW["services"]["api-server"], {**ENVIRONMENT, "PANTAU_BIND": "10.1.2.3", "PANTAU_PORT": "9000"})
    assert moved["ports"] == ["10.1.2.3:9000:8080"]
    assert moved["environment"]["AIRFLOW__API__BASE_URL"] == "http://localhost:9000"


def test_every_variable_is_explained_and_what_is_required_has_no_value() -> None:
    asked = variables(TEXT)
    assert "" not in asked.values(), "every variable says what happens without it"
    written = dict(re.findall(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", EXAMPLE, re.MULTILINE))
    assert set(asked) == set(written)
    required = {name for name, mark in asked.items() if mark == ":?"}
    assert required == set(ENVIRONMENT)
    assert {written[name] for name in required} == {""}
    assert set(re.findall(r"^([A-Z][A-Z0-9_]*)=", EXAMPLE, re.MULTILINE)) == required


@pytest.mark.parametrize("name", sorted(ENVIRONMENT))
def test_nothing_starts_without_a_required_value(name: str) -> None:
    for absent in ({**ENVIRONMENT, name: ""}, {key: value for key, value in ENVIRONMENT.items() if key != name}):
        with pytest.raises(Missing, match=name):
            filled(RAW, absent)


def test_no_secret_has_a_default_or_stands_in_a_file() -> None:
    for name, mark in variables(TEXT).items():
        assert mark == ":?" or not re.search("PASSWORD|SECRET|KEY|TOKEN", name), name
    for service in RAW["services"].values():
        for key, value in service["environment"].items():
            if re.search("PASSWORD|SECRET|FERNET|CONN", key) and not key.endswith("_FILE"):
                assert re.search(r"\$\{[A-Z_]+:\?", str(value)), key
    assert "ENV " in DOCKERFILE
    assert not re.search(r"(?i)password|secret|fernet", DOCKERFILE.replace("ui_passwords", ""))


def test_the_image_is_built_from_files_that_exist_and_the_lock() -> None:
    sources = [source for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE) for source in shlex.split(line)[:-1]]
    ignored = [line for line in (PROJECT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert ignored[0] == "*", "everything not named stays out: data, environment, secrets"
    kept = [line.removeprefix("!") for line in ignored if line.startswith("!")]
    for source in sources:
        assert (PROJECT / source).exists(), source
        assert any(source == keep or source.startswith(keep) for keep in kept), f"{source} is kept from the builder"
    assert {"requirements.txt", "include/", "dags/", "plugins/", "seeds/"} <= set(sources)
    assert "uv pip install --system --require-hashes -r requirements.txt" in DOCKERFILE
    assert re.search(r"^uv==\S+", (PROJECT / "requirements.txt").read_text(), re.MULTILINE)
    assert not {".env", ".pantau/", ".git/"} & set(kept)


def test_paths_inside_the_container_fit_together() -> None:
    environment = AIRFLOW["scheduler"]["environment"]
    targets = {mount.split(":")[1] for mount in AIRFLOW["scheduler"]["volumes"]}
    assert {environment["AIRFLOW__CORE__DAGS_FOLDER"], environment["AIRFLOW__CORE__PLUGINS_FOLDER"]} <= targets
    assert {environment["PYTHONPATH"], environment["PANTAU_STATE_DIR"], "/opt/pantau/seeds", "/opt/airflow/logs"} <= targets
    assert "WORKDIR /opt/pantau" in DOCKERFILE
    assert "AIRFLOW_HOME=/opt/airflow" in DOCKERFILE
    password_file = Path(environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    assert any(mount.startswith(f"{password_file.parent}:") for mount in AIRFLOW["api-server"]["tmpfs"])
    assert environment["AIRFLOW__CORE__DEFAULT_TIMEZONE"] == "Asia/Jakarta"
