"""Who looks at the pages in the tests: a user of Airflow's own simple auth manager."""

from __future__ import annotations

from functools import cache
from typing import Any

from airflow.api_fastapi.app import create_auth_manager
from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser


@cache
def visitor(role: str = "VIEWER", name: str = "ani") -> Any:
    """A user with a role, whom the pages can ask Airflow about."""
    create_auth_manager()
    return SimpleAuthManagerUser(username=name, role=role)
