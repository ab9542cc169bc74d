"""The pages ask Airflow which user is logged in, so these tests need an Airflow."""

import airflow_home

airflow_home.prepare()
airflow_home.import_quietly("airflow.api_fastapi.core_api.security", "airflow.plugins_manager", "fastapi.testclient")

from visitors import started  # noqa: E402 — Airflow must be prepared first

__all__ = ["started"]
