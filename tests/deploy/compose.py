"""Reads docker-compose.yaml as `docker compose config` would: anchors merged, variables filled in from a given environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pantau.files import parse_yaml

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = PROJECT / "docker-compose.yaml"
_VARIABLE = re.compile(r"\$\$|\$\{([A-Z_][A-Z0-9_]*)(?:(:[-?])((?:[^${}]|\$\{[^{}]*\})*))?\}")

# What somebody who follows .env.example would write.
ENVIRONMENT = {
    "PANTAU_CONTACT": "mailto:redaksi@lintang.test",
    "POSTGRES_PASSWORD": "1" * 48,
    "AIRFLOW_DB_PASSWORD": "2" * 48,
    "PANTAU_DB_PASSWORD": "3" * 48,
    "PANTAU_READ_PASSWORD": "6" * 48,
    "AIRFLOW_FERNET_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "AIRFLOW_API_SECRET_KEY": "4" * 64,
    "AIRFLOW_JWT_SECRET": "5" * 64,
    "PANTAU_UI_USERS": "ani:viewer,budi:admin",
    "PANTAU_UI_PASSWORDS_FILE": "/srv/pantau-secret/ui_passwords.json",
}


class Missing(ValueError):
    """A required variable has no value."""


def load() -> dict[str, Any]:
    """Return the compose file with its anchors merged and its variables as they stand."""
    return dict(parse_yaml(COMPOSE.read_text(encoding="utf-8")))


def filled(value: Any, environment: Mapping[str, str]) -> Any:
    """Return a part of the file with every variable filled in; raise Missing for a required one without a value."""
    if isinstance(value, dict):
        return {key: filled(item, environment) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, environment) for item in value]
    return _fill(value, environment) if isinstance(value, str) else value


def _fill(text: str, environment: Mapping[str, str]) -> str:
    def one(match: re.Match[str]) -> str:
        name, mark, rest = match.groups()
        if name is None:
            return "$"
        if environment.get(name):
            return environment[name]
        if mark == ":-":
            return _fill(rest, environment)
        raise Missing(f"{name}: {rest}")

    return _VARIABLE.sub(one, text)


def variables(text: str) -> dict[str, str]:
    """Return variable → how it is asked for: `:?` required, `:-` with a default, empty for neither; nested ones too."""
    found: dict[str, str] = {}
    for name, mark, rest in _VARIABLE.findall(text):
        if name:
            found[name] = mark
            found |= variables(rest) if mark == ":-" else {}
    return found
