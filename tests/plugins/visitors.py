"""The users of the pages in the tests, and the runs that the pages ask of Airflow."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from airflow.api_fastapi.app import create_auth_manager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.api_fastapi.core_api.security import get_user
from pantau_ui.app import app


@cache
def visitor(role: str = "VIEWER", name: str = "ani") -> Any:
    """A user with a role, as the pages get him from Airflow."""
    create_auth_manager()
    return SimpleAuthManagerUser(username=name, role=role)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The runs Airflow was asked to start."""
    found: list[dict[str, Any]] = []
    name = "airflow.api.common.trigger_dag.trigger_dag"
    monkeypatch.setattr(name, lambda dag_id, **given: found.append({"dag": dag_id} | given))
    return found


def enter(monkeypatch: pytest.MonkeyPatch, role: str, name: str = "budi") -> None:
    """From now on a user with this role opens the pages."""
    monkeypatch.setitem(app.dependency_overrides, get_user, lambda: visitor(role, name))
