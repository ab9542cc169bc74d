"""What must hold of the compose file: each rule is a function from the services, filled in, to the faults that it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Services = dict[str, dict[str, Any]]
# service → the secrets it cannot work without; each for the reason its comment in the compose file gives
SECRETS = {
    "postgres": {"POSTGRES_PASSWORD", "AIRFLOW_DB_PASSWORD", "PANTAU_DB_PASSWORD", "PANTAU_READ_PASSWORD"},
    "init": {"AIRFLOW_DB_PASSWORD", "AIRFLOW_FERNET_KEY", "PANTAU_DB_PASSWORD"},
    "api-server": {
        "AIRFLOW_DB_PASSWORD", "AIRFLOW_FERNET_KEY", "AIRFLOW_JWT_SECRET", "AIRFLOW_API_SECRET_KEY", "PANTAU_READ_PASSWORD",
    },
    "scheduler": {"AIRFLOW_DB_PASSWORD", "AIRFLOW_JWT_SECRET", "AIRFLOW_API_SECRET_KEY", "PANTAU_DB_PASSWORD"},
    "dag-processor": {"AIRFLOW_DB_PASSWORD"},
    "triggerer": {"AIRFLOW_DB_PASSWORD", "AIRFLOW_FERNET_KEY"},
}  # fmt: skip
FILES = {"init": ["ui_passwords"], "api-server": ["ui_passwords"]}
OUTSIDE = {"api-server", "scheduler"}
WRITTEN = {"postgres": ["/tmp", "/var/run/postgresql"], "airflow": ["/tmp", "/opt/airflow"]}  # noqa: S108 - in a container
VARIABLE = re.compile(r"\$\{([A-Z_]*(?:PASSWORD|SECRET|FERNET|SECRET_KEY|KEY)[A-Z_]*):")


def pinned(services: Services) -> Iterator[str]:
    for name, service in services.items():
        if service["image"] != "pantau:local" and not re.fullmatch(r"[a-z0-9./-]+:[\w.-]+@sha256:[0-9a-f]{64}", service["image"]):
            yield f"{name}: {service['image']} is a tag, which may point to something else tomorrow"


def unwritable(services: Services) -> Iterator[str]:
    for name, service in services.items():
        memory = [mount.partition(":")[0] for mount in service.get("tmpfs", [])]
        if service.get("read_only") is not True:
            yield f"{name}: its root can be written"
        if lacking := set(WRITTEN.get(name, WRITTEN["airflow"])) - set(memory):
            yield f"{name}: writes to {sorted(lacking)}, which is neither a volume nor memory"


def bounded(services: Services) -> Iterator[str]:
    yield from (f"{name}: any number of processes" for name, one in services.items() if not 0 < one.get("pids_limit", 0) <= 1024)


def powerless(services: Services) -> Iterator[str]:
    for name, service in services.items():
        user = str(service.get("user", "0")).partition(":")[0]
        if service.get("cap_drop") != ["ALL"] or service.get("cap_add") or service.get("privileged") or user in {"0", "root"}:
            yield f"{name}: has capabilities, or is root"
        if service.get("security_opt") != ["no-new-privileges:true"]:
            yield f"{name}: may gain privileges"


def apart(services: Services) -> Iterator[str]:
    for name, service in services.items():
        wanted = {"inside", "outside"} if name in OUTSIDE else {"inside"}
        if set(service.get("networks", ["default"])) != wanted or service.get("network_mode"):
            yield f"{name}: is in {service.get('networks')}, not in {sorted(wanted)}"
        if name == "postgres" and service.get("ports"):
            yield "postgres: is published"


def frugal(services: Services) -> Iterator[str]:
    """Read the services as written, not filled in: there a variable can be distinguished from its value."""
    for name, service in services.items():
        held = set(VARIABLE.findall(" ".join(map(str, service["environment"].values()))))
        if held != SECRETS[name]:
            yield f"{name}: too many {sorted(held - SECRETS[name])}, missing {sorted(SECRETS[name] - held)}"
        if service.get("secrets", []) != FILES.get(name, []):
            yield f"{name}: is given the files {service.get('secrets')}"


RULES: dict[str, Callable[[Services], Iterator[str]]] = {
    rule.__name__: rule for rule in (pinned, unwritable, bounded, powerless, apart, frugal)
}
# rule → changes to one service, each of which breaks it
BROKEN: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "pinned": [
        ("postgres", {"image": "postgres:18-bookworm"}),
        ("postgres", {"image": "postgres@sha256:" + "0" * 64}),
        ("postgres", {"image": "postgres:18-bookworm@sha256:123"}),
        ("triggerer", {"image": "apache/airflow:3.3.2"}),
    ],
    "unwritable": [("scheduler", {"read_only": False}), ("postgres", {"read_only": None}), ("init", {"tmpfs": ["/tmp"]})],  # noqa: S108
    "bounded": [("scheduler", {"pids_limit": -1}), ("postgres", {"pids_limit": 0})],
    "powerless": [
        ("postgres", {"cap_add": ["CHOWN"]}),
        ("postgres", {"user": "root"}),
        ("scheduler", {"cap_drop": ["NET_RAW"]}),
        ("init", {"user": "0:0"}),
        ("triggerer", {"security_opt": []}),
        ("dag-processor", {"privileged": True}),
    ],
    "apart": [
        ("postgres", {"networks": ["inside", "outside"]}),
        ("postgres", {"ports": ["127.0.0.1:5432:5432"]}),
        ("dag-processor", {"networks": ["inside", "outside"]}),
        ("triggerer", {"network_mode": "host"}),
        ("scheduler", {"networks": ["outside"]}),
    ],
    "frugal": [
        ("scheduler", {"environment": {"X": "${AIRFLOW_FERNET_KEY:?x}"}}),
        ("scheduler", {"environment": {"X": "${POSTGRES_PASSWORD:?x}"}}),
        ("api-server", {"environment": {"X": "postgresql://pantau:${PANTAU_DB_PASSWORD:?x}@postgres/pantau"}}),
        ("dag-processor", {"environment": {"X": "${AIRFLOW_JWT_SECRET:?x}"}}),
        ("scheduler", {"secrets": ["ui_passwords"]}),
    ],
}


def broken(services: Services, name: str, change: dict[str, Any]) -> Services:
    """The services with one of them changed; an environment only gets additions, so that only the new part can break a rule."""
    changed = dict(services[name]) | change
    if "environment" in change:
        changed["environment"] = services[name]["environment"] | change["environment"]
    return services | {name: changed}
