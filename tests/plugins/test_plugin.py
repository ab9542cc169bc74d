"""The plugin in Airflow: it loads, its navigation entry is valid, and it costs other processes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow import plugins_manager
from airflow.api_fastapi.core_api.datamodels.plugins import PluginResponse
from airflow.settings import task_instance_mutation_hook

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.filterwarnings("ignore:GitWildMatchPattern")  # Airflow's own reading of .airflowignore


def test_airflow_accepts_the_plugin_and_shows_it_in_the_navigation() -> None:
    infos = [info for info in plugins_manager.get_plugin_info() if info["name"] == "pantau"]
    assert len(infos) == 1
    plugin = PluginResponse.model_validate(infos[0])  # when this raises an error, Airflow drops all entries of the plugin
    assert [(view.name, view.destination) for view in plugin.external_views] == [("Pantau", "nav")]
    assert plugin.fastapi_apps[0].url_prefix == "/pantau"
    assert plugins_manager.get_import_errors() == {}


def test_loading_the_plugin_imports_no_web_framework_and_no_database_driver() -> None:
    def heavy_after(imports: str) -> str:
        code = f"import sys, {imports}; print(sorted({{'fastapi', 'jinja2', 'psycopg', 'pantau_ui'}} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT / "plugins", capture_output=True, text=True, check=True)
        return done.stdout

    assert heavy_after("pantau_plugin, pantau_airflow.alerts") == heavy_after("airflow.plugins_manager")


@pytest.mark.parametrize(
    ("dag_id", "run_id", "pool"),
    [
        ("monitor_day", "backfill__2026-11-20T00:00:00+07:00", "past_days"),
        ("monitor_day", "plan__2026-11-20__manual__x", "past_days"),
        ("monitor_day", "scheduled__2026-11-20T17:00:00+00:00", "default_pool"),
        ("monitor_day", "manual__2026-11-20", "default_pool"),
        ("poll_feeds", "backfill__2026-11-20T00:00:00+07:00", "default_pool"),
    ],
)
@pytest.mark.parametrize("bound", [True, False])
def test_the_cluster_policy_moves_backfills_to_their_pool(dag_id: str, run_id: str, pool: str, bound: bool) -> None:
    instance = SimpleNamespace(dag_id=dag_id, run_id=None if bound else run_id, pool="default_pool")
    task_instance_mutation_hook(instance, dag_run=SimpleNamespace(run_id=run_id) if bound else None)  # type: ignore[arg-type]
    assert instance.pool == pool


def test_the_pool_is_made_where_it_is_missing_and_left_alone_where_somebody_changed_it() -> None:
    code = """
from airflow.utils.db import initdb
initdb()
from airflow.jobs.job import Job
from airflow.models.pool import Pool
from airflow.utils.session import create_session
Job()
with create_session() as session:
    pool = Pool.get_pool("past_days", session=session)
    print("made", pool.slots, pool.include_deferred)
    pool.slots = 7
Job()
with create_session() as session:
    print("made", Pool.get_pool("past_days", session=session).slots)
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=os.environ | {"PANTAU_PAST_SLOTS": "5"}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("made")] == ["made 5 False", "made 7"]
