"""The users of the pages in the tests, and the runs that the pages ask of Airflow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
import pytest
from airflow.api_fastapi.app import create_auth_manager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.api_fastapi.core_api.security import get_user
from fastapi.testclient import TestClient
from pantau_ui import stores
from pantau_ui.app import app

from pantau.settings import Settings


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


@contextmanager
def visiting(database: Settings, monkeypatch: pytest.MonkeyPatch, filled: str) -> Iterator[TestClient]:
    """Yield a client of the pages over a warehouse that holds the rows of the SQL `filled`; it follows no redirect."""
    monkeypatch.setattr(stores, "settings", lambda: database)
    with psycopg.connect(database.warehouse) as connection:
        connection.execute(filled.encode())
    with TestClient(app, root_path="/pantau", base_url="http://pantau.test", follow_redirects=False) as client:
        yield client
