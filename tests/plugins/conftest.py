"""The pages ask Airflow which user is logged in, so these tests need an Airflow."""

import pytest

import airflow_home

airflow_home.prepare()
airflow_home.import_quietly("airflow.api_fastapi.core_api.security", "airflow.plugins_manager", "fastapi.testclient")

from visitors import started  # noqa: E402 — Airflow must be prepared first

from pantau.day import today  # noqa: E402

__all__ = ["started"]


@pytest.fixture
def day() -> str:
    """Today, read once for a test: rows and addresses agree also when the test runs across midnight in Jakarta."""
    return today()
